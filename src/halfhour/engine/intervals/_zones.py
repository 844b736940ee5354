"""A time zone as arrays: when its offset from UTC changed, and to what.

The tz database is read through `zoneinfo`, one UTC year at a time and only the years asked for, so
that a week costs next to nothing and a stray date in the year 9999 does not cost eight thousand years.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
from numpy.typing import ArrayLike, NDArray

from halfhour.engine.errors import OutOfRange, UnknownTimezone

DAY_SECONDS = 86_400
FIRST_YEAR, LAST_YEAR = 3, 9997  # two years inside what `datetime` holds, for offsets and margins
FIRST_INSTANT = int(datetime(FIRST_YEAR, 1, 1, tzinfo=UTC).timestamp())
LAST_INSTANT = int(datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC).timestamp()) - 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OffsetTable:
    """The offset from UTC `offsets[i]`, in seconds, holds from instant `starts[i]` on.

    A start is a clock change, or the start of a UTC year, at which nothing need change.
    """

    starts: NDArray[np.int64]
    offsets: NDArray[np.int64]

    def offset_at(self, instants: NDArray[np.int64]) -> NDArray[np.int64]:
        return self.offsets[np.searchsorted(self.starts, instants, side="right") - 1]

    def changes(self) -> NDArray[np.int64]:
        """The instants at which the offset became another, ascending."""
        changed = np.flatnonzero(np.diff(self.offsets)) + 1
        return self.starts[changed]


def offset_table(instants: NDArray[np.int64], timezone: str, *, margin_seconds: int = 0) -> OffsetTable:
    """The offsets of all UTC years within `margin_seconds` of the instants."""
    asked = np.stack([years_of(instants - margin_seconds), years_of(instants + margin_seconds)])
    years = np.flatnonzero(np.bincount(asked.ravel()))
    rows = sorted({row for year in years.tolist() for row in _offsets_of_year(timezone, year)})
    table = np.array(rows, dtype=np.int64).reshape(-1, 2)
    return OffsetTable(starts=table[:, 0], offsets=table[:, 1])


def years_of(instants: NDArray[np.int64]) -> NDArray[np.int64]:
    return instants.astype("datetime64[s]").astype("datetime64[Y]").astype(np.int64) + 1970


def whole_seconds(values: ArrayLike) -> NDArray[np.int64]:
    """The values as int64, refused unless they are whole seconds within the calendar's years."""
    array = np.asarray(values)
    if array.size == 0:
        return array.astype(np.int64)
    if array.dtype.kind not in "iu":
        raise OutOfRange(f"got times of type {array.dtype}; need whole seconds as integers")
    if array.min() < FIRST_INSTANT or array.max() > LAST_INSTANT:
        raise OutOfRange(
            f"got times from {array.min()} to {array.max()} seconds;"
            f" need the years {FIRST_YEAR} to {LAST_YEAR}, {FIRST_INSTANT} to {LAST_INSTANT}"
        )
    return array.astype(np.int64, copy=False)


@lru_cache(maxsize=256)
def zone(timezone: str) -> ZoneInfo:
    try:
        return ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UnknownTimezone(
            f"got {timezone!r}; need a name of the tz database such as Europe/Berlin"
        ) from error


@lru_cache(maxsize=8192)
def _offsets_of_year(timezone: str, year: int) -> tuple[tuple[int, int], ...]:
    """Pairs (instant, offset from then on): the start of the UTC year, then each change within it.

    Looking once a day finds every change: in the whole tz database no two changes of one zone are
    less than 95 hours apart, and a test keeps watch over that.
    """
    first = int(datetime(year, 1, 1, tzinfo=UTC).timestamp())
    after_last = int(datetime(year + 1, 1, 1, tzinfo=UTC).timestamp())
    offset = _offset(timezone, first)
    rows = [(first, offset)]
    for day in range(first, after_last, DAY_SECONDS):
        if _offset(timezone, day + DAY_SECONDS) != offset:
            changed_at = _change_between(timezone, day, day + DAY_SECONDS)
            offset = _offset(timezone, changed_at)
            rows.append((changed_at, offset))
    return tuple(rows)


def _change_between(timezone: str, before: int, after: int) -> int:
    """The first instant with the offset of `after`, which differs from that of `before`."""
    offset = _offset(timezone, after)
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(timezone, middle) == offset:
            after = middle
        else:
            before = middle
    return after


def _offset(timezone: str, instant: int) -> int:
    offset = datetime.fromtimestamp(instant, zone(timezone)).utcoffset()
    assert offset is not None
    return int(offset.total_seconds())
