"""Writes what `make bench` measured, build/bench.json, into docs/methods/benchmarks.md.

    .venv/bin/python scripts/benchmarks_page.py

The chapter "Measured" is written anew from the rows and from what is known of this machine; the rest of
the page is left as it is. A goal that was missed is named below the tables.
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
CPU_INFO = Path("/proc/cpuinfo")

Row = dict[str, Any]


def main() -> None:
    rows = json.loads(ROWS.read_text("utf-8"))
    PAGE.write_text(page_with(rows, PAGE.read_text("utf-8"), machine=machine()), "utf-8")


def page_with(rows: Sequence[Row], page: str, *, machine: str) -> str:
    """The page with these rows in its chapter; rows that do not say where they come from are left out."""
    known = sorted((row for row in rows if "script" in row), key=lambda row: row["script"])
    parts = [f"On {machine}, each figure with the load of the machine (its average of a minute) at the end."]
    for script, of_script in groupby(known, key=lambda row: row["script"]):
        parts.append("\n".join(table(script, list(of_script))))
    parts.append(missed(known))
    chapter = "\n\n".join(parts) + "\n\n"
    found, times = CHAPTER.subn(lambda _: chapter, page)
    if times != 1:
        raise ValueError("the page must have one chapter called Measured, and one behind it")
    return found


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


def missed(rows: Sequence[Row]) -> str:
    told = [f"{row['work']} ({row['peer']})" for row in rows if verdict(row) == "missed"]
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
