"""`halfhour forecast` as a person types it."""

import csv
import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from halfhour.cli import main
from halfhour.engine.forecasting import coverage, wape
from halfhour.planning.outputs import read_forecasts

TEAM = """\
[team]
name = "Corner shop"
timezone = "Europe/Berlin"

[hours]
mon-fri = "09:00-17:00"

[[queue]]
name = "phone"
channel = "phone"
handle_time = "5 min"

[[agent]]
names = ["Ana", "Bo"]
weekly_hours = 40
"""
LAST_DAY = date(2026, 11, 20)  # a Friday
DAYS = 70


def halfhour(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def shop(tmp_path) -> list[Path | str]:
    """Ten weeks of half hours from 9 to 17 o'clock, about twenty calls each, and the team."""
    rng = np.random.default_rng(1)
    history, team = tmp_path / "history.csv", tmp_path / "team.toml"
    team.write_text(TEAM, encoding="utf-8")
    with history.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["interval_start", "offered"])
        for back in range(DAYS, -1, -1):
            on = LAST_DAY - timedelta(days=back)
            if on.weekday() < 5:
                for slot in range(18, 34):
                    writer.writerow([f"{on} {slot // 2:02}:{slot % 2 * 30:02}", rng.poisson(20)])
    return [history, "--team", team]


def test_the_forecast_goes_to_the_terminal_as_csv(shop):
    result = halfhour("forecast", *shop, "--weeks", "1", "--quiet")

    rows = list(csv.DictReader(result.stdout.splitlines()))
    assert result.exit_code == 0
    assert len(rows) == 7 * 48
    assert rows[0]["interval_start"] == "2026-11-23T00:00:00+01:00"
    open_rows = [row for row in rows if float(row["offered_mean"]) > 0]
    assert {row["interval_start"][11:16] for row in open_rows} == {
        f"{slot // 2:02}:{slot % 2 * 30:02}" for slot in range(18, 34)
    }
    assert all(15 < float(row["offered_mean"]) < 25 for row in open_rows)
    assert {row["handle_seconds_mean"] for row in open_rows} == {"300"}


@pytest.mark.parametrize("name", ["kept.csv", "a/folder"])
def test_the_forecast_is_written_under_the_name_or_into_the_folder_given(shop, tmp_path, name):
    result = halfhour("forecast", *shop, "--weeks", "1", "--out", tmp_path / name)

    written = tmp_path / name if name.endswith(".csv") else tmp_path / name / "forecast.csv"
    assert result.exit_code == 0
    assert read_forecasts(written)["phone"].offered_mean.shape == (336,)
    assert "phone" in result.stdout
    assert "“phone” is forecast" in result.stdout


def test_backtest_shows_how_each_model_did(shop):
    result = halfhour("forecast", *shop, "--backtest", "--quiet")
    as_json = halfhour("forecast", *shop, "--backtest", "--json", "--quiet")

    (queue,) = json.loads(as_json.stdout)["queues"]
    assert result.exit_code == 0
    for words in ("seasonal baseline", "level and profile", "chance alone", "*"):
        assert words in result.stdout
    assert queue["model"] == queue["scores"][0]["model"]
    assert {"seasonal", "profile"} <= {score["model"] for score in queue["scores"]}
    assert all(0 < score["wape"] < 0.4 and 0.8 < score["coverage"] <= 1 for score in queue["scores"])
    assert "intervals" not in queue


def test_json_holds_the_intervals_and_the_reasons_in_words(shop):
    result = halfhour("forecast", *shop, "--weeks", "1", "--json", "--quiet")

    (queue,) = json.loads(result.stdout)["queues"]
    assert len(queue["intervals"]) == 336
    noon = next(row for row in queue["intervals"] if row["interval_start"].startswith("2026-11-23T12:00"))
    assert noon["offered_p05"] < noon["offered_mean"] < noon["offered_p95"]
    assert queue["reasons"][-1] == {
        "kind": "forecasting.handle_time.assumed",
        "figures": {"queue": "phone", "seconds": 300.0},
        "sentence": "The history of “phone” has no handle times, so the team's 300 seconds are assumed.",
    }


def test_a_forecast_of_past_weeks_uses_only_what_came_before_them(shop):
    past = halfhour("forecast", *shop, "--weeks", "1", "--from", "2026-11-09", "--quiet")
    history, _flag, team = shop
    rows = history.read_text().splitlines()
    history.write_text("\n".join(row for row in rows if row < "2026-11-09" or row.startswith("interval")))
    shorter = halfhour("forecast", history, "--team", team, "--weeks", "1", "--from", "2026-11-09", "--quiet")

    assert past.stdout == shorter.stdout


def test_the_same_seed_gives_the_same_file(shop):
    once, twice = (halfhour("forecast", *shop, "--seed", "3", "--quiet").stdout for _ in range(2))

    assert once == twice


def test_a_history_of_other_queues_is_refused(shop, tmp_path):
    other = tmp_path / "other.csv"
    other.write_text("interval_start,queue,offered\n2026-11-09 09:00,chat,3\n2026-11-09 09:30,chat,4\n")
    (team := tmp_path / "two.toml").write_text(
        TEAM + '\n[[queue]]\nname = "mail"\nchannel = "email"\n', encoding="utf-8"
    )

    result = halfhour("forecast", other, "--team", team, "--quiet")

    assert result.exit_code == 1
    assert result.stderr.strip() == "The history names none of the team's queues: phone, mail."


@pytest.mark.shared_data
def test_the_large_banks_last_two_weeks_from_the_command_line(shared_data, tmp_path):
    counts = shared_data / "calls-bank-2003" / "calls_5min.csv"
    bank = Path(__file__).parents[2] / "examples" / "bank.toml"

    result = halfhour(
        *("forecast", counts, "--map", "offered=calls", "--team", bank),
        *("--from", "2003-07-09", "--weeks", "2", "--out", tmp_path / "forecast.csv", "--quiet"),
    )

    came = {}
    with counts.open(newline="") as file:
        for row in csv.DictReader(file):
            if row["interval_start"] >= "2003-07-09" and row["interval_start"][11:13] < "21":
                half_hour = f"{row['interval_start'][:14]}{int(row['interval_start'][14:]) // 30 * 30:02}"
                came[half_hour] = came.get(half_hour, 0) + int(row["calls"])
    with (tmp_path / "forecast.csv").open(newline="") as file:
        told = {row["interval_start"][:16].replace("T", " "): row for row in csv.DictReader(file)}
    offered = np.array(list(came.values()), dtype=float)
    mean, low, high = (
        np.array([float(told[at][column]) for at in came])
        for column in ("offered_mean", "offered_p05", "offered_p95")
    )
    assert result.exit_code == 0
    assert len(offered) == 280
    assert wape(offered=offered, expected=mean) < 0.08
    assert 0.85 <= coverage(offered=offered, low=low, high=high) <= 0.95


def test_a_forecast_from_contacts_of_long_ago_is_refused(shop):
    result = halfhour("forecast", *shop, "--weeks", "1", "--from", "2028-01-03", "--quiet")
    assert result.exit_code == 1
    assert "The last contact is of 2026-11-20, more than a year before 2028-01-03" in result.output
    assert "--from" in result.output


def test_what_was_left_out_and_what_lies_in_the_future_is_said_beside_the_forecast(shop):
    with Path(shop[0]).open("a", encoding="utf-8") as file:
        file.write("soon,3\n2098-03-04 10:00,7\n")
    result = halfhour("forecast", *shop, "--weeks", "1", "--from", "2026-11-23")
    assert result.exit_code == 0
    assert "· left out: 1 × time that cannot be read" in result.stderr
    assert "7 contacts lie in the future, the last on 4 March 2098" in result.stderr
    assert result.stdout.startswith("interval_start,")
