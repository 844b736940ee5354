"""The level of each day: a penalised count regression on the calendar over a slowly moving level.

    log E[contacts of day d] = log exposure_d + level_week(d) + weekday + holiday + month + year

Counts are Poisson around a rate that itself varies from day to day (negative binomial). The level moves
week by week as a random walk. Every effect is a priori near a usual value, mostly zero; the data choose
how far the level may move and the month may matter by the evidence (empirical Bayes), so effects that
were never seen cost nothing but doubt. Method and sources: docs/methods/forecasting.md.

Letters: d ranges over days, k over effects (columns of the design).
"""

from dataclasses import dataclass

import numpy as np

from halfhour.engine.forecasting._days import MONTH_END_DAYS, MONTH_START_DAYS, DayFacts
from halfhour.engine.forecasting._dispersion import rate_variance
from halfhour.engine.forecasting._table import Bools, Floats

INTERCEPT_SPREAD = 100.0
WEEKDAY_SPREAD = 0.3
REST_DAY_SPREAD = 1.0
REST_DAYS = (4, 5, 6)  # Friday, Saturday and Sunday are days of rest somewhere
HOLIDAY_USUAL, HOLIDAY_SPREAD = -0.4, 1.0  # an open holiday is expected to be quieter, but who knows
BEFORE_SPREAD = 0.5
SECOND_AFTER_SPREAD = 0.15
AFTER_USUAL, AFTER_SPREAD = 0.1, 0.3  # what could not be asked on a closed day is asked on the next
YEAR_SPREAD = 0.1
YEAR_SEEN_DAYS = 300  # less of a year than this cannot tell season from level
WEEK_SPREADS = (0.02, 0.005, 0.01, 0.04, 0.08, 0.16)  # the first of each is where the search begins
MONTH_SPREADS = (0.05, 0.005, 0.02, 0.1)
OUTLYING = 2.5  # residuals beyond this many standard deviations lose weight (Huber)
USUAL_FACTOR = 1.5  # a spread this many times from the usual is one standard deviation of the prior away
ROUNDS = 8
ROUNDS_FROM_A_FIT = 3  # a neighbour's fit is a good beginning
SETTLED = 1e-6
FURTHEST_STEP = 5.0
LARGEST_LOG = 30.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LevelFit:
    """The level of every day, known or not, as contacts per unit of exposure.

    `doubt` is the standard deviation of its logarithm from what the fit does not know;
    `day_variance` the variance of a single day's rate around its level, as a share squared.
    """

    level: Floats
    trend: Floats
    doubt: Floats
    day_variance: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Days:
    """The days that are known, and the design of all of them."""

    design: Floats
    groups: tuple[str, ...]
    known: Bools
    counts: Floats
    exposure: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Fit:
    effects: Floats
    covariance: Floats
    day_variance: float
    evidence: float


def fit_level(*, counts: Floats, exposure: Floats, known: Bools, facts: DayFacts) -> LevelFit:
    """Fit the level to the known days; all arguments have shape (days,)."""
    known = known & (exposure > 0)
    if not known.any() or counts[known].sum() == 0:
        nothing = np.zeros(len(counts))
        return LevelFit(level=nothing, trend=nothing, doubt=nothing + 1.0, day_variance=0.0)
    usual = np.exp(HOLIDAY_USUAL * facts.holiday + AFTER_USUAL * facts.after)
    exposure = exposure * usual
    design, groups = _design(known, facts)
    days = _Days(design=design, groups=groups, known=known, counts=counts[known], exposure=exposure[known])
    fit = _best_fit(days)
    spread = np.einsum("dk,kl,dl->d", design, fit.covariance, design)
    slow = np.isin(groups, ("intercept", "week", "year"))
    return LevelFit(
        level=usual * np.exp(design @ fit.effects),
        trend=np.exp(design[:, slow] @ fit.effects[slow]),
        doubt=np.sqrt(np.maximum(spread, 0.0)),
        day_variance=fit.day_variance,
    )


def _best_fit(days: _Days) -> _Fit:
    """Search the two spreads one after the other for the greatest evidence."""
    week, month = WEEK_SPREADS[0], MONTH_SPREADS[0]
    best = _fit(days, week=week, month=month, start=None)
    for tried in WEEK_SPREADS[1:]:
        fit = _fit(days, week=tried, month=month, start=best)
        if fit.evidence > best.evidence:
            best, week = fit, tried
    for tried in MONTH_SPREADS[1:]:
        fit = _fit(days, week=week, month=tried, start=best)
        if fit.evidence > best.evidence:
            best = fit
    return best


def _fit(days: _Days, *, week: float, month: float, start: _Fit | None) -> _Fit:
    """Penalised iteratively reweighted least squares for one choice of spreads."""
    x = days.design[days.known]
    precision = 1 / _spreads(days.groups, week=week, month=month) ** 2
    effects, variance = _beginning(days) if start is None else (start.effects, start.day_variance)
    for _ in range(ROUNDS if start is None else ROUNDS_FROM_A_FIT):
        weight, response = _working(days, x @ effects, variance)
        inner = (x * weight[:, None]).T @ x + np.diag(precision)
        updated = np.asarray(np.linalg.solve(inner, x.T @ (weight * response)))
        moved = np.abs(x @ (updated - effects)).max()
        effects = updated
        variance = rate_variance(counts=days.counts, expected=_expected(days, x @ effects))
        if moved < SETTLED:
            break
    unusual = np.log([week / WEEK_SPREADS[0], month / MONTH_SPREADS[0]]) / np.log(USUAL_FACTOR)
    evidence = 0.5 * (
        -(unusual**2).sum()
        + np.log(precision).sum()
        - np.linalg.slogdet(inner)[1]
        + np.log(np.maximum(weight, 1e-12)).sum()
        - (weight * (response - x @ effects) ** 2).sum()
        - (precision * effects**2).sum()
    )
    return _Fit(
        effects=effects,
        covariance=np.asarray(np.linalg.inv(inner)),
        day_variance=variance,
        evidence=float(evidence),
    )


def _beginning(days: _Days) -> tuple[Floats, float]:
    """Where the iteration starts: one level for all days."""
    effects = np.zeros(days.design.shape[1])
    effects[0] = np.log(days.counts.sum() / days.exposure.sum())
    return effects, 0.01


def _working(days: _Days, predictor: Floats, variance: float) -> tuple[Floats, Floats]:
    """Weights and responses of the next least-squares step; outlying days weigh less (Huber)."""
    expected = _expected(days, predictor)
    residual = (days.counts - expected) / np.sqrt(expected + variance * expected**2)
    trust = np.minimum(1.0, OUTLYING / np.maximum(np.abs(residual), OUTLYING))
    weight = trust * expected / (1 + variance * expected)
    return weight, predictor + np.clip((days.counts - expected) / expected, -1.0, FURTHEST_STEP)


def _expected(days: _Days, predictor: Floats) -> Floats:
    return np.asarray(days.exposure * np.exp(np.clip(predictor, -LARGEST_LOG, LARGEST_LOG)))


def _spreads(groups: tuple[str, ...], *, week: float, month: float) -> Floats:
    """How far each effect may be from zero, as a standard deviation of the logarithm."""
    spread_of = {
        "intercept": INTERCEPT_SPREAD,
        "week": week,
        "weekday": WEEKDAY_SPREAD,
        "rest day": REST_DAY_SPREAD,
        "holiday": HOLIDAY_SPREAD,
        "after": AFTER_SPREAD,
        "second after": SECOND_AFTER_SPREAD,
        "before": BEFORE_SPREAD,
        "month edge": 2 * month,
        "month": month,
        "year": YEAR_SPREAD,
    }
    return np.array([spread_of[group] for group in groups])


def _design(known: Bools, facts: DayFacts) -> tuple[Floats, tuple[str, ...]]:
    """One row per day, one column per effect, and the group of each column."""
    day = np.arange(len(known))
    seen = day[known]
    working = ~facts.holiday
    columns: list[tuple[str, Floats]] = [("intercept", np.ones(len(day)))]
    steps = (day - seen[0]) // 7
    columns += [("week", (steps >= step).astype(float)) for step in range(1, int(steps[-1]) + 1)]
    columns += [
        ("rest day" if weekday in REST_DAYS else "weekday", (facts.weekdays == weekday).astype(float))
        for weekday in range(7)
    ]
    columns += [
        ("holiday", facts.holiday.astype(float)),
        ("after", facts.after.astype(float)),
        ("second after", facts.second_after.astype(float)),
        ("before", facts.before.astype(float)),
    ]
    columns += [
        ("month edge", ((facts.from_month_start == place) & working).astype(float))
        for place in range(MONTH_START_DAYS)
    ]
    columns += [
        ("month edge", ((facts.to_month_end == place) & working).astype(float))
        for place in range(MONTH_END_DAYS)
    ]
    for wave in (1, 2):
        columns += [("month", wavy(2 * np.pi * wave * facts.month_phase)) for wavy in (np.sin, np.cos)]
    if seen[-1] - seen[0] >= YEAR_SEEN_DAYS:
        for wave in (1, 2, 3):
            columns += [("year", wavy(2 * np.pi * wave * facts.year_phase)) for wavy in (np.sin, np.cos)]
    groups, values = zip(*columns, strict=True)
    return np.stack(values, axis=1), groups
