"""The lesson's quick commands are run, and print what the lesson shows."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from halfhour.cli import main
from halfhour.demo import demo_team_file

LESSON = Path(__file__).parents[2] / "docs" / "tutorial" / "plan-on-the-command-line.md"
SHOWN = re.findall(r"```console\n\$ halfhour ([^\n]*)\n((?!```).+?)```", LESSON.read_text("utf-8"), re.DOTALL)


def test_two_commands_show_what_they_print():
    assert [arguments.split()[0] for arguments, _ in SHOWN] == ["team", "staff"]


@pytest.mark.parametrize(("arguments", "shown"), SHOWN, ids=lambda text: text[:40])
def test_a_command_prints_what_the_lesson_shows(arguments, shown, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "first").mkdir()
    (tmp_path / "first" / "team.toml").write_text(demo_team_file(), encoding="utf-8")
    result = CliRunner().invoke(main, shlex.split(arguments))
    assert result.exit_code == 0
    assert [line.rstrip() for line in result.stdout.splitlines()] == shown.splitlines()
