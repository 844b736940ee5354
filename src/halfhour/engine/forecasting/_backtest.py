"""Forecasts of periods that are over, made from what came before each, beside what then came."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.errors import OutOfRange
from halfhour.engine.forecasting._accuracy import coverage, wape
from halfhour.engine.forecasting._forecast import forecast_queue
from halfhour.engine.forecasting._values import QueueForecast
from halfhour.engine.history import QueueHistory
from halfhour.engine.intervals import IntervalGrid


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Backtest:
    """One period that is over: the forecast of it, and what came.

    `offered` and `handle_seconds` are the actuals on the forecast's grid, NaN where unknown. `wape`
    and `coverage` (of the 5-95 % bounds) are over the open intervals known; NaN where there are none.
    """

    forecast: QueueForecast
    offered: NDArray[np.float64]
    handle_seconds: NDArray[np.float64]
    wape: float
    coverage: float


def backtest(
    *,
    history: QueueHistory,
    open_seconds: NDArray[np.int64],
    holidays: Mapping[date, str],
    default_handle_seconds: float,
    days: int = 14,
    periods: int = 1,
    seed: int = 0,
) -> tuple[Backtest, ...]:
    """Forecast the last periods of the history as if each had not happened yet.

    Every forecast is made from scratch, its model chosen by what came before it alone; so this costs as
    much as `periods` forecasts.

    Parameters
    ----------
    history, open_seconds, holidays, default_handle_seconds, seed
        As in `forecast_queue`.
    days
        Length of a period, in local days.
    periods
        How many periods, one before the other; those with nothing known before them are left out.

    Returns
    -------
    The periods in time order.
    """
    if days < 1 or periods < 1:
        raise OutOfRange(f"got {periods} periods of {days} days; need at least one of each")
    known = np.flatnonzero(~np.isnan(history.offered) & (open_seconds > 0))
    if len(known) == 0:
        return ()
    dates = history.grid.dates
    after_last = dates[known[-1]] + 1
    found = []
    for period in range(periods, 0, -1):
        first = after_last - period * days
        chosen = (dates >= first) & (dates < first + days)
        if dates[known[0]] < first and chosen.any():
            found.append(_backtest_of(chosen, history, open_seconds, holidays, default_handle_seconds, seed))
    return tuple(found)


def _backtest_of(
    chosen: NDArray[np.bool_],
    history: QueueHistory,
    open_seconds: NDArray[np.int64],
    holidays: Mapping[date, str],
    default_handle_seconds: float,
    seed: int,
) -> Backtest:
    grid = history.grid
    forecast = forecast_queue(
        history=history,
        open_seconds=open_seconds,
        horizon=IntervalGrid(starts=grid.starts[chosen], seconds=grid.seconds, timezone=grid.timezone),
        horizon_open_seconds=open_seconds[chosen],
        holidays=holidays,
        default_handle_seconds=default_handle_seconds,
        seed=seed,
    )
    offered = history.offered[chosen]
    judged = np.where(open_seconds[chosen] > 0, offered, np.nan)
    return Backtest(
        forecast=forecast,
        offered=offered,
        handle_seconds=history.handle_seconds[chosen],
        wape=wape(offered=judged, expected=forecast.offered_mean),
        coverage=coverage(offered=judged, low=forecast.offered_at(0.05), high=forecast.offered_at(0.95)),
    )
