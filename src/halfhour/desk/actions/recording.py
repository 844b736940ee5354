"""The one way in which a ticket is saved: with what happened, its clocks, the ledger and who looks on."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from halfhour.desk import live
from halfhour.desk.actions.freeing import give_away_after
from halfhour.desk.actions.holders import tell_holder_of_end
from halfhour.desk.actions.locking import give_number
from halfhour.desk.actions.waits import tell_who_waits
from halfhour.desk.adapter.clocks import CLOCK_KINDS, clocks_of_ticket, facts_of, write_clocks
from halfhour.desk.adapter.ledger import write_to_ledger
from halfhour.desk.models import Actor, EventKind, State, Ticket, TicketEvent
from halfhour.desk.models.events import SAID_ONLY
from halfhour.desk.models.tickets import ENDED
from halfhour.desk.queries.line import ahead_of_new
from halfhour.ledger.actions.desk import source_of_day
from halfhour.people.models import User
from halfhour.rows import foresee, insert

Facts = Mapping[str, tuple[Any, Any]]
MOVES_CLOCKS = CLOCK_KINDS | {EventKind.UNMERGED.value}


def happened(
    kind: EventKind,
    *,
    at: datetime,
    by: User | None = None,
    actor: Actor | None = None,
    state: str = "",
    segment: str = "",
    judged: Mapping[str, Any] | None = None,
    facts: Facts | None = None,
    reason: Mapping[str, Any] | None = None,
) -> TicketEvent:
    """An event to be saved with its ticket; who acted is a person where one is named."""
    return TicketEvent(
        kind=kind,
        at=at,
        by=by,
        actor=actor or (Actor.PERSON if by else Actor.HALFHOUR),
        state=state,
        segment=segment,
        judged=dict(judged or {}),
        facts={name: list(values) for name, values in (facts or {}).items()},
        reason=dict(reason or {}),
    )


def save_ticket(ticket: Ticket, *, events: Sequence[TicketEvent], at: datetime) -> Ticket:
    """Save a ticket that is locked, or new, with its events; lists, boards and pages look again afterwards.

    A new one that has no number gets it last, for until the transaction ends nobody else gets any.
    Events that clocks know make the clocks be worked out again from all events, and so does a merge that was
    undone, whose question counts no more. The time of an event is never before that of the one before it, so
    that two clocks of two machines cannot make time go back.
    """
    is_new = ticket.pk is None
    if not is_new:
        ticket.revision += 1
        if not events or any(event.kind not in SAID_ONLY for event in events):
            ticket.done_revision = ticket.revision
    ticket.changed_at = at if is_new else max(ticket.changed_at, at)
    for event in events:
        event.at = ticket.changed_at
    if any(event.kind in MOVES_CLOCKS for event in events):
        known = [] if is_new else list(ticket.events.filter(kind__in=CLOCK_KINDS).order_by("at", "id"))
        write_clocks(ticket, clocks_of_ticket(ticket, [*known, *events]), at=ticket.changed_at)
    if is_new:
        foresee(ahead_of_new(ticket), source_of_day(ticket.team_id, ticket.changed_at))
        give_number(ticket)
        insert(ticket)
    else:
        ticket.save()
    for event in events:
        event.ticket = ticket
        insert(event)
    write_to_ledger(ticket, events)
    give_away_after(ticket, events, at=at)
    if any(event.state in ENDED for event in events):
        tell_who_waits(ticket, at=ticket.changed_at)
        tell_holder_of_end(ticket, events, at=ticket.changed_at)
    transaction.on_commit(
        partial(live.look_again, team_id=ticket.team_id, number=ticket.number, revision=ticket.revision)
    )
    return ticket


def moved(
    ticket: Ticket, state: State, *, at: datetime, by: User | None, actor: Actor | None = None
) -> list[TicketEvent]:
    """Put a ticket into a state; nothing where it is in it already."""
    if ticket.state == state:
        return []
    before, ticket.state = ticket.state, state
    if state != State.SCHEDULED:
        ticket.wakes_at, ticket.wakes_to = None, ""
    if state in (State.RESOLVED, State.CLOSED):
        ticket.resolved_at = ticket.resolved_at or at
        ticket.closed_at = at if state == State.CLOSED else None
    elif before in (State.RESOLVED, State.CLOSED):
        ticket.resolved_at = ticket.closed_at = None
        ticket.reopened += 1
    facts = {"state": (before, state.value)}
    return [happened(EventKind.MOVED, at=at, by=by, actor=actor, state=state, facts=facts)]


def handed(
    ticket: Ticket,
    segment: str,
    *,
    at: datetime,
    by: User | None,
    reason: Mapping[str, Any] | None = None,
    facts: Facts | None = None,
) -> list[TicketEvent]:
    """Let somebody else owe the next step."""
    if ticket.segment == segment:
        return []
    ticket.segment = segment
    return [happened(EventKind.HANDED, at=at, by=by, segment=segment, reason=reason, facts=facts)]


def judged(
    ticket: Ticket,
    *,
    at: datetime,
    by: User | None,
    facts: Facts,
    reason: Mapping[str, Any] | None = None,
    actor: Actor | None = None,
) -> TicketEvent:
    """What goals go by was found or corrected: the ticket holds the new values already."""
    return happened(
        EventKind.JUDGED, at=at, by=by, actor=actor, judged=facts_of(ticket), facts=facts, reason=reason
    )
