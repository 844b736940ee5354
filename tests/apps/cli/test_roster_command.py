import csv
import json
from datetime import date, timedelta

import pytest
from click.testing import CliRunner

from halfhour.cli import main
from halfhour.engine import rostering
from halfhour.engine.rostering import check_roster
from halfhour.people.teamfile import write_team
from halfhour.planning.outputs import read_roster, write_roster
from halfhour.planning.outputs.cells import times
from support.remembered import remembering_solver
from support.rosters import BERLIN, MONDAY, TEAM, small_problem, small_roster, usual_shift

HEAD = ["interval_start", "queue", "on_queue", "scheduled", "service_level_mean", "goal_chance"]


SOLVER = remembering_solver()


@pytest.fixture(autouse=True)
def _solved_once(monkeypatch):
    monkeypatch.setattr(rostering, "solve_roster", SOLVER)


@pytest.fixture
def files(tmp_path):
    """The small office's team file, and a requirement of one person on the phone whenever it is open."""
    (tmp_path / "team.toml").write_text(write_team(TEAM), encoding="utf-8")
    problem = small_problem()
    rows = zip(times(problem.grid.starts, BERLIN), problem.open_seconds["phone"].tolist(), strict=True)
    with (tmp_path / "requirement.csv").open("w", newline="") as file:
        csv.writer(file).writerows(
            [HEAD, *([start, "phone", int(seconds > 0), 1, 0.9, 0.9] for start, seconds in rows)]
        )
    return tmp_path


def roster(files, *options):
    arguments = ["roster", str(files / "requirement.csv"), "--team", str(files / "team.toml")]
    return CliRunner().invoke(main, [*arguments, "--effort", "0.1", *options])


def test_a_roster_is_written_to_a_folder_and_told_of(files):
    result = roster(files, "--out", str(files / "out"))
    assert result.exit_code == 0
    shifts = read_roster(files / "out" / "roster.csv")
    assert {shift.agent for shift in shifts} == {"Ada", "Ben", "Cleo", "Dan"}
    assert f"{len(shifts)} shifts. Written to" in result.stdout
    assert "better than this one" in result.stderr


def test_without_a_folder_the_file_comes_on_stdout(files):
    result = roster(files, "--quiet")
    (files / "piped.csv").write_text(result.stdout, encoding="utf-8")
    assert read_roster(files / "piped.csv")
    assert result.stderr == ""


def test_the_same_roster_comes_as_json(files):
    told = json.loads(roster(files, "--json").stdout)
    piped = files / "piped.csv"
    piped.write_text(roster(files, "--quiet").stdout, encoding="utf-8")
    assert [row["agent"] for row in told["roster"]] == [shift.agent for shift in read_roster(piped)]
    assert told["bound"] <= told["cost"]


def test_what_was_worked_before_counts(files):
    before = [usual_shift("Ada", MONDAY - timedelta(days=n)) for n in range(1, 6)]
    write_roster(files / "before.csv", before, timezone=BERLIN)
    roster(files, "--previous", str(files / "before.csv"), "--out", str(files / "out"))
    days = {shift.on for shift in read_roster(files / "out" / "roster.csv") if shift.agent == "Ada"}
    assert MONDAY not in days  # five days in a row are the most


def test_somebody_who_cannot_work_enough_is_named_with_the_rules_that_clash(files):
    team = (
        write_team(TEAM)
        .replace('"09:00-16:00"', '"09:00-13:00"')
        .replace("weekly_hours = 20", "weekly_hours = 24")
    )
    (files / "team.toml").write_text(team, encoding="utf-8")
    result = roster(files, "--out", str(files / "out"))
    assert result.exit_code == 0
    assert "Dan, week of Mon 30 Nov" in result.stderr
    assert "weekly hours" in result.stderr
    assert "availability" in result.stderr


def test_a_requirement_of_strangers_is_refused(files):
    text = (files / "requirement.csv").read_text().replace(",phone,", ",fax,")
    (files / "requirement.csv").write_text(text)
    result = roster(files)
    assert result.exit_code == 1
    assert "“fax”" in result.stderr
    assert "Traceback" not in result.stderr


def test_the_checker_finds_nothing_in_the_hand_made_roster_that_these_tests_start_from():
    assert check_roster(problem=small_problem(), roster=small_roster()) == ()
    assert date(2026, 11, 30) == MONDAY
