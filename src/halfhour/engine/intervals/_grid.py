"""The grid of intervals: half hours of a team's local days, true across clock changes."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import ArrayLike, NDArray

from halfhour.engine.errors import OutOfRange
from halfhour.engine.intervals._wallclock import clock_reaches, local_seconds
from halfhour.engine.intervals._zones import DAY_SECONDS, offset_table, whole_seconds

MINUTES_PER_DAY = 1440


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class IntervalGrid:
    """Intervals in time order; each includes its start and excludes its end.

    `starts` are UTC epoch seconds, ascending. `seconds` is the nominal length of an interval; one
    that a clock change cuts is shorter, never longer. `timezone` is whose wall clock the intervals
    follow.
    """

    starts: NDArray[np.int64]
    seconds: int
    timezone: str

    def __len__(self) -> int:
        return int(self.starts.size)

    @property
    def ends(self) -> NDArray[np.int64]:
        """The end of each interval: when the wall clock leaves the slot, or is changed."""
        if len(self) == 0:
            return self.starts
        left = self.seconds - local_seconds(self.starts, self.timezone) % self.seconds
        ends = self.starts + left
        changes = offset_table(self.starts, self.timezone, margin_seconds=self.seconds).changes()
        ahead = np.searchsorted(changes, self.starts, side="right")
        known = ahead < changes.size
        ends[known] = np.minimum(ends[known], changes[ahead[known]])
        return ends

    @property
    def dates(self) -> NDArray[np.datetime64]:
        """The local date of each interval, as datetime64[D]."""
        return (local_seconds(self.starts, self.timezone) // DAY_SECONDS).astype("datetime64[D]")

    @property
    def weekdays(self) -> NDArray[np.int64]:
        """The local weekday of each interval, 0 Monday to 6 Sunday."""
        return (local_seconds(self.starts, self.timezone) // DAY_SECONDS + 3) % 7  # day 0 was a Thursday

    @property
    def slots(self) -> NDArray[np.int64]:
        """The number of the interval in its local day by the wall clock, from 0.

        The slots of a repeated hour occur twice on that date, those of a skipped hour not at all.
        """
        return local_seconds(self.starts, self.timezone) % DAY_SECONDS // self.seconds

    def index_of(self, instants: ArrayLike) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
        """The position of the interval that holds each instant, and whether one does.

        Where none does, the position is that of a neighbouring interval and means nothing.
        """
        asked = whole_seconds(instants)
        if len(self) == 0:
            return np.zeros(asked.shape, dtype=np.intp), np.zeros(asked.shape, dtype=np.bool_)
        found = np.searchsorted(self.starts, asked, side="right") - 1
        position = np.maximum(found, 0)
        return position, (found >= 0) & (asked < self.ends[position])


def interval_grid(
    *, first_on: date, last_on: date, timezone: str, interval_minutes: int = 30
) -> IntervalGrid:
    """All intervals of whole local days, first and last date included.

    Intervals start where the wall clock shows a whole multiple of the length after midnight, and at
    every clock change, so each has one date and one slot. A date that the zone skipped altogether
    has no intervals.

    Parameters
    ----------
    first_on, last_on
        Local dates.
    timezone
        A name of the tz database.
    interval_minutes
        Length of an interval; must divide the day.

    Raises
    ------
    OutOfRange
        Where the days run backwards, or the length does not divide the day.
    UnknownTimezone
        For a name that the tz database does not know.

    Examples
    --------
    The day on which clocks go forward has two half hours less:

    >>> len(interval_grid(first_on=date(2024, 3, 31), last_on=date(2024, 3, 31), timezone="Europe/Berlin"))
    46
    """
    if last_on < first_on:
        raise OutOfRange(f"got days from {first_on} to {last_on}; need the last no earlier than the first")
    if not 1 <= interval_minutes <= MINUTES_PER_DAY or MINUTES_PER_DAY % interval_minutes:
        raise OutOfRange(f"got intervals of {interval_minutes} minutes; need a length that divides the day")
    seconds = interval_minutes * 60
    first_at, last_at = midnights([first_on, last_on], timezone, ahead_days=np.array([0, 1])).tolist()
    starts = _starts(first_at=first_at, last_at=last_at, seconds=seconds, timezone=timezone)
    return IntervalGrid(starts=starts, seconds=seconds, timezone=timezone)


def midnights(days: list[date], timezone: str, *, ahead_days: ArrayLike = 0) -> NDArray[np.int64]:
    """The instants at which local dates, or the dates so many days after them, begin."""
    numbers = np.array(days, dtype="datetime64[D]").astype(np.int64) + np.asarray(ahead_days)
    return clock_reaches(numbers * DAY_SECONDS, timezone)


def _starts(*, first_at: int, last_at: int, seconds: int, timezone: str) -> NDArray[np.int64]:
    """Starts of intervals in [first_at, last_at): per stretch of one offset, its start and each multiple."""
    if last_at <= first_at:
        return np.empty(0, dtype=np.int64)
    days = np.append(np.arange(first_at, last_at, DAY_SECONDS), last_at)
    table = offset_table(days, timezone)
    changes = table.changes()
    inside = changes[(changes > first_at) & (changes < last_at)]
    edges = np.concatenate([[first_at], inside, [last_at]])
    offsets = table.offset_at(edges[:-1])
    stretches = [
        _starts_at_one_offset(begin, end, offset, seconds)
        for begin, end, offset in zip(edges[:-1].tolist(), edges[1:].tolist(), offsets.tolist(), strict=True)
    ]
    return np.concatenate(stretches)


def _starts_at_one_offset(begin: int, end: int, offset: int, seconds: int) -> NDArray[np.int64]:
    next_multiple = begin + -(begin + offset) % seconds
    multiples = np.arange(next_multiple, end, seconds, dtype=np.int64)
    return multiples if next_multiple == begin else np.concatenate([[begin], multiples])
