"""What holds of every ticket of a team at rest, whatever was done to it."""

from collections.abc import Callable, Iterator

from halfhour.desk.adapter.clocks import clocks_of_ticket, write_clocks
from halfhour.desk.adapter.ledger import ledger_id
from halfhour.desk.models import Message, State, Ticket, TicketEvent
from halfhour.desk.models.tickets import ENDED
from halfhour.ledger.models import Contact
from halfhour.people.models import Team


def wrongs(team: Team) -> Iterator[str]:
    """What does not hold, in sentences."""
    tickets = Ticket.objects.filter(team=team).select_related("assignee", "team").order_by("number")
    for expected, ticket in enumerate(tickets, 1):
        if ticket.number != expected:
            yield f"there is no ticket {expected}"
        for name, holds in LAWS.items():
            if not holds(ticket, list(ticket.events.order_by("id"))):
                yield f"ticket {ticket.number}: {name}"
    of_erased = Message.objects.filter(customer__erased_at__isnull=False).exclude(text="")
    yield from (f"message {row.pk} of somebody erased has its text" for row in of_erased)


def _as_events_say(ticket: Ticket, events: list[TicketEvent]) -> bool:
    states = [State.NEW, *(event.state for event in events if event.state)]
    segments = ["unassigned", *(event.segment for event in events if event.segment)]
    return (ticket.state, ticket.segment) == (states[-1], segments[-1])


def _due_as_replayed(ticket: Ticket, _events: list[TicketEvent]) -> bool:
    names = ("due_at", "due_measure", "first_due_at", "resolution_due_at")
    kept = [getattr(ticket, name) for name in names]
    write_clocks(ticket, clocks_of_ticket(ticket), at=ticket.changed_at)
    return kept == [getattr(ticket, name) for name in names]


def _once_in_ledger(ticket: Ticket, _events: list[TicketEvent]) -> bool:
    holder = ticket.assignee.username if ticket.assignee else ""
    rows = Contact.objects.filter(team=ticket.team, contact_id=ledger_id(ticket))
    told = [(row.queue, row.priority, row.resolved_at, row.answered_at, row.agent) for row in rows]
    return told == [(ticket.queue, ticket.priority, ticket.resolved_at, ticket.first_answered_at, holder)]


def _ends_somewhere(ticket: Ticket, _events: list[TicketEvent]) -> bool:
    passed, here = set(), ticket
    while here.merged_into is not None and here.pk not in passed:
        passed.add(here.pk)
        here = here.merged_into
    return here.pk not in passed


LAWS: dict[str, Callable[[Ticket, list[TicketEvent]], bool]] = {
    "its state and whose time it is are what its events say": _as_events_say,
    "its events are in the order of their times": lambda _ticket, events: (
        (times := [event.at for event in events]) == sorted(times)
    ),
    "what is due is what a replay of its events gives": _due_as_replayed,
    "it is in the ledger once, as it is": _once_in_ledger,
    "who holds it is whose time it is": lambda ticket, _events: (
        ticket.segment.startswith("user-") <= (ticket.segment == f"user-{ticket.assignee_id}")
    ),
    "it wakes only while it is put off": lambda ticket, _events: (
        (ticket.state == State.SCHEDULED) == (ticket.wakes_at is not None)
    ),
    "it ended at a time, or goes on": lambda ticket, _events: (
        (ticket.state in ENDED) == (ticket.resolved_at is not None)
    ),
    "what was merged away is closed": lambda ticket, _events: (
        ticket.merged_into_id is None or ticket.state == State.CLOSED
    ),
    "merges lead somewhere": _ends_somewhere,
}
