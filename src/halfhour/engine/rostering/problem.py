"""What a roster is made from and what comes out: plain values.

Instants are UTC epoch seconds. A roster runs over `weeks` weeks of seven days each, counted from
`first_on`; the rules on days and hours per week hold in each of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.reasons import NO_FIGURES, Figure, Reason, ReasonKind
from halfhour.engine.team import SessionKind, Team

if TYPE_CHECKING:
    from halfhour.engine.intervals import IntervalGrid


class Requirement(Protocol):
    """What a roster needs to know of a queue's requirement (`staffing.QueueRequirement` has it)."""

    @property
    def queue(self) -> str: ...

    @property
    def roster_target(self) -> NDArray[np.float64]: ...


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Target:
    """The people a roster should put on one queue, shape (intervals,): the smallest `Requirement`."""

    queue: str
    roster_target: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A rest inside a shift; `kind` is that of its rule ("break", "lunch")."""

    kind: str
    starts_at: int
    ends_at: int
    paid: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """One person's work on one day. `on` is the local date on which it starts."""

    agent: str
    on: date
    starts_at: int
    ends_at: int
    paid_seconds: int
    breaks: tuple[Break, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedSession:
    """One person's place in a protected session; a session held together has one row per person."""

    name: str
    kind: SessionKind
    agent: str
    starts_at: int
    ends_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """How many people of one skill group the roster counts on a queue in an interval.

    `agents` may be fractional: somebody on a short break is there for a part of the interval.
    """

    queues_served: tuple[str, ...]
    queue: str
    interval: int
    agents: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """Who works when, sorted by start and name."""

    shifts: tuple[Shift, ...]
    sessions: tuple[PlacedSession, ...] = ()
    assignments: tuple[Assignment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RosterProblem:
    """A team and what it must cover.

    Parameters
    ----------
    requirements
        One per queue, on `grid`.
    open_seconds
        By queue, shape (intervals,): how long the queue is open in each interval.
    open_spans
        Stretches in which the team or one of its queues is open, sorted and disjoint.
    closed_on
        Dates in the horizon on which the weekday is usually open but this day is not (public
        holidays, dated exceptions); each counts as a worked day where the week would fall short.
    previous
        Shifts worked just before `first_on`: they count for rest, runs of days and fair shares, and
        those that reach into the horizon cover it.
    fixed_sessions
        Sessions whose time is already agreed. Each stands for one of the week's sessions of its name.
    """

    team: Team
    first_on: date
    weeks: int
    grid: IntervalGrid
    requirements: tuple[Requirement, ...]
    open_seconds: Mapping[str, NDArray[np.int64]]
    open_spans: tuple[tuple[int, int], ...]
    closed_on: frozenset[date] = frozenset()
    previous: tuple[Shift, ...] = ()
    fixed_sessions: tuple[PlacedSession, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """One rule broken in a roster or a day plan: which, by whom, on which day, and the figures.

    `agent` is None where the breach is nobody's in particular, `on` where it is no single day's.
    """

    rule: ReasonKind
    agent: str | None = None
    on: date | None = None
    figures: Mapping[str, Figure] = field(default_factory=lambda: NO_FIGURES)

    @property
    def reason(self) -> Reason:
        """The breach as a reason that can be worded."""
        who = {} if self.agent is None else {"agent": self.agent}
        when = {} if self.on is None else {"on": self.on.isoformat()}
        return Reason(kind=self.rule, figures={**who, **when, **self.figures})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RosterResult:
    """The best roster found and how good it is.

    Attributes
    ----------
    roster
        None only where nobody may work at all.
    clashes
        Rules that cannot hold together, for whom and when. Empty where everything asked for holds.
    coverage, shortfall, surplus
        People on each queue and what is missing from or above its target, shape (queues, intervals),
        in the order of the problem's requirements. A deferred queue's work may be done at any time
        of its day, so its shortfall is the day's, spread over the day as the target is.
    cost, bound, gap
        Weighted cost of the roster, what no roster can go below, and (cost - bound) / cost.
    """

    roster: Roster | None
    clashes: tuple[Reason, ...]
    coverage: NDArray[np.float64]
    shortfall: NDArray[np.float64]
    surplus: NDArray[np.float64]
    cost: float
    bound: float
    gap: float
    reasons: tuple[Reason, ...] = ()
