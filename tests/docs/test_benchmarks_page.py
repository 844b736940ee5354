"""The page of benchmarks: written from what was measured, with goals that were missed said aloud."""

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "methods" / "benchmarks.md").read_text("utf-8")


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("benchmarks_page", ROOT / "scripts" / "benchmarks_page.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def row(work: str, times: float, goal: float | None, script: str = "simulation.py"):
    return {
        "work": work,
        "peer": "SimPy 4",
        "ratio_median": times,
        "ratio_min": times * 0.9,
        "ratio_max": times * 1.1,
        "goal": goal,
        "script": script,
        "measured_on": "2026-11-22",
        "load": 0.52,
    }


def test_a_row_stands_under_its_command_with_its_goal_and_whether_it_was_kept(script):
    rows = [row("one queue", 371.5, 200.0), row("threads", 1.5, 1.8), row("processes", 1.4, None)]
    page = script.page_with(rows, PAGE, machine="a machine")
    assert "`.venv/bin/python benchmarks/simulation.py`, 2026-11-22:" in page
    assert "| one queue | SimPy 4 | 372 | 334 to 409 | 200 | kept | 0.5 |" in page
    assert "| threads | SimPy 4 | 1.5 | 1.35 to 1.65 | 1.8 | missed | 0.5 |" in page
    assert "| processes | SimPy 4 | 1.4 | 1.26 to 1.54 |  |  | 0.5 |" in page
    assert "threads (SimPy 4)" in page.partition("Goals missed in these runs: ")[2].partition("\n")[0]


def test_the_tables_of_scripts_that_were_not_run_stay(script):
    page = script.page_with([row("a list", 371.5, 200.0, script="desk_lists.py")], PAGE, machine="a machine")
    assert "| a list | SimPy 4 | 372 |" in page
    assert set(script.TABLE.findall(page)) == set(script.TABLE.findall(PAGE)) | {"desk_lists.py"}
    assert (
        script.missed(["| one | peer | 2 | 1 to 3 | 1 | kept | 0.5 |"])
        == "Every goal was kept in these runs."
    )


def test_the_rest_of_the_page_stays_and_writing_twice_changes_nothing(script):
    once = script.page_with([row("one queue", 371.5, 200.0)], PAGE, machine="a machine")
    assert script.page_with([row("one queue", 371.5, 200.0)], once, machine="a machine") == once
    assert [re.sub(r"(?s)(?<=## Measured\n).*?(?=\n## )", "", page) for page in (once, PAGE)] == [
        re.sub(r"(?s)(?<=## Measured\n).*?(?=\n## )", "", PAGE)
    ] * 2


def test_a_page_without_the_chapter_is_refused(script):
    with pytest.raises(ValueError, match="one chapter called Measured"):
        script.page_with([], "# Benchmarks\n", machine="a machine")


def test_every_benchmark_is_on_the_page_and_every_one_named_exists():
    named = set(re.findall(r"benchmarks/([a-z]\w*\.py)", PAGE))
    assert named == {path.name for path in (ROOT / "benchmarks").glob("[a-z]*.py")}
