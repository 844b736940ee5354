"""A deferred queue's requirement: its work levelled over the time its goal allows."""

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.arguments import Numbers
from halfhour.engine.forecasting import QueueForecast
from halfhour.engine.intervals import IntervalGrid
from halfhour.engine.staffing._deferred import (
    REST_GOALS,
    Workstream,
    arrived_by,
    heads_for,
    level_work,
)
from halfhour.engine.staffing._need import Need
from halfhour.engine.staffing._promise import over, promise_kept, worked_off
from halfhour.engine.staffing._uncertainty import combined_spread, load_at_chance
from halfhour.engine.team import Queue

WEEK_DAYS = 7
MOST_WEEKS_AROUND = 26
WAITING_GOALS = 0.5  # far from the horizon, the work of half the goal's time waits
WORK_VARIANCE = 2.0  # of one contact's work and of whether it comes, in squares of its mean (exponential)


def deferred_need(
    *,
    queue: Queue,
    forecast: QueueForecast,
    open_seconds: Numbers,
    clock: Numbers,
    handle_seconds: Numbers,
    chance: float,
) -> Need:
    """The need of a queue whose contacts may wait.

    The weeks before and after the horizon are taken to be like its first and its last: so neither
    does it start without a backlog nor leave work to nobody at its end. The plan is made on the
    longer stretch and cut to the horizon.
    """
    places, horizon = with_weeks_around(forecast.grid, clock, REST_GOALS * queue.goal.within_seconds)
    contacts = Workstream(
        arriving=forecast.offered_mean[places], open_seconds=open_seconds[places], clock=clock[places]
    )
    spread = combined_spread(
        forecast.rate_spread[places],
        forecast.handle_spread[places],
        chance_spread(contacts, queue.goal.within_seconds),
    )
    mean = contacts.scaled(handle_seconds[places])
    factor = np.ones_like(spread)
    if chance > 0.5:
        one = np.ones_like(spread)
        factor = np.maximum(load_at_chance(mean=one, spread=spread, chance=chance), 1.0)

    goal = {"within_seconds": float(queue.goal.within_seconds), "share": queue.goal.share}
    courses = level_work(mean, **goal, waiting_goals=WAITING_GOALS)
    heads_mean = heads_for(mean.open_seconds, courses)
    covered = level_work(mean.scaled(factor), **goal, waiting_goals=WAITING_GOALS)
    heads = np.maximum(heads_for(mean.open_seconds, covered), heads_mean)
    capacity = heads * mean.open_seconds
    level, kept = promise_kept(
        mean, capacity=capacity, spread=spread, days=days_of(forecast.grid, places), chance=chance, **goal
    )
    worked = np.diff(worked_off(mean.arrived, capacity))
    return Need(
        on_queue_mean=heads_mean[horizon],
        on_queue=heads[horizon],
        service_level_mean=level[horizon],
        goal_chance=kept[horizon],
        occupancy=over(worked, capacity)[horizon],
        load_erlangs=over(np.diff(courses.all), mean.open_seconds)[horizon],
        load_spread=spread[horizon],
    )


def with_weeks_around(grid: IntervalGrid, clock: Numbers, seconds: float) -> tuple[NDArray[np.intp], slice]:
    """Positions in the grid that make up a stretch with weeks like it on both sides, and the grid's place."""
    days = days_of(grid, np.arange(len(grid)))
    before = _repeated(np.flatnonzero(days < WEEK_DAYS), clock, seconds)
    after = _repeated(np.flatnonzero(days > days[-1] - WEEK_DAYS), clock, seconds)
    everything = np.concatenate((before, np.arange(len(grid)), after))
    return everything, slice(before.size, before.size + len(grid))


def days_of(grid: IntervalGrid, places: NDArray[np.intp]) -> NDArray[np.intp]:
    """The number of the day, from 0, of each of these intervals in their order."""
    return np.cumsum(np.append(False, np.diff(grid.dates[places].astype(np.int64)) != 0))


def _repeated(week: NDArray[np.intp], clock: Numbers, seconds: float) -> NDArray[np.intp]:
    """A week once more than holds `seconds` of business time; the whole grid where the week has none."""
    if not clock[week].any():
        week = np.arange(clock.size)
    passed = float(clock[week].sum())
    weeks = 1 + int(np.ceil(seconds / passed)) if passed > 0 else 1
    return np.tile(week, min(weeks, MOST_WEEKS_AROUND))


def chance_spread(contacts: Workstream, within_seconds: float) -> Numbers:
    """How much the work of one goal's time varies by chance alone, as a share of its mean."""
    window = contacts.arrived[1:] - arrived_by(contacts, contacts.clock_at[:-1] - within_seconds)
    spread = np.zeros_like(window)
    np.divide(WORK_VARIANCE, window, out=spread, where=window > 0)
    return np.sqrt(spread)
