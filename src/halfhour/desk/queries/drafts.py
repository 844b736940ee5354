"""What is begun and not sent yet."""

from halfhour.desk.models import Draft, DraftKind, Ticket
from halfhour.people.models import User


def has_begun_reply(ticket: Ticket, *, by: User) -> bool:
    """Whether somebody has begun an answer to the customer that they have not sent."""
    begun = Draft.objects.filter(ticket=ticket, by=by, kind=DraftKind.REPLY)
    return any(text.strip() for text in begun.values_list("text", flat=True))
