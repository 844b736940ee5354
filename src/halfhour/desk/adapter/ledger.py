"""The desk writes to the ledger as it works: a row per ticket, and what happened to it."""

from collections.abc import Sequence

from halfhour.customers.queries.addresses import in_order
from halfhour.customers.queries.history import LEDGER_KINDS
from halfhour.desk.models import Actor, EventKind, Ticket, TicketEvent
from halfhour.desk.queries.customers import now_of
from halfhour.ledger.actions.desk import DeskContact, DeskEvent, record_desk_contact

# What concerns nobody who measures: it stays on the ticket.
NOT_TOLD = frozenset(
    {EventKind.NOTED, EventKind.CHECKED, EventKind.LINKED, EventKind.UNLINKED, EventKind.LINK_SENT}
)


def ledger_id(ticket: Ticket) -> str:
    return f"desk-{ticket.number}"


def write_to_ledger(ticket: Ticket, events: Sequence[TicketEvent]) -> None:
    told = [event for event in events if event.kind not in NOT_TOLD]
    if not told:
        return
    is_new = any(event.kind == EventKind.OPENED for event in told)
    assignee = ticket.assignee.get_username() if ticket.assignee else ""
    contact = DeskContact(
        contact_id=ledger_id(ticket),
        opened_at=ticket.opened_at,
        queue=ticket.queue,
        channel=ticket.channel,
        category=ticket.category,
        priority=ticket.priority,
        complexity=ticket.complexity,
        language=ticket.language,
        customer_id=_customer_id(ticket, is_new=is_new),
        agent=assignee,
        answered_at=ticket.first_answered_at,
        resolved_at=ticket.resolved_at,
        closed_at=ticket.closed_at,
        handle_seconds=ticket.handle_seconds,
        reopened=ticket.reopened or None,
        rating=_rating(told),
    )
    rows = tuple(
        DeskEvent(
            identity=f"{event.pk}",
            at=event.at,
            event=event.kind,
            agent=event.by.get_username() if event.by else "",
            state=event.state,
            queue=ticket.queue,
            note=event.segment if event.actor != Actor.CUSTOMER else "",
        )
        for event in told
    )
    record_desk_contact(team_id=ticket.team_id, contact=contact, events=rows, is_new=is_new)


def _rating(events: Sequence[TicketEvent]) -> str | None:
    """What the customer says of the quality, where they have just said it."""
    given = (event.facts["quality"][1] for event in events if event.kind == EventKind.RATED)
    return next((str(quality) for quality in given), None)


def _customer_id(ticket: Ticket, *, is_new: bool) -> str | None:
    """The customer's first address that the ledger knows customers by.

    None leaves the id of who was erased since, or merged: then their address is another's, for now.
    """
    if ticket.customer is None:
        return ""
    if ticket.customer.erased_at is not None or (ticket.customer.merged_into_id and not is_new):
        return None
    theirs = in_order(now_of(ticket.customer))
    return next((each.normalised for each in theirs if each.kind in LEDGER_KINDS), "")
