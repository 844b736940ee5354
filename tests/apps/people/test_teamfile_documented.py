import re
from pathlib import Path

import pytest

from halfhour.people.teamfile import parse_team
from halfhour.people.teamfile.keys import SECTIONS

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "team-file.md"
HEADINGS = {
    "team": "`[team]`",
    "hours": "`[hours]`",
    "exception": "`[[hours.exception]]`",
    "queue": "`[[queue]]`",
    "goal": "`[queue.goal]`",
    "agent": "`[[agent]]`",
    "session": "`[[session]]`",
    "time_off": "`[[time_off]]`",
    "rules": "`[rules]`",
    "break": "`[[rules.break]]`",
    "cause": "`[shrinkage]`",
}


def keys_below(heading: str) -> set[str]:
    """The keys in the first column of the table below a heading of the page."""
    page = PAGE.read_text(encoding="utf-8")
    text = re.split(r"^#+ ", page.split(f"# {heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]
    return set(re.findall(r"^\| `([a-z_]+)` \|", text, flags=re.MULTILINE))


@pytest.mark.parametrize("section", HEADINGS)
def test_every_key_has_its_row_and_no_row_is_left_over(section):
    assert keys_below(HEADINGS[section]) == {key.name for key in SECTIONS[section]}


def test_every_section_of_the_file_is_on_the_page():
    page = PAGE.read_text(encoding="utf-8")

    assert all(f"`[{key.name}]`" in page or f"`[[{key.name}]]`" in page for key in SECTIONS[""])


def test_the_shortest_file_of_the_page_works():
    page = PAGE.read_text(encoding="utf-8")
    example = re.search(r"```toml\n(.*?)```", page, flags=re.DOTALL)

    assert example is not None
    assert parse_team(example[1]).name == "Support"
