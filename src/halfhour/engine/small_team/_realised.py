"""What simulated days show of a group of queues: levels of single intervals and of days, and differences."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from halfhour.engine.arguments import Numbers
from halfhour.engine.simulation import Centre, Figure, Outcome, average, ratio_difference

LOW, HIGH = 0.05, 0.95
SLACK = 1e-9
TENTHS = 10
NO_DIFFERENCE = Figure(mean=0.0, low=0.0, high=0.0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Days:
    """Simulated days of a group of queues, summed over them; all of shape (replications, intervals).

    A contact counts in the interval in which it comes. `offered` leaves out whose due time lies
    beyond the end; `wanted` is how many of the offered the goals ask to be answered in time, `kept`
    how many were.
    """

    offered: Numbers
    wanted: Numbers
    kept: Numbers
    abandoned: Numbers
    wait_seconds: Numbers

    @property
    def missed(self) -> Numbers:
        """Contacts whose goal is missed."""
        return self.offered - self.kept

    @property
    def size(self) -> int:
        return len(self.offered)


def days_of(outcome: Outcome, places: Sequence[int], centre: Centre) -> Days:
    """The days of the queues at these places."""
    rows = list(places)
    shares = np.array([centre.queues[place].goal_share for place in rows])
    offered = (outcome.offered - outcome.undecided)[:, rows].astype(np.float64)
    return Days(
        offered=offered.sum(axis=1),
        wanted=np.einsum("rqt,q->rt", offered, shares),
        kept=outcome.within_goal[:, rows].sum(axis=1, dtype=np.float64),
        abandoned=outcome.abandoned[:, rows].sum(axis=1, dtype=np.float64),
        wait_seconds=outcome.wait_seconds[:, rows].sum(axis=1),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Levels that stretches of time show: the mean over all contacts, 5 and 95 % bounds of the stretches.

    `under_goal` is the share of the stretches in which fewer are answered in time than the goal asks,
    `shares` those that show a level in each tenth, from below 10 % to 90 % and more.
    """

    mean: float
    low: float
    high: float
    under_goal: float
    shares: tuple[float, ...]

    @property
    def worse(self) -> float:
        """How much worse than the mean a stretch can be: one in twenty is worse still."""
        return max(self.mean - self.low, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ByInterval:
    """The intervals of the day one by one, shape (intervals,); NaN where nobody ever comes.

    `level`, `wait_seconds` and `abandonment` are over all contacts of all days, `low` and `high` bound
    what single days show, `goal_chance` is the share of days on which the interval keeps its goal.
    """

    contacts: Numbers
    level: Numbers
    low: Numbers
    high: Numbers
    goal_chance: Numbers
    wait_seconds: Numbers
    abandonment: Numbers


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Realised:
    """What a group of queues really shows: each interval of the day, any interval, a whole day."""

    intervals: ByInterval
    interval: Range | None
    day: Range | None


def realised(days: Days) -> Realised:
    """Figures of simulated days; an interval or day in which nobody comes has no level and is left out."""
    return Realised(
        intervals=by_interval(days),
        interval=_range(days.offered.ravel(), days.kept.ravel(), days.wanted.ravel()),
        day=_range(days.offered.sum(axis=1), days.kept.sum(axis=1), days.wanted.sum(axis=1)),
    )


def by_interval(days: Days) -> ByInterval:
    total = days.offered.sum(axis=0)
    some = days.offered > 0
    level = np.where(some, days.kept / np.maximum(days.offered, 1), np.nan)
    good = some & (days.kept >= days.wanted - SLACK)
    low, high = np.full(total.size, np.nan), np.full(total.size, np.nan)
    met = np.flatnonzero(total > 0)
    if met.size:
        low[met], high[met] = np.nanquantile(level[:, met], (LOW, HIGH), axis=0, method="inverted_cdf")
    return ByInterval(
        contacts=total / days.size,
        level=_over(days.kept.sum(axis=0), total),
        low=low,
        high=high,
        goal_chance=_over(good.sum(axis=0), some.sum(axis=0)),
        wait_seconds=_over(days.wait_seconds.sum(axis=0), total),
        abandonment=_over(days.abandoned.sum(axis=0), total),
    )


def paired_total(today: Numbers, changed: Numbers) -> Figure:
    """The difference of two totals per day, day by day under the same chance, with its 95 % bounds."""
    return average((changed - today)[:, None], least=-np.inf).at(0) or NO_DIFFERENCE


def paired_share(today: tuple[Numbers, Numbers], changed: tuple[Numbers, Numbers]) -> Figure:
    """The difference of two shares (counts and what they are of, per day); none without contacts."""
    columns = (each[:, None] for each in (*today, *changed))
    return ratio_difference(*columns).at(0) or NO_DIFFERENCE


def _range(offered: Numbers, kept: Numbers, wanted: Numbers) -> Range | None:
    some = offered > 0
    if not some.any():
        return None
    offered, kept, wanted = offered[some], kept[some], wanted[some]
    levels = kept / offered
    low, high = np.quantile(levels, (LOW, HIGH), method="inverted_cdf")
    tenths = np.minimum((levels * TENTHS + SLACK).astype(np.int64), TENTHS - 1)
    return Range(
        mean=float(kept.sum() / offered.sum()),
        low=float(low),
        high=float(high),
        under_goal=float((kept < wanted - SLACK).mean()),
        shares=tuple((np.bincount(tenths, minlength=TENTHS) / levels.size).tolist()),
    )


def _over(part: Numbers, whole: Numbers) -> Numbers:
    share: Numbers = np.full(whole.shape, np.nan)
    np.divide(part, whole, out=share, where=whole > 0)
    return share
