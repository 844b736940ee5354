"""A day of a plan's queue under risk: people so that half hours, or the day, really show the goal.

A forecast never changes once a plan is made, so what was worked out for a day is kept for a while.
"""

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

import numpy as np

from halfhour.engine.errors import OutOfRange
from halfhour.engine.forecasting import QueueForecast
from halfhour.engine.intervals import IntervalGrid
from halfhour.engine.reasons import Reason
from halfhour.engine.shrinkage import unplanned_shrinkage
from halfhour.engine.staffing import Over, Risk, RiskRequirement, staff_under_risk
from halfhour.engine.team import Queue, Service
from halfhour.planning.adapter.loading import forecast_of
from halfhour.planning.adapter.series import array
from halfhour.planning.adapter.teams import team_of
from halfhour.planning.models import Plan, QueueSeries

MOST_ERLANGS = 150  # at once: a page does not wait for more
DAYS_KEPT = 128
OF_INTERVALS = (
    "offered_mean",
    "rate_spread",
    "handle_seconds_mean",
    "handle_seconds_low",
    "handle_seconds_high",
    "handle_spread",
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DayUnderRisk:
    """One day of one live queue; `first` is the place of its first half hour in the plan's."""

    first: int
    absence: float
    by_interval: RiskRequirement
    by_day: RiskRequirement

    def reasons_at(self, position: int) -> tuple[Reason, ...]:
        """Why the half hour at a place of the plan needs the people with whom it is really shown."""
        return self.by_interval.reasons_at(position - self.first)


def day_under_risk(plan: Plan, row: QueueSeries, on: date) -> DayUnderRisk | None:
    """None for work that may wait, for a day without contacts, and for a load too large for a page."""
    queue = team_of(plan).queue(row.queue)
    if queue.service is not Service.LIVE:
        return None
    return _found(_Asked(plan=plan, row=row, queue=queue, on=on))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What is asked of a plan; equal where the plan, the queue and the day are."""

    plan: Plan
    row: QueueSeries
    queue: Queue
    on: date

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Asked) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    @property
    def _key(self) -> tuple[object, ...]:
        return self.row.pk, self.on, self.plan.made_at, self.plan.goal_chance, self.queue


@lru_cache(maxsize=DAYS_KEPT)
def _found(asked: _Asked) -> DayUnderRisk | None:
    forecast = forecast_of(asked.plan, asked.row)
    rows = np.flatnonzero(forecast.grid.dates == np.datetime64(asked.on))
    opened = array(asked.row.requirement["open_seconds"]).astype(np.int64)[rows]
    load = array(asked.row.requirement["load_erlangs"]).astype(np.float64)[rows]
    if not load.any() or load.max() > MOST_ERLANGS:
        return None
    absence = unplanned_shrinkage(team_of(asked.plan).shrinkage)
    risk = Risk(chance=asked.plan.goal_chance, absence=absence)
    day = _day_of(forecast, rows)
    try:
        by_interval, by_day = (
            staff_under_risk(queue=asked.queue, forecast=day, open_seconds=opened, risk=each)
            for each in (risk, replace(risk, over=Over.DAY))
        )
    except OutOfRange:
        return None
    return DayUnderRisk(first=int(rows[0]), absence=absence, by_interval=by_interval, by_day=by_day)


def _day_of(forecast: QueueForecast, rows: np.ndarray) -> QueueForecast:
    grid = forecast.grid
    return replace(
        forecast,
        grid=IntervalGrid(starts=grid.starts[rows], seconds=grid.seconds, timezone=grid.timezone),
        offered_quantiles=forecast.offered_quantiles[:, rows],
        **{name: getattr(forecast, name)[rows] for name in OF_INTERVALS},
    )
