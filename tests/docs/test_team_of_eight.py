"""The lesson of the team of eight is run, commands and Python, and prints what it shows."""

import doctest
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from halfhour.cli import main

LESSON = Path(__file__).parents[2] / "docs" / "tutorial" / "staff-a-team-of-eight.md"
SHOWN = re.findall(r"```console\n\$ halfhour ([^\n]*)\n((?!```).+?)```", LESSON.read_text("utf-8"), re.DOTALL)


def test_every_command_of_the_lesson_shows_what_it_prints():
    assert len(SHOWN) == LESSON.read_text("utf-8").count("```console") == 4


@pytest.mark.parametrize(("arguments", "shown"), SHOWN, ids=lambda text: text[:30])
def test_a_command_prints_what_the_lesson_shows(arguments, shown):
    result = CliRunner().invoke(main, shlex.split(arguments))
    assert result.exit_code == 0
    assert [line.rstrip() for line in result.stdout.splitlines()] == shown.splitlines()


def test_the_days_of_the_lesson_show_what_it_says():
    outcome = doctest.testfile(str(LESSON), module_relative=False, encoding="utf-8")
    assert outcome.attempted > 8
    assert outcome.failed == 0
