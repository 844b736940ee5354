"""What happens to a contact, as far as its clocks are concerned."""

from dataclasses import dataclass
from enum import StrEnum

from halfhour.engine.sla._clocks import Run
from halfhour.engine.sla._goals import Facts


class State(StrEnum):
    NEW = "new"  # nobody has looked at it yet
    OPEN = "open"  # somebody is at work on it, or it is their turn
    WAITING_ON_CUSTOMER = "waiting_on_customer"
    WAITING_ON_THIRD_PARTY = "waiting_on_third_party"
    SCHEDULED = "scheduled"  # agreed for a later time
    RESOLVED = "resolved"
    CLOSED = "closed"


class Happening(StrEnum):
    OPENED = "opened"  # always the first; gives the facts and the segment
    ANSWERED = "answered"  # a person's answer went out to the customer
    CUSTOMER_WROTE = "customer_wrote"  # again, after the opening
    MOVED = "moved"  # to another state
    HANDED = "handed"  # to another segment of the team
    JUDGED = "judged"  # its facts were found, or corrected


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened at an instant (UTC epoch seconds).

    `state` is given when it moved, `segment` (who owes the next step) when it opened or was handed on,
    `facts` when it opened or was judged; otherwise they are None. `waited` is given where the customer
    wrote on another contact that was merged into this one: the stretches in which that question waited.
    """

    at: int
    what: Happening
    state: State | None = None
    segment: str | None = None
    facts: Facts | None = None
    waited: tuple[Run, ...] = ()
