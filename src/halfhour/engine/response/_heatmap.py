"""Heat maps: a week as 7 weekdays by so many slots of the day."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from halfhour.engine.errors import OutOfRange
from halfhour.engine.history import QueueHistory
from halfhour.engine.intervals import local_seconds
from halfhour.engine.response._summary import ENOUGH_FOR_MEDIAN, ENOUGH_FOR_P90
from halfhour.engine.team import DAY_SECONDS

WEEKDAYS = 7
# Below four days of a kind, one odd day moves their mean by more than a quarter of its own oddness.
ENOUGH_DAYS = 4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ArrivalMap:
    """Arrivals by weekday (0 Monday) and slot of the local day; every array has shape (7, slots).

    `intervals` counts the intervals that were looked at, `contacts` what came in them, and `mean` is
    the one over the other: contacts per such interval of an open day, NaN where there was none.
    `enough` marks the cells with enough days behind their mean.
    """

    interval_seconds: int
    intervals: NDArray[np.int64]
    contacts: NDArray[np.float64]
    mean: NDArray[np.float64]
    enough: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AnswerMap:
    """Answer times by weekday (0 Monday) and slot in which the contact came; shape (7, slots).

    `count` contacts of the cell were answered; times are seconds, NaN where there was none.
    `median_enough` and `p90_enough` mark the cells with enough answers behind the figure.
    """

    interval_seconds: int
    count: NDArray[np.int64]
    median_seconds: NDArray[np.float64]
    p90_seconds: NDArray[np.float64]
    median_enough: NDArray[np.bool_]
    p90_enough: NDArray[np.bool_]


def arrival_map(*, history: QueueHistory, open_seconds: ArrayLike | None = None) -> ArrivalMap:
    """Mean arrivals per open day by weekday and slot.

    A weekday that is open on some dates counts those dates only, so that public holidays do not thin
    its mean; a weekday that is never open counts all its dates, for contacts also come then.

    Parameters
    ----------
    history
        Contacts offered per interval; intervals where that is not known are left out.
    open_seconds
        Open seconds of each interval of the history's grid; None counts every date as open.

    Raises
    ------
    OutOfRange
        For open seconds that do not fit the grid.
    """
    grid = history.grid
    counted = ~np.isnan(history.offered)
    if open_seconds is not None:
        counted &= _on_counted_dates(np.asarray(open_seconds), history)
    cell, slots = _cells(local_seconds(grid.starts[counted], grid.timezone), grid.seconds)
    intervals = np.bincount(cell, minlength=WEEKDAYS * slots)
    contacts = np.zeros(WEEKDAYS * slots)
    np.add.at(contacts, cell, history.offered[counted])
    mean = np.full(contacts.shape, np.nan)
    np.divide(contacts, intervals, out=mean, where=intervals > 0)
    shape = (WEEKDAYS, slots)
    return ArrivalMap(
        interval_seconds=grid.seconds,
        intervals=intervals.reshape(shape),
        contacts=contacts.reshape(shape),
        mean=mean.reshape(shape),
        enough=(intervals >= ENOUGH_DAYS).reshape(shape),
    )


def answer_map(
    *, opened_at: ArrayLike, answer_seconds: ArrayLike, timezone: str, interval_minutes: int = 30
) -> AnswerMap:
    """Median and 90th percentile of answer times by weekday and slot in which contacts came.

    Parameters
    ----------
    opened_at
        UTC epoch seconds, integers, shape (contacts,).
    answer_seconds
        Time to the answer, NaN for contacts that have none.
    interval_minutes
        Length of a slot; must divide the day.

    Raises
    ------
    OutOfRange
        For a length that does not divide the day, or arrays of unequal length.
    """
    opened, seconds = np.asarray(opened_at, dtype=np.int64), np.asarray(answer_seconds, dtype=np.float64)
    if opened.shape != seconds.shape:
        raise OutOfRange(f"got {opened.size} openings for {seconds.size} answer times; need one each")
    if interval_minutes < 1 or DAY_SECONDS % (interval_minutes * 60):
        raise OutOfRange(f"got slots of {interval_minutes} minutes; need a length that divides the day")
    answered = ~np.isnan(seconds)
    cell, slots = _cells(local_seconds(opened[answered], timezone), interval_minutes * 60)
    order = np.lexsort((seconds[answered], cell))
    count = np.bincount(cell, minlength=WEEKDAYS * slots)
    ordered = seconds[answered][order]
    shape = (WEEKDAYS, slots)
    return AnswerMap(
        interval_seconds=interval_minutes * 60,
        count=count.reshape(shape),
        median_seconds=_percentile_of_runs(ordered, count, 0.5).reshape(shape),
        p90_seconds=_percentile_of_runs(ordered, count, 0.9).reshape(shape),
        median_enough=(count >= ENOUGH_FOR_MEDIAN).reshape(shape),
        p90_enough=(count >= ENOUGH_FOR_P90).reshape(shape),
    )


def _cells(wall: NDArray[np.int64], seconds: int) -> tuple[NDArray[np.int64], int]:
    """The number of each wall-clock time's cell, weekday by weekday, and the slots of a day."""
    slots = DAY_SECONDS // seconds
    weekday = (wall // DAY_SECONDS + 3) % WEEKDAYS  # day 0 was a Thursday
    return weekday * slots + wall % DAY_SECONDS // seconds, slots


def _on_counted_dates(open_seconds: NDArray[np.int64], history: QueueHistory) -> NDArray[np.bool_]:
    """Intervals on dates with open time, or on weekdays that never have any."""
    grid = history.grid
    if open_seconds.shape != (len(grid),):
        raise OutOfRange(f"got open seconds of shape {open_seconds.shape}; need ({len(grid)},) as the grid")
    dates, weekdays = grid.dates, grid.weekdays
    open_date: NDArray[np.bool_] = np.isin(dates, dates[open_seconds > 0])
    open_weekday: NDArray[np.bool_] = np.isin(weekdays, weekdays[open_date])
    return open_date | ~open_weekday


def _percentile_of_runs(
    ordered: NDArray[np.float64], count: NDArray[np.int64], level: float
) -> NDArray[np.float64]:
    """Percentile of each run of so many sorted values, interpolated as `numpy.percentile` does."""
    first = np.cumsum(count) - count
    place = level * np.maximum(count - 1, 0)
    below = np.floor(place).astype(np.int64)
    above = np.minimum(below + 1, np.maximum(count - 1, 0))
    found = np.full(count.shape, np.nan)
    some = count > 0
    low, high = ordered[(first + below)[some]], ordered[(first + above)[some]]
    found[some] = low + (high - low) * (place - below)[some]
    return found
