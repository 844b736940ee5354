"""A finished plan played through: with what chance each day keeps each live queue's goal."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from halfhour.engine.dayplanning import DayPlan
from halfhour.engine.errors import ImpossibleCentre
from halfhour.engine.forecasting import QueueForecast
from halfhour.engine.plan._centre import centre_of
from halfhour.engine.plan._day import PlanDay
from halfhour.engine.plan._plan_day import plan_day
from halfhour.engine.plan._values import DayKept, PlanReason
from halfhour.engine.reasons import Reason
from halfhour.engine.simulation import simulate
from halfhour.engine.team import Team

MOST_REPLICATIONS = 400
FEWEST_REPLICATIONS = 50
MOST_CONTACTS = 8_000_000  # played in all: a few seconds
NORMAL_95 = 1.959964
SLACK = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class _Share:
    """A share of replications with Wilson's bounds."""

    chance: float
    low: float
    high: float


def days_kept(
    *,
    team: Team,
    forecasts: Sequence[QueueForecast],
    days: Sequence[DayPlan],
    seed: int = 0,
    on_progress: Callable[[float], None] | None = None,
) -> tuple[DayKept, ...]:
    """The chance that the contacts of each day and live queue really reach the goal's share.

    Every day is played by itself, with everybody as laid out: with chance, uncertain volume, absence, and
    people who serve several queues.

    Parameters
    ----------
    days
        The plan's day plans.
    on_progress
        Called with the share of the days that are played; whatever it raises ends the playing.

    Notes
    -----
    Nothing for days without live contacts, and nothing at all for a team so large that fewer than 50
    replications of its days could be played. How a day is played: docs/methods/what-if.md.
    """
    dates = sorted(set(forecasts[0].grid.dates.tolist())) if forecasts else []
    contacts = (
        float(np.sum([np.nansum(forecast.offered_mean) for forecast in forecasts])) if forecasts else 0.0
    )
    replications = min(MOST_REPLICATIONS, int(MOST_CONTACTS / max(contacts, 1.0)))
    if replications < FEWEST_REPLICATIONS:
        return ()
    found: list[DayKept] = []
    for number, on in enumerate(dates):
        found += _of_day(
            plan_day(team=team, on=on, forecasts=forecasts, days=days),
            replications=replications,
            seed=seed + number,
        )
        if on_progress is not None:
            on_progress((number + 1) / len(dates))
    return tuple(found)


def _of_day(day: PlanDay, *, replications: int, seed: int) -> list[DayKept]:
    live = [
        number for number, queue in enumerate(day.queues) if not queue.is_deferred and sum(queue.expected) > 0
    ]
    if not live:
        return []
    try:
        outcome = simulate(centre_of(day), replications=replications, seed=seed)
    except ImpossibleCentre:  # contacts come, and nobody answers them
        return [_kept(day, number, _Share(chance=0.0, low=0.0, high=0.0), 0.0) for number in live]
    in_time = outcome.within_goal.sum(axis=2)
    judged = (outcome.offered - outcome.undecided).sum(axis=2)
    found = []
    for number in live:
        share = day.queues[number].settings.goal.share
        kept = float((in_time[:, number] >= share * judged[:, number] - SLACK).mean())
        all_judged = int(judged[:, number].sum())
        level = float(in_time[:, number].sum()) / all_judged if all_judged else 1.0
        found.append(_kept(day, number, _bounded(kept, replications), level))
    return found


def _kept(day: PlanDay, number: int, share: _Share, level: float) -> DayKept:
    queue = day.queues[number]
    return DayKept(
        queue=queue.name,
        on=day.on,
        contacts=sum(queue.expected),
        service=level,
        chance=share.chance,
        low=share.low,
        high=share.high,
    )


def _bounded(chance: float, replications: int) -> _Share:
    square = NORMAL_95**2 / replications
    middle = (chance + square / 2) / (1 + square)
    reach = float(np.sqrt(square * (chance * (1 - chance) + square / 4))) / (1 + square)
    return _Share(chance=chance, low=max(middle - reach, 0.0), high=min(middle + reach, 1.0))


def reasons_of_kept(kept: Iterable[DayKept], *, asked: float) -> tuple[Reason, ...]:
    """For each queue with days that surely have less than the chance asked for: how many, and the worst."""
    by_queue: dict[str, list[DayKept]] = {}
    for each in kept:
        by_queue.setdefault(each.queue, []).append(each)
    reasons = []
    for queue, days in by_queue.items():
        risky = [day for day in days if day.high < asked]
        if not risky:
            continue
        worst = min(risky, key=lambda day: (day.chance, day.on))
        reasons.append(
            Reason(
                kind=PlanReason.DAYS_AT_RISK,
                figures={
                    "queue": queue,
                    "risky": len(risky),
                    "days": len(days),
                    "asked": asked,
                    "on": worst.on.isoformat(),
                    "chance": worst.chance,
                    "low": worst.low,
                    "high": worst.high,
                },
            )
        )
    return tuple(reasons)
