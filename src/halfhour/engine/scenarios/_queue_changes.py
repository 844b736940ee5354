"""Changes to what comes in, how long it takes, and what is promised."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.plan import DayQueue, PlanDay
from halfhour.engine.reasons import Figure, Reason
from halfhour.engine.scenarios._amounts import change_text
from halfhour.engine.scenarios._blocks import span_of
from halfhour.engine.scenarios._changes import Concurrency, HandleTime, NewGoal, Patience, Volume
from halfhour.engine.scenarios._names import live_queue_named, queue_named
from halfhour.engine.scenarios._reasons import LineReason, NoteReason, Refused
from halfhour.engine.team import Channel, Goal

Floats = NDArray[np.float64]
Changed = tuple[PlanDay, tuple[Reason, ...]]
# By how much of a lone contact's time each further one at once makes all of them last longer, where a
# line does not say: docs/methods/what-if.md.
LONGER_PER_CHAT = 0.3


def handle_time(day: PlanDay, change: HandleTime) -> Changed:
    for queue in _meant(day, change.queue):
        seconds = np.array(queue.handle_seconds)
        factor = change.factor
        if change.seconds is not None:
            factor = change.seconds / _mean_seconds(queue)
        day = _with_queue(day, replace(queue, handle_seconds=tuple((seconds * (factor or 1.0)).tolist())))
    return day, ()


def _mean_seconds(queue: DayQueue) -> float:
    """The mean over the contacts that come, or over the day where none do."""
    expected = np.array(queue.expected)
    weights = expected if expected.sum() > 0 else np.ones_like(expected)
    return float(np.average(queue.handle_seconds, weights=weights))


def volume(day: PlanDay, change: Volume) -> Changed:
    span = span_of(day, change.window)
    for queue in _meant(day, change.queue):
        expected = np.array(queue.expected)
        if change.contacts is not None:
            added = _open_in(day, queue, span)
            if added.sum() <= 0:
                raise Refused(LineReason.CLOSED, queue=queue.name)
            expected = expected + change.contacts * added / added.sum()
        else:
            share = _overlap(day, span)
            if change.queue is not None and (expected * share).sum() <= 0:
                raise Refused(LineReason.NOBODY_COMES, queue=queue.name)
            expected = expected * (1 + ((change.factor or 0.0) - 1) * share)
        day = _with_queue(day, replace(queue, expected=tuple(expected.tolist())))
    return day, ()


def goal(day: PlanDay, change: NewGoal) -> Changed:
    queue = queue_named(day, change.queue)
    promised = Goal(within_seconds=change.within_seconds, share=change.share)
    return _with_queue(day, replace(queue, settings=replace(queue.settings, goal=promised))), ()


def patience(day: PlanDay, change: Patience) -> Changed:
    queue = queue_named(day, change.queue)
    if queue.is_deferred:
        raise Refused(LineReason.NOBODY_GIVES_UP, queue=queue.name)
    seconds = change.seconds
    if change.factor is not None:
        if queue.settings.patience_seconds is None:
            raise Refused(LineReason.NO_PATIENCE, queue=queue.name)
        seconds = queue.settings.patience_seconds * change.factor
    settings = replace(queue.settings, patience_seconds=seconds)
    return _with_queue(day, replace(queue, settings=settings)), ()


def concurrency(day: PlanDay, change: Concurrency) -> Changed:
    """Up to as many as today each contact is as fast as today; beyond, or with fewer, as it then lasts."""
    queue = live_queue_named(day, change.queue)
    if queue.settings.channel is Channel.PHONE and change.most > 1:
        raise Refused(LineReason.ONE_AT_A_TIME, queue=queue.name)
    now = len(queue.speeds)
    factor = lasts(change.most) / lasts(now) if change.factor is None else change.factor
    notes: tuple[Reason, ...] = ()
    if change.factor is None and change.most != now:
        figures: dict[str, Figure] = {"count": change.most, "change": change_text(round(factor, 2))}
        notes = (Reason(kind=NoteReason.SLOWER_CHATS, figures=figures),)
    if change.most <= now:
        speeds = (1 / factor,) * change.most
    else:
        between = np.interp(range(now + 1, change.most + 1), (now, change.most), (1.0, factor))
        speeds = (*queue.speeds, *(1 / between).tolist())
    settings = replace(queue.settings, concurrency=change.most)
    return _with_queue(day, replace(queue, settings=settings, speeds=speeds)), notes


def lasts(at_once: int) -> float:
    """How long a contact lasts while its agent holds so many, as a multiple of one alone."""
    return 1 + LONGER_PER_CHAT * (at_once - 1)


def _meant(day: PlanDay, name: str | None) -> tuple[DayQueue, ...]:
    return day.queues if name is None else (queue_named(day, name),)


def _with_queue(day: PlanDay, changed: DayQueue) -> PlanDay:
    queues = tuple(changed if queue.name == changed.name else queue for queue in day.queues)
    return replace(day, queues=queues)


def _edges(day: PlanDay) -> Floats:
    return np.linspace(0.0, day.horizon_seconds, day.intervals + 1)


def _overlap(day: PlanDay, span: tuple[float, float]) -> Floats:
    """The share of each interval that lies in a span."""
    edges = _edges(day)
    inside = np.minimum(edges[1:], span[1]) - np.maximum(edges[:-1], span[0])
    share: Floats = np.maximum(inside, 0.0) / day.interval_seconds
    return share


def _open_in(day: PlanDay, queue: DayQueue, span: tuple[float, float]) -> Floats:
    """How much of each interval lies in a span while the queue is open."""
    found = np.zeros(day.intervals)
    for opens, closes in queue.open:
        first, last = max(opens, span[0]), min(closes, span[1])
        if first < last:
            found += _overlap(day, (first, last))
    return found
