"""A fortnight of an office that is open on weekdays, and forecasts for it."""

from collections.abc import Iterable
from datetime import date, timedelta

import numpy as np

from halfhour.engine.business_time import BusinessCalendar, business_calendar, open_seconds
from halfhour.engine.forecasting import LEVELS, QueueForecast
from halfhour.engine.intervals import IntervalGrid, interval_grid
from halfhour.engine.team import Channel, Goal, OpeningHours, Queue, Service, WeeklyPeriod

HOUR = 3600
FIRST_ON = date(2026, 6, 1)  # a Monday


def office_hours(opens: float = 8, closes: float = 18, days: Iterable[int] = range(5)) -> OpeningHours:
    return OpeningHours(
        periods=tuple(
            WeeklyPeriod(weekday=day, opens_second=int(opens * HOUR), closes_second=int(closes * HOUR))
            for day in days
        )
    )


def office(
    opens: float = 8, closes: float = 18, *, days: Iterable[int] = range(5), first_on: date = FIRST_ON
) -> tuple[IntervalGrid, BusinessCalendar, np.ndarray]:
    """A grid of fourteen days, the calendar of an office, and the open seconds of each interval."""
    dates = {"first_on": first_on, "last_on": first_on + timedelta(days=13)}
    grid = interval_grid(**dates, timezone="Europe/Berlin")
    calendar = business_calendar(hours=office_hours(opens, closes, days), timezone="Europe/Berlin", **dates)
    return grid, calendar, open_seconds(calendar=calendar, grid=grid)


def forecast_of(
    grid: IntervalGrid,
    offered: np.ndarray | float,
    *,
    handle_seconds: float = 240.0,
    rate_spread: float = 0.1,
    handle_spread: float = 0.0,
) -> QueueForecast:
    """A forecast whose quantiles say nothing: staffing takes the spread in their place."""
    mean = np.broadcast_to(np.asarray(offered, dtype=float), len(grid)).copy()
    flat = np.full(len(grid), handle_seconds)
    return QueueForecast(
        queue="calls",
        grid=grid,
        offered_mean=mean,
        offered_quantiles=np.repeat(mean[None, :], len(LEVELS), axis=0),
        rate_spread=np.full(len(grid), rate_spread),
        handle_seconds_mean=flat,
        handle_seconds_low=flat,
        handle_seconds_high=flat,
        handle_spread=np.full(len(grid), handle_spread),
        model="given",
        scores=(),
        reasons=(),
    )


def live_queue(**changes: object) -> Queue:
    settings = {
        "name": "calls",
        "channel": Channel.PHONE,
        "service": Service.LIVE,
        "goal": Goal(within_seconds=20, share=0.8),
    }
    return Queue(**settings | changes)


def deferred_queue(within_hours: float = 4, share: float = 0.9, **changes: object) -> Queue:
    settings = {
        "name": "mail",
        "channel": Channel.EMAIL,
        "service": Service.DEFERRED,
        "goal": Goal(within_seconds=int(within_hours * HOUR), share=share),
    }
    return Queue(**settings | changes)
