import csv
import io
import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from scipy import stats

from halfhour.cli.staff import command
from halfhour.engine.forecasting import LEVELS
from halfhour.engine.intervals import interval_grid
from halfhour.planning.outputs import FORECAST_COLUMNS, REQUIREMENT_COLUMNS, read_requirements
from halfhour.planning.outputs.cells import times

TEAM = """\
[team]
name = "Support"
timezone = "Europe/Berlin"
goal_chance = 0.8

[hours]
mon-fri = "09:00-17:00"

[[queue]]
name = "phone"
channel = "phone"
goal = { share = 0.8, within = "20 s" }
handle_time = "4 min"
patience = "3 min"

[[queue]]
name = "mail"
channel = "email"
goal = { share = 0.9, within = "4 h" }
handle_time = "6 min"

[[agent]]
names = ["Ana", "Bo"]
weekly_hours = 40
"""


def staff(*arguments: object) -> Result:
    return CliRunner().invoke(command, [str(each) for each in arguments])


@pytest.fixture
def team(tmp_path: Path) -> Path:
    path = tmp_path / "team.toml"
    path.write_text(TEAM, encoding="utf-8")
    return path


def write_forecast(path: Path, *, spread: float = 0.15, queues: tuple[str, ...] = ("phone", "mail")) -> None:
    """A week of a phone queue in opening hours and mail around the clock, with bounds to match."""
    grid = interval_grid(first_on=date(2026, 6, 1), last_on=date(2026, 6, 7), timezone="Europe/Berlin")
    is_open = (grid.weekdays < 5) & (grid.slots >= 18) & (grid.slots < 34)
    starts = times(grid.starts, grid.timezone)
    shape = 1 / spread**2
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(FORECAST_COLUMNS)
        for queue in queues:
            for place, start in enumerate(starts):
                mean = 40.0 if queue == "phone" and is_open[place] else 2.0 * (queue != "phone")
                bounds = [stats.nbinom.ppf(level, shape, shape / (shape + mean)) for level in LEVELS]
                writer.writerow([start, queue, mean, *np.nan_to_num(bounds), 240.0])


@pytest.fixture
def forecast(tmp_path: Path) -> Path:
    path = tmp_path / "forecast.csv"
    write_forecast(path)
    return path


def test_a_forecast_becomes_a_requirement_on_stdout(forecast, team):
    result = staff(forecast, "--team", team)
    assert result.exit_code == 0
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert tuple(rows[0]) == REQUIREMENT_COLUMNS
    assert len(rows) == 2 * 336
    noon = next(row for row in rows if row["interval_start"] == "2026-06-02T12:00:00+02:00")
    assert noon["queue"] == "phone"
    assert 6 <= int(noon["on_queue"]) <= 8  # 5.33 erlangs with customers who give up
    assert float(noon["scheduled"]) == pytest.approx(int(noon["on_queue"]) / 0.76, abs=1e-4)
    assert float(noon["goal_chance"]) >= 0.8


def test_out_puts_the_requirement_into_a_folder_and_tells_the_peaks(forecast, team, tmp_path):
    result = staff(forecast, "--team", team, "--out", tmp_path / "made" / "here")
    assert result.exit_code == 0
    assert "On queue at the peak" in result.stdout
    tables = read_requirements(tmp_path / "made" / "here" / "requirement.csv")
    assert list(tables) == ["phone", "mail"]
    assert tables["mail"].on_queue.max() > 0


def test_json_holds_the_same_rows(forecast, team):
    rows = json.loads(staff(forecast, "--team", team, "--json").stdout)["requirement"]
    printed = list(csv.DictReader(io.StringIO(staff(forecast, "--team", team).stdout)))
    assert [row["on_queue"] for row in rows] == [int(row["on_queue"]) for row in printed]
    assert set(rows[0]) >= set(REQUIREMENT_COLUMNS)


def test_a_higher_chance_needs_more_people(forecast, team):
    sums = [
        sum(row["on_queue"] for row in json.loads(found.stdout)["requirement"])
        for found in (
            staff(forecast, "--team", team, "--json", "--chance", chance) for chance in ("50%", "95%")
        )
    ]
    assert sums[0] < sums[1]


def test_bounds_that_hold_chance_alone_ask_for_no_more_than_the_mean(tmp_path, team):
    write_forecast(tmp_path / "sure.csv", spread=0.001, queues=("phone",))
    rows = json.loads(staff(tmp_path / "sure.csv", "--team", team, "--json").stdout)["requirement"]
    assert all(row["on_queue"] == row["on_queue_mean"] for row in rows)


def test_an_interval_explains_itself(forecast, team):
    result = staff(forecast, "--team", team, "--at", "2026-06-02T12:10")
    assert result.exit_code == 0
    assert "phone, 2026-06-02T12:00:00+02:00" in result.stdout
    assert "5.33 erlangs" in result.stdout
    assert "Erlang A" in result.stdout
    told = json.loads(staff(forecast, "--team", team, "--at", "2026-06-02T10:10+00:00", "--json").stdout)
    assert [answer["queue"] for answer in told] == ["phone", "mail"]
    assert told[0]["interval_start"] == "2026-06-02T12:00:00+02:00"


def test_a_forecast_of_some_intervals_only_has_no_contacts_in_the_others(tmp_path, forecast, team):
    lines = forecast.read_text(encoding="utf-8").splitlines()
    kept = [lines[0], *(line for line in lines if "T12:00" in line and ",phone," in line)]
    (tmp_path / "noons.csv").write_text("\n".join(kept), encoding="utf-8")
    rows = json.loads(staff(tmp_path / "noons.csv", "--team", team, "--json").stdout)["requirement"]
    needed = {row["interval_start"][11:16] for row in rows if row["on_queue"]}
    assert needed == {"12:00"}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("phone", "fax"), "forecasts the queue “fax”, which the team does not have"),
        (("T12:00:00", "T12:10:00"), "no interval of 30 minutes starts at 2026-06-01T12:10:00+02:00"),
        (("offered_mean", "offered"), "has no column offered_mean"),
        (("240.0", "four"), "“four” cannot be read as handle_seconds_mean"),
    ],
)
def test_a_forecast_that_does_not_fit_is_refused_in_one_sentence(forecast, team, change, sentence):
    forecast.write_text(forecast.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    result = staff(forecast, "--team", team)
    assert result.exit_code == 1
    assert sentence in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_time_outside_the_forecast_and_one_that_is_none_are_refused(forecast, team):
    for asked, sentence in (
        ("2027-01-01T12:00", "The forecast does not reach 2027-01-01T12:00."),
        ("noon", "“noon” is not a time such as 2026-06-01T14:00."),
    ):
        result = staff(forecast, "--team", team, "--at", asked)
        assert (result.exit_code, result.stderr.strip()) == (1, sentence)


def test_a_forecast_without_a_team_file_is_wrong_usage(forecast):
    result = staff(forecast)
    assert result.exit_code == 2
    assert "add --team" in result.stderr
