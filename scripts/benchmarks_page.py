"""Writes what `make bench` measured, build/bench.json, into docs/methods/benchmarks.md.

    .venv/bin/python scripts/benchmarks_page.py

In the chapter "Measured" the tables of scripts with rows are written anew, those of others stay, as does the
rest of the page. A goal that was missed is named below the tables.
"""

import json
import os
import platform
import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
ROWS = ROOT / "build" / "bench.json"
PAGE = ROOT / "docs" / "methods" / "benchmarks.md"
CHAPTER = re.compile(r"(?<=^## Measured\n\n).*?(?=^## )", re.MULTILINE | re.DOTALL)
TABLE = re.compile(r"^`\.venv/bin/python benchmarks/(\w+\.py)`.*?(?=\n\n(?!\|))", re.MULTILINE | re.DOTALL)
CPU_INFO = Path("/proc/cpuinfo")

Row = dict[str, Any]


def main() -> None:
    rows = json.loads(ROWS.read_text("utf-8"))
    PAGE.write_text(page_with(rows, PAGE.read_text("utf-8"), machine=machine()), "utf-8")


def page_with(rows: Sequence[Row], page: str, *, machine: str) -> str:
    """The page with these rows in its chapter; rows that do not say where they come from are left out."""
    chapters = CHAPTER.findall(page)
    if len(chapters) != 1:
        raise ValueError("the page must have one chapter called Measured, and one behind it")
    tables = {found[1]: found[0] for found in TABLE.finditer(chapters[0])}
    known = sorted((row for row in rows if "script" in row), key=lambda row: row["script"])
    for script, of_script in groupby(known, key=lambda row: row["script"]):
        tables[script] = "\n".join(table(script, list(of_script)))
    told = [tables[script] for script in sorted(tables)]
    first = f"On {machine}, each figure with the load of the machine (its average of a minute) at the end."
    return CHAPTER.sub(lambda _: "\n\n".join([first, *told, missed(told)]) + "\n\n", page)


def table(script: str, rows: Sequence[Row]) -> Iterator[str]:
    days = sorted({row["measured_on"] for row in rows})
    yield f"`.venv/bin/python benchmarks/{script}`, {' and '.join(days)}:\n"
    yield "| work | beside | times | least to most | goal | | load |"
    yield "| --- | --- | ---: | ---: | ---: | --- | ---: |"
    for row in rows:
        span = f"{figure(row['ratio_min'])} to {figure(row['ratio_max'])}"
        goal = "" if row["goal"] is None else figure(row["goal"])
        yield (
            f"| {row['work']} | {row['peer']} | {figure(row['ratio_median'])} | {span} | {goal}"
            f" | {verdict(row)} | {row['load']:.1f} |"
        )


def verdict(row: Row) -> str:
    if row["goal"] is None:
        return ""
    return "kept" if row["ratio_median"] >= row["goal"] else "missed"


def missed(tables: Sequence[str]) -> str:
    rows = [line.strip("| ").split(" | ") for text in tables for line in text.splitlines()]
    told = [f"{row[0]} ({row[1]})" for row in rows if "missed" in row]
    return f"Goals missed in these runs: {'; '.join(told)}." if told else "Every goal was kept in these runs."


def figure(ratio: float) -> str:
    return f"{ratio:,.0f}" if ratio >= 100 else f"{ratio:.3g}"


def machine() -> str:
    model = platform.processor() or platform.machine()
    if CPU_INFO.exists():
        found = re.search(r"^model name\s*:\s*(.+)$", CPU_INFO.read_text("utf-8"), re.MULTILINE)
        model = found[1].strip() if found else model
    return f"{os.cpu_count()} processors ({model}), {platform.system()}, Python {platform.python_version()}"


if __name__ == "__main__":
    main()
