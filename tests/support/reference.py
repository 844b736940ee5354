"""Tables in tests/reference, each kept beside the script that made it."""

import csv
from pathlib import Path

import numpy as np

REFERENCE = Path(__file__).parents[1] / "reference"


def reference_rows(name: str) -> list[dict[str, str]]:
    """The rows of a table as they are written."""
    with (REFERENCE / name).open(newline="") as file:
        return list(csv.DictReader(file))


def reference_table(name: str) -> dict[str, np.ndarray]:
    """The columns of a table as floats; an empty cell is NaN."""
    rows = reference_rows(name)
    return {
        column: np.array([float(row[column]) if row[column] else np.nan for row in rows])
        for column in rows[0]
    }
