"""Where a ticket stands: waiting, put off, resolved, closed, and open again."""

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from halfhour.desk.actions.locking import lock_ticket
from halfhour.desk.actions.one_by_one import one_by_one
from halfhour.desk.actions.recording import happened, moved, save_ticket
from halfhour.desk.actions.routing import back_to_queue
from halfhour.desk.adapter.clocks import CLOCK_KINDS
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import DeskSettings, EventKind, State, Ticket, TicketEvent
from halfhour.desk.models.tickets import ENDED, UNDONE_WITHIN
from halfhour.people.models import User

MOST_AT_ONCE = 200
FURTHEST = timedelta(days=731)


@transaction.atomic
def move_ticket(
    *, ticket: Ticket, to: State, by: User | None, at: datetime, revision: int | None = None
) -> Ticket:
    """Put a ticket into another state; `snooze_ticket` is the way to put it off.

    Raises
    ------
    DeskRefused
        For a ticket that was merged, for `scheduled`, which needs a time, and for `new`, which nothing
        becomes again but by `undo_move`; where the customer was erased, for all but `closed`.
    """
    if to == State.SCHEDULED:
        raise DeskRefused(_("Say until when the ticket is put off."))
    ticket = lock_ticket(ticket.pk, revision=revision)
    refuse_merged(ticket)
    if to != State.CLOSED:
        refuse_erased(ticket)
    if to == State.NEW != ticket.state:
        sentence = _("A ticket is new only until somebody takes, answers or moves it; open it instead.")
        raise DeskRefused(sentence, field="state")
    events = moved(ticket, to, at=at, by=by)
    return save_ticket(ticket, events=events, at=at) if events else ticket


@transaction.atomic
def snooze_ticket(
    *, ticket: Ticket, until: datetime, by: User, at: datetime, revision: int | None = None
) -> Ticket:
    """Put a ticket off until a time agreed with the customer; then it is open again.

    Raises
    ------
    DeskRefused
        Unless the time is yet to come and not more than two years off, or the ticket has ended, or its
        customer was erased.
    """
    ticket = lock_ticket(ticket.pk, revision=revision)
    refuse_merged(ticket)
    refuse_erased(ticket)
    refuse_wake_time(until, at=at)
    if ticket.is_ended:
        raise DeskRefused(_("Ticket {number} has ended; reopen it first.").format(number=ticket.number))
    before = ticket.wakes_at.isoformat() if ticket.wakes_at else None
    events = moved(ticket, State.SCHEDULED, at=at, by=by)
    ticket.wakes_at, ticket.wakes_to = until, State.OPEN
    facts = {"wakes_at": (before, until.isoformat())}
    return save_ticket(
        ticket, events=[*events, happened(EventKind.SNOOZED, at=at, by=by, facts=facts)], at=at
    )


def refuse_wake_time(until: datetime, *, at: datetime) -> None:
    """Nothing is put off into the past, or further than anybody plans."""
    if until <= at:
        raise DeskRefused(_("Choose a time that is yet to come."), field="until")
    if until - at > FURTHEST:
        raise DeskRefused(_("Choose a time within the next two years."), field="until")


@transaction.atomic
def undo_move(*, ticket: Ticket, event_id: int, by: User, at: datetime) -> Ticket:
    """Put a ticket back where it was before one moved it or put it off, its clocks as if it had not been.

    Raises
    ------
    DeskRefused
        Where it has gone on since, somebody else moved it, or that was more than ten minutes ago.
    """
    ticket = lock_ticket(ticket.pk)
    refuse_merged(ticket)
    refuse_erased(ticket)
    move = last_move(ticket)
    later = ticket.events.filter(id__gt=event_id, kind__in=CLOCK_KINDS)
    is_own = move is not None and move.by_id == by.pk and at - move.at <= UNDONE_WITHIN
    if move is None or not is_own or move.pk != event_id or "undoes" in move.judged or later.exists():
        sentence = _("Ticket {number} has gone on since; nothing was undone.")
        raise DeskRefused(sentence.format(number=ticket.number))
    if move.facts["state"][0] == State.SCHEDULED:
        raise DeskRefused(_("Say until when the ticket is put off."))
    events = taken_back(ticket, move, by=by, at=at)
    for event in events:
        event.judged = {"undoes": [move.pk]}
    return save_ticket(ticket, events=events, at=at)


def taken_back(ticket: Ticket, move: TicketEvent, *, by: User | None, at: datetime) -> list[TicketEvent]:
    """Put a ticket back into the state before a move: what had ended, ended when it did."""
    was_ended, before = ticket.is_ended, State(move.facts["state"][0])
    events = moved(ticket, before, at=at, by=by)
    if was_ended != ticket.is_ended:
        ticket.reopened -= 1  # what is undone is no customer who came back
    if ticket.is_ended:
        earlier = ticket.events.filter(kind=EventKind.MOVED, state__in=ENDED, id__lt=move.pk)
        ends = [each for each in earlier.order_by("-at", "-id") if "undoes" not in each.judged]
        first = (each.at for each in ends if each.facts["state"][0] not in ENDED)
        closed = (each.at for each in ends if each.state == State.CLOSED)
        ticket.resolved_at = next(first, ticket.resolved_at)
        ticket.closed_at = next(closed, ticket.closed_at) if before == State.CLOSED else None
    return events


def last_move(ticket: Ticket) -> TicketEvent | None:
    return ticket.events.filter(kind=EventKind.MOVED).order_by("-at", "-id").first()


def refuse_merged(ticket: Ticket) -> None:
    """Nobody works on a ticket whose conversation went on elsewhere."""
    if ticket.merged_into is not None:
        raise DeskRefused(
            _("Ticket {number} was merged into ticket {other}.").format(
                number=ticket.number, other=ticket.merged_into.number
            )
        )


def refuse_erased(ticket: Ticket) -> None:
    """Nothing goes on for a customer who was erased; notes and fields can still be set right."""
    if ticket.is_customer_erased:
        raise DeskRefused(_("The customer of this ticket was erased: there is nobody to answer."))


def wake_tickets(at: datetime) -> int:
    """Open again what was put off until now; how many.

    Whoever holds the ticket keeps it only if they are there in time: otherwise it goes back to the line, and
    so into the hands of somebody on shift.
    """
    due = Ticket.objects.filter(wakes_at__lte=at).order_by("wakes_at", "id").values_list("id", flat=True)
    return one_by_one(_wake, due[:MOST_AT_ONCE], at)


@transaction.atomic
def _wake(ticket_id: int, at: datetime) -> bool:
    ticket = lock_ticket(ticket_id)
    if ticket.wakes_at is None or ticket.wakes_at > at or ticket.state != State.SCHEDULED:
        return False
    events = [happened(EventKind.WOKEN, at=at), *moved(ticket, State.OPEN, at=at, by=None)]
    save_ticket(ticket, events=events, at=at)
    back_to_queue(ticket=ticket, at=at, keeps_chosen=False)
    return True


def close_resolved(at: datetime) -> int:
    """Close what was resolved as long ago as its team has set; how many."""
    closed = 0
    for settings in DeskSettings.objects.order_by("team"):
        before = at - timedelta(days=settings.close_after_days)
        resolved = Ticket.objects.filter(team=settings.team_id, state=State.RESOLVED, resolved_at__lte=before)
        ids = resolved.order_by("resolved_at", "id").values_list("id", flat=True)[:MOST_AT_ONCE]
        closed += one_by_one(partial(_close, before=before), ids, at)
    return closed


@transaction.atomic
def _close(ticket_id: int, at: datetime, *, before: datetime) -> bool:
    ticket = lock_ticket(ticket_id)
    if ticket.state != State.RESOLVED or ticket.resolved_at is None or ticket.resolved_at > before:
        return False
    save_ticket(ticket, events=moved(ticket, State.CLOSED, at=at, by=None), at=at)
    return True
