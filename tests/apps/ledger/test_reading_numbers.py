import polars as pl
import pytest

from halfhour.ledger.reading._numbers import parse_numbers


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("12", 12.0),
        (" 12.5 ", 12.5),
        ("-3", -3.0),
        ("1e3", 1000.0),
        ("1,234", 1234.0),
        ("1,234,567.5", 1_234_567.5),
        ("12,5", 12.5),
        ("3:05", 185.0),
        ("01:02:03", 3723.0),
        ("-0:30", -30.0),
        ("0", 0.0),
    ],
)
def test_numbers_and_durations_as_exports_write_them(cell, number):
    numbers, unreadable = parse_numbers(pl.Series([cell]))
    assert numbers.to_list() == [number]
    assert unreadable.to_list() == [False]


@pytest.mark.parametrize("cell", ["", "null", "NaN", "-", "n/a"])
def test_empty_cells_are_no_numbers_and_no_mistakes(cell):
    numbers, unreadable = parse_numbers(pl.Series([cell]))
    assert (numbers.to_list(), unreadable.to_list()) == ([None], [False])


@pytest.mark.parametrize("cell", ["fast", "12 s", "1.2.3", "1e400", "inf", "99999999999"])
def test_what_is_no_number_of_a_contact_is_unreadable(cell):
    numbers, unreadable = parse_numbers(pl.Series([cell]))
    assert (numbers.to_list(), unreadable.to_list()) == ([None], [True])


def test_typed_columns_are_taken_as_they_are():
    durations = pl.Series([90_000_000, None], dtype=pl.Duration("us"))
    assert parse_numbers(durations)[0].to_list() == [90.0, None]
    assert parse_numbers(pl.Series([1, None]))[0].to_list() == [1.0, None]
    assert parse_numbers(pl.Series([1.5, float("nan")]))[0].to_list() == [1.5, None]
