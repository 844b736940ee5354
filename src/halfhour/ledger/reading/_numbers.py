"""Numbers and durations as exports write them."""

import polars as pl

# Words that stand for an empty cell in columns of times and numbers.
EMPTY_WORDS = ("", "null", "none", "nan", "nat", "n/a", "na", "-", "--", "—", "\\n", "?")
# No honest duration or count is longer than thirty years of seconds.
LARGEST_NUMBER = 1e9

PLAIN = r"^([+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d{1,2})?)$"
THOUSANDS = r"^([+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?)$"
DECIMAL_COMMA = r"^([+-]?\d+,\d{1,2}|[+-]?\d+,\d{4,})$"
CLOCK = r"^(-?)(?:(\d+):)?(\d{1,3}):(\d{2})(?:\.\d+)?$"


def without_empty_words(cells: pl.Series) -> pl.Series:
    """The trimmed cells, null where nothing was written."""
    text = cells.cast(pl.String).str.strip_chars()
    return text.set(text.str.to_lowercase().is_in(EMPTY_WORDS), None)


def parse_numbers(cells: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Numbers as Float64, and where a cell holds something that is no number.

    Read are 12, 12.5, 1,234 and 1,234.5 (thousands), 12,5 (decimal comma), and clock times h:mm:ss or
    m:ss as seconds.
    """
    if isinstance(cells.dtype, pl.Duration):
        cells = cells.dt.total_microseconds() / 1e6
    if cells.dtype.is_numeric():
        numbers = cells.cast(pl.Float64)
        given = cells.is_not_null() & ~numbers.is_nan().fill_null(False)
        numbers = numbers.set(numbers.is_nan().fill_null(False), None)
    else:
        text = without_empty_words(cells)
        given = text.is_not_null()
        numbers = text.str.extract(PLAIN).cast(pl.Float64, strict=False)
        if (given & numbers.is_null()).any():
            numbers = _unusual_numbers(text, numbers)
    numbers = numbers.set((numbers.abs() > LARGEST_NUMBER).fill_null(False), None)
    return numbers, given & numbers.is_null()


def _unusual_numbers(text: pl.Series, numbers: pl.Series) -> pl.Series:
    frame = pl.DataFrame({"text": text, "plain": numbers}).with_columns(
        pl.col("text")
        .str.extract(THOUSANDS)
        .str.replace_all(",", "")
        .cast(pl.Float64, strict=False)
        .alias("k"),
        pl.col("text")
        .str.extract(DECIMAL_COMMA)
        .str.replace(",", ".")
        .cast(pl.Float64, strict=False)
        .alias("c"),
        pl.col("text").str.extract_groups(CLOCK).alias("clock"),
    )
    clock = pl.col("clock").struct
    seconds = (
        clock.field("2").cast(pl.Float64, strict=False).fill_null(0) * 3600
        + clock.field("3").cast(pl.Float64, strict=False) * 60
        + clock.field("4").cast(pl.Float64, strict=False)
    )
    signed = pl.when(clock.field("1") == "-").then(-seconds).otherwise(seconds)
    return frame.select(pl.coalesce("plain", "k", "c", signed).alias("number"))["number"]
