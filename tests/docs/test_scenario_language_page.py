"""The page of the scenario language holds every form, and all its lines can be read."""

import re
from pathlib import Path

from halfhour.engine.scenarios import FORMS, read_scenario

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "scenario-language.md").read_text("utf-8")
ROWS = re.findall(r"^\| `([^`]+)` \|", PAGE, re.MULTILINE)


def filled(line: str) -> str:
    return (
        line.replace("QUEUE", "phone", 1)
        .replace("QUEUE", "chat")
        .replace("NAME, NAME", "Kim, Lou")
        .replace("NAME", "Kim")
    )


def test_every_form_has_its_row():
    assert [form.usage for form in FORMS if form.usage not in ROWS] == []


def test_every_row_can_be_read_and_written_as_it_stands():
    for line in ROWS:
        scenario = read_scenario(filled(line))
        assert [entry.text for entry in scenario.entries] == [filled(line)]


def test_the_example_can_be_read():
    (example,) = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)
    scenario = read_scenario(example)
    assert scenario.problems == ()
    assert len(scenario.entries) == 3
