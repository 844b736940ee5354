"""Forecast one queue: how many contacts come in each interval, and how long each takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from halfhour.engine.errors import OutOfRange
from halfhour.engine.forecasting._accuracy import wape_floor
from halfhour.engine.forecasting._base import SILENT, Base, fit_base
from halfhour.engine.forecasting._boosted import Boosted
from halfhour.engine.forecasting._bounds import Calibration, bounds, calibrate, untested
from halfhour.engine.forecasting._days import DayFacts, facts_of
from halfhour.engine.forecasting._handle import HandleFit, Measured, assumed_handle, contacts_told, fit_handle
from halfhour.engine.forecasting._models import LevelProfile, Model, Seasonal, average
from halfhour.engine.forecasting._reasons import ForecastReason, limits_of, of_queue, reason, winner_reason
from halfhour.engine.forecasting._rolling import Candidate, Fold, contest, folds_of
from halfhour.engine.forecasting._table import Floats, Table, places, table_of
from halfhour.engine.forecasting._values import ModelScore, QueueForecast
from halfhour.engine.history import QueueHistory
from halfhour.engine.intervals import IntervalGrid
from halfhour.engine.reasons import Reason

FEWEST_DAYS_TO_BOOST = 42  # known before the earliest fold
LONG_SILENCE_DAYS = 14  # a queue to which nobody has come for so long is taken to have ended


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Offered:
    """The half of a forecast that is about counts."""

    mean: Floats
    quantiles: Floats
    rate_spread: Floats
    model: str
    scores: tuple[ModelScore, ...] = ()
    reasons: tuple[Reason, ...] = ()


def forecast_queue(
    *,
    history: QueueHistory,
    open_seconds: NDArray[np.int64],
    horizon: IntervalGrid,
    horizon_open_seconds: NDArray[np.int64],
    holidays: Mapping[date, str],
    default_handle_seconds: float,
    seed: int = 0,
) -> QueueForecast:
    """Contacts and handle time in each interval of `horizon`, with bounds.

    Several models forecast periods that are over, with the same distance and length as asked for; the
    one, or the average, that came closest makes the forecast, and how far it was off makes the bounds.

    Parameters
    ----------
    history
        What came, on its own grid; NaN where it is not known. What lies after the start of the horizon
        is not used.
    open_seconds
        Open seconds of each interval of the history, shape (history intervals,).
    horizon
        The intervals asked for, as long as those of the history.
    horizon_open_seconds
        Open seconds of each interval of the horizon; where there are none, the forecast is zero.
    holidays
        Names by date, covering history and horizon.
    default_handle_seconds
        Handle time where the history measured none.
    seed
        Of the boosted trees. Everything else has no chance in it.

    Raises
    ------
    OutOfRange
        For an empty horizon, intervals of different lengths or zones, arrays that do not fit their
        grids, negative counts, or a default handle time of zero or less.

    Notes
    -----
    Methods, sources and measured accuracy: docs/methods/forecasting.md and forecast-bounds.md.

    Examples
    --------
    Four weeks at ten contacts an interval go on as they were:

    >>> from halfhour.engine.intervals import interval_grid
    >>> past = interval_grid(first_on=date(2024, 1, 1), last_on=date(2024, 1, 28), timezone="UTC")
    >>> ahead = interval_grid(first_on=date(2024, 1, 29), last_on=date(2024, 2, 4), timezone="UTC")
    >>> history = QueueHistory(
    ...     queue="phone",
    ...     grid=past,
    ...     offered=np.full(len(past), 10.0),
    ...     handle_seconds=np.full(len(past), np.nan),
    ... )
    >>> forecast = forecast_queue(
    ...     history=history,
    ...     open_seconds=np.full(len(past), 1800),
    ...     horizon=ahead,
    ...     horizon_open_seconds=np.full(len(ahead), 1800),
    ...     holidays={},
    ...     default_handle_seconds=240.0,
    ... )
    >>> float(forecast.offered_mean[0].round(1)), float(forecast.handle_seconds_mean[0])
    (10.0, 240.0)
    """
    if not default_handle_seconds > 0:
        raise OutOfRange(f"got a default handle time of {default_handle_seconds:g} s; need more than 0")
    table = table_of(
        history=history,
        open_seconds=open_seconds,
        horizon=horizon,
        horizon_open_seconds=horizon_open_seconds,
    )
    facts = facts_of(table, holidays)
    # One thread: the same sums on every machine, and small systems are faster without company.
    with threadpool_limits(limits=1, user_api="blas"):
        offered = _forecast_offered(table, facts, horizon, horizon_open_seconds, seed)
    handle, handle_reason = _fit_handle(history, horizon, table, default_handle_seconds)
    handle_mean = handle.mean(horizon.weekdays, horizon.slots)
    contacts = contacts_told(offered.mean * _answered_share(history), offered.rate_spread)
    return QueueForecast(
        queue=history.queue,
        grid=horizon,
        offered_mean=offered.mean,
        offered_quantiles=offered.quantiles,
        rate_spread=offered.rate_spread,
        handle_seconds_mean=handle_mean,
        handle_seconds_low=handle.bound(0.5 - handle.reach / 2, handle_mean, contacts),
        handle_seconds_high=handle.bound(0.5 + handle.reach / 2, handle_mean, contacts),
        handle_spread=np.full(len(horizon), handle.interval_variance**0.5),
        model=offered.model,
        scores=offered.scores,
        reasons=of_queue(history.queue, (*offered.reasons, *limits_of(table, facts), handle_reason)),
    )


def _forecast_offered(
    table: Table, facts: DayFacts, horizon: IntervalGrid, open_seconds: NDArray[np.int64], seed: int
) -> _Offered:
    if not np.nansum(table.counts) > 0:
        return _nothing(table, horizon)
    silent_days = _days_silent(table)
    if silent_days:
        return _zero(horizon, reason(ForecastReason.FELL_SILENT, days=silent_days))
    folds = folds_of(table)
    models = _models_for(table, folds, seed)
    base = fit_base(table=table, facts=facts)
    candidates = (
        contest(table=table, facts=facts, models=models, folds=folds, left_out=base.silent) if folds else ()
    )
    if candidates:
        winner = candidates[0]
        chosen = tuple(model for model in models if model.name in winner.members)
        calibration = calibrate(winner.held_back)
    else:
        chosen, calibration = (LevelProfile(),), untested(table.share.shape[1])
    rates = average([model.rates(base) for model in chosen])
    mean, variance = _on_horizon(rates, base, calibration, horizon, open_seconds)
    return _Offered(
        mean=mean,
        quantiles=bounds(mean, variance, calibration),
        rate_spread=np.sqrt(variance) * calibration.stretch,
        model="+".join(model.name for model in chosen),
        scores=tuple(candidate.score for candidate in candidates),
        reasons=(*_test_reasons(candidates, folds, table), *_chance_reason(mean), *_aside_reason(base)),
    )


def _nothing(table: Table, horizon: IntervalGrid) -> _Offered:
    """Where no contact ever came, or nothing is known."""
    days = int(table.known_days.sum())
    why = reason(ForecastReason.NO_CONTACTS, days=days) if days else reason(ForecastReason.NO_HISTORY)
    return _zero(horizon, why)


def _days_silent(table: Table) -> int:
    """How many days nobody has come, to their end, where that is too long for chance or a short closure."""
    known = np.flatnonzero(table.known_days)
    by_day = np.nansum(table.counts[known], axis=1)
    last_heard = int(np.flatnonzero(by_day)[-1])
    silent = len(known) - 1 - last_heard
    likely = silent * by_day[: last_heard + 1].mean()
    return silent if silent >= LONG_SILENCE_DAYS and likely > SILENT else 0


def _zero(horizon: IntervalGrid, why: Reason) -> _Offered:
    zeros = np.zeros(len(horizon))
    return _Offered(
        mean=zeros,
        quantiles=bounds(zeros, zeros, untested(1)),
        rate_spread=zeros + 1.0,
        model="none",
        reasons=(why,),
    )


def _models_for(table: Table, folds: tuple[Fold, ...], seed: int) -> tuple[Model, ...]:
    """Simplest first; trees only where even the earliest fold has days enough to learn from."""
    earliest = folds[-1].origin if folds else table.first_target
    if table.known_days[:earliest].sum() < FEWEST_DAYS_TO_BOOST:
        return (Seasonal(), LevelProfile())
    return (Seasonal(), LevelProfile(), Boosted(seed=seed))


def _on_horizon(
    rates: Floats,
    base: Base,
    calibration: Calibration,
    horizon: IntervalGrid,
    open_seconds: NDArray[np.int64],
) -> tuple[Floats, Floats]:
    """Expected contacts, and the variance of the rate as a share squared, of each interval."""
    place = places(horizon, base.table)
    day = place // rates.shape[1]
    mean = rates.ravel()[place] * open_seconds / horizon.seconds
    variance = calibration.rate_variance(
        doubt=base.level.doubt[day], slots=horizon.slots, kinds=base.facts.kinds[day]
    )
    return mean, variance


def _test_reasons(
    candidates: tuple[Candidate, ...], folds: tuple[Fold, ...], table: Table
) -> tuple[Reason, ...]:
    if not candidates:
        return (reason(ForecastReason.UNTESTED),)
    won = winner_reason(candidates[0].score)
    ahead = table.days - 1 - int(np.flatnonzero(table.known_days)[-1])
    tested = folds[0].last - folds[0].origin
    return (won,) if tested >= ahead else (won, reason(ForecastReason.TESTED_SHORTER, days=tested))


def _chance_reason(mean: Floats) -> tuple[Reason, ...]:
    floor = wape_floor(mean)
    return () if np.isnan(floor) else (reason(ForecastReason.CHANCE_ALONE, wape=floor),)


def _aside_reason(base: Base) -> tuple[Reason, ...]:
    days = int(base.set_aside.sum())
    return (reason(ForecastReason.DAYS_SET_ASIDE, days=days),) if days else ()


def _fit_handle(
    history: QueueHistory, horizon: IntervalGrid, table: Table, default_seconds: float
) -> tuple[HandleFit, Reason]:
    grid, seconds = history.grid, history.handle_seconds
    slot_count = table.share.shape[1]
    counts = history.offered if history.handled is None else history.handled
    contacts = np.maximum(np.nan_to_num(counts, nan=1.0), 1.0)
    chosen = np.flatnonzero((grid.starts < horizon.starts[0]) & (seconds > 0))
    if len(chosen) == 0:
        assumed = reason(ForecastReason.HANDLE_TIME_ASSUMED, seconds=default_seconds)
        return assumed_handle(seconds=default_seconds, slot_count=slot_count), assumed
    measured = Measured(
        seconds=seconds[chosen],
        contacts=contacts[chosen],
        days=grid.dates[chosen].astype(np.int64),
        weekdays=grid.weekdays[chosen],
        slots=grid.slots[chosen],
    )
    fit = fit_handle(measured=measured, assumed_seconds=default_seconds, slot_count=slot_count)
    heard = round(float(measured.contacts.sum()))
    return fit, reason(ForecastReason.HANDLE_TIME_MEASURED, contacts=heard, seconds=fit.seconds)


def _answered_share(history: QueueHistory) -> float:
    if history.handled is None:
        return 1.0
    offered = np.nansum(history.offered)
    return float(np.clip(np.nansum(history.handled) / offered, 0.0, 1.0)) if offered > 0 else 1.0
