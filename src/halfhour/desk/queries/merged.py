"""Tickets that were merged into another: what hangs on them goes on there."""

from halfhour.desk.models import Ticket


def with_merged(ticket: Ticket) -> list[int]:
    """The ids of a ticket and of all that were merged into it, or into one of those."""
    found = edge = [ticket.pk]
    while edge:
        edge = list(Ticket.objects.filter(merged_into__in=edge).order_by("id").values_list("id", flat=True))
        found = [*found, *edge]
    return found
