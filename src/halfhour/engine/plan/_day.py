"""One day of a plan as it is lived: what comes in on each queue, and what each person does when.

This is what a change is made to, and what is simulated. Times are seconds from the day's first moment.
Where a clock change makes the day an hour shorter or longer, so are these.
"""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np

from halfhour.engine.dayplanning import BlockKind
from halfhour.engine.intervals import clock_reaches
from halfhour.engine.team import DAY_SECONDS, Queue, Service

Span = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayBlock:
    """What somebody does from when to when; `queues` are those they answer meanwhile, () for none."""

    kind: BlockKind
    start_seconds: float
    end_seconds: float
    queues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySkill:
    """A queue that somebody can answer: how well (a level, higher is better), and how fast.

    `handle_factor` is their handle time as a share of everybody's: 1.2 takes a fifth longer.
    """

    queue: str
    level: int = 1
    handle_factor: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPerson:
    """Somebody of the team and their blocks in order of time, none where they do not work that day.

    `absence` is the chance that they do not come at all. `is_extra` marks who is not of the team: added
    to try what one more would do.
    """

    name: str
    skills: tuple[DaySkill, ...]
    blocks: tuple[DayBlock, ...] = ()
    absence: float = 0.0
    is_extra: bool = False

    def can_answer(self, queue: str) -> bool:
        return any(skill.queue == queue for skill in self.skills)

    def on_queue_seconds(self, queue: str | None = None) -> float:
        """Time on one queue, or on any."""
        return sum(
            block.end_seconds - block.start_seconds
            for block in self.blocks
            if (block.queues if queue is None else queue in block.queues)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DayQueue:
    """One queue's day.

    Attributes
    ----------
    settings
        Its goal, patience, channel and kind of service.
    expected, handle_seconds
        Contacts and mean handle time in each interval.
    handle_cv
        Standard deviation of single handle times over their mean.
    interval_cv, day_cv
        How much the true work varies around what is expected, from interval to interval and from day
        to day, beyond chance.
    open
        When it is served, and when a deferred queue's goal runs.
    waiting_seconds
        For each contact that waits when the day starts, how long it has waited on the goal's clock.
    speeds
        The speed of each contact while one person holds 1, 2, ... of them.
    interruptible
        Whether people on it turn to live contacts that find nobody free.
    """

    settings: Queue
    expected: tuple[float, ...]
    handle_seconds: tuple[float, ...]
    handle_cv: float = 1.0
    interval_cv: float = 0.0
    day_cv: float = 0.0
    open: tuple[Span, ...] = ()
    waiting_seconds: tuple[float, ...] = ()
    speeds: tuple[float, ...] = (1.0,)
    interruptible: bool = False

    @property
    def name(self) -> str:
        return self.settings.name

    @property
    def is_deferred(self) -> bool:
        return self.settings.service is Service.DEFERRED


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDay:
    """A day with its queues in the team's order and everybody in the team, whether at work or not.

    `starts_at` is its first moment, UTC epoch seconds; `interval_seconds` is the length of each of its
    `intervals`.
    """

    on: date
    timezone: str
    starts_at: int
    intervals: int
    interval_seconds: float
    queues: tuple[DayQueue, ...]
    people: tuple[DayPerson, ...]
    shared_day_cv: float = 0.0

    @property
    def horizon_seconds(self) -> float:
        return self.intervals * self.interval_seconds

    def queue(self, name: str) -> DayQueue:
        return next(queue for queue in self.queues if queue.name == name)

    def person(self, name: str) -> DayPerson:
        return next(person for person in self.people if person.name == name)

    @property
    def at_work(self) -> tuple[DayPerson, ...]:
        """Everybody who answers a queue at some time of the day."""
        return tuple(person for person in self.people if person.on_queue_seconds() > 0)

    def seconds_at(self, clock_second: int) -> float:
        """Where in the day the wall clock shows a time, counted after midnight, or first a later one."""
        midnight = (self.on - date(1970, 1, 1)).days * DAY_SECONDS
        reached = clock_reaches(np.array([midnight + clock_second]), self.timezone)
        return float(reached[0] - self.starts_at)

    def clock_at(self, seconds: float) -> str:
        """What the wall clock shows so far into the day, such as 14:30."""
        instant = self.starts_at + int(seconds)
        return f"{datetime.fromtimestamp(instant, ZoneInfo(self.timezone)):%H:%M}"
