"""Why a forecast is what it is, and what was not known when it was made."""

from collections.abc import Iterable

import numpy as np

from halfhour.engine.forecasting._days import DayFacts
from halfhour.engine.forecasting._table import Table
from halfhour.engine.forecasting._values import ModelScore
from halfhour.engine.reasons import Figure, Reason, ReasonKind

FULL_WEEKS_DAYS = 28  # fewer days than this know too little of some weekday


class ForecastReason(ReasonKind):
    """Kinds of reasons that come with a forecast. Each has `queue`; its other figures in brackets."""

    WON_BY_SEASONAL = "forecasting.winner.seasonal"  # wape, coverage, folds
    WON_BY_PROFILE = "forecasting.winner.profile"  # wape, coverage, folds
    WON_BY_BOOSTED = "forecasting.winner.boosted"  # wape, coverage, folds
    WON_BY_AVERAGE = "forecasting.winner.average"  # models, wape, coverage, folds
    UNTESTED = "forecasting.untested"
    TESTED_SHORTER = "forecasting.tested_shorter"  # days
    CHANCE_ALONE = "forecasting.chance_alone"  # wape
    NO_HISTORY = "forecasting.no_history"
    NO_CONTACTS = "forecasting.no_contacts"  # days
    FELL_SILENT = "forecasting.fell_silent"  # days
    SHORT_HISTORY = "forecasting.short_history"  # days
    WEEKDAYS_UNSEEN = "forecasting.weekdays_unseen"  # days
    HOLIDAYS_UNSEEN = "forecasting.holidays_unseen"  # days
    DAYS_MISSING = "forecasting.days_missing"  # days
    DAYS_SET_ASIDE = "forecasting.days_set_aside"  # days
    HANDLE_TIME_MEASURED = "forecasting.handle_time.measured"  # contacts, seconds
    HANDLE_TIME_ASSUMED = "forecasting.handle_time.assumed"  # seconds


WON_ALONE = {
    "seasonal": ForecastReason.WON_BY_SEASONAL,
    "profile": ForecastReason.WON_BY_PROFILE,
    "boosted": ForecastReason.WON_BY_BOOSTED,
}


def reason(kind: ForecastReason, **figures: Figure) -> Reason:
    return Reason(kind=kind, figures=figures)


def winner_reason(score: ModelScore) -> Reason:
    """Why this model makes the forecast."""
    tested: dict[str, Figure] = {"wape": score.wape, "coverage": score.coverage, "folds": score.folds}
    if score.model in WON_ALONE:
        return reason(WON_ALONE[score.model], **tested)
    return reason(ForecastReason.WON_BY_AVERAGE, models=score.model.count("+") + 1, **tested)


def limits_of(table: Table, facts: DayFacts) -> tuple[Reason, ...]:
    """What the history could not tell, as far as the horizon needs it."""
    known = table.known_days
    heard = np.flatnonzero(known)
    if len(heard) == 0:
        return ()
    day = np.arange(table.days)
    is_open = table.share.sum(axis=1) > 0
    asked = (day >= table.first_target) & is_open
    within = (day >= heard[0]) & (day <= heard[-1]) & is_open
    new_weekday = ~np.isin(facts.weekdays, facts.weekdays[known])
    new_holiday = facts.holiday & ~(known & facts.holiday).any()
    found = {
        ForecastReason.SHORT_HISTORY: len(heard) if len(heard) < FULL_WEEKS_DAYS else 0,
        ForecastReason.WEEKDAYS_UNSEEN: (asked & new_weekday).sum(),
        ForecastReason.HOLIDAYS_UNSEEN: (asked & new_holiday).sum(),
        ForecastReason.DAYS_MISSING: (within & ~known).sum(),
    }
    return tuple(reason(kind, days=int(days)) for kind, days in found.items() if days)


def of_queue(queue: str, reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """The same reasons, each naming the queue."""
    return tuple(Reason(kind=found.kind, figures={"queue": queue, **found.figures}) for found in reasons)
