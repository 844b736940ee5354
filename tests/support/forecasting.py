"""Queues made to order, with what would have come after them, and the two public banks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from halfhour.engine.business_time import holidays_between
from halfhour.engine.forecasting import QueueForecast, forecast_queue
from halfhour.engine.history import QueueHistory, queue_history_from_contacts, queue_history_from_counts
from halfhour.engine.intervals import IntervalGrid, interval_grid

MONDAY = date(2024, 1, 1)
BUSY_DAY = np.exp(-(((np.arange(48) - 24) / 8) ** 2))  # a course of the day with its peak at noon

Rates = Callable[[IntervalGrid], NDArray[np.float64]]
Hours = Callable[[IntervalGrid], NDArray[np.int64]]


def always(grid: IntervalGrid) -> NDArray[np.int64]:
    return np.full(len(grid), grid.seconds)


def office(grid: IntervalGrid) -> NDArray[np.int64]:
    """Monday to Friday, 8 to 18 o'clock."""
    hour = grid.slots * grid.seconds // 3600
    return np.where((grid.weekdays < 5) & (hour >= 8) & (hour < 18), grid.seconds, 0)


def flat(rate: float) -> Rates:
    return lambda grid: np.full(len(grid), float(rate))


@dataclass(frozen=True, kw_only=True)
class Case:
    """Some days of history, and the days after them."""

    days: int = 70
    ahead: int = 14
    gap: int = 0
    first_on: date = MONDAY
    timezone: str = "UTC"
    minutes: int = 30
    hours: Hours = always
    holidays: Mapping[date, str] | None = None

    def grid(self, first: int, days: int) -> IntervalGrid:
        first_on = self.first_on + timedelta(days=first)
        return interval_grid(
            first_on=first_on,
            last_on=first_on + timedelta(days=days - 1),
            timezone=self.timezone,
            interval_minutes=self.minutes,
        )

    @property
    def past(self) -> IntervalGrid:
        return self.grid(0, self.days)

    @property
    def horizon(self) -> IntervalGrid:
        return self.grid(self.days + self.gap, self.ahead)

    def forecast(
        self, offered: NDArray[np.float64], *, handle_seconds: float | NDArray[np.float64] = np.nan, **other
    ) -> QueueForecast:
        """The forecast of the days ahead from these counts of the days before."""
        past, horizon = self.past, self.horizon
        history = QueueHistory(
            queue="phone",
            grid=past,
            offered=offered.astype(np.float64),
            handle_seconds=np.broadcast_to(handle_seconds, len(past)).astype(np.float64),
        )
        arguments = {
            "horizon": horizon,
            "open_seconds": self.hours(past),
            "horizon_open_seconds": self.hours(horizon),
            "holidays": self.holidays or {},
            "default_handle_seconds": 300.0,
        }
        return forecast_queue(history=history, **(arguments | other))

    def poisson(self, rates: Rates, *, seed: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Counts of the days before and of the days ahead, by chance around the same rates."""
        rng = np.random.default_rng(seed)
        before = rng.poisson(rates(self.past)).astype(np.float64)
        return before, rng.poisson(rates(self.horizon)).astype(np.float64)


def kinds(forecast: QueueForecast) -> set[str]:
    return {reason.kind.value for reason in forecast.reasons}


@dataclass(frozen=True, kw_only=True)
class Bank:
    """A public data set as the engine takes it; its zone is not published, so clocks never change."""

    history: QueueHistory
    open_seconds: NDArray[np.int64]
    holidays: Mapping[date, str]

    def forecast(self, first_on: date, *, days: int = 14) -> tuple[QueueForecast, NDArray[np.float64]]:
        """A forecast of some days of the data from what came before them, and what came (NaN: closed)."""
        grid = self.history.grid
        first = np.datetime64(first_on)
        chosen = (grid.dates >= first) & (grid.dates < first + days)
        forecast = forecast_queue(
            history=self.history,
            open_seconds=self.open_seconds,
            horizon=IntervalGrid(starts=grid.starts[chosen], seconds=grid.seconds, timezone=grid.timezone),
            horizon_open_seconds=self.open_seconds[chosen],
            holidays=self.holidays,
            default_handle_seconds=300.0,
        )
        came = np.where(self.open_seconds[chosen] > 0, self.history.offered[chosen], np.nan)
        return forecast, came


def bank_2003(shared_data: Path) -> Bank:
    """Weekdays, 07:00 to 21:00; the five minutes after 21:00 are left out."""
    history = _counts(shared_data / "calls-bank-2003" / "calls_5min.csv")
    holidays = _holidays("US", history.grid)
    grid = history.grid
    working = (grid.weekdays < 5) & ~np.isin(grid.dates, np.array(sorted(holidays), dtype="datetime64[D]"))
    return Bank(
        history=history,
        open_seconds=np.where(working & (grid.slots >= 14) & (grid.slots < 42), 1800, 0),
        holidays=holidays,
    )


def bank_1999(shared_data: Path) -> Bank:
    """Around the clock, holidays included."""
    history = _counts(shared_data / "calls-bank-1999" / "calls_6min_jan_jul.csv.gz")
    return Bank(history=history, open_seconds=always(history.grid), holidays=_holidays("IL", history.grid))


def call_by_call(shared_data: Path) -> Bank:
    """Sixteen days of single calls around the clock; who hung up has no handle time."""
    rows = pl.read_csv(
        shared_data / "calls-bank-1999-callbycall" / "calls_1999-02-01_to_16.csv.gz", infer_schema_length=None
    ).filter(pl.col("outcome") != "PHANTOM")
    served = (
        rows.select((pl.col("outcome") == "AGENT") & (pl.col("service_seconds") > 0)).to_series().to_numpy()
    )
    grid = interval_grid(first_on=date(1999, 2, 1), last_on=date(1999, 2, 16), timezone="UTC")
    history = queue_history_from_contacts(
        queue="phone",
        grid=grid,
        opened_at=rows["entry"].str.to_datetime("%Y-%m-%d %H:%M:%S").dt.epoch("s").to_numpy(),
        handle_seconds=np.where(served, rows["service_seconds"].to_numpy().astype(np.float64), np.nan),
        abandoned=~served,
    )
    return Bank(history=history, open_seconds=always(grid), holidays={})


def _counts(path: Path) -> QueueHistory:
    rows = pl.read_csv(path, infer_schema_length=None)
    starts = rows["interval_start"].str.to_datetime("%Y-%m-%d %H:%M").dt.epoch("s").to_numpy()
    days = np.array([starts.min(), starts.max()]).astype("datetime64[s]").astype("datetime64[D]")
    first_on, last_on = days.tolist()
    grid = interval_grid(first_on=first_on, last_on=last_on, timezone="UTC")
    return queue_history_from_counts(
        queue="phone", grid=grid, interval_start=starts, offered=rows["calls"].to_numpy()
    )


def _holidays(country: str, grid: IntervalGrid) -> Mapping[date, str]:
    first_on, last_on = grid.dates[[0, -1]].tolist()
    return holidays_between(country=country, subdivision=None, first_on=first_on, last_on=last_on)
