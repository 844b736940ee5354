"""Who holds a ticket: as a person says it. What routing chooses is in `actions.routing`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from halfhour.desk.access import may_move_others
from halfhour.desk.actions.holders import refuse_who_does_not_answer, tell_new_holder
from halfhour.desk.actions.locking import lock_presence, lock_ticket
from halfhour.desk.actions.opening import UNASSIGNED
from halfhour.desk.actions.recording import happened, moved, save_ticket
from halfhour.desk.errors import DeskRefused, TicketTaken
from halfhour.desk.models import EventKind, PushedContact, State, Ticket, TicketEvent
from halfhour.people.models import User


@transaction.atomic
def assign_ticket(
    *, ticket: Ticket, to: User | None, by: User, at: datetime, revision: int | None = None
) -> Ticket:
    """Give a ticket to somebody of the team, or to nobody; it stands until a person changes it.

    Raises
    ------
    TicketTaken
        Where somebody else holds it, and `by` may not move what is others'.
    DeskRefused
        Where the ticket is closed, or they answer no contacts of the team.
    """
    if to is not None:
        lock_presence(to.pk)
    ticket = lock_ticket(ticket.pk, revision=revision)
    if is_another_s(ticket, by) and not may_move_others(by, ticket.team):
        raise taken_by_another(ticket)
    if ticket.state == State.CLOSED:
        raise DeskRefused(_("Ticket {number} is closed; reopen it first.").format(number=ticket.number))
    if to is not None:
        refuse_who_does_not_answer(to, team_id=ticket.team_id, field="assignee")
    if to is not None and ticket.assignee_id == to.pk:
        PushedContact.objects.filter(ticket=ticket, is_standing=True).update(is_standing=False)
    events = hold(ticket, to, at=at, by=by)
    if events:
        tell_new_holder(save_ticket(ticket, events=events, at=at), by=by, at=at)
    return ticket


@transaction.atomic
def take_ticket(*, ticket: Ticket, by: User, at: datetime) -> Ticket:
    """Take a ticket that nobody holds.

    Raises
    ------
    TicketTaken
        Where somebody was faster.
    """
    lock_presence(by.pk)
    ticket = lock_ticket(ticket.pk)
    if is_another_s(ticket, by):
        raise taken_by_another(ticket)
    return assign_ticket(ticket=ticket, to=by, by=by, at=at)


def is_another_s(ticket: Ticket, person: User) -> bool:
    return ticket.assignee_id not in (None, person.pk)


def taken_by_another(ticket: Ticket) -> TicketTaken:
    sentence = _("{person} has taken ticket {number}.")
    return TicketTaken(sentence.format(person=ticket.assignee, number=ticket.number), latest=ticket)


def hold(
    ticket: Ticket,
    person: User | None,
    *,
    at: datetime,
    by: User | None,
    reason: Mapping[str, Any] | None = None,
) -> list[TicketEvent]:
    """Let a person hold a locked ticket, or nobody; nothing where it is so already.

    A new ticket is open once somebody holds it. `by` is None where routing chose. As long as a department has
    it, the next step stays theirs, whoever holds the ticket.
    """
    if ticket.assignee_id == (person.pk if person else None):
        return []
    before = ticket.assignee.get_username() if ticket.assignee else None
    ticket.assignee = person
    ticket.assigned_at = at if person else None
    ticket.assigned_by_person = person is not None and by is not None
    ticket.unassigned_why = {}
    ticket.segment = segment = ticket.segment if is_departments(ticket) else segment_of_holder(ticket)
    facts = {"assignee": (before, person.get_username() if person else None)}
    events = [
        happened(EventKind.HANDED, at=at, by=by, segment=segment, reason=reason, facts=facts),
    ]
    if person is not None and ticket.state == State.NEW:
        events += moved(ticket, State.OPEN, at=at, by=by)
    return events


def segment_of_holder(ticket: Ticket) -> str:
    return f"user-{ticket.assignee_id}" if ticket.assignee_id else UNASSIGNED


def is_departments(ticket: Ticket) -> bool:
    """Whether a department owes the next step of a ticket."""
    return ticket.segment.startswith("department-")
