"""Hints that a ticket, or who wrote it, is there twice. Nothing is merged without being asked."""

from datetime import timedelta

from django.db.models import Q

from halfhour.customers.queries.duplicates import Hint, duplicate_hints
from halfhour.desk.access import visible_tickets
from halfhour.desk.models import Ticket
from halfhour.desk.models.tickets import UNFINISHED
from halfhour.desk.queries.customers import now_of, tickets_of
from halfhour.desk.queries.rows import TicketRow, rows_of
from halfhour.people.access import Permission, TeamAccess

MOST_ALIKE = 5
WITHIN = timedelta(days=7)


def tickets_alike(access: TeamAccess, ticket: Ticket) -> tuple[TicketRow, ...]:
    """Tickets that may ask the same: what triage saw repeated, and unfinished ones of the same customer,
    of these days, under the same subject.
    """
    alike = Q(pk=ticket.repeats_id) | Q(repeats=ticket.pk)
    if ticket.customer is not None and ticket.subject:
        alike |= tickets_of(now_of(ticket.customer)) & Q(
            subject__iexact=ticket.subject,
            state__in=UNFINISHED,
            opened_at__range=(ticket.opened_at - WITHIN, ticket.opened_at + WITHIN),
        )
    found = visible_tickets(access).filter(alike, merged_into__isnull=True).exclude(pk=ticket.pk)
    ids = found.order_by("-opened_at", "-id").values_list("id", flat=True)[:MOST_ALIKE]
    return rows_of(access, list(ids))


def customers_alike(access: TeamAccess, ticket: Ticket) -> list[Hint]:
    """Customers who may be the one of this ticket."""
    if ticket.customer is None or not access.may(Permission.SEE_CUSTOMERS) or not ticket.customer.is_live:
        return []
    return duplicate_hints(access.team, of=ticket.customer, most=MOST_ALIKE)
