"""When somebody becomes free, what waits is given away: after the change is saved, never in its way."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.db import transaction

from halfhour.desk.models import EventKind, Presence, Ticket, TicketEvent
from halfhour.desk.models.tickets import OURS
from halfhour.desk.queries.presence import pushed_channels
from halfhour.desk.queries.waiting import waiting_tickets
from halfhour.people.models import Team


def give_away_after(ticket: Ticket, events: Sequence[TicketEvent], *, at: datetime) -> None:
    """Look after the transaction whether what just happened lets somebody take what waits.

    It does where somebody has less in hand than before, and where a ticket has come that is pushed.
    """
    freed = _freed(ticket, events)
    comes = ticket.assignee_id is None and ticket.state in OURS and any(_brings(each) for each in events)
    if freed or (comes and ticket.channel in pushed_channels(ticket.team_id, at)):
        look = partial(_look, ticket.team_id, at=at, freed=freed, ticket_id=ticket.pk if comes else None)
        transaction.on_commit(look, robust=True)


def drain_soon(*, team_id: int, at: datetime) -> None:
    """Give away what waits once the transaction has ended."""
    transaction.on_commit(partial(_look, team_id, at=at), robust=True)


def _freed(ticket: Ticket, events: Sequence[TicketEvent]) -> frozenset[str]:
    """The usernames of those who have one ticket less in hand."""
    found = set()
    for event in events:
        before = event.facts.get("assignee", [None])[0]
        if event.kind == EventKind.HANDED and before:
            found.add(before)
        if event.state and event.state not in OURS and ticket.assignee is not None:
            found.add(ticket.assignee.get_username())
    return frozenset(found)


def _brings(event: TicketEvent) -> bool:
    return event.kind in (EventKind.OPENED, EventKind.HANDED, EventKind.WOKEN) or event.state in OURS


def _look(
    team_id: int, *, at: datetime, freed: frozenset[str] = frozenset(), ticket_id: int | None = None
) -> None:
    """Push a ticket that has come, and drain what waits for those who became free."""
    from halfhour.desk.actions.routing import drain, push  # routing saves, and what is saved looks here

    pushed = pushed_channels(team_id, at)
    if freed:
        Presence.objects.filter(team=team_id, user__username__in=freed).update(idle_since=at)
    if ticket_id is not None and Ticket.objects.filter(pk=ticket_id, channel__in=pushed).exists():
        push(ticket_id=ticket_id, at=at)
    team = Team.objects.get(pk=team_id)
    if (freed or ticket_id is None) and waiting_tickets(team).filter(channel__in=pushed).exists():
        drain(team=team, at=at)
