"""What the desk refuses, in sentences fit for the person who asked.

::

    DeskRefused
    ├── TicketMovedOn    somebody else saved since; `latest` is the ticket as it is now
    ├── TicketTaken      it is somebody's already; `latest` says whose
    ├── AtCapacity       the person holds as much as they may
    ├── KeyUsedAgain     an idempotency key that was used for something else
    └── SetAside         the input cannot be understood; it is kept, with why
"""

from halfhour.desk.models import Ticket


class DeskRefused(Exception):
    """Anything the desk refuses."""

    @property
    def sentence(self) -> str:
        return str(self)


class TicketMovedOn(DeskRefused):
    """Somebody else saved since the ticket was opened."""

    def __init__(self, sentence: str, *, latest: Ticket) -> None:
        super().__init__(sentence)
        self.latest = latest


class TicketTaken(DeskRefused):
    """The ticket is somebody's already."""

    def __init__(self, sentence: str, *, latest: Ticket) -> None:
        super().__init__(sentence)
        self.latest = latest


class AtCapacity(DeskRefused):
    """The person holds as much as they may."""


class KeyUsedAgain(DeskRefused):
    """An idempotency key stands for one input for good."""


class SetAside(DeskRefused):
    """Input that cannot be understood; `facts` says where, for the list of what was set aside."""

    def __init__(self, sentence: str, *, facts: dict[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.facts = facts or {}
