"""What a refused history asks for on the terminal can be said to every command that reads one."""

import json

import pytest
from click.testing import CliRunner, Result

from halfhour.cli import main

READ_HISTORIES = ("plan", "forecast", "analyse", "shrinkage", "import")


def halfhour(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.mark.parametrize("name", READ_HISTORIES)
@pytest.mark.parametrize(
    "option", ["--map", "--timezone", "--time-format", "--encoding", "--delimiter", "--sheet"]
)
def test_every_command_that_reads_histories_is_told_how_they_are_written(name, option):
    assert option in halfhour(name, "--help").output


def test_dates_either_way_are_read_as_the_person_says(tmp_path):
    path = tmp_path / "calls.csv"
    path.write_text("contact_id,opened_at,answered_at\n1,03/04/2024 09:00,03/04/2024 09:02\n")
    refused = halfhour("analyse", path, "--json")
    assert refused.exit_code == 1
    assert "say --time-format day-first or --time-format month-first" in refused.output
    read = halfhour("analyse", path, "--json", "--time-format", "month-first")
    assert read.exit_code == 0, read.output
    assert "2024-03-04" in json.dumps(json.loads(read.stdout))


def test_a_delimiter_that_nobody_uses_is_named(tmp_path):
    path = tmp_path / "calls.csv"
    path.write_text("contact_id~opened_at~answered_at\n1~2024-03-04 09:00~2024-03-04 09:02\n")
    refused = halfhour("analyse", path, "--json")
    assert "name it with --delimiter" in refused.output
    assert halfhour("analyse", path, "--json", "--delimiter", "~").exit_code == 0


def test_names_of_another_kind_of_row_are_asked_for_in_full(tmp_path):
    path = tmp_path / "calls.csv"
    path.write_text("contact_id,opened_at,queue\n1,2024-03-04 09:00,phone\n")
    counted = halfhour("analyse", path, "--map", "offered=queue")
    assert counted.exit_code == 1
    assert "calls.csv has no column for interval_start" in counted.output
    mixed = halfhour("analyse", path, "--map", "offered=queue", "--map", "contact_id=contact_id")
    assert mixed.exit_code == 1
    assert "offered, contact_id do not go together" in mixed.output
