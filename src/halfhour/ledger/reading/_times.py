"""Times as exports write them, to instants.

Read are ISO 8601 with or without an offset (also with / or . or 年月日 between the parts), dates with the
year last, month names in English, 8- to 14-digit compact times, Excel serials, and seconds or
milliseconds since 1970. What has no offset is local time in the given zone.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import polars as pl
from numpy.typing import NDArray

from halfhour.engine.intervals import from_local
from halfhour.ledger.reading._numbers import without_empty_words

FIRST_YEAR = 1980
LAST_YEAR = 2099
MICROSECONDS = 1_000_000
DAY_MICROSECONDS = 86_400 * MICROSECONDS
EXCEL_EPOCH_DAYS = 25_569  # from 1899-12-30, where Excel counts from, to 1970-01-01
EXCEL_FIRST, EXCEL_LAST = 29_221, 73_051  # 1980-01-01 and 2100-01-01
EPOCH_FIRST, EPOCH_LAST = 315_532_800, 4_102_444_800  # the same, in seconds since 1970

CLOCK = r"(\d{1,2})[:.时](\d{2})(?:[:.分](\d{2})(?:[.,](\d{1,9}))?秒?)?分?\s*([AaPp]\.?[Mm]\.?)?"
OFFSET = r"\s*(Z|z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?(?:\[[^\]]*\])?"
YEAR_FIRST = rf"^(\d{{4}})[-/.年](\d{{1,2}})[-/.月](\d{{1,2}})日?(?:[Tt\s]\s*{CLOCK}{OFFSET})?$"
YEAR_LAST = rf"^(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}}|\d{{2}})(?:,?\s+{CLOCK}{OFFSET})?$"
DAY_NAME = r"(?:[A-Za-z]{3,9},?\s+)?"
NAMED_DAY_FIRST = (
    rf"^{DAY_NAME}(\d{{1,2}})[\s/-]([A-Za-z]{{3,9}})\.?[\s/,-]+(\d{{4}}|\d{{2}})(?:,?\s+{CLOCK}{OFFSET})?$"
)
NAMED_MONTH_FIRST = (
    rf"^{DAY_NAME}([A-Za-z]{{3,9}})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})"
    rf"(?:,?\s+(?:at\s+)?{CLOCK}{OFFSET})?$"
)
COMPACT = r"^((?:19|20)\d{2})([01]\d)([0-3]\d)(?:T?([0-2]\d)([0-5]\d)([0-5]\d)?)?(Z|[+-]\d{2}:?\d{2})?$"
NUMBER = r"^(\d{4,13}(?:\.\d+)?)$"

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class DateOrder(StrEnum):
    """Which part of a date with the year last comes first."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeFormat:
    """How to read a column: the order of 03/04/2024, or a strptime pattern; None where neither is known."""

    order: DateOrder | None = None
    pattern: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ParsedTimes:
    """Instants with masks over the same cells.

    `unreadable` cells hold something that is no time; `absurd` ones a year outside 1980 to 2099;
    `moved` local times did not exist and went forward by the gap; `ambiguous` ones existed twice and
    were taken as the first; `local` cells named no offset; `dates` named no time of day.
    """

    instants: pl.Series
    unreadable: pl.Series
    absurd: pl.Series
    moved: pl.Series
    ambiguous: pl.Series
    local: pl.Series
    dates: pl.Series


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Clock:
    """Wall-clock microseconds as if UTC, and the offset in seconds where one was written."""

    micros: NDArray[np.int64]
    read: NDArray[np.bool_]
    offset_seconds: NDArray[np.int64]
    has_offset: NDArray[np.bool_]
    date_only: NDArray[np.bool_]


def parse_times(cells: pl.Series, *, time_format: TimeFormat, timezone: str) -> ParsedTimes:
    """Read one column of times."""
    if cells.dtype == pl.Date:
        return _from_wall_clock(cells.cast(pl.Datetime("us")), timezone=timezone, date_only=True)
    if isinstance(cells.dtype, pl.Datetime):
        if cells.dtype.time_zone is None:
            return _from_wall_clock(cells.cast(pl.Datetime("us")), timezone=timezone, date_only=False)
        return _without_absurd_years(cells.cast(pl.Datetime("us")).dt.convert_time_zone("UTC"))
    text = without_empty_words(cells)
    clock = (
        _read_pattern(text, time_format.pattern)
        if time_format.pattern
        else _read_text(text, time_format.order)
    )
    return _to_instants(clock, given=text.is_not_null().to_numpy(), timezone=timezone)


def date_order_evidence(cells: pl.Series) -> tuple[pl.Series, pl.Series, pl.Series]:
    """Where a date with the year last must be day first, must be month first, or may be either."""
    none = pl.repeat(False, len(cells), eager=True)
    if cells.dtype != pl.String:
        return none, none, none
    parts = cells.str.strip_chars().str.extract_groups(YEAR_LAST).struct
    first = parts.field("1").cast(pl.Int64, strict=False)
    second = parts.field("2").cast(pl.Int64, strict=False)
    day_first = ((first > 12) & (second <= 12)).fill_null(False)
    month_first = ((second > 12) & (first <= 12)).fill_null(False)
    either = ((first <= 12) & (second <= 12) & (first != second)).fill_null(False)
    return day_first, month_first, either


def _read_text(text: pl.Series, order: DateOrder | None) -> _Clock:
    """Try the ways of writing a time, commonest first, each on what the ones before left."""
    found = _read_groups(text, YEAR_FIRST, (0, 1, 2))
    left = text.is_not_null().to_numpy() & ~found.read
    if not left.any():
        return found
    day_first = (2, 1, 0) if order is DateOrder.DAY_FIRST else (2, 0, 1)
    for pattern, places in (
        (YEAR_LAST, day_first),
        (NAMED_DAY_FIRST, (2, 1, 0)),
        (NAMED_MONTH_FIRST, (2, 0, 1)),
        (COMPACT, (0, 1, 2)),
    ):
        if pattern is YEAR_LAST and order is None:
            continue
        where = np.flatnonzero(left)
        if where.size == 0:
            return found
        found = _with_more(found, _read_groups(text.gather(where), pattern, places), where)
        left[where] = ~found.read[where]
    where = np.flatnonzero(left)
    return _with_more(found, _read_serials(text.gather(where)), where) if where.size else found


def _read_groups(text: pl.Series, pattern: str, places: tuple[int, int, int]) -> _Clock:
    """Read cells that match a pattern whose groups are three date parts, then clock and offset."""
    parts = text.str.extract_groups(pattern).struct
    names = parts.fields
    year = _integer(parts.field(names[places[0]]))
    year = np.where(
        (year >= 0) & (year < 69), year + 2000, np.where((year >= 69) & (year < 100), year + 1900, year)
    )
    month = _month(parts.field(names[places[1]]))
    day = _integer(parts.field(names[places[2]]))
    hour_cells = parts.field(names[3])
    matched = parts.field(names[0]).is_not_null().to_numpy()
    date_only = matched & hour_cells.is_null().to_numpy()
    hour = _integer(hour_cells, missing=0)
    minute = _integer(parts.field(names[4]), missing=0)
    second = _integer(parts.field(names[5]), missing=0)
    fraction = np.zeros(len(text), np.int64)
    offset = parts.field(names[-1])
    if len(names) > 7:
        fraction = _integer(parts.field(names[6]).str.pad_end(9, "0"), missing=0) // 1000
        half = parts.field(names[7]).str.slice(0, 1).str.to_lowercase()
        afternoon, morning = (
            (half == "p").fill_null(False).to_numpy(),
            (half == "a").fill_null(False).to_numpy(),
        )
        matched = matched & ~((afternoon | morning) & ((hour < 1) | (hour > 12)))
        hour = np.where(afternoon & (hour < 12), hour + 12, np.where(morning & (hour == 12), 0, hour))
    midnight_after = (hour == 24) & (minute == 0) & (second == 0)
    sensible = (
        matched & (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31) & (year >= 1) & (year <= 9999)
    )
    sensible &= ((hour <= 23) | midnight_after) & (minute <= 59) & (second <= 60)
    month_start = np.where(sensible, (year - 1970) * 12 + month - 1, 0).astype("datetime64[M]")
    date = month_start.astype("datetime64[D]") + np.where(sensible, day - 1, 0)
    sensible &= date.astype("datetime64[M]") == month_start
    seconds = date.astype(np.int64) * 86_400 + hour * 3600 + minute * 60 + np.minimum(second, 59)
    offset_seconds, has_offset = _offset(offset)
    return _Clock(
        micros=np.where(sensible, seconds, 0) * MICROSECONDS + np.where(sensible, fraction, 0),
        read=sensible,
        offset_seconds=offset_seconds,
        has_offset=has_offset & sensible,
        date_only=date_only & sensible,
    )


def _read_serials(text: pl.Series) -> _Clock:
    """Excel serials are local; seconds and milliseconds since 1970 are instants."""
    number = text.str.extract(NUMBER).cast(pl.Float64, strict=False).fill_null(-1.0).to_numpy()
    serial = (number >= EXCEL_FIRST) & (number < EXCEL_LAST)
    seconds = (number >= EPOCH_FIRST) & (number < EPOCH_LAST)
    millis = (number >= EPOCH_FIRST * 1e3) & (number < EPOCH_LAST * 1e3)
    # A double holds a serial to about a microsecond: whole milliseconds are what was meant.
    from_serial = np.round((number - EXCEL_EPOCH_DAYS) * 86_400_000) * 1000
    micros = np.select([serial, seconds, millis], [from_serial, number * 1e6, number * 1e3], 0.0)
    return _Clock(
        micros=np.round(micros).astype(np.int64),
        read=serial | seconds | millis,
        offset_seconds=np.zeros(len(text), np.int64),
        has_offset=seconds | millis,
        date_only=np.zeros(len(text), np.bool_),
    )


def _read_pattern(text: pl.Series, pattern: str) -> _Clock:
    times = text.str.to_datetime(pattern, strict=False, time_unit="us", exact=True)
    aware = isinstance(times.dtype, pl.Datetime) and times.dtype.time_zone is not None
    if aware:
        times = times.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
    read = times.is_not_null().to_numpy()
    return _Clock(
        micros=times.cast(pl.Int64).fill_null(0).to_numpy(),
        read=read,
        offset_seconds=np.zeros(len(text), np.int64),
        has_offset=read & aware,
        date_only=np.zeros(len(text), np.bool_),
    )


def _with_more(found: _Clock, more: _Clock, where: NDArray[np.intp]) -> _Clock:
    """The cells at `where` as `more` read them."""

    def put(old: NDArray[np.generic], new: NDArray[np.generic]) -> NDArray[np.generic]:
        merged = old.copy()
        merged[where] = new
        return merged

    return _Clock(
        **{name: put(getattr(found, name), getattr(more, name)) for name in _Clock.__slots__}  # type: ignore[arg-type]
    )


def _to_instants(clock: _Clock, *, given: NDArray[np.bool_], timezone: str) -> ParsedTimes:
    years = clock.micros.astype("datetime64[us]").astype("datetime64[Y]").astype(np.int64) + 1970
    absurd = clock.read & ((years < FIRST_YEAR) | (years > LAST_YEAR))
    good = clock.read & ~absurd
    micros = clock.micros - clock.offset_seconds * MICROSECONDS
    local = good & ~clock.has_offset
    moved, ambiguous = np.zeros_like(local), np.zeros_like(local)
    if local.any():
        whole, rest = np.divmod(clock.micros[local], MICROSECONDS)
        placed = from_local(whole, timezone)
        micros[local] = placed.instants * MICROSECONDS + rest
        moved[local] = placed.nonexistent
        ambiguous[local] = placed.ambiguous
    return ParsedTimes(
        instants=_series(micros, good),
        unreadable=pl.Series(given & ~clock.read),
        absurd=pl.Series(absurd),
        moved=pl.Series(moved),
        ambiguous=pl.Series(ambiguous),
        local=pl.Series(local),
        dates=pl.Series(clock.date_only & good),
    )


def _from_wall_clock(cells: pl.Series, *, timezone: str, date_only: bool) -> ParsedTimes:
    given = cells.is_not_null().to_numpy()
    clock = _Clock(
        micros=cells.cast(pl.Int64).fill_null(0).to_numpy(),
        read=given,
        offset_seconds=np.zeros(len(cells), np.int64),
        has_offset=np.zeros(len(cells), np.bool_),
        date_only=given & date_only,
    )
    return _to_instants(clock, given=given, timezone=timezone)


def _without_absurd_years(instants: pl.Series) -> ParsedTimes:
    years = instants.dt.year()
    absurd = ((years < FIRST_YEAR) | (years > LAST_YEAR)).fill_null(False)
    none = pl.repeat(False, len(instants), eager=True)
    return ParsedTimes(
        instants=instants.set(absurd, None),
        unreadable=none,
        absurd=absurd,
        moved=none,
        ambiguous=none,
        local=none,
        dates=none,
    )


def _series(micros: NDArray[np.int64], good: NDArray[np.bool_]) -> pl.Series:
    instants = pl.Series(micros).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    return instants.set(pl.Series(~good), None)


def _integer(cells: pl.Series, missing: int = -1) -> NDArray[np.int64]:
    return cells.cast(pl.Int64, strict=False).fill_null(missing).to_numpy()


def _month(cells: pl.Series) -> NDArray[np.int64]:
    numbers = _integer(cells)
    if (numbers >= 0).any():
        return numbers
    names = cells.str.to_lowercase().str.slice(0, 3)
    return (
        names.replace_strict(MONTHS, list(range(1, 13)), default=-1, return_dtype=pl.Int64)
        .fill_null(-1)
        .to_numpy()
    )


def _offset(cells: pl.Series) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    has = cells.is_not_null().to_numpy()
    if not has.any():
        return np.zeros(len(cells), np.int64), has
    parts = cells.str.extract_groups(r"^([+-])(\d{2}):?(\d{2})?$").struct
    size = _integer(parts.field("2"), missing=0) * 3600 + _integer(parts.field("3"), missing=0) * 60
    return np.where((parts.field("1") == "-").fill_null(False).to_numpy(), -size, size), has
