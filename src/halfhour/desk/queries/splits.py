"""Tickets of which a part became another: what was split off, and what a ticket was split from."""

from halfhour.desk.models import EventKind, Ticket, TicketEvent
from halfhour.desk.queries.customers import is_same_person
from halfhour.desk.queries.merged import end_of, with_merged


def split_event(ticket: Ticket) -> TicketEvent | None:
    """How a ticket was split off another; None where it was not."""
    events = ticket.events.filter(kind=EventKind.SPLIT, facts__has_key="split_from")
    return events.order_by("id").first()


def split_off(ticket: Ticket) -> list[Ticket]:
    """What was split off a ticket, or off one merged into it, and is one of its own still, in order."""
    events = TicketEvent.objects.filter(ticket__in=with_merged(ticket), kind=EventKind.SPLIT)
    events = events.filter(facts__has_key="split_off").order_by("id")
    return _apart(ticket, [event.facts["split_off"][1] for event in events])


def split_from(ticket: Ticket) -> list[Ticket]:
    """The one ticket that a ticket was split off; none where it was not."""
    came = split_event(ticket)
    return _apart(ticket, [came.facts["split_from"][1]] if came else [])


def connected(ticket: Ticket) -> set[int]:
    """The ids of a ticket and of all whose pages its own leads to, directly or by way of others."""
    found, waiting = {ticket.pk}, [ticket]
    while waiting:
        one = waiting.pop()
        new = [each for each in (*split_off(one), *split_from(one)) if each.pk not in found]
        found.update(each.pk for each in new)
        waiting += new
    return found


def _apart(ticket: Ticket, numbers: list[int]) -> list[Ticket]:
    """Of these those that are the same customer's still, and not one with the ticket again."""
    if not numbers:
        return []
    found = Ticket.objects.filter(team=ticket.team_id, number__in=numbers).select_related("customer")
    return [
        each
        for each in found.order_by("number")
        if _is_theirs(each, ticket) and end_of(each) != end_of(ticket)
    ]


def _is_theirs(one: Ticket, other: Ticket) -> bool:
    return one.customer_id == other.customer_id or is_same_person(one.customer, other.customer)
