"""How long things took, by the clock on the wall and in business time."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from halfhour.engine.business_time import BusinessCalendar, working_seconds
from halfhour.engine.errors import OutOfRange


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TimesTaken:
    """Seconds per contact, shape (contacts,), NaN where the end has not come.

    `business_seconds` is None where no calendar says when the team is open.
    """

    elapsed_seconds: NDArray[np.float64]
    business_seconds: NDArray[np.float64] | None


def times_taken(
    *, started_at: ArrayLike, ended_at: ArrayLike, calendar: BusinessCalendar | None = None
) -> TimesTaken:
    """Elapsed and business seconds from start to end.

    Parameters
    ----------
    started_at
        UTC epoch seconds, integers, shape (contacts,).
    ended_at
        UTC epoch seconds as floats, NaN where the end has not come.
    calendar
        When the team is open; must cover every start and end. None where that is not known.

    Raises
    ------
    OutOfRange
        For an end before its start, or arrays of unequal length.
    BeyondCalendar
        For a time outside what the calendar covers.

    Examples
    --------
    >>> calendar = BusinessCalendar(opens=np.array([0, 100]), closes=np.array([50, 150]), timezone="UTC")
    >>> found = times_taken(started_at=[0, 40], ended_at=[20.0, 110.0], calendar=calendar)
    >>> found.elapsed_seconds.tolist(), found.business_seconds.tolist()
    ([20.0, 70.0], [20.0, 20.0])
    """
    started, ended = np.asarray(started_at, dtype=np.int64), np.asarray(ended_at, dtype=np.float64)
    if started.shape != ended.shape:
        raise OutOfRange(f"got {started.size} starts for {ended.size} ends; need one each")
    if (ended < started).any():
        raise OutOfRange("got an end before its start; need ends at or after their starts")
    elapsed = ended - started
    if calendar is None:
        return TimesTaken(elapsed_seconds=elapsed, business_seconds=None)
    done = ~np.isnan(ended)
    business = np.full(ended.shape, np.nan)
    business[done] = working_seconds(
        calendar=calendar, start=started[done], end=np.rint(ended[done]).astype(np.int64)
    )
    return TimesTaken(elapsed_seconds=elapsed, business_seconds=business)
