"""What a customer is told: between when and when they will be answered."""

from dataclasses import dataclass
from math import ceil, floor, inf

import numpy as np

from halfhour.engine.errors import OutOfRange
from halfhour.engine.promise._calibration import Calibration
from halfhour.engine.promise._capacity import Capacity, agent_seconds, reaches_at

LOW_SHARE = 0.1  # of answers come before the range
# With fewer, promises in long lines are kept more often than claimed; with more, less often.
BESIDES = 2
SOMEBODY = 1.0  # agent second that passes before any answer: while nobody is there, nobody answers
MINUTE, HOUR = 60, 3600
# The furthest a promise may be off, and the step to which it is rounded up.
STEPS = ((10 * MINUTE, MINUTE), (HOUR, 5 * MINUTE), (4 * HOUR, 15 * MINUTE), (float("inf"), 30 * MINUTE))


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What stands before a contact: contacts that will be answered first, and agent seconds for each.

    Raises
    ------
    OutOfRange
        Unless there are 0 or more ahead, and each takes more than 0 seconds.
    """

    ahead: float
    handle_seconds: float

    def __post_init__(self) -> None:
        if not 0 <= self.ahead < inf:
            raise OutOfRange(f"got {self.ahead:g} contacts ahead; need 0 or more")
        if not 0 < self.handle_seconds < inf:
            raise OutOfRange(f"got {self.handle_seconds:g} seconds for a contact; need more than 0")

    @property
    def work_seconds(self) -> float:
        """Two contacts more than are ahead: somebody must become free even for the first, and see it."""
        return (self.ahead + BESIDES) * self.handle_seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """Answered between two instants, by the later with the chance claimed."""

    made_at: int
    low_at: int
    high_at: int
    chance: float

    def is_kept(self, answered_at: float) -> bool:
        return answered_at <= self.high_at


def promise_at(*, at: int, line: Line, capacity: Capacity, calibration: Calibration) -> Promise | None:
    """The promise to a contact that has come at `at`; None where the roster ends before it could be kept.

    The time is rounded up to what a person would say: to a minute within ten minutes, to five within the
    hour, to a quarter of an hour within four hours, else to half an hour.
    """
    ranked = np.sort(calibration.scores)
    last = ranked.size - 1
    low = float(ranked[floor(last * LOW_SHARE)])
    high = float(ranked[ceil(last * (1 - calibration.allowed))])
    work = line.work_seconds
    low_at = reaches_at(capacity=capacity, since=at, seconds=max(low * work, SOMEBODY))
    high_at = reaches_at(capacity=capacity, since=at, seconds=max(high * work, SOMEBODY))
    if low_at is None or high_at is None:
        return None
    return Promise(
        made_at=at, low_at=int(low_at), high_at=_rounded_up(high_at, at), chance=calibration.chance
    )


def score_of(*, at: int, answered_at: float, line: Line, capacity: Capacity) -> float:
    """The work that passed until an answer, over the work that stood before it."""
    return agent_seconds(capacity=capacity, since=at, until=answered_at) / line.work_seconds


def is_slipping(*, promise: Promise, newer: Promise | None) -> bool:
    """Whether the customer should be told again: seen from now, the promise is not one that would be made."""
    return newer is None or newer.high_at > promise.high_at


def _rounded_up(instant: float, at: int) -> int:
    step = next(step for furthest, step in STEPS if instant - at <= furthest)
    return int(-(-instant // step) * step)
