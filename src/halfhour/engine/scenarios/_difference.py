"""What a change does: figures of both sides, their difference, and what can be said of it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.simulation import Comparison, Curve, Figure, Outcome

LONG_WAIT_SHARE = 0.9  # nine of ten of those answered waited no longer


class Measure(StrEnum):
    """What is measured; shares are 0 to 1, waits in seconds."""

    SERVICE_LEVEL = "service_level"
    GOAL_CHANCE = "goal_chance"
    MEAN_WAIT = "mean_wait"
    LONG_WAIT = "long_wait"
    ABANDONMENT = "abandonment"
    WAITING_AT_END = "waiting_at_end"
    OCCUPANCY = "occupancy"


# More of it is better, less of it is, or neither.
BETTER_WITH = {
    Measure.SERVICE_LEVEL: 1,
    Measure.GOAL_CHANCE: 1,
    Measure.MEAN_WAIT: -1,
    Measure.LONG_WAIT: -1,
    Measure.ABANDONMENT: -1,
    Measure.WAITING_AT_END: -1,
    Measure.OCCUPANCY: 0,
}


class Verdict(StrEnum):
    """What can be said of a difference, with a confidence of 95 %."""

    BETTER = "better"
    WORSE = "worse"
    DIFFERENT = "different"  # of what is neither good nor bad in itself
    UNTOLD = "untold"  # the interval holds zero
    SAME = "same"  # not a single contact fared otherwise
    UNKNOWN = "unknown"  # nothing to compare


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One measure on both sides. Each is None where there is nothing to measure."""

    measure: Measure
    today: Figure | None
    changed: Figure | None
    difference: Figure | None

    @property
    def verdict(self) -> Verdict:
        return verdict_of(self.difference, BETTER_WITH[self.measure])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Course:
    """One measure in every interval, on both sides."""

    measure: Measure
    today: Curve
    changed: Curve
    difference: Curve

    def verdict_at(self, interval: int) -> Verdict:
        return verdict_of(self.difference.at(interval), BETTER_WITH[self.measure])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class QueueDifference:
    """One queue: contacts in a day and in each interval, the measures of the day, and their courses.

    `deferred` queues have neither abandonment nor waits in the line worth telling.
    """

    queue: str
    deferred: bool
    offered_today: float
    offered_changed: float
    offered_course: tuple[NDArray[np.float64], NDArray[np.float64]]
    day: tuple[Compared, ...]
    courses: tuple[Course, ...]

    def of(self, measure: Measure) -> Compared | None:
        return next((each for each in self.day if each.measure is measure), None)

    def course(self, measure: Measure) -> Course | None:
        return next((each for each in self.courses if each.measure is measure), None)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Difference:
    """All queues in the centre's order, and the share of their time that people are busy."""

    replications: int
    queues: tuple[QueueDifference, ...]
    occupancy: Compared


def verdict_of(difference: Figure | None, better_with: int) -> Verdict:
    """An interval that holds zero tells no difference, however large its middle."""
    if difference is None:
        return Verdict.UNKNOWN
    if difference.low == difference.high == 0:
        return Verdict.SAME
    if difference.low <= 0 <= difference.high:
        return Verdict.UNTOLD
    if better_with == 0:
        return Verdict.DIFFERENT
    return Verdict.BETTER if difference.mean * better_with > 0 else Verdict.WORSE


def difference_between(*, today: Outcome, changed: Outcome) -> Difference:
    """The change as figures, over the day and in each interval.

    Parameters
    ----------
    today, changed
        Both sides, simulated with the same seed and as often: replications are compared one by one.

    Notes
    -----
    Method and worked table: docs/methods/what-if.md.
    """
    both = Comparison(today=today, changed=changed)
    return Difference(
        replications=today.replications,
        queues=tuple(
            _queue_difference(both, queue.name, deferred=queue.deferred) for queue in today.centre.queues
        ),
        occupancy=Compared(
            measure=Measure.OCCUPANCY,
            today=today.occupancy(),
            changed=changed.occupancy(),
            difference=both.occupancy(),
        ),
    )


def _queue_difference(both: Comparison, queue: str, *, deferred: bool) -> QueueDifference:
    offered = [side.offered[:, side.place_of(queue)].mean(axis=0) for side in (both.today, both.changed)]
    day = [_service_level(both, queue), _goal_chance(both, queue)]
    courses = [_level_course(both, queue)]
    if not deferred:
        day += [_mean_wait(both, queue), _long_wait(both, queue), _abandonment(both, queue)]
        courses += [_wait_course(both, queue), _abandonment_course(both, queue)]
    day.append(_waiting_at_end(both, queue))
    courses.append(_waiting_course(both, queue))
    return QueueDifference(
        queue=queue,
        deferred=deferred,
        offered_today=float(offered[0].sum()),
        offered_changed=float(offered[1].sum()),
        offered_course=(offered[0], offered[1]),
        day=tuple(day),
        courses=tuple(courses),
    )


def _service_level(both: Comparison, queue: str) -> Compared:
    return _compared(Measure.SERVICE_LEVEL, both, lambda side: side.service_level(queue=queue))


def _mean_wait(both: Comparison, queue: str) -> Compared:
    return _compared(Measure.MEAN_WAIT, both, lambda side: side.mean_wait(queue=queue))


def _abandonment(both: Comparison, queue: str) -> Compared:
    return _compared(Measure.ABANDONMENT, both, lambda side: side.abandonment(queue=queue))


def _goal_chance(both: Comparison, queue: str) -> Compared:
    return _compared(Measure.GOAL_CHANCE, both, lambda side: side.goal_chance(queue=queue))


def _compared(
    measure: Measure, both: Comparison, told: Callable[[Outcome | Comparison], Figure | None]
) -> Compared:
    return Compared(
        measure=measure, today=told(both.today), changed=told(both.changed), difference=told(both)
    )


def _waiting_at_end(both: Comparison, queue: str) -> Compared:
    last = both.today.centre.intervals - 1
    return _compared(Measure.WAITING_AT_END, both, lambda side: side.backlog(queue=queue, interval=last))


def _long_wait(both: Comparison, queue: str) -> Compared:
    """The wait that nine of ten do not exceed."""
    return _compared(Measure.LONG_WAIT, both, lambda side: side.wait_percentile(LONG_WAIT_SHARE, queue=queue))


def _level_course(both: Comparison, queue: str) -> Course:
    return _course(Measure.SERVICE_LEVEL, both, lambda side: side.service_levels(queue=queue))


def _wait_course(both: Comparison, queue: str) -> Course:
    return _course(Measure.MEAN_WAIT, both, lambda side: side.mean_waits(queue=queue))


def _abandonment_course(both: Comparison, queue: str) -> Course:
    return _course(Measure.ABANDONMENT, both, lambda side: side.abandonments(queue=queue))


def _course(measure: Measure, both: Comparison, told: Callable[[Outcome | Comparison], Curve]) -> Course:
    return Course(measure=measure, today=told(both.today), changed=told(both.changed), difference=told(both))


def _waiting_course(both: Comparison, queue: str) -> Course:
    return _course(Measure.WAITING_AT_END, both, lambda side: side.backlogs(queue=queue))
