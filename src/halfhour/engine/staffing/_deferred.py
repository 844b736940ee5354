"""Deferred queues: work that may wait, levelled between its arrival and its due time.

Work is treated as a fluid of agent seconds. The goal's share of what arrives must be done within the
goal's business time and goes first; the rest must be done within twice that. Nothing can be done
before it arrives. Between the two curves of work due and work arrived, the taut string gives the way
of working it off whose peak is lowest and whose course is the most even. Method, source and worked
table: docs/methods/deferred-work.md.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from halfhour.engine.arguments import Numbers, amounts
from halfhour.engine.errors import OutOfRange

REST_GOALS = 2  # the contacts beyond the goal's share are done within so many times the goal's time
LOOK_AHEAD = 256  # points of the taut string looked at in one go, doubled where that is too few
SLACK = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Workstream:
    """Work over consecutive intervals, shape (intervals,).

    `arriving` are agent seconds that come in; `open_seconds` how long people can work; `clock` the
    business seconds that pass on the goal's clock.
    """

    arriving: Numbers
    open_seconds: Numbers
    clock: Numbers

    @property
    def arrived(self) -> Numbers:
        """All work that has come by each boundary, shape (intervals + 1,)."""
        return np.append(0.0, np.cumsum(self.arriving))

    @property
    def clock_at(self) -> Numbers:
        """Business time at each boundary, shape (intervals + 1,)."""
        return np.append(0.0, np.cumsum(self.clock))

    def scaled(self, factor: Numbers | float) -> "Workstream":
        return Workstream(arriving=self.arriving * factor, open_seconds=self.open_seconds, clock=self.clock)


def work_due(stream: Workstream, *, within_seconds: float) -> Numbers:
    """Work that must be done by each boundary, if everything is due `within_seconds` of its arrival.

    What came while the clock stood still falls due at one moment; if that is inside an interval, it
    must be done by the interval's start.
    """
    arrived, clock_at = stream.arrived, stream.clock_at
    came_by = clock_at - within_seconds
    due = arrived_by(stream, came_by)
    held = np.flatnonzero(np.diff(clock_at) == 0)  # intervals in which the clock stands still
    if held.size:
        until_next = np.append(came_by[1:], came_by[-1])
        latest = np.searchsorted(clock_at[held], until_next, side="left") - 1
        due = np.where(latest >= 0, np.maximum(due, arrived[held[latest] + 1]), due)
    return np.minimum(due, arrived)


def arrived_by(stream: Workstream, clock: Numbers) -> Numbers:
    """Work that had come by a time on the goal's clock, with what came while the clock stood there."""
    arrived, clock_at = stream.arrived, stream.clock_at
    before = np.clip(np.searchsorted(clock_at, clock, side="right") - 1, 0, stream.clock.size - 1)
    passed = np.zeros_like(clock)
    np.divide(clock - clock_at[before], stream.clock[before], out=passed, where=stream.clock[before] > 0)
    found = arrived[before] + np.clip(passed, 0.0, 1.0) * stream.arriving[before]
    return np.where(clock < clock_at[0], 0.0, np.where(clock >= clock_at[-1], arrived[-1], found))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Courses:
    """Work to have been done by each boundary, shape (intervals + 1,), and the most that can be.

    `urgent` is the goal's share of the work, `all` includes the rest.
    """

    urgent: Numbers
    urgent_arrived: Numbers
    all: Numbers
    all_arrived: Numbers


def level_work(
    stream: Workstream, *, within_seconds: float, share: float, waiting_goals: float = 0.0
) -> Courses:
    """The most even courses that keep the due times.

    Both start and end with the work of `waiting_goals` times the goal's time still to do, 0 to 1; so
    even work is worked off as fast as it comes.
    """
    rest_seconds = REST_GOALS * within_seconds
    urgent = _level(stream.scaled(share), within_seconds, waiting_goals * within_seconds)
    rest = _level(stream.scaled(1 - share), rest_seconds, waiting_goals * rest_seconds)
    return Courses(
        urgent=urgent,
        urgent_arrived=share * stream.arrived,
        all=urgent + rest,
        all_arrived=stream.arrived,
    )


def deferred_level(
    *,
    arriving: ArrayLike,
    open_seconds: ArrayLike,
    clock_seconds: ArrayLike,
    within_seconds: float,
    share: float,
) -> tuple[Numbers, NDArray[np.int64]]:
    """The most even number of people who do deferred work in time, as a level and in whole people.

    Nothing waits at the start, and nothing at the end.

    Parameters
    ----------
    arriving
        Agent seconds of work that come in each interval, shape (intervals,).
    open_seconds
        How long people can work in each interval.
    clock_seconds
        Business seconds that pass on the goal's clock in each interval.
    within_seconds
        The goal's time on that clock.
    share
        The share of the work that must be done by then, from 0 to 1; the rest may take twice as long.

    Examples
    --------
    >>> level, people = deferred_level(arriving=[5400, 0, 0, 0], open_seconds=[0, 1800, 1800, 1800],
    ...                                clock_seconds=[0, 1800, 1800, 1800], within_seconds=3600, share=1)
    >>> level.tolist(), people.tolist()
    ([0.0, 1.5, 1.5, 0.0], [0, 2, 1, 0])
    """
    if not 0 <= share <= 1:
        raise OutOfRange(f"share must be from 0 to 1; got {share:g}")
    stream = Workstream(
        arriving=amounts("arriving", arriving),
        open_seconds=amounts("open_seconds", open_seconds),
        clock=amounts("clock_seconds", clock_seconds),
    )
    within = float(amounts("within_seconds", within_seconds))
    courses = level_work(stream, within_seconds=within, share=share)
    level = np.zeros_like(stream.arriving)
    np.divide(np.diff(courses.all), stream.open_seconds, out=level, where=stream.open_seconds > 0)
    return level, heads_for(stream.open_seconds, courses)


def _level(stream: Workstream, within_seconds: float, waiting_seconds: float) -> Numbers:
    """The taut string over the time in which people can work, one value per boundary."""
    course = np.zeros(stream.arriving.size + 1)
    clock_at = stream.clock_at
    working = np.flatnonzero((stream.open_seconds > 0) & (clock_at[1:] > waiting_seconds))
    if working.size == 0:
        return course
    next_start = np.append(working[1:], stream.arriving.size)
    upper = stream.arrived[working + 1]
    lower = np.minimum(work_due(stream, within_seconds=within_seconds)[next_start], upper)
    came_first = arrived_by(stream, clock_at[-1:] - waiting_seconds)[0]
    upper[-1] = lower[-1] = np.clip(came_first, lower[-1], upper[-1])
    done = taut_string(
        at=np.append(0.0, np.cumsum(stream.open_seconds[working])),
        lower=np.append(0.0, np.minimum(lower, upper[-1])),
        upper=np.append(0.0, np.minimum(upper, upper[-1])),
    )
    course[working + 1] = np.diff(done)
    return np.cumsum(course)


def taut_string(*, at: Numbers, lower: Numbers, upper: Numbers) -> Numbers:
    """The shortest path from the first to the last point that keeps between two curves.

    It starts at `lower[0]` and ends at `lower[-1]`, where the curves are taken to meet. Of all paths in
    between, its steepest rise is the least, and every sum of a convex function of the slopes is as
    small as can be.

    Parameters
    ----------
    at
        Ascending places, shape (points,).
    lower, upper
        The curves there, lower nowhere above upper.

    Examples
    --------
    >>> taut_string(at=np.arange(4.0), lower=np.array([0, 0, 0, 6.0]), upper=np.array([0, 1.0, 6, 6]))
    array([0. , 1. , 3.5, 6. ])
    """
    path = np.empty_like(at)
    path[0] = lower[0]
    upper = np.append(upper[:-1], lower[-1])
    knot = 0
    while knot < at.size - 1:
        turn, height = _next_turn(at, lower, upper, knot, path[knot])
        run = slice(knot, turn + 1)
        path[run] = np.interp(at[run], (at[knot], at[turn]), (path[knot], height))
        knot = turn
    return path


def _next_turn(at: Numbers, lower: Numbers, upper: Numbers, knot: int, height: float) -> tuple[int, float]:
    """Where a string pulled straight from one knot must bend next, and its height there."""
    last = at.size - 1
    reach = LOOK_AHEAD
    while True:
        ahead = slice(knot + 1, min(knot + reach, last) + 1)
        run = at[ahead] - at[knot]
        to_lower, to_upper = (lower[ahead] - height) / run, (upper[ahead] - height) / run
        least, most = np.maximum.accumulate(to_lower), np.minimum.accumulate(to_upper)
        blocked = np.flatnonzero(least > most)
        if blocked.size:
            wall = int(blocked[0])
            curve, slopes = (upper, to_upper) if to_lower[wall] > most[wall - 1] else (lower, to_lower)
            tightest = most[wall - 1] if curve is upper else least[wall - 1]
            corner = knot + 1 + int(np.flatnonzero(slopes[:wall] == tightest)[-1])
            return corner, float(curve[corner])
        if ahead.stop > last:
            return last, float(lower[last])
        reach *= 2


def heads_for(open_seconds: Numbers, courses: Courses) -> NDArray[np.int64]:
    """Whole people per interval who keep up with both courses, the urgent work first.

    What they do beyond a course is carried forward, so that a level of 0.5 becomes one person in
    every other interval, not in each.
    """
    people = np.zeros(open_seconds.size, dtype=np.int64)
    urgent_done = all_done = 0.0
    for place in np.flatnonzero(open_seconds > 0):
        wanted = max(courses.urgent[place + 1] - urgent_done, courses.all[place + 1] - all_done)
        people[place] = max(0, int(np.ceil(wanted / open_seconds[place] - SLACK)))
        capacity = float(people[place] * open_seconds[place])
        urgent_done = min(urgent_done + capacity, float(courses.urgent_arrived[place + 1]))
        all_done = min(all_done + capacity, float(courses.all_arrived[place + 1]))
    return people
