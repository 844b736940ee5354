"""docs/reference/contact-history.md says what the reader does: each column, export, reason and limit."""

import re
from pathlib import Path

import pytest

from halfhour.ledger.reading import TITLES, Limits, RejectReason, Shape, readable_columns
from halfhour.ledger.reading._exports import KNOWN_EXPORTS
from halfhour.ledger.reading._rejected import COLUMNS, SENTENCES
from halfhour.ledger.reading._shapes import EVENT_IDENTITY, required_columns
from halfhour.ledger.wording import COLUMNS as COLUMN_WORDS

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "reference" / "contact-history.md").read_text("utf-8")


def section(title: str) -> str:
    level = "###" if f"\n### {title}\n" in PAGE else "##"
    return re.split(r"\n##", PAGE.split(f"\n{level} {title}\n")[1])[0]


def first_cells(text: str) -> set[str]:
    return set(re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE))


@pytest.mark.parametrize(
    ("shape", "title"),
    [
        (Shape.CONTACTS, "One row per contact"),
        (Shape.INTERVALS, "One row per interval"),
        (Shape.ACTIVITY, "One row per state of a person"),
    ],
)
def test_every_column_has_a_line_and_no_line_is_left_over(shape, title):
    assert first_cells(section(title)) == set(readable_columns(shape))


def test_every_column_of_an_event_has_a_line():
    assert first_cells(section("One row per event")) == set(EVENT_IDENTITY)
    for name in set(readable_columns(Shape.EVENTS)) - set(EVENT_IDENTITY):
        assert f"`{name}`" in section("One row per event")


@pytest.mark.parametrize("shape", Shape)
def test_what_is_needed_is_marked(shape):
    title = {
        "contacts": "One row per contact",
        "intervals": "One row per interval",
        "events": "One row per event",
        "activity": "One row per state of a person",
    }[shape]
    marked = set(re.findall(r"^\| `([^`]+)` \| \*\*needed\*\*", section(title), re.MULTILINE))
    assert marked == set(required_columns(shape))


def test_every_export_that_is_recognised_has_a_line():
    told = {
        line.split("|")[1].strip()
        for line in section("Columns by other names").splitlines()
        if line.startswith("| ")
    }
    assert told - {"export", "---"} == {known.name for known in KNOWN_EXPORTS}


def test_every_reason_has_a_line_a_sentence_and_a_title():
    told = first_cells(section("What is left out, and why"))
    assert told == set(COLUMNS) | {reason.value for reason in RejectReason}
    assert set(SENTENCES) == set(TITLES) == set(RejectReason)


def test_every_column_has_words():
    names = {name for shape in Shape for name in readable_columns(shape)}
    assert names == set(COLUMN_WORDS)


def test_the_limits_are_those_of_the_code():
    limits = Limits()
    text = section("Limits")
    assert f"| size of one file | {limits.file_bytes // 1024**3} GB |" in text
    assert f"{limits.expanded_bytes // 1024**3} GB, and {limits.expansion_ratio:g} times" in text
    assert f"| unpacked workbook | {limits.sheet_bytes // 1024**3} GB |" in text
    assert f"| rows of one file | {limits.rows:,} |" in text
    assert f"| columns | {limits.columns:,} |" in text
    assert f"| files in one archive | {limits.archive_files} |" in text
