"""The tables are what their script makes: a few rows of each are made again."""

import csv
import runpy
from itertools import islice
from pathlib import Path

import pytest
from mpmath import mp, mpf, nstr

HERE = Path(__file__).parent


@pytest.mark.parametrize(
    ("table", "maker"), [("erlang_c.csv", "erlang_c_rows"), ("erlang_a.csv", "erlang_a_rows")]
)
def test_the_first_rows_of_a_table_are_made_again_digit_by_digit(table, maker):
    script = runpy.run_path(str(HERE / "make_erlang_tables.py"))
    with (HERE / table).open(newline="") as file:
        kept = list(islice(csv.DictReader(file), 40))
    with mp.workdps(script["DIGITS_KEPT"] + script["GUARD_DIGITS"]):
        made = list(islice(script[maker](), 40))
        for row, again in zip(kept, made, strict=True):
            for column, value in again.items():
                shown = nstr(value, script["DIGITS_WRITTEN"]) if isinstance(value, mpf) else str(value)
                assert row[column] == shown
