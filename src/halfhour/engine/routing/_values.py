"""Contacts to give away, and people to give them to, as they are at one instant (UTC epoch seconds)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf
from types import MappingProxyType

from halfhour.engine.errors import OutOfRange
from halfhour.engine.team import Seniority

ORDER = tuple(Seniority)  # junior, regular, senior


class Complexity(StrEnum):
    STANDARD = "standard"
    COMPLEX = "complex"


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A contact that waits for somebody.

    `urgency` is higher for what comes first whatever else waits. `due_at` is the nearest due time, None
    without a goal; what has one has `opened_at` before it. `weight` is how much of somebody's attention it
    takes, 1 being usual for its queue. `known_by` answered this customer last, None if nobody did. One that
    `interrupts` takes no room from what gives way: as a call goes before a letter.

    Raises
    ------
    OutOfRange
        For a weight that is not above 0 and finite.
    """

    key: str
    queue: str
    opened_at: int
    due_at: int | None = None
    urgency: int = 0
    skills: tuple[str, ...] = ()
    complexity: Complexity = Complexity.STANDARD
    weight: float = 1.0
    known_by: str | None = None
    interrupts: bool = False

    def __post_init__(self) -> None:
        _refuse_weight(self.weight)

    def slack_seconds(self, at: int) -> float:
        """Seconds left to the due time, negative when late; endless without one."""
        return float("inf") if self.due_at is None else self.due_at - at


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A contact that somebody is at work on; those that wait on the customer are not held.

    One that `gives_way` is put aside for another that interrupts.
    """

    queue: str
    weight: float = 1.0
    gives_way: bool = False

    def __post_init__(self) -> None:
        _refuse_weight(self.weight)


def _refuse_weight(weight: float) -> None:
    if not 0 < weight < inf:
        raise OutOfRange(f"got weight {weight}; need more than 0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody as they are now.

    `takes` are the queues of the block of their day plan, which lasts until `until`; empty in a break, in
    training, in focus time. `room` is how many contacts of a queue they may hold at once, 1 or more, and 1
    where it is left out: one focus at a time. `taken` and `harder_taken` count contacts of this week, and
    those of them above their seniority.

    Raises
    ------
    OutOfRange
        For a room below 1.
    """

    name: str
    is_present: bool = True
    takes: frozenset[str] = frozenset()
    until: int = 0
    skills: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    seniority: Seniority = Seniority.REGULAR
    room: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    held: tuple[Held, ...] = ()
    idle_since: int = 0
    taken: int = 0
    harder_taken: int = 0

    def __post_init__(self) -> None:
        for queue, room in self.room.items():
            if not room >= 1:
                raise OutOfRange(f"got room {room} for queue {queue!r}; need 1 or more")

    @property
    def load(self) -> float:
        """The share of their attention that is taken, 1 being all of it."""
        return sum(self._share(each) for each in self.held)

    def load_beside(self, work: Work) -> float:
        """What is taken while they are at work on a contact: what gives way to it is not."""
        held = (each for each in self.held if not (work.interrupts and each.gives_way))
        return sum(self._share(each) for each in held)

    def load_with(self, work: Work) -> float:
        return self.load_beside(work) + self._share(work)

    def _share(self, contact: "Held | Work") -> float:
        """Never more than all of somebody: whoever is free takes one contact, however heavy."""
        return min(contact.weight / self.room.get(contact.queue, 1), 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingRules:
    """What a team may set.

    `needs` is the seniority that each complexity asks for. `growth_share` is the share of their contacts
    that people below it may take all the same, to grow. `know_share` is the share of a goal's time for
    which a contact waits for the person who knows the customer. `danger_share` is the last share of a
    goal's time, in which a contact is in danger; after `too_long_goals` times the goal it goes before
    everything as urgent as itself.
    """

    needs: Mapping[Complexity, Seniority] = field(
        default_factory=lambda: MappingProxyType(
            {Complexity.STANDARD: Seniority.JUNIOR, Complexity.COMPLEX: Seniority.SENIOR}
        )
    )
    growth_share: float = 0.1
    know_share: float = 0.5
    danger_share: float = 0.25
    too_long_goals: float = 3.0
