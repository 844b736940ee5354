"""The recipes of docs/howto do what they say."""

import os
from pathlib import Path

import pytest

from support.recipes import ROOT, agrees, run, steps_of

RUN_ELSEWHERE = {"staff-one-interval"}  # by tests/docs/test_staff_recipe.py, in one process
RECIPES = sorted(
    path
    for path in (ROOT / "docs" / "howto").glob("*.md")
    if path.stem not in RUN_ELSEWHERE and steps_of(path.read_text("utf-8"))
)
DATA_SETS = (
    "calls-bank-2003",
    "calls-bank-1999",
    "calls-bank-1999-callbycall",
    "tickets-it-incidents",
    "tickets-helpdesk-italy",
    "tickets-volvo-problems",
    "requests-311-baltimore",
)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A folder that looks to a recipe as the repository does, and takes what the recipe writes."""
    folder = tmp_path / "halfhour"
    folder.mkdir()
    (folder / "examples").symlink_to(ROOT / "examples")
    return folder


@pytest.mark.long
@pytest.mark.shared_data
@pytest.mark.parametrize("recipe", RECIPES, ids=lambda path: path.stem)
def test_a_recipe_prints_what_it_says(recipe, repository, request, tmp_path):
    text = recipe.read_text(encoding="utf-8")
    if "../shared/data" in text:
        (tmp_path / "shared").symlink_to(request.getfixturevalue("shared_data").parent)
    for step in steps_of(text):
        if step.slow and not os.environ.get("HALFHOUR_SLOW_RECIPES"):
            continue
        printed = run(step.command, folder=repository, data=tmp_path / "data")
        assert agrees(step.output, printed), "\n".join([f"$ {step.command}", *printed])


@pytest.mark.parametrize("name", DATA_SETS)
def test_every_data_set_has_its_recipe(name):
    commands = [
        step.command for step in steps_of((ROOT / "docs" / "howto" / f"{name}.md").read_text("utf-8"))
    ]
    assert any(f"../shared/data/{name}/" in command for command in commands)


def test_dots_stand_for_any_lines_and_nothing_else_does():
    assert agrees(("a", "...", "d"), ["a", "b", "c", "d"])
    assert agrees(("a", "...", "d"), ["a", "d"])
    assert not agrees(("a", "...", "d"), ["a", "b"])
    assert not agrees(("a.c",), ["abc"])
    assert not agrees(("a",), ["a", "b"])
