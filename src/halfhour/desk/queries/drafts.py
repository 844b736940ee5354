"""What is begun and not sent yet."""

from collections.abc import Iterable

from halfhour.desk.models import Draft, DraftKind, Ticket
from halfhour.people.models import User


def has_begun_reply(ticket: Ticket, *, by: User) -> bool:
    """Whether somebody has begun an answer to the customer that they have not sent."""
    return bool(begun_replies([ticket], by=by))


def begun_replies(tickets: Iterable[Ticket], *, by: User) -> set[int]:
    """The ids of the tickets on which somebody has begun such an answer."""
    begun = Draft.objects.filter(ticket__in=list(tickets), by=by, kind=DraftKind.REPLY)
    return {ticket for ticket, text in begun.values_list("ticket", "text") if text.strip()}
