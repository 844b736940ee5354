"""`halfhour staff` under risk: people and a chance, and one clear sentence where it cannot be had."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from halfhour.cli.staff import command
from halfhour.engine.intervals import interval_grid
from halfhour.planning.outputs import CHANCES_COLUMNS, FORECAST_COLUMNS, PEOPLE_COLUMNS
from halfhour.planning.outputs.cells import times

ONE = ("--calls", "75", "--aht", "240", "--within", "20", "--share", "80%")
TEAM = """\
[team]
name = "Support"
timezone = "Europe/Berlin"
goal_chance = 0.7

[hours]
mon-fri = "09:00-13:00"

[[queue]]
name = "phone"
channel = "phone"
goal = { share = 0.8, within = "20 s" }
handle_time = "4 min"
patience = "3 min"

[[queue]]
name = "chat"
channel = "chat"
goal = { share = 0.8, within = "1 min" }
handle_time = "5 min"
skills = ["chat"]

[[queue]]
name = "mail"
channel = "email"
goal = { share = 0.9, within = "4 h" }
handle_time = "6 min"

[[agent]]
names = ["Ana", "Bo", "Cy", "Di", "Ed", "Flo"]
weekly_hours = 40

[[agent]]
names = ["Gus", "Hal", "Ida", "Jo", "Kim"]
weekly_hours = 40
skills = ["chat"]
"""


def staff(*arguments: object) -> Result:
    return CliRunner(env={"COLUMNS": "120"}).invoke(command, [str(each) for each in arguments])


def write_forecast(path: Path, *, first_on: date = date(2026, 6, 1), **contacts: float) -> Path:
    """Two days; so many contacts in each half hour from nine to one."""
    grid = interval_grid(
        first_on=first_on, last_on=first_on.replace(day=first_on.day + 1), timezone="Europe/Berlin"
    )
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(FORECAST_COLUMNS)
        for queue, mean in contacts.items():
            for start, slot in zip(times(grid.starts, grid.timezone), grid.slots, strict=True):
                here = mean if 18 <= slot < 26 else 0.0
                writer.writerow([start, queue, here, *(here * by for by in (0.7, 0.85, 1, 1.15, 1.3)), 240.0])
    return path


@pytest.fixture
def team(tmp_path: Path) -> Path:
    path = tmp_path / "team.toml"
    path.write_text(TEAM, encoding="utf-8")
    return path


@pytest.fixture
def forecast(tmp_path: Path) -> Path:
    return write_forecast(tmp_path / "forecast.csv", phone=30.0, chat=12.0, mail=3.0)


def test_one_interval_is_answered_with_people_and_a_chance_and_what_each_uncertainty_adds():
    told = json.loads(
        staff(*ONE, "--over", "interval", "--spread", "15%", "--absence", "6%", "--json").stdout
    )
    assert (told["people_mean"], told["people"]) == (14, 16)
    assert told["chance"] >= told["chance_asked"] == 0.8
    fewer = next(crew for crew in told["crews"] if crew["people"] == 15)
    assert fewer["chance"] < 0.8
    assert any("75.0 contacts are few" in reason for reason in told["reasons"])
    assert any("6.0%" in reason for reason in told["reasons"])


def test_absence_alone_asks_for_people_under_risk_and_more_of_it_for_more_of_them():
    people = [int(staff(*ONE, "--absence", share, "--quiet").stdout) for share in ("0%", "5%", "20%")]
    assert people == sorted(set(people))


def test_a_forecast_by_formula_gives_people_and_chances_for_every_queue(forecast, team, tmp_path):
    result = staff(forecast, "--team", team, "--over", "day", "--out", tmp_path / "made")
    assert result.exit_code == 0, result.stderr
    assert "People for" in result.stdout
    assert "ask with --by simulation" in result.stdout
    people, chances = (
        list(csv.DictReader((tmp_path / "made" / name).read_text("utf-8").splitlines()))
        for name in ("people.csv", "chances.csv")
    )
    assert tuple(people[0]) == PEOPLE_COLUMNS
    assert tuple(chances[0]) == CHANCES_COLUMNS
    assert {row["group"] for row in people} >= {"phone", "chat"}
    assert all(float(row["day_chance"]) >= 0.7 for row in chances if row["queue"] in ("phone", "chat"))


def test_by_simulation_people_are_shared_and_fewer_do(forecast, team):
    told = {
        by: json.loads(staff(forecast, "--team", team, "--over", "interval", "--by", by, "--json").stdout)
        for by in ("formula", "simulation")
    }
    hours = {
        by: sum(
            sum(part["hours"].values())
            for part in found["parts"]
            if part["intervals"][0]["queues"].keys() != {"mail"}
        )
        for by, found in told.items()
    }
    assert hours["simulation"] < hours["formula"]
    shared = told["simulation"]["parts"][0]
    assert set(shared["hours"]) == {"phone", "phone + chat"}
    assert shared["proved"]
    figures = shared["intervals"][0]["queues"]["phone"]
    assert figures["low"] <= figures["chance"] <= figures["high"]


def test_an_interval_of_a_forecast_says_why(forecast, team):
    told = staff(forecast, "--team", team, "--over", "interval", "--at", "2026-06-02T10:10")
    assert "phone, 2026-06-02T10:00:00+02:00" in told.stdout
    assert "70% was asked for" in told.stdout
    beyond = staff(forecast, "--team", team, "--over", "interval", "--at", "2027-06-02T10:10")
    assert (beyond.exit_code, beyond.stderr.strip()) == (1, "The forecast does not reach 2027-06-02T10:10.")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--over", "day"), "--over day goes with a forecast and --team"),
        (("--by", "simulation"), "--by simulation goes with a forecast and --team"),
        (("--aht", "0", "--over", "interval"), "--aht must be above 0: a contact takes time."),
        (("--share", "0%", "--over", "interval"), "--share must be above 0%"),
        (("--absence", "60%"), "absence must be from 0 to 0.5; got 0.6"),
    ],
)
def test_what_cannot_be_answered_for_one_interval_is_said_in_one_sentence(arguments, sentence):
    result = staff(*ONE, *arguments)
    assert result.exit_code in (1, 2)
    assert sentence in result.stderr


def test_a_load_beyond_all_teams_is_refused_at_once():
    result = staff("--load", "9000000", *ONE[2:], "--over", "interval")
    assert result.exit_code == 1
    assert "got 9,000,000 erlangs; under risk, up to 20,000" in result.stderr


def test_no_contacts_need_nobody():
    assert "Nobody is needed" in staff("--calls", "0", *ONE[2:], "--over", "interval").stdout


def test_a_skill_that_nobody_has_is_refused_with_its_line(forecast, team):
    alone = TEAM.replace('skills = ["chat"]\n\n[[queue]]', 'skills = ["chat", "thai"]\n\n[[queue]]')
    team.write_text(alone, encoding="utf-8")
    result = staff(forecast, "--team", team, "--by", "simulation")
    assert result.exit_code == 1
    assert "team.toml:21: No agent has the skill “thai”, so nobody can serve “chat”." in result.stderr


def test_a_team_without_people_is_refused(forecast, team):
    team.write_text(TEAM[: TEAM.index("[[agent]]")], encoding="utf-8")
    result = staff(forecast, "--team", team, "--by", "simulation")
    assert result.exit_code == 1
    assert "agent" in result.stderr


def test_too_few_people_are_all_taken_and_the_times_are_named(tmp_path, team):
    forecast = write_forecast(tmp_path / "much.csv", phone=120.0)
    told = staff(forecast, "--team", team, "--by", "simulation")
    assert told.exit_code == 0
    assert "phone: even with everybody there, the chance is only" in told.stdout
    assert "phone falls short at 2026-06-01T" in told.stdout


def test_ten_thousand_people_are_too_many_to_search_and_by_formula_too(tmp_path, team):
    forecast = write_forecast(tmp_path / "huge.csv", phone=72_000.0)
    searched = staff(forecast, "--team", team, "--by", "simulation")
    assert searched.exit_code == 1
    assert "got a day of 576,000 contacts; days of up to 20,000 are searched" in searched.stderr
    reckoned = staff(forecast, "--team", team, "--over", "day")
    assert reckoned.exit_code == 1
    assert "under risk, up to 2,000 are reckoned with" in reckoned.stderr


@pytest.mark.parametrize("by", ["formula", "simulation"])
def test_days_without_opening_need_nobody(tmp_path, team, by):
    weekend = write_forecast(tmp_path / "weekend.csv", first_on=date(2026, 6, 6), phone=30.0)
    told = json.loads(staff(weekend, "--team", team, "--by", by, "--json").stdout)
    assert told["met"]
    assert told["parts"][0]["intervals"] == []
    half = write_forecast(tmp_path / "half.csv", first_on=date(2026, 6, 5), phone=30.0)
    told = json.loads(staff(half, "--team", team, "--by", by, "--json").stdout)
    assert {row["start"][:10] for row in told["parts"][0]["intervals"]} == {"2026-06-05"}
