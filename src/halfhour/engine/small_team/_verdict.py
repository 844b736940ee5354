"""What a study says in a few sentences, as reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from halfhour.engine.reasons import Figure, Reason
from halfhour.engine.small_team._moves import MoveKind
from halfhour.engine.small_team._reasons import SmallTeamReason

if TYPE_CHECKING:
    from halfhour.engine.small_team._gains import Gain
    from halfhour.engine.small_team._values import OwnSize, SmallTeamStudy

STEADY = 0.02  # of the level: half hours that stray less hardly differ
SEEN = 0.005  # of a level: less is no difference to anybody


def verdict(
    study: SmallTeamStudy, *, interval_seconds: float, clock_at: Callable[[float], str]
) -> tuple[Reason, ...]:
    """The answers to a lead's four questions, in their order."""
    return (
        *_spread(study),
        *_absences(study, interval_seconds, clock_at),
        *_moves(study),
        *(_size(study.size) if study.size is not None else ()),
    )


def _spread(study: SmallTeamStudy) -> Iterator[Reason]:
    interval, day = study.today.interval, study.today.day
    if interval is None or day is None:
        return
    if interval.worse < STEADY:
        yield _reason(SmallTeamReason.STEADY, mean=interval.mean, low=interval.low)
        return
    yield _reason(
        SmallTeamReason.HALF_HOURS,
        mean=interval.mean,
        low=interval.low,
        high=interval.high,
        under=interval.under_goal,
    )
    yield _reason(SmallTeamReason.DAYS, low=day.low, high=day.high)
    everybody, chance_alone = study.everybody.interval, study.chance_alone.interval
    if everybody is not None and chance_alone is not None:
        yield _reason(
            SmallTeamReason.CAUSES,
            chance_low=chance_alone.low,
            forecast_low=everybody.low,
            all_low=interval.low,
        )


def _absences(
    study: SmallTeamStudy, interval_seconds: float, clock_at: Callable[[float], str]
) -> Iterator[Reason]:
    day = study.everybody.day
    if day is None:
        return
    missed = [each for each in study.absences if each.in_time.high < 0 and each.level.mean < -SEEN]
    if missed:
        worst = missed[0]
        yield _reason(
            SmallTeamReason.MISSED_MOST,
            agent=worst.agent,
            contacts=-worst.in_time.mean,
            level=day.mean,
            without=max(day.mean + worst.level.mean, 0.0),
        )
        yield from _worst_time(study, interval_seconds, clock_at)
    else:
        yield _reason(SmallTeamReason.NOBODY_MISSED, people=len(study.absences))
    if len(study.absences) < study.people_at_work:
        yield _reason(SmallTeamReason.SOME_LEFT_OUT, people=study.people_at_work, most=len(study.absences))


def _worst_time(
    study: SmallTeamStudy, interval_seconds: float, clock_at: Callable[[float], str]
) -> Iterator[Reason]:
    """The interval in which one person fewer costs most contacts."""
    now, fewer = study.everybody.intervals, study.one_fewer
    lost = np.nan_to_num((now.level - fewer.level) * now.contacts, nan=0.0)
    worst = int(np.argmax(lost))
    if now.level[worst] - fewer.level[worst] < SEEN:
        return
    yield _reason(
        SmallTeamReason.WORST_TIME,
        clock=clock_at(worst * interval_seconds),
        level=float(now.level[worst]),
        without=float(fewer.level[worst]),
        chance=float(now.goal_chance[worst]),
        chance_without=float(fewer.goal_chance[worst]),
    )


def _moves(study: SmallTeamStudy) -> Iterator[Reason]:
    if not study.gains:
        yield _reason(SmallTeamReason.NOTHING_TO_SHARE)
        return
    best = study.gains[0]
    if best.is_sure:
        yield _best(best)
        others = sum(gain.matches_best for gain in study.gains[1:])
        if others:
            yield _reason(SmallTeamReason.AS_GOOD, moves=others)
    else:
        yield _reason(SmallTeamReason.NO_SURE_GAIN, moves=len(study.gains))
    if len(study.gains) < study.moves_possible:
        yield _reason(SmallTeamReason.CHOSEN_FIRST, possible=study.moves_possible, simulated=len(study.gains))


def _best(gain: Gain) -> Reason:
    move = gain.move
    bounds = {"contacts": gain.in_time.mean, "low": gain.in_time.low, "high": gain.in_time.high}
    if move.kind is MoveKind.TRAIN:
        return _reason(SmallTeamReason.BEST_TRAIN, agent=move.agents[0], queue=move.queues[0], **bounds)
    pair = {"first": move.queues[0], "second": move.queues[1]}
    if move.kind is MoveKind.SHARE:
        return _reason(SmallTeamReason.BEST_SHARE, people=len(move.agents), **pair, **bounds)
    return _reason(SmallTeamReason.BEST_POOL, learners=len(move.learners), **pair, **bounds)


def _size(size: OwnSize) -> Iterator[Reason]:
    curve = size.curve
    shared: dict[str, Figure] = {
        "queue": size.queue,
        "occupancy": curve.occupancy,
        "points": round(100 * curve.trusted),
    }
    if curve.trusted_from is None:
        yield _reason(SmallTeamReason.SIZE_NEVER, largest=curve.largest, **shared)
    else:
        is_large = size.agents_mean >= curve.trusted_from
        kind = SmallTeamReason.SIZE_LARGE_ENOUGH if is_large else SmallTeamReason.SIZE_TRUSTED
        yield _reason(kind, people=curve.trusted_from, own=size.agents_mean, **shared)
    if curve.at_goal_trusted_from is None:
        last = curve.at_goal[-1].spread
        yield _reason(SmallTeamReason.SIZE_AT_GOAL, largest=curve.largest, low=last.low, share=last.mean)


def _reason(kind: SmallTeamReason, **figures: Figure) -> Reason:
    return Reason(kind=kind, figures=figures)
