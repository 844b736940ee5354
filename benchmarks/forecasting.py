"""Forecasts two weeks ahead: error and seconds, ours beside statsforecast where it is installed.

    .venv/bin/uv pip install --python .venv/bin/python -e '.[bench]'   # the peer, once
    .venv/bin/python benchmarks/forecasting.py

Ours is the whole of `forecast_queue`: rolling-origin tests of all models, choice, forecast and bounds.
The peer's models are one fit each, without tests or bounds. Closed half hours are cut out for the peer,
and absent days filled with the same weekday a week before. The banks are the public data sets beside
the repository; without them only the made-up year runs.
"""

import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.forecasting import coverage, forecast_queue, wape, wape_floor
from halfhour.engine.history import QueueHistory
from halfhour.engine.intervals import IntervalGrid, interval_grid

ROOT = Path(__file__).resolve().parents[1]
SHARED_DATA = ROOT.parent / "shared" / "data"
AHEAD_DAYS = 14

Floats = NDArray[np.float64]
Peer = Callable[[Floats, int], Floats]


def main() -> None:
    a_year_of_half_hours()
    if not SHARED_DATA.is_dir():
        print(f"\nThe banks' data are not in {SHARED_DATA}")
        return
    sys.path.insert(0, str(ROOT / "tests"))
    from support.forecasting import bank_1999, bank_2003

    if find_spec("statsforecast") is None:
        print("\nstatsforecast is not installed; ours alone")
    compare("calls-bank-2003", bank_2003(SHARED_DATA), first=date(2003, 4, 30), periods=6)
    compare("calls-bank-1999", bank_1999(SHARED_DATA), first=date(1999, 4, 11), periods=8)


def a_year_of_half_hours() -> None:
    """Speed alone, on a year around the clock, made up."""
    print("A year of half hours around the clock, two weeks ahead, seconds")
    for queues in (1, 3):
        histories = [made_up_year(seed) for seed in range(queues)]
        begin = perf_counter()
        for history in histories:
            ahead = following(history.grid)
            forecast_queue(
                history=history,
                open_seconds=np.full(len(history.grid), 1800),
                horizon=ahead,
                horizon_open_seconds=np.full(len(ahead), 1800),
                holidays={},
                default_handle_seconds=300.0,
            )
        print(f"{queues} queue{'s' if queues > 1 else ' '}  {perf_counter() - begin:6.1f}")


def made_up_year(seed: int) -> QueueHistory:
    rng = np.random.default_rng(seed)
    grid = interval_grid(first_on=date(2023, 1, 2), last_on=date(2024, 1, 1), timezone="UTC")
    week = np.array([1.2, 1.0, 1.0, 1.0, 0.9, 0.4, 0.3])
    days = np.repeat(rng.gamma(100, 1 / 100, len(grid) // 48), 48)
    rates = 60 * week[grid.weekdays] * np.exp(-(((grid.slots - 24) / 9) ** 2)) * days
    offered = rng.poisson(rates).astype(float)
    handle = np.where(offered > 0, rng.gamma(np.maximum(offered, 1), 240) / np.maximum(offered, 1), np.nan)
    return QueueHistory(queue=f"queue {seed}", grid=grid, offered=offered, handle_seconds=handle)


def following(grid: IntervalGrid) -> IntervalGrid:
    first_on = grid.dates[-1].item() + timedelta(days=1)
    last_on = first_on + timedelta(days=AHEAD_DAYS - 1)
    return interval_grid(first_on=first_on, last_on=last_on, timezone=grid.timezone)


def compare(name: str, bank, *, first: date, periods: int) -> None:  # type: ignore[no-untyped-def]
    """Mean WAPE and seconds per forecast, over periods one after the other."""
    print(f"\n{name}: {periods} forecasts of two weeks")
    print(f"{'model':<28} {'WAPE':>7} {'in 5-95 %':>10} {'seconds':>8}")
    origins = [first + timedelta(days=AHEAD_DAYS * number) for number in range(periods)]
    rows, floors = [], []
    for origin in origins:
        begin = perf_counter()
        forecast, came = bank.forecast(origin)
        seconds = perf_counter() - begin
        held = coverage(offered=came, low=forecast.offered_at(0.05), high=forecast.offered_at(0.95))
        rows.append((wape(offered=came, expected=forecast.offered_mean), held, seconds))
        floors.append(wape_floor(forecast.offered_mean))
    off, held, seconds = np.mean(rows, axis=0)
    print(f"{'halfhour':<28} {off:7.2%} {held:10.1%} {seconds:8.2f}")
    for model, off, seconds in peer_rows(bank, origins):
        print(f"{model:<28} {off:7.2%} {'':>10} {seconds:8.2f}")
    print(f"{'chance alone':<28} {np.mean(floors):7.2%}")


def peer_rows(bank, origins: list[date]) -> Iterator[tuple[str, float, float]]:  # type: ignore[no-untyped-def]
    if find_spec("statsforecast") is None:
        return
    grid = bank.history.grid
    open_slots = bank.open_seconds.reshape(-1, 48) > 0
    slots, weekdays = open_slots.any(axis=0), np.unique(grid.weekdays[bank.open_seconds > 0])
    days = np.isin(grid.weekdays.reshape(-1, 48)[:, 0], weekdays)
    table = np.where(open_slots, bank.history.offered.reshape(-1, 48), np.nan)[days][:, slots]
    dates = grid.dates.reshape(-1, 48)[days, 0]
    for name, peer in peers(slots=int(slots.sum()), week=len(weekdays)).items():
        errors, seconds = [], 0.0
        for origin in origins:
            begin = int(np.searchsorted(dates, np.datetime64(origin)))
            ahead = table[begin : begin + AHEAD_DAYS * len(weekdays) // 7]
            learned = filled(table[:begin], len(weekdays))
            began = perf_counter()
            told = peer(learned.ravel(), ahead.size).reshape(ahead.shape)
            seconds += perf_counter() - began
            errors.append(wape(offered=ahead.ravel(), expected=told.ravel()))
        yield name, float(np.mean(errors)), seconds / len(origins)


def filled(table: Floats, week: int) -> Floats:
    table = table.copy()
    for day in np.flatnonzero(np.isnan(table).any(axis=1)):
        table[day] = table[day - week]
    return table


def peers(*, slots: int, week: int) -> dict[str, Peer]:
    from statsforecast.models import MSTL, AutoETS, SeasonalNaive, SeasonalWindowAverage

    season = slots * week
    models = {
        "statsforecast SeasonalNaive": SeasonalNaive(season_length=season),
        "... SeasonalWindowAverage(4)": SeasonalWindowAverage(season_length=season, window_size=4),
        "... MSTL": MSTL(season_length=[slots, season], trend_forecaster=AutoETS(model="ZZN")),
    }
    return {
        name: lambda counts, ahead, model=model: model.forecast(y=counts, h=ahead)["mean"]
        for name, model in models.items()
    }


if __name__ == "__main__":
    main()
