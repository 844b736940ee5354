"""The page of commands names every command and every option, and none that does not exist."""

import re
from pathlib import Path

import click
import pytest

from halfhour.cli import COMMANDS, main

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "commands.md").read_text("utf-8")
CHAPTERS = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))


def command(name: str) -> click.Command:
    found = main.get_command(click.Context(main), name)
    assert found is not None
    return found


def options_of(found: click.Command) -> set[str]:
    parts = [found, *(found.commands.values() if isinstance(found, click.Group) else ())]
    options = (each for part in parts for each in part.params if isinstance(each, click.Option))
    return {name for option in options for name in (*option.opts, *option.secondary_opts)}


def test_there_is_a_chapter_for_each_command_and_a_row_that_leads_to_it():
    assert set(COMMANDS) <= set(CHAPTERS)
    assert [name for name in COMMANDS if f"[`{name}`](#{name})" not in PAGE] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_a_chapter_names_the_options_of_its_command_and_no_others(name):
    named = set(re.findall(r"--[a-z][a-z-]+", CHAPTERS[name]))
    in_examples = {"--calls", "--aht", "--within", "--share"} if name == "staff" else set()
    assert named - in_examples == options_of(command(name)) - in_examples


@pytest.mark.parametrize("name", ["plan", "forecast", "roster", "serve", "demo", "staff"])
def test_a_default_that_is_a_number_or_an_address_is_the_commands_own(name):
    for option in command(name).params:
        default = option.default
        if isinstance(option, click.Option) and isinstance(default, int | float) and default > 1:
            row = next(
                line for line in CHAPTERS[name].splitlines() if line.startswith(f"| `{option.opts[0]}`")
            )
            assert f"`{default}`" in row
