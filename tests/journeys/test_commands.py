"""The command `halfhour` as a person types it: what it prints, what it writes, how it ends."""

import csv
import json
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from halfhour.cli import COMMANDS, main
from halfhour.cli.options import command
from halfhour.planning.outputs import FILES, read_day_plans, read_forecasts, read_requirements, read_roster

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
names = ["Ana", "Bo", "Cem", "Dai", "Eva"]
weekly_hours = 40
"""


def halfhour(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def team_file(tmp_path) -> Path:
    path = tmp_path / "team.toml"
    path.write_text(TEAM, encoding="utf-8")
    return path


@pytest.fixture
def history_file(tmp_path) -> Path:
    """Ten weeks of half hours until Friday, 20 November 2026: nine calls each, twelve on Mondays."""
    path = tmp_path / "history.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["interval_start", "calls"])
        for day in range(date(2026, 9, 14).toordinal(), date(2026, 11, 21).toordinal()):
            on = date.fromordinal(day)
            if on.weekday() < 5:
                for slot in range(18, 34):
                    start = datetime(on.year, on.month, on.day, slot // 2, slot % 2 * 30)
                    writer.writerow([start.isoformat(" "), 12 if on.weekday() == 0 else 9])
    return path


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "manage"])
def test_every_command_explains_itself(name):
    result = halfhour(name, "--help")

    assert result.exit_code == 0
    assert result.output.startswith("Usage: ")


def test_a_good_team_file_is_praised_and_a_bad_one_refused(team_file):
    assert halfhour("team", "check", team_file).exit_code == 0

    team_file.write_text(TEAM.replace("weekly_hours = 40", 'weekly_hours = "40"').replace("chan", "cham"))
    refused = halfhour("team", "check", team_file)

    assert refused.exit_code == 1
    assert refused.stdout == ""
    assert refused.stderr.splitlines()[-1] == "3 problems found."
    assert "team.toml:10: There is no key “chamnel” in [[queue]]. Did you mean “channel”?" in refused.stderr


def test_a_bad_team_file_is_told_as_json_too(team_file):
    team_file.write_text(TEAM.replace("Berlin", "Berlln"))

    result = halfhour("team", "check", team_file, "--json")

    told = json.loads(result.stdout)
    assert result.exit_code == 1
    assert told["ok"] is False
    assert told["problems"][0]["line"] == 3
    assert "Did you mean “Europe/Berlin”?" in told["problems"][0]["sentence"]


def test_the_starter_file_passes_its_own_check(tmp_path):
    path = tmp_path / "new.toml"
    path.write_text(halfhour("team", "new").stdout, encoding="utf-8")

    assert halfhour("team", "check", path).exit_code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("plan",),
        ("plan", "nowhere.csv", "--team", "nowhere.toml", "--out", "x"),
        ("plan", "--weeks", "0"),
        ("team", "check"),
        ("no-such-command",),
    ],
)
def test_wrong_usage_ends_with_two(arguments):
    assert halfhour(*arguments).exit_code == 2


def test_a_map_that_is_no_pair_is_wrong_usage(team_file, history_file, tmp_path):
    result = halfhour("plan", history_file, "--team", team_file, "--out", tmp_path, "--map", "calls")

    assert result.exit_code == 2
    assert "ours=theirs" in result.stderr


def test_a_fault_of_ours_is_one_sentence_and_no_traceback():
    @command("broken")
    def broken() -> None:
        raise RuntimeError("the moon fell down")

    result = CliRunner().invoke(broken)

    assert result.exit_code == 1
    assert "This should not have happened: RuntimeError: the moon fell down." in result.stderr
    assert len(result.stderr.splitlines()) == 1


class TestPlan:
    def test_it_writes_every_file_and_says_what_it_found(self, team_file, history_file, tmp_path):
        out = tmp_path / "build" / "plan"

        result = halfhour(
            "plan", history_file, "--team", team_file, "--map", "offered=calls", "--weeks", "2", "--out", out
        )

        assert result.exit_code == 0, result.output
        assert {path.name for path in out.iterdir()} == set(FILES)
        assert "Corner shop" in result.stdout
        assert result.stderr == ""
        assert len(read_forecasts(out / "forecast.csv")["phone"].starts) == 14 * 48
        assert len(read_requirements(out / "requirement.csv")["phone"].starts) == 14 * 48
        assert {shift.agent for shift in read_roster(out / "roster.csv")} == {
            "Ana",
            "Bo",
            "Cem",
            "Dai",
            "Eva",
        }
        assert read_day_plans(out / "dayplan.csv")
        assert "Can we keep our goals?" in (out / "report.html").read_text("utf-8")
        summary = json.loads((out / "summary.json").read_text("utf-8"))
        assert (summary["first_on"], summary["weeks"], summary["breaches"]) == ("2026-11-23", 2, [])

    def test_the_same_seed_gives_the_same_files(self, team_file, history_file, tmp_path):
        for name in ("one", "two"):
            result = halfhour(
                "plan", history_file, "--team", team_file, "--map", "offered=calls", "--weeks", "1",
                "--out", tmp_path / name, "--seed", "3", "--quiet",
            )  # fmt: skip
            assert (result.exit_code, result.output) == (0, "")

        for name in FILES:
            assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name

    def test_a_date_and_a_language_are_kept(self, team_file, history_file, tmp_path):
        result = halfhour(
            "plan", history_file, "--team", team_file, "--map", "offered=calls", "--weeks", "1",
            "--from", "2026-12-07", "--language", "ru", "--json", "--out", tmp_path / "out",
        )  # fmt: skip

        assert result.exit_code == 0, result.output
        assert json.loads(result.stdout)["first_on"] == "2026-12-07"
        assert '<html lang="ru">' in (tmp_path / "out" / "report.html").read_text("utf-8")

    def test_a_history_that_cannot_be_read_is_refused_in_one_sentence(self, team_file, tmp_path):
        empty = tmp_path / "empty.csv"
        empty.write_text("")

        result = halfhour("plan", empty, "--team", team_file, "--out", tmp_path / "out")

        assert result.exit_code == 1
        assert len(result.stderr.strip().splitlines()) == 1
        assert not (tmp_path / "out").exists()

    def test_a_plan_before_its_history_is_refused(self, team_file, history_file, tmp_path):
        result = halfhour(
            "plan", history_file, "--team", team_file, "--map", "offered=calls", "--from", "2026-09-07",
            "--out", tmp_path / "out",
        )  # fmt: skip

        assert result.exit_code == 1
        assert "no contact before 2026-09-07" in result.stderr
        assert not (tmp_path / "out").exists()

    def test_a_history_of_other_queues_is_refused_with_both_names(self, team_file, tmp_path):
        contacts = tmp_path / "contacts.csv"
        rows = [f"c{n},2026-11-{n % 20 + 1:02} 10:00,{('sales', 'spares')[n % 2]}" for n in range(60)]
        contacts.write_text("\n".join(["contact_id,opened_at,queue", *rows]))
        second = '[[queue]]\nname = "mail"\nchannel = "email"\n[[agent]]'
        team_file.write_text(TEAM.replace("[[agent]]", second))

        result = halfhour("plan", contacts, "--team", team_file, "--out", tmp_path / "out")

        assert result.exit_code == 1
        assert "sales, spares" in result.stderr
        assert "phone, mail" in result.stderr

    def test_a_wrong_team_file_is_refused_before_anything_is_read(self, team_file, history_file, tmp_path):
        team_file.write_text(TEAM.replace("phone", "fone"))

        result = halfhour("plan", history_file, "--team", team_file, "--out", tmp_path / "out")

        assert result.exit_code == 1
        assert "Did you mean “phone”?" in result.stderr


EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.mark.long
@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("history", "team", "worst_error"),
    [
        ("calls-bank-2003/calls_5min.csv", "bank.toml", 0.08),
        ("calls-bank-1999/calls_6min_jan_jul.csv.gz", "bank-1999.toml", 0.3),
    ],
)
def test_the_banks_are_planned_and_the_checkers_find_nothing(
    history, team, worst_error, shared_data, tmp_path
):
    result = halfhour(
        "plan", shared_data / history, "--map", "interval_start=interval_start", "--map", "offered=calls",
        "--team", EXAMPLES / team, "--weeks", "2", "--effort", "0.1", "--out", tmp_path / "out", "--quiet",
    )  # fmt: skip

    assert (result.exit_code, result.output) == (0, "")
    summary = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))
    assert summary["breaches"] == []
    assert summary["roster"]["clashes"] == []
    assert summary["queues"][0]["wape"] < worst_error
    assert summary["queues"][0]["service"] > 0.8


def test_the_command_starts_without_settings_or_a_data_folder(tmp_path):
    """`halfhour team` and the planning steps need no server, and leave nothing behind."""
    run = subprocess.run(
        [sys.executable, "-c", "from halfhour.cli import main; main()", "team", "new"],
        cwd=tmp_path, env={"PATH": "/usr/bin"}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert run.returncode == 0, run.stderr
    assert list(tmp_path.iterdir()) == []
