"""`halfhour shrinkage`, and measured shares in the commands that plan."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from halfhour.cli import main
from support.activity import PEOPLE, activity_csv

TEAM = """\
[team]
name = "Support"
timezone = "Europe/Berlin"

[hours]
mon-fri = "09:00-17:30"

[[queue]]
name = "phone"
channel = "phone"
goal = { share = 0.8, within = "20 s" }

[[agent]]
names = ["Ada", "Ben", "Cleo", "Dan", "Eve", "Finn"]

[shrinkage]
SHARES
"""
ROSTER = "agent,date,shift_start,shift_end,paid_seconds"
DAY_PLAN = "agent,block_start,block_end,kind,queue,reason"


def run(*arguments: object):
    return CliRunner().invoke(main, [str(each) for each in arguments])


def told(*arguments: object):
    result = run("shrinkage", *arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.fixture
def activity(tmp_path: Path) -> Path:
    path = tmp_path / "activity.csv"
    path.write_text(activity_csv(sick={"Ben": 2}))
    return path


def team(tmp_path: Path, shares: str) -> Path:
    path = tmp_path / "team.toml"
    path.write_text(TEAM.replace("SHARES", shares))
    return path


def test_shares_are_those_that_anybody_can_count(activity):
    found = told(activity, "--timezone", "Europe/Berlin")
    worked, days = 6 * 15 - 2, 6 * 15
    assert found["by_use"]["break"]["share"] == round(24 * worked / (480 * days), 4)
    assert found["by_use"]["meeting"]["share"] == round(12 * worked / (480 * days), 4)
    assert found["by_use"]["sickness"]["share"] == round(2 / days, 4)
    assert found["by_use"]["break"]["planned_share"] == round(12 / 480, 4)
    assert found["by_use"]["sickness"]["planned_share"] is None, "nobody plans to be sick"
    assert found["occupancy"] == round(300 / 444, 4)
    assert (found["people"], found["days"], found["paid_hours"]) == (6, 15, 720)


def test_the_table_says_what_it_means_in_people_and_names_nobody(activity):
    result = run("shrinkage", activity, "--timezone", "Europe/Berlin", "--on-queue", 21)
    assert result.exit_code == 0
    assert "21 people on queue take" in result.stdout
    assert "sickness" in result.stdout
    assert not any(name in result.stdout for name in PEOPLE)


def test_paid_time_comes_from_a_roster_and_what_was_planned_from_its_day_plan(tmp_path):
    day = "2026-09-07"
    activity = tmp_path / "activity.csv"
    early = "Ben,2026-09-07 08:00,2026-09-07 09:00,In call,\n"
    activity.write_text(activity_csv(weeks=1, with_plan=False) + early)
    roster, plan = tmp_path / "roster.csv", tmp_path / "dayplan.csv"
    roster.write_text(
        f"{ROSTER}\nAda,{day},{day}T08:30:00+02:00,{day}T17:00:00+02:00,28800\n", encoding="utf-8"
    )
    plan.write_text(
        f"{DAY_PLAN}\n"
        f"Ada,{day}T11:30:00+02:00,{day}T12:00:00+02:00,lunch,,\n"
        f"Ada,{day}T13:00:00+02:00,{day}T14:00:00+02:00,training,,\n",
        encoding="utf-8",
    )
    found = told(activity, "--timezone", "Europe/Berlin", "--roster", roster, "--day-plan", plan)
    late = found["by_use"]["late"]
    assert late is not None
    assert late["hours"] == 0.5, "the first record of Ada's shift is half an hour after its start"
    assert found["by_use"]["training"]["planned_share"] == 0.125
    assert [reason["kind"] for reason in found["reasons"]].count("shrinkage.outside_shifts") == 1


def test_a_state_of_the_systems_own_is_told_apart_once_it_is_explained(activity):
    text = activity.read_text().replace("Team meeting", "AUX 7")
    activity.write_text(text)
    assert "States without a meaning: AUX 7" in run("shrinkage", activity).stdout
    assert told(activity)["by_use"]["meeting"]["hours"] == 0
    assert told(activity, "--state", "aux-7=meeting")["by_use"]["meeting"]["hours"] == 17.6


def test_only_the_last_weeks_are_measured_where_they_are_asked_for(activity):
    found = told(activity, "--timezone", "Europe/Berlin", "--weeks", 1)
    assert (found["days"], found["first_on"]) == (5, "2026-09-21")
    assert found["by_use"]["sickness"]["share"] == 0


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--state", "AUX 7=metting"), 2, "meanings are on_queue"),
        (("--day-plan", "activity.csv"), 2, "--day-plan needs the --roster"),
        (("--map", "agent=nobody"), 1, "has no column nobody"),
    ],
)
def test_what_is_asked_wrongly_is_refused_in_one_sentence(activity, monkeypatch, arguments, code, said):
    monkeypatch.chdir(activity.parent)
    result = run("shrinkage", activity, *arguments)
    assert result.exit_code == code
    assert said in result.stderr


def test_records_without_work_measure_nothing(tmp_path):
    path = tmp_path / "leave.csv"
    path.write_text("agent,started_at,ended_at,state\nAda,2026-09-07 09:00,2026-09-07 17:00,Vacation\n")
    result = run("shrinkage", path)
    assert (result.exit_code, result.stderr) == (
        1,
        "The records hold no time at work, so there is nothing to measure.\n",
    )


REQUIREMENT = "interval_start,queue,on_queue,scheduled,service_level_mean,goal_chance"


def with_team(tmp_path: Path, shares: str, *activity: Path):
    """A command that only needs the team: what a plan's days are to hold."""
    path = tmp_path / "requirement.csv"
    path.write_text(f"{REQUIREMENT}\n2026-09-07T10:00:00+02:00,phone,3,4,0.9,0.9\n")
    options = [each for file in activity for each in ("--activity", file)]
    return run("roster", path, "--team", team(tmp_path, shares), "--effort", 0.1, "--quiet", *options)


def test_measured_shares_need_records_and_records_need_a_team_that_asks_for_them(tmp_path, activity):
    without = with_team(tmp_path, 'sickness = "measured"\nbreaks = 0.05')
    assert (without.exit_code, without.stderr) == (
        1,
        "The team file takes shrinkage as measured (sickness): say from what with --activity FILE,"
        " or give the shares.\n",
    )
    in_vain = with_team(tmp_path, "sickness = 0.04", activity)
    assert in_vain.exit_code == 1
    assert "the team file gives every share" in in_vain.stderr


def test_with_records_the_roster_is_made(tmp_path, activity):
    assert with_team(tmp_path, "measured = true", activity).exit_code == 0


def test_with_few_people_nobodys_sickness_is_told_by_itself(tmp_path):
    few = tmp_path / "few.csv"
    few.write_text(activity_csv(people=PEOPLE[:4], sick={"Ben": 2}))
    refused = with_team(tmp_path, 'sickness = "measured"', few)
    assert refused.exit_code == 1
    assert "name 4 people" in refused.stderr
    assert with_team(tmp_path, 'breaks = "measured"', few).exit_code == 0
    found = told(few)
    assert found["by_use"]["sickness"] is None
    assert found["outside"]["hours"] == 16
    assert found["by_weekday_and_slot"] == []


def test_one_interval_takes_its_shrinkage_as_a_figure(activity):
    result = run(
        "staff", "--calls", 100, "--aht", 180, "--within", 20, "--share", "80%", "--activity", activity
    )
    assert result.exit_code == 2
    assert "--activity goes with a forecast" in result.stderr
