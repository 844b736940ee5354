"""Changes to a day, one value each; what a line of a scenario says.

Names of queues and people are as they were written. Times are seconds after midnight by the clock on
the wall; a window that runs past midnight ends above 86,400.
"""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    start_second: int
    end_second: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPeople:
    """People who answer some queues, or all live ones where none is named, all through a window."""

    count: int
    window: Window
    queues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TakePeople:
    """So many fewer people on some queues in a window."""

    count: int
    window: Window
    queues: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sick:
    """These people do not come."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SickSome:
    """So many people do not come: those with the most time on queue."""

    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """The chance that somebody does not come, for everybody."""

    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Train:
    """These people also answer a queue, in all their blocks on live queues, at a pace of their own."""

    names: tuple[str, ...]
    queue: str
    handle_factor: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Somebody answers this queue instead of what they would do, all day or in a window."""

    name: str
    queue: str
    window: Window | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftDay:
    """Somebody's whole day, earlier (below 0) or later."""

    name: str
    seconds: int


class BreakKind(StrEnum):
    LUNCH = "lunch"
    BREAK = "break"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpreadBreaks:
    """Lunches, or the longest break of each, one after the other through a window."""

    kind: BreakKind
    window: Window


@dataclass(frozen=True, slots=True, kw_only=True)
class BreaksTogether:
    """All lunches, or the longest break of each, at one time."""

    kind: BreakKind
    start_second: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BufferOnQueue:
    """Time kept free for the unexpected is spent on live queues."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """Whoever is on one of these live queues answers all of them that they can."""

    queues: tuple[str, ...]
    window: Window | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Interrupt:
    """People who work on a deferred queue turn to live contacts that find nobody free."""

    queue: str
    live_queues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HandleTime:
    """A contact takes `factor` times as long, or `seconds` on average. No queue means every one."""

    queue: str | None = None
    factor: float | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """`factor` times as many contacts, or so many `contacts` more, all day or in a window."""

    queue: str | None = None
    factor: float | None = None
    contacts: float | None = None
    window: Window | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewGoal:
    queue: str
    share: float
    within_seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long customers wait on average: `seconds`, `factor` times as long, or for ever with neither."""

    queue: str
    seconds: float | None = None
    factor: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Concurrency:
    """How many contacts one person holds at once.

    `factor` is how long a contact then lasts as a share of how long it does today; None where that is
    not known and the usual is taken.
    """

    queue: str
    most: int
    factor: float | None = None


Change = (
    AddPeople
    | TakePeople
    | Sick
    | SickSome
    | Absence
    | Train
    | Move
    | ShiftDay
    | SpreadBreaks
    | BreaksTogether
    | BufferOnQueue
    | Pool
    | Interrupt
    | HandleTime
    | Volume
    | NewGoal
    | Patience
    | Concurrency
)
