"""The commands of the recipe are run, and print what the page shows."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from halfhour.cli.staff import command

PAGE = Path(__file__).parents[2] / "docs" / "howto" / "staff-one-interval.md"
EXAMPLES = re.findall(r"```console\n\$ halfhour staff (.*?)\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)


def test_the_page_has_examples():
    assert len(EXAMPLES) == 9


@pytest.mark.parametrize(("arguments", "shown"), EXAMPLES, ids=lambda text: text[:60])
def test_a_command_prints_what_the_page_shows(arguments, shown):
    result = CliRunner(env={"COLUMNS": "120"}).invoke(command, shlex.split(arguments))
    assert result.exit_code == 0
    assert [line.rstrip() for line in result.stdout.splitlines()] == shown.splitlines()
