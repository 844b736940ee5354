from collections.abc import Iterator
from pathlib import Path
from typing import Any

from halfhour.planning.outputs import (
    CHANCES_COLUMNS,
    DAYPLAN_COLUMNS,
    FILES,
    FORECAST_COLUMNS,
    PEOPLE_COLUMNS,
    REQUIREMENT_COLUMNS,
    ROSTER_COLUMNS,
    plan_summary,
)
from support.engine_plan import engine_plan

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "reference" / "outputs.md").read_text("utf-8")


def section(name: str) -> str:
    return PAGE.split(f"## `{name}`")[1].split("\n## ")[0]


def keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, child in value.items():
            yield key
            yield from keys(child) if key != "figures" else ()
    elif isinstance(value, list):
        for child in value:
            yield from keys(child)


def test_every_file_has_its_section():
    assert all(f"## `{file}`" in PAGE for file in FILES)


def test_every_column_is_on_the_page():
    for file, columns in (
        ("forecast.csv", FORECAST_COLUMNS),
        ("requirement.csv", REQUIREMENT_COLUMNS),
        ("people.csv` and `chances.csv", (*PEOPLE_COLUMNS, *CHANCES_COLUMNS)),
        ("roster.csv", ROSTER_COLUMNS),
        ("dayplan.csv", DAYPLAN_COLUMNS),
    ):
        assert [column for column in columns if f"`{column}`" not in section(file)] == []


def test_every_key_of_the_summary_is_on_the_page():
    summary = plan_summary(engine_plan())

    page = section("summary.json")
    assert [key for key in keys(summary) if f"`{key}`" not in page and f'"{key}"' not in page] == []
