"""A service team as the simulator sees it: who asks for what, who can answer it, and when they are there.

Times are seconds from the start of the horizon, usually one local day; they include their start, not
their end. The rules by which the parts meet are written in docs/methods/simulation.md.
"""

import math
from dataclasses import dataclass

from halfhour.engine.simulation._distributions import Distribution

DAY_SECONDS = 86_400.0  # factors and absences are drawn anew for each


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """With this chance the customer comes again, after a delay, as a new contact of the same queue."""

    chance: float
    delay: Distribution


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """Whoever has waited `after_seconds` is offered to be called back; `accepted` is the share that agrees.

    They keep their place in the line and no longer hang up.
    """

    after_seconds: float
    accepted: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """With this chance a handled contact goes on to another queue, where it is a new contact."""

    queue: str
    chance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """A stream of contacts that ask for the same work and have the same goal.

    Parameters
    ----------
    expected
        Mean number of contacts in each interval.
    arrived_at
        When contacts come, in order, the same in every replication; () where they are drawn around
        `expected`, which must be 0 everywhere in a queue whose contacts come at given times.
    handle
        Agent seconds of one contact, wrap-up included.
    handle_scale
        A factor on the work of contacts that come in each interval; () where it is always 1.
    patience
        How long a contact waits before it gives up; None where nobody does.
    priority
        What is lower is answered first. Live queues come before deferred ones whatever their priority.
    head_start_seconds
        Contacts are served as though they had waited that much longer: with equal `priority`, and equal
        `rank` for the agent, whoever has waited longest with their head start goes first.
    goal_seconds, goal_share
        Answered within `goal_seconds` for at least `goal_share` of the contacts offered.
    deferred
        Work that may wait for hours: it yields to all live work, and its waits are measured on its clock.
    open
        Stretches (start, end) of the horizon in which a deferred queue's clock runs; () for always.
    interruptible
        An agent on it turns to live work that finds nobody free, and puts it down when their stretch
        ends; what is left waits first in line for this queue.
    speeds
        The speed of each contact while an agent holds 1, 2, ... of them; as many as an agent may hold.
    interval_cv, day_cv
        How much the true rate varies around the expected one, from interval to interval and from day to
        day: coefficients of variation of gamma factors with mean 1. With 0 arrivals are a Poisson process.
    repeat, redial
        Who comes again after being handled, and after having hung up; None for nobody.
    callback
        None where nobody is offered to be called back.
    transfers
        Where handled contacts go on to; at most one of them each.
    backlog
        Contacts that wait already when the horizon starts; they are offered in its first interval.
    backlog_waited_seconds
        How long each of them has waited until then, on the queue's clock; () for no time at all.
    """

    name: str
    expected: tuple[float, ...]
    arrived_at: tuple[float, ...] = ()
    handle: Distribution
    handle_scale: tuple[float, ...] = ()
    patience: Distribution | None = None
    priority: int = 0
    head_start_seconds: float = 0.0
    goal_seconds: float = 20.0
    goal_share: float = 0.8
    deferred: bool = False
    open: tuple[tuple[float, float], ...] = ()
    interruptible: bool = False
    speeds: tuple[float, ...] = (1.0,)
    interval_cv: float = 0.0
    day_cv: float = 0.0
    repeat: Return | None = None
    redial: Return | None = None
    callback: Callback | None = None
    transfers: tuple[Transfer, ...] = ()
    backlog: int = 0
    backlog_waited_seconds: tuple[float, ...] = ()

    @property
    def contacts_expected(self) -> float:
        """In one replication, without those that come of others."""
        return math.fsum(self.expected) + len(self.arrived_at) + self.backlog


@dataclass(frozen=True, slots=True, kw_only=True)
class Skill:
    """What an agent can answer.

    `handle_factor` scales the work (1.2 for somebody who takes a fifth longer). `rank` is the order of
    preference: a contact goes to the free agent of the lowest rank, and of two contacts with equal claim
    an agent takes the one for which their rank is lower.
    """

    queue: str
    handle_factor: float = 1.0
    rank: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Time on queue without a pause; `queues` narrows what is answered in it, () for all the agent can.

    When it ends, a contact in hand is finished first, and what comes after it (a break, going home) is
    that much shorter or later; only interruptible work is put down.
    """

    start_seconds: float
    end_seconds: float
    queues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """A person and when they are on queue; `absence` is the chance to be away for a whole day.

    A stretch belongs to the day, of 86,400 seconds from the start of the horizon, in which it starts.
    """

    name: str
    skills: tuple[Skill, ...]
    stretches: tuple[Stretch, ...]
    absence: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Alike agents without names, a number for each interval: the k-th is there whenever at least k are."""

    name: str
    skills: tuple[Skill, ...]
    staffed: tuple[int, ...]
    absence: float = 0.0
