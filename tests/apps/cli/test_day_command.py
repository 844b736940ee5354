import csv
import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from halfhour.cli import main
from halfhour.people.teamfile import write_team
from halfhour.planning.outputs import read_day_plans, write_roster
from halfhour.planning.outputs.cells import times
from support.rosters import BERLIN, MONDAY, TEAM, at, small_problem, small_roster


@pytest.fixture
def files(tmp_path):
    """The small office's roster, its requirement and its team file."""
    write_roster(tmp_path / "roster.csv", small_roster().shifts, timezone=BERLIN)
    (tmp_path / "team.toml").write_text(write_team(TEAM), encoding="utf-8")
    write_requirement(tmp_path / "requirement.csv")
    return tmp_path


def write_requirement(path: Path, *, queue: str = "phone") -> None:
    """One person on the phone whenever it is open."""
    problem = small_problem()
    starts = times(problem.grid.starts, BERLIN)
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            ["interval_start", "queue", "on_queue", "scheduled", "service_level_mean", "goal_chance"]
        )
        for start, seconds in zip(starts, problem.open_seconds["phone"].tolist(), strict=True):
            writer.writerow([start, queue, int(seconds > 0), 1, 0.9, 0.9])


def day(files, *options):
    arguments = ["day", str(files / "roster.csv"), str(files / "requirement.csv")]
    return CliRunner().invoke(main, [*arguments, "--team", str(files / "team.toml"), *options])


def test_days_are_written_to_a_folder(files):
    result = day(files, "--out", str(files / "out"))
    assert (result.exit_code, result.stderr) == (0, "")
    assert "38 days planned" in result.stdout
    rows = read_day_plans(files / "out" / "dayplan.csv")
    ada = [
        row
        for row in rows
        if row.agent == "Ada" and at(MONDAY, "00:00") <= row.starts_at < at(MONDAY, "24:00")
    ]
    assert (ada[0].starts_at, ada[-1].ends_at) == (at(MONDAY, "08:00"), at(MONDAY, "16:30"))
    assert {"queue", "lunch", "buffer"} <= {row.kind for row in ada}


def test_without_a_folder_the_file_comes_on_stdout(files):
    result = day(files)
    (files / "piped.csv").write_text(result.stdout, encoding="utf-8")
    assert read_day_plans(files / "piped.csv")


def test_one_persons_day_reads_like_a_day(files):
    result = day(files, "--agent", "Ada", "--on", MONDAY.isoformat())
    lines = result.stdout.splitlines()
    assert lines[0] == "Ada · Monday, 30 November 2026"
    assert lines[1].startswith("08:00–")
    assert any("lunch" in line for line in lines)


def test_a_day_comes_as_json_too(files):
    rows = json.loads(day(files, "--agent", "Dan", "--on", MONDAY.isoformat(), "--json").stdout)
    assert {row["agent"] for row in rows} == {"Dan"}
    assert rows[0]["block_start"] == "2026-11-30T10:00:00+01:00"
    assert all(row["reason"] for row in rows)


def test_somebody_without_a_shift_is_refused_with_the_names_there_are(files):
    result = day(files, "--agent", "Zoe")
    assert result.exit_code == 1
    assert result.stderr == "“Zoe” has no shift in this roster. It names: Ada, Ben, Cleo, Dan.\n"


def test_a_free_day_is_refused(files):
    saturday = MONDAY + timedelta(days=5)
    assert day(files, "--agent", "Ada", "--on", saturday.isoformat()).exit_code == 1
    assert "2026-12-05" in day(files, "--on", saturday.isoformat()).stderr


def test_a_queue_that_the_team_does_not_have_is_refused(files):
    write_requirement(files / "requirement.csv", queue="fax")
    result = day(files)
    assert result.exit_code == 1
    assert result.stderr == (
        "requirement.csv asks for people on “fax”, which is no queue of the team. Its queues: phone, email.\n"
    )


def test_a_file_that_is_no_roster_is_refused(files):
    (files / "roster.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    result = day(files)
    assert result.exit_code == 1
    assert result.stderr.startswith("roster.csv has no column agent")


def test_what_the_roster_breaks_is_told_beside_the_file(files):
    gone = [each for each in small_roster().shifts if (each.agent, each.on) != ("Cleo", MONDAY)]
    write_roster(files / "roster.csv", gone, timezone=BERLIN)
    result = day(files, "--out", str(files / "out"))
    assert result.exit_code == 0
    assert result.stderr == "· Cleo, week of Mon 30 Nov: 32 paid hours, when the week owes 40.\n"
    assert day(files, "--out", str(files / "out"), "--quiet").output == ""


def test_a_roster_of_another_team_is_refused(files):
    strangers = (files / "roster.csv").read_text(encoding="utf-8")
    for name in ("Ada", "Ben", "Cleo", "Dan"):
        strangers = strangers.replace(name, f"{name} of the other house")
    (files / "roster.csv").write_text(strangers, encoding="utf-8")
    result = day(files)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "Nobody in roster.csv is on the team of team.toml; give the team file that the roster was made"
        " with.\n"
    )
