"""What a number of people keeps of a deferred queue's promise, if more or less work comes than expected.

Work is off its forecast by one factor over a day, or over the goal's time where that is longer; what
came before is taken to have come as expected. The goal's share of the work goes first.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import special

from halfhour.engine.arguments import Numbers
from halfhour.engine.staffing._deferred import Workstream
from halfhour.engine.staffing._uncertainty import chance_met, factors_at

Places = NDArray[np.intp]
SLACK_SHARE = 1e-6  # of an interval, by which work may be late
STEPS = np.linspace(-5.0, 5.0, 41)  # standard normal scale of how much more work comes than expected


Crossings = tuple[Numbers, Numbers]  # for who comes at an interval's start, and at its end


def promise_kept(
    stream: Workstream,
    *,
    capacity: Numbers,
    spread: Numbers,
    days: Places,
    chance: float,
    within_seconds: float,
    share: float,
) -> tuple[Numbers, Numbers]:
    """The level expected of what comes in each interval, and the chance that its goal is kept.

    `capacity` are the agent seconds that can be worked in each interval. `days` numbers the intervals'
    dates from 0. `chance` is the one that was asked for: it is looked at exactly.
    """
    urgent, everything = late_from(
        stream,
        capacity=capacity,
        spread=spread,
        days=days,
        chance=chance,
        within_seconds=within_seconds,
        share=share,
    )
    on_time = share * _on_time(urgent, spread) + (1 - share) * _on_time(everything, spread)
    kept = special.ndtr(np.minimum(*urgent))
    nothing = stream.arriving == 0
    return np.where(nothing, 1.0, on_time), np.where(nothing, 1.0, kept)


def late_from(
    stream: Workstream,
    *,
    capacity: Numbers,
    spread: Numbers,
    days: Places,
    chance: float,
    within_seconds: float,
    share: float,
) -> tuple[Crossings, Crossings]:
    """From how much more work on the goal's share is late, and from how much more everything is.

    On the standard normal scale of how much more work comes than expected.
    """
    steps = np.sort(np.append(STEPS, step_of(chance)))
    factors = factors_at(steps=steps, spread=spread)
    since = _off_since(stream, days, within_seconds)

    def crossings(part: Workstream) -> Crossings:
        first, last = _margins(part, capacity, factors, since, within_seconds)
        return _first_failure(steps, first), _first_failure(steps, last)

    return crossings(stream.scaled(share)), crossings(stream)


def late_share(
    stream: Workstream,
    *,
    capacity: Numbers,
    spread: Numbers,
    days: Places,
    chance: float,
    within_seconds: float,
    share: float,
) -> tuple[Numbers, Numbers]:
    """Share of the goal's share that is late, and share of everything, with the work of that chance."""
    factors = factors_at(steps=np.array([step_of(chance)]), spread=spread)
    since = _off_since(stream, days, within_seconds)
    urgent, everything = (
        sum((margin[0] < 0) / 2 for margin in _margins(part, capacity, factors, since, within_seconds))
        for part in (stream.scaled(share), stream)
    )
    return np.asarray(urgent), np.asarray(everything)


def step_of(chance: float) -> float:
    """The standard normal step that has this chance of less."""
    return float(special.ndtri(np.clip(chance, 1e-6, 1 - 1e-6)))


def _on_time(crossings: Crossings, spread: Numbers) -> Numbers:
    """Share of contacts on time; from an interval's first to its last, lateness sets in evenly."""
    first, last = (chance_met(steps=steps, spread=spread) for steps in crossings)
    return (first + last) / 2


def worked_off(arrived: Numbers, capacity: Numbers) -> Numbers:
    """Work done by each boundary, shape (boundaries,), if nobody idles while there is any."""
    possible = np.append(0.0, np.cumsum(capacity))
    done: Numbers = possible + np.minimum.accumulate(arrived - possible)
    return done


def _off_since(stream: Workstream, days: Places, within_seconds: float) -> Places:
    """The boundary from which work is off its forecast, for what comes in each interval."""
    day_starts = np.searchsorted(days, days, side="left")
    clock_at = stream.clock_at
    goal_before = np.searchsorted(clock_at, clock_at[:-1] - within_seconds, side="left")
    return np.minimum(day_starts, goal_before)


def _margins(
    stream: Workstream, capacity: Numbers, factors: Numbers, since: Places, within_seconds: float
) -> tuple[Numbers, Numbers]:
    """By how much work done exceeds work arrived when the first and the last of an interval fall due.

    Both of shape (steps, intervals). Work that had come by boundary b is done by its due time if from
    every earlier s on there was capacity for what came between s and b; up to `since` that is known
    from the work done.
    """
    arrived, possible = stream.arrived, np.append(0.0, np.cumsum(capacity))
    done = worked_off(arrived, capacity)
    by_due = _by_due(stream, possible, within_seconds)
    scaled = np.cumsum(stream.arriving * factors, axis=1)
    scaled = np.concatenate((np.zeros((len(factors), 1)), scaled), axis=1)
    first = np.arange(stream.arriving.size)

    def margin(boundary: Places) -> Numbers:
        came = scaled[:, boundary] - scaled[:, since]
        before = done[since] - possible[since] + by_due[boundary] - arrived[since] - came
        idle_at_last = window_minima(scaled - possible, since, boundary)
        since_then = by_due[boundary] - scaled[:, boundary] + idle_at_last
        slack: float = SLACK_SHARE * stream.open_seconds.max()
        spare: Numbers = np.minimum(before, since_then) + slack
        return spare

    return margin(first), margin(first + 1)


def _by_due(stream: Workstream, possible: Numbers, within_seconds: float) -> Numbers:
    """Capacity from the start till what arrives at each boundary falls due, shape (boundaries,)."""
    clock_at = stream.clock_at
    due = clock_at + within_seconds
    after = np.clip(np.searchsorted(clock_at, due, side="left"), 1, stream.clock.size)
    passed = np.clip(over(due - clock_at[after - 1], stream.clock[after - 1]), 0.0, 1.0)
    till_due: Numbers = possible[after - 1] + passed * (possible[after] - possible[after - 1])
    return till_due


def window_minima(values: Numbers, first: Places, last: Places) -> Numbers:
    """The least value of each row from `first` to `last`, both included, shape (rows, windows).

    Minima over stretches of 1, 2, 4, … are made once; two of them that overlap cover any window.

    Examples
    --------
    >>> window_minima(np.array([[3.0, 1, 2, 5, 4]]), np.array([0, 2, 3]), np.array([4, 3, 3])).tolist()
    [[1.0, 2.0, 5.0]]
    """
    rank = np.log2(last - first + 1).astype(np.intp)
    found = np.empty((len(values), first.size))
    stretch = values
    for level in range(int(rank.max(initial=0)) + 1):
        here = np.flatnonzero(rank == level)
        ends = last[here] - (1 << level) + 1
        found[:, here] = np.minimum(stretch[:, first[here]], stretch[:, ends])
        if stretch.shape[1] > 1 << level:
            stretch = np.minimum(stretch[:, : -(1 << level)], stretch[:, 1 << level :])
    return found


def _first_failure(steps: Numbers, margins: Numbers) -> Numbers:
    """Where on the scale of steps each column's margin falls below 0, infinite where it never does."""
    failed = margins < 0
    ever = failed.any(axis=0)
    row = np.argmax(failed, axis=0)
    before = np.maximum(row - 1, 0)
    column = np.arange(margins.shape[1])
    good, bad = margins[before, column], margins[row, column]
    way = over(np.maximum(good, 0.0), good - bad)
    crossing = steps[before] + way * (steps[row] - steps[before])
    return np.where(ever, np.where(row == 0, -np.inf, crossing), np.inf)


def over(part: Numbers, whole: Numbers) -> Numbers:
    """part / whole, 0 where there is no whole."""
    share = np.zeros_like(part)
    np.divide(part, whole, out=share, where=whole > 0)
    return share
