import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from halfhour.cli.analyse import command
from halfhour.insight.outputs import FILES

CONTACTS = """\
contact_id,opened_at,queue,channel,category,answered_at,resolved_at,abandoned_at
1,2024-06-10 09:00:00,phone,Phone,bill,2024-06-10 09:00:10,2024-06-10 09:05:00,
2,2024-06-10 09:10:00,phone,Phone,=2+5,2024-06-10 09:10:30,2024-06-10 09:20:00,
3,2024-06-10 09:40:00,phone,Phone,,,,2024-06-10 09:41:00
4,never,phone,Phone,,,,
"""
TEAM = """\
[team]
name = "Support"
timezone = "Europe/Berlin"

[hours]
mon-fri = "09:00-17:00"

[[queue]]
name = "phone"
channel = "phone"
goal = { share = 0.8, within = "20 s" }

[[agent]]
names = ["Ana"]
"""


@pytest.fixture
def history(tmp_path: Path) -> Path:
    path = tmp_path / "contacts.csv"
    path.write_text(CONTACTS, encoding="utf-8")
    return path


@pytest.fixture
def team(tmp_path: Path) -> Path:
    path = tmp_path / "team.toml"
    path.write_text(TEAM, encoding="utf-8")
    return path


def analyse(*arguments: object) -> Result:
    return CliRunner().invoke(command, [str(each) for each in arguments])


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def test_the_terminal_tells_what_came_how_it_ended_and_how_long_it_took(history, team):
    result = analyse(history, "--team", team)

    assert result.exit_code == 0
    for words in (
        "3 contacts",
        "Europe/Berlin",
        "time that cannot be read",
        "gave up",
        "in business time",
        "33.3%",
    ):
        assert words in result.stdout
    assert "too few to be sure" in result.stdout
    assert "Mon" in result.stdout


def test_every_file_is_written_and_holds_what_the_summary_says(history, team, tmp_path):
    out = tmp_path / "made" / "here"
    result = analyse(history, "--team", team, "--out", out, "--quiet")

    assert (result.exit_code, result.stdout) == (0, "")
    assert sorted(path.name for path in out.iterdir()) == sorted(FILES)
    whole = next(
        row for row in rows_of(out / "response_times.csv") if (row["by"], row["clock"]) == ("all", "business")
    )
    assert (whole["contacts"], whole["mean_seconds"], whole["median_enough"]) == ("2", "20", "no")
    assert (whole["within_goal"], whole["goal_contacts"], whole["share_within"]) == ("1", "3", "0.3333")
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert (summary["contacts"], summary["history"]["rejected"]) == (3, 1)
    assert summary["first_at"] == "2024-06-10T09:00:00+02:00"
    assert rows_of(out / "rejected.csv")[0]["line"] == "5"
    assert {(row["outcome"], row["contacts"]) for row in rows_of(out / "outcomes.csv")} == {
        ("resolved", "2"),
        ("abandoned", "1"),
    }


def test_heat_maps_have_a_row_per_weekday_and_slot_counted_from_monday(history, team, tmp_path):
    analyse(history, "--team", team, "--out", tmp_path, "--quiet")
    arrivals = [row for row in rows_of(tmp_path / "heatmap_arrivals.csv") if row["queue"] == ""]
    times = rows_of(tmp_path / "heatmap_times.csv")

    assert len(arrivals) == 7 * 48
    busiest = max(arrivals, key=lambda row: float(row["contacts"]))
    assert (busiest["weekday"], busiest["slot_start"], busiest["contacts"], busiest["enough"]) == (
        "1",
        "09:00",
        "2",
        "no",
    )
    answered = [
        row
        for row in times
        if row["measure"] == "answer" and row["clock"] == "business" and row["contacts"] != "0"
    ]
    assert [(row["weekday"], row["slot_start"], row["median_seconds"]) for row in answered] == [
        ("1", "09:00", "20")
    ]


def test_a_label_that_a_spreadsheet_would_run_is_written_as_text(history, tmp_path):
    analyse(history, "--out", tmp_path, "--quiet")

    labels = {row["label"] for row in rows_of(tmp_path / "response_times.csv") if row["by"] == "category"}
    assert labels == {"", "bill", "'=2+5"}


def test_json_is_the_summary_file(history, team, tmp_path):
    result = analyse(history, "--team", team, "--json", "--out", tmp_path)

    assert json.loads(result.stdout) == json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))


def test_a_goal_may_be_given_on_the_command_line(history):
    result = analyse(history, "--within", "1 min", "--json")

    tables = json.loads(result.stdout)["response_times"]
    whole = next(table for table in tables if table["measure"] == "answer" and table["by"] == "all")
    assert (whole["rows"][0]["goal"]["hits"], whole["rows"][0]["goal"]["count"]) == (2, 3)


def test_a_goal_that_is_no_length_of_time_is_wrong_usage(history):
    result = analyse(history, "--within", "soon")

    assert result.exit_code == 2
    assert "Give a length of time" in result.stderr


def test_a_history_that_cannot_be_used_is_refused_in_one_sentence(tmp_path):
    empty = tmp_path / "empty.csv"
    empty.write_text("", encoding="utf-8")

    result = analyse(empty, "--out", tmp_path / "out")

    assert result.exit_code == 1
    assert result.stdout == ""
    assert len(result.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_a_broken_team_file_is_refused_with_its_line(history, tmp_path):
    team = tmp_path / "team.toml"
    team.write_text(TEAM.replace("Europe/Berlin", "Europe/Atlantis"), encoding="utf-8")

    result = analyse(history, "--team", team)

    assert result.exit_code == 1
    assert "line 3" in result.stderr or ":3" in result.stderr


def test_a_column_may_be_named(tmp_path):
    path = tmp_path / "odd.csv"
    path.write_text("id,begonnen\n1,2024-06-10 09:00\n2,2024-06-10 09:10\n", encoding="utf-8")

    result = analyse(
        path, "--map", "contact_id=id", "--map", "opened_at=begonnen", "--timezone", "Europe/Berlin", "--json"
    )

    assert json.loads(result.stdout)["contacts"] == 2
    assert json.loads(result.stdout)["timezone"] == "Europe/Berlin"
