"""What waits on a deferred queue when a day starts: what had come and was not yet worked off.

Work flows in as it is forecast and out as the day plans have people on it, without chance. The week
before the plan is taken to be like its first.
"""

from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.business_time import BusinessCalendar, business_calendar, working_seconds
from halfhour.engine.errors import EmptyCalendar
from halfhour.engine.intervals import IntervalGrid
from halfhour.engine.plan._hours import hours_of
from halfhour.engine.team import DAY_SECONDS, Queue, Team

Floats = NDArray[np.float64]
WEEK_SECONDS = 7 * DAY_SECONDS
ROUND = 0.5  # of a contact: less is not there


def waiting_at(
    *,
    team: Team,
    queue: Queue,
    grid: IntervalGrid,
    at: int,
    offered: Floats,
    handle_seconds: Floats,
    worked_seconds: Floats,
) -> tuple[float, ...]:
    """How long each contact that waits at an instant has waited on the goal's clock, longest first.

    Parameters
    ----------
    grid
        The plan's intervals; `at` is the start of one of them.
    offered, handle_seconds, worked_seconds
        Contacts, mean handle time and people-seconds on the queue, shape (intervals,).
    """
    starts, ends, offered, handle, worked = _with_the_week_before(
        grid, offered, handle_seconds, worked_seconds
    )
    before = int(np.searchsorted(starts, at))
    left = _left_of_each(offered[:before] * handle[:before], worked[:before])
    contacts = np.divide(left, handle[:before], out=np.zeros(before), where=handle[:before] > 0)
    count = int(contacts.sum() + ROUND)
    if count == 0:
        return ()
    came_at = _spread(contacts, starts[:before], ends[:before], count)
    calendar = _calendar(team, queue, grid)
    if calendar is None:
        return (0.0,) * count
    waited = working_seconds(calendar=calendar, start=came_at, end=np.int64(at))
    return tuple(waited.astype(float).tolist())


def _with_the_week_before(
    grid: IntervalGrid, *figures: Floats
) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats, Floats, Floats]:
    """The grid's starts and ends, and figures on it, with its first week once more in front."""
    first = grid.starts < grid.starts[0] + WEEK_SECONDS
    starts = np.concatenate([grid.starts[first] - WEEK_SECONDS, grid.starts])
    ends = np.concatenate([grid.ends[first] - WEEK_SECONDS, grid.ends])
    offered, handle, worked = (np.concatenate([each[first], each]) for each in figures)
    return starts, ends, offered, handle, worked


def _left_of_each(arriving: Floats, worked: Floats) -> Floats:
    """What is left at the end of the work that came in each interval, the oldest being done first."""
    possible = np.append(0.0, np.cumsum(worked))
    arrived = np.append(0.0, np.cumsum(arriving))
    done = (possible + np.minimum.accumulate(arrived - possible))[-1]
    left: Floats = np.clip(arrived[1:] - done, 0.0, arriving)
    return left


def _spread(
    contacts: Floats, starts: NDArray[np.int64], ends: NDArray[np.int64], count: int
) -> NDArray[np.int64]:
    """Arrivals of `count` contacts, evenly over those expected, oldest first."""
    passed = np.append(0.0, np.cumsum(contacts))
    middles = (np.arange(count) + 0.5) * passed[-1] / count
    place = np.clip(np.searchsorted(passed, middles, side="right") - 1, 0, starts.size - 1)
    share = (middles - passed[place]) / contacts[place]
    return np.asarray(starts[place] + share * (ends[place] - starts[place]), dtype=np.int64)


def _calendar(team: Team, queue: Queue, grid: IntervalGrid) -> BusinessCalendar | None:
    """The goal's clock over the plan and the week before it; None where it never runs."""
    first_on, last_on = grid.dates[0].item(), grid.dates[-1].item()
    try:
        return business_calendar(
            hours=hours_of(queue, team),
            timezone=team.timezone,
            country=team.country,
            subdivision=team.subdivision,
            first_on=first_on - timedelta(days=8),
            last_on=last_on,
        )
    except EmptyCalendar:
        return None
