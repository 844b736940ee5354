"""What the desk refuses, in sentences fit for the person who asked.

::

    DeskRefused
    ├── TicketMovedOn    somebody else saved since; `latest` is the ticket as it is now
    ├── WrittenSince     somebody wrote to or from the customer since what is answered was read
    ├── DraftMovedOn     a draft is another than who saves it knows; `text` is what it says now
    ├── SavedSince       the same of goals, rules, routing, canned replies and complaints
    ├── EveryContact     rules without conditions, and nobody said that every contact is meant
    ├── TicketTaken      it is somebody's already; `latest` says whose
    ├── DifferentCustomers  one customer would have what another wrote, and nobody said that this is meant
    ├── AtCapacity       the person holds as much as they may
    ├── KeyUsedAgain     an idempotency key that was used for something else
    └── SetAside         the input cannot be understood; it is kept, with why
"""

from collections.abc import Iterable, Sequence

from halfhour.customers.models import Customer
from halfhour.desk.models import Ticket


class DeskRefused(Exception):
    """Anything the desk refuses.

    Where one value is at fault, `field` is its name, and `allowed` what may stand there, if that is a list.
    """

    def __init__(self, sentence: str = "", *, field: str = "", allowed: Iterable[str] = ()) -> None:
        super().__init__(sentence)
        self.field = field
        self.allowed = tuple(allowed)

    @property
    def sentence(self) -> str:
        return str(self)


class TicketMovedOn(DeskRefused):
    """Somebody else saved since the ticket was opened."""

    def __init__(self, sentence: str, *, latest: Ticket) -> None:
        super().__init__(sentence)
        self.latest = latest


class WrittenSince(DeskRefused):
    """The customer or a colleague wrote since what is answered was read; said once, then it may be sent."""


class SavedSince(DeskRefused):
    """Somebody else saved the like since it was opened; `revision`, or version, is the newest."""

    def __init__(self, sentence: str, *, revision: int) -> None:
        super().__init__(sentence)
        self.revision = revision


class DraftMovedOn(DeskRefused):
    """The person wrote on their draft in another window since; where they sent it `text` is empty."""

    def __init__(self, sentence: str, *, text: str, stamp: str) -> None:
        super().__init__(sentence)
        self.text, self.stamp = text, stamp


class EveryContact(DeskRefused):
    """Rules without conditions are kept once somebody has said that every contact is meant."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, field="every_contact")


class TicketTaken(DeskRefused):
    """The ticket is somebody's already."""

    def __init__(self, sentence: str, *, latest: Ticket) -> None:
        super().__init__(sentence)
        self.latest = latest


class DifferentCustomers(DeskRefused):
    """Several people's words would be on one ticket: each with theirs, who is answered from then on last."""

    def __init__(self, sentence: str, *, people: Sequence[tuple[Customer, Ticket]]) -> None:
        super().__init__(sentence)
        self.people = tuple(people)


class AtCapacity(DeskRefused):
    """The person holds as much as they may."""


class KeyUsedAgain(DeskRefused):
    """An idempotency key stands for one input for good."""


class SetAside(DeskRefused):
    """Input that cannot be understood; `facts` says where, for the list of what was set aside."""

    def __init__(self, sentence: str, *, facts: dict[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.facts = facts or {}
