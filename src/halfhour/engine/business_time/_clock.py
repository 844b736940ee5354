"""Arithmetic on a business calendar: all of it rests on the open seconds passed up to an instant."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from halfhour.engine.business_time._calendar import BusinessCalendar
from halfhour.engine.errors import BeyondCalendar, OutOfRange
from halfhour.engine.intervals import IntervalGrid


def working_seconds(*, calendar: BusinessCalendar, start: ArrayLike, end: ArrayLike) -> NDArray[np.int64]:
    """Open seconds between two instants; negative where the end is before the start.

    Parameters
    ----------
    calendar
        When the team is open.
    start, end
        UTC epoch seconds, integers of shapes that broadcast.

    Raises
    ------
    BeyondCalendar
        For an instant before or after what the calendar covers.

    Examples
    --------
    >>> calendar = BusinessCalendar(opens=np.array([0, 100]), closes=np.array([50, 150]), timezone="UTC")
    >>> working_seconds(calendar=calendar, start=[0, 40, 60], end=[50, 110, 90]).tolist()
    [50, 20, 0]
    """
    return _passed(calendar, _covered(calendar, end)) - _passed(calendar, _covered(calendar, start))


def due_at(*, calendar: BusinessCalendar, start: ArrayLike, seconds: ArrayLike) -> NDArray[np.int64]:
    """The first instant at which `seconds` of business time have passed since `start`.

    A goal of 0 is due at the start itself, open or closed; one that ends exactly when the team closes
    is due then, not at the next opening.

    Parameters
    ----------
    calendar
        When the team is open.
    start
        UTC epoch seconds, integers.
    seconds
        Business seconds, integers of 0 or more, of a shape that broadcasts with `start`.

    Raises
    ------
    BeyondCalendar
        Where a start lies outside what the calendar covers, or the time would run out only after it.
    OutOfRange
        For negative or broken seconds.

    Examples
    --------
    >>> calendar = BusinessCalendar(opens=np.array([0, 100]), closes=np.array([50, 150]), timezone="UTC")
    >>> due_at(calendar=calendar, start=[0, 0, 60, 60], seconds=[50, 51, 0, 10]).tolist()
    [50, 101, 60, 110]
    """
    begun, wanted = np.broadcast_arrays(_covered(calendar, start), _durations(seconds))
    target = _passed(calendar, begun) + wanted
    everything = int(calendar.opened_before[-1])
    if target.size and target.max() > everything:
        late = int(np.argmax(target > everything))
        raise BeyondCalendar(
            f"got {wanted.flat[late]} business seconds from {begun.flat[late]}, of which"
            f" {everything - int(_passed(calendar, begun.flat[late]))} are left; the calendar ends at"
            f" {calendar.covers_until}"
        )
    span = np.maximum(np.searchsorted(calendar.opened_before, target, side="left") - 1, 0)
    due = calendar.opens[span] + target - calendar.opened_before[span]
    return np.where(wanted == 0, begun, due)


def open_seconds(*, calendar: BusinessCalendar, grid: IntervalGrid) -> NDArray[np.int64]:
    """Open seconds within each interval of a grid, shape (intervals,).

    Raises
    ------
    BeyondCalendar
        Where the grid reaches beyond what the calendar covers.
    """
    return working_seconds(calendar=calendar, start=grid.starts, end=grid.ends)


def _passed(calendar: BusinessCalendar, instants: ArrayLike) -> NDArray[np.int64]:
    """Open seconds between the calendar's first opening and each instant."""
    asked = np.asarray(instants)
    begun = np.searchsorted(calendar.opens, asked, side="right")  # spans that have opened
    current = np.maximum(begun - 1, 0)
    within = np.minimum(asked, calendar.closes[current]) - calendar.opens[current]
    return calendar.opened_before[current] + np.where(begun > 0, within, 0)


def _covered(calendar: BusinessCalendar, instants: ArrayLike) -> NDArray[np.int64]:
    """The instants, refused unless the calendar knows the hours up to each of them."""
    asked = np.asarray(instants)
    if asked.size == 0:
        return asked.astype(np.int64)
    if asked.dtype.kind not in "iu":
        raise OutOfRange(f"got instants of type {asked.dtype}; need whole UTC epoch seconds")
    if asked.min() < calendar.covers_from or asked.max() > calendar.covers_until:
        raise BeyondCalendar(
            f"got instants from {asked.min()} to {asked.max()}; the calendar covers"
            f" {calendar.covers_from} to {calendar.covers_until}"
        )
    return asked.astype(np.int64, copy=False)


def _durations(seconds: ArrayLike) -> NDArray[np.int64]:
    wanted = np.asarray(seconds)
    if wanted.size and (wanted.dtype.kind not in "iu" or wanted.min() < 0):
        raise OutOfRange("got negative or broken business seconds; need whole numbers of 0 or more")
    return wanted.astype(np.int64, copy=False)
