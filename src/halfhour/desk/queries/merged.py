"""Tickets that were merged into another: what hangs on them goes on there."""

from halfhour.desk.models import Ticket, TicketMerge


def with_merged(ticket: Ticket) -> list[int]:
    """The ids of a ticket and of all that were merged into it, or into one of those."""
    found = edge = [ticket.pk]
    while edge:
        edge = list(Ticket.objects.filter(merged_into__in=edge).order_by("id").values_list("id", flat=True))
        found = [*found, *edge]
    return found


def written_by_customers(ticket: Ticket) -> list[Ticket]:
    """Of a ticket and all that were merged into it, those whose customer is known."""
    rows = Ticket.objects.filter(pk__in=with_merged(ticket), customer__isnull=False)
    return list(rows.select_related("customer").order_by("number"))


def end_of(ticket: Ticket) -> Ticket:
    """Where what is written to a ticket arrives: itself, or the end of its merges."""
    while ticket.merged_into is not None:
        ticket = ticket.merged_into
    return ticket


def last_merge_of(ticket_id: int, *, end: Ticket) -> TicketMerge | None:
    """The merge by which a ticket's text reaches `end`; None where the ticket is it."""
    merge = None
    while ticket_id != end.pk:
        merge = TicketMerge.objects.get(source=ticket_id, undone_at__isnull=True)
        ticket_id = merge.target_id
    return merge
