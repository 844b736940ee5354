"""`halfhour import`, as a person types it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from halfhour.cli import main
from halfhour.ledger.models import Contact, Import
from support.histories import HEADER, contacts_csv


def halfhour(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["import", *(str(argument) for argument in arguments)])


@pytest.fixture
def history(tmp_path) -> Path:
    path = tmp_path / "history.csv"
    path.write_text(contacts_csv("4,never,phone,,"))
    return path


def test_a_dry_run_says_what_a_file_holds_and_stores_nothing(cast, history):
    result = halfhour(history, "--dry-run", "--timezone", "Europe/Berlin")
    assert result.exit_code == 0
    assert "CSV (utf-8, comma), one row per contact." in result.stdout
    assert "4 rows read, 1 rejected, 0 single cells left out." in result.stdout
    assert "3 contacts from 2024-03-04 to 2024-03-04 (Europe/Berlin)." in result.stdout
    assert "line 5: opened_at is not a time that can be read: never." in result.stdout
    assert not Import.objects.exists()


def test_a_history_goes_into_the_ledger_of_its_team(cast, history):
    result = halfhour(history, "--team", cast.team.slug)
    assert result.exit_code == 0
    assert "3 new, 0 corrected, 0 known already." in result.stdout
    assert Contact.objects.filter(team=cast.team).count() == 3


def test_the_same_file_twice_says_that_nothing_changed(cast, history):
    halfhour(history, "--team", cast.team.slug)
    result = halfhour(history, "--team", cast.team.slug)
    assert result.exit_code == 0
    assert "The same file was imported before (import 1); nothing changed." in result.stdout
    assert Contact.objects.count() == 3


def test_json_is_all_that_is_printed_where_it_is_asked_for(cast, history):
    result = halfhour(history, "--team", cast.team.slug, "--json")
    (told,) = json.loads(result.stdout)
    assert (told["import"], told["counts"]["new"], told["counts"]["rejected"]) == (1, 3, 1)
    assert told["recognised"][0]["columns"]["queue"] == "queue"
    assert told["findings"]["queues"] == [["phone", 2], ["email", 1]]


def test_quiet_is_quiet(cast, history):
    result = halfhour(history, "--team", cast.team.slug, "--quiet")
    assert (result.exit_code, result.output) == (0, "")


def test_rejected_rows_are_written_where_they_are_asked_for(cast, history, tmp_path):
    for arguments in (("--dry-run",), ("--team", cast.team.slug)):
        wanted = tmp_path / f"rejected{len(arguments)}.csv"
        halfhour(history, *arguments, "--rejected", wanted)
        assert wanted.read_text().splitlines()[1].startswith("history.csv,5,row,")


def test_columns_shapes_and_events_can_be_named(cast, tmp_path):
    log = tmp_path / "log.csv"
    log.write_text("nr,wann,was\n1,04.03.2024 09:00,rein\n1,04.03.2024 09:20,angerufen\n")
    result = halfhour(
        log, "--team", cast.team.slug, "--shape", "events", "--time-format", "day-first",
        "--map", "contact_id=nr", "--map", "at=wann", "--map", "event=was", "--answered-by", "Angerufen",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert Contact.objects.get().answer_seconds == 20 * 60


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (HEADER, "broken.csv has column names and no rows."),
        ("a,b\n1,2\n", "broken.csv has no column for"),
        ("\x00\x01\x02\x03\x04\x05\x06\x07\x08" * 99, "broken.csv is not a text file"),
    ],
)
@pytest.mark.parametrize("dry", [True, False])
def test_a_file_that_cannot_be_used_is_refused_with_one_sentence(cast, tmp_path, content, sentence, dry):
    path = tmp_path / "broken.csv"
    path.write_text(content)
    result = halfhour(path, *(["--dry-run"] if dry else ["--team", cast.team.slug]))
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith(sentence)
    assert result.stderr.count("\n") == 1


def test_a_team_that_is_not_there_is_said_with_those_that_are(cast, history):
    result = halfhour(history, "--team", "nobody")
    assert result.exit_code == 1
    assert result.stderr == "There is no team nobody; there are: night-desk, support-hamburg.\n"


@pytest.mark.django_db
def test_where_there_is_no_team_yet_it_says_what_works(history):
    result = halfhour(history, "--team", "mine")
    assert result.exit_code == 1
    assert "Start “halfhour serve”, begin a team in the browser" in result.stderr
    assert halfhour(history, "--dry-run").exit_code == 0  # as the sentence promises


def test_without_a_team_only_a_look_is_allowed(history):
    assert halfhour(history).exit_code == 2
    assert halfhour("nowhere.csv", "--dry-run").exit_code == 2


def test_one_bad_file_among_several_keeps_what_came_before(cast, history, tmp_path):
    empty = tmp_path / "empty.csv"
    empty.write_text("")
    result = halfhour(history, empty, "--team", cast.team.slug)
    assert result.exit_code == 1
    assert "empty.csv is empty." in result.stderr
    assert Contact.objects.count() == 3


def test_contacts_in_the_future_are_said(tmp_path):
    path = tmp_path / "history.csv"
    path.write_text(contacts_csv("4,2098-03-04 10:00,phone,,"))
    result = halfhour(path, "--dry-run", "--timezone", "Europe/Berlin")
    assert result.exit_code == 0
    assert "1 contact lies in the future, on 4 March 2098." in result.stdout


def test_the_first_command_of_a_new_installation_makes_its_folder(cast, history, settings, tmp_path):
    settings.DATA_DIR = tmp_path / "new" / "house"
    result = halfhour(history, "--team", "nobody-s")
    assert result.exit_code == 1
    assert "There is no team nobody-s" in result.output
    assert settings.DATA_DIR.is_dir()
