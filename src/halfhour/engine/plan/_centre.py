"""A plan's day as the simulator sees it."""

from itertools import pairwise

import numpy as np

from halfhour.engine.plan._day import DayBlock, DayPerson, DayQueue, PlanDay
from halfhour.engine.simulation import Agent, Centre, Exponential, Lognormal, Queue, Skill, Stretch

TOP_LEVEL = 5  # of a skill
NEVER = ((0.0, 1e-6),)  # a clock that does not run all day: without any stretch it would run always
NEARLY_ONE = 1e-9


def centre_of(day: PlanDay) -> Centre:
    """The day as a centre: queues and people keep their places.

    People answer the queues of their blocks: a block on a live queue that queue, focus work its
    deferred queue, undisturbed; breaks, sessions and buffers nothing. A contact goes to the free
    person of the highest level.

    Raises
    ------
    ImpossibleCentre
        For a day that cannot be simulated, such as one with nobody at work; the message says why.

    Notes
    -----
    What is taken from where: docs/methods/what-if.md. Judged by closed forms on days of one queue:
    tests/engine/plan/test_centre.py.
    """
    return Centre(
        queues=tuple(simulated_queue(queue) for queue in day.queues),
        agents=tuple(_agent(person) for person in day.people),
        intervals=day.intervals,
        interval_seconds=day.interval_seconds,
        shared_day_cv=day.shared_day_cv,
    )


def simulated_queue(queue: DayQueue) -> Queue:
    """A queue of the day as the simulator sees it."""
    settings = queue.settings
    seconds = np.array(queue.handle_seconds)
    expected = np.array(queue.expected)
    mean = float(np.average(seconds, weights=expected) if expected.sum() > 0 else seconds.mean())
    scale = seconds / mean
    is_even = bool(np.abs(scale - 1).max(initial=0.0) < NEARLY_ONE)
    patience = settings.patience_seconds
    return Queue(
        name=queue.name,
        expected=queue.expected,
        handle=Lognormal(mean_seconds=mean, cv=queue.handle_cv),
        handle_scale=() if is_even else tuple(scale.tolist()),
        patience=None if patience is None or queue.is_deferred else Exponential(mean_seconds=patience),
        goal_seconds=float(settings.goal.within_seconds),
        goal_share=settings.goal.share,
        deferred=queue.is_deferred,
        open=(queue.open or NEVER) if queue.is_deferred else (),
        interruptible=queue.interruptible,
        speeds=queue.speeds,
        interval_cv=queue.interval_cv,
        day_cv=queue.day_cv,
        backlog=len(queue.waiting_seconds),
        backlog_waited_seconds=queue.waiting_seconds,
    )


def _agent(person: DayPerson) -> Agent:
    return Agent(
        name=person.name,
        skills=tuple(
            Skill(
                queue=skill.queue,
                handle_factor=skill.handle_factor,
                rank=max(TOP_LEVEL - skill.level, 0),
            )
            for skill in person.skills
        ),
        stretches=_stretches(person.blocks),
        absence=person.absence,
    )


def _stretches(blocks: tuple[DayBlock, ...]) -> tuple[Stretch, ...]:
    """Time on queue; neighbouring blocks on the same queues are one stretch."""
    on_queue = [block for block in blocks if block.queues]
    begins = [True] + [
        earlier.end_seconds < later.start_seconds or set(earlier.queues) != set(later.queues)
        for earlier, later in pairwise(on_queue)
    ]
    joined: list[Stretch] = []
    for begin, block in zip(begins, on_queue, strict=False):
        start = block.start_seconds if begin else joined.pop().start_seconds
        joined.append(Stretch(start_seconds=start, end_seconds=block.end_seconds, queues=block.queues))
    return tuple(joined)
