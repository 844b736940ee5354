"""Tickets that wait for another are told of when that one has ended."""

from datetime import datetime

from halfhour.desk.actions.telling import tell
from halfhour.desk.models import LinkKind, Ticket, TicketLink
from halfhour.desk.models.tickets import UNFINISHED

WAIT_OVER = "wait_over"


def tell_who_waits(ticket: Ticket, *, at: datetime) -> None:
    """Tell those who hold a ticket that waits for this one; once for each time it ends."""
    links = TicketLink.objects.filter(
        target=ticket, kind=LinkKind.WAITS_FOR, source__state__in=UNFINISHED, source__assignee__isnull=False
    )
    for link in links.select_related("source__assignee", "source__team").order_by("id"):
        if link.source.assignee is not None:
            tell(
                [link.source.assignee],
                team=link.source.team,
                kind=WAIT_OVER,
                key=f"{WAIT_OVER}-{link.pk}-{ticket.revision}",
                at=at,
                ticket=link.source,
                figures={"number": link.source.number, "other": ticket.number},
            )
