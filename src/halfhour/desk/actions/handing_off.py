"""Passing a question to a department and getting the ticket back, followed up until it is done."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from halfhour.desk.access import may_move_others
from halfhour.desk.actions.assigning import hold, is_departments, segment_of_holder
from halfhour.desk.actions.holders import refuse_who_does_not_answer, tell_new_holder
from halfhour.desk.actions.indexing import add_words
from halfhour.desk.actions.locking import lock_end, lock_presence, lock_ticket, refuse_outdated
from halfhour.desk.actions.one_by_one import one_by_one
from halfhour.desk.actions.recording import handed, happened, moved, save_ticket
from halfhour.desk.actions.routing import back_to_queue
from halfhour.desk.actions.states import refuse_erased, refuse_merged
from halfhour.desk.actions.telling import tell
from halfhour.desk.adapter.working_days import after_hours
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import (
    Department,
    EventKind,
    HandOff,
    Message,
    MessageKind,
    Outgoing,
    OutgoingKind,
    OutgoingState,
    State,
    Ticket,
    TicketEvent,
)
from halfhour.desk.models.processes import HandOffState
from halfhour.desk.models.tickets import WAITS_FOR_OTHERS
from halfhour.desk.notices import tell_department
from halfhour.desk.queries.merged import with_merged
from halfhour.desk.queries.there import answers_for, owner_or_leads
from halfhour.people.models import User

REMIND_EVERY = timedelta(days=1)
MOST_AT_ONCE = 100


@transaction.atomic
def hand_off(
    *,
    ticket: Ticket,
    department: Department,
    asked: str,
    messages: Sequence[int],
    by: User,
    at: datetime,
    owner: User | None = None,
    hours: float | None = None,
    revision: int | None = None,
) -> HandOff:
    """Ask a department; `owner` keeps the customer meanwhile, and `messages` are all that is passed along.

    The time until the answer counts as the department's; the customer's clock goes on as the goals say. The
    same question sent once more, as by a double click, is the one that is out.

    Raises
    ------
    DeskRefused
        Where the ticket has ended, the department has an open question about it or is not the team's, or a
        message is not the ticket's; and where it would take the ticket from somebody else.
    """
    lock_presence((owner or by).pk)
    ticket = lock_ticket(ticket.pk)
    out = HandOff.objects.filter(ticket=ticket, department=department, state=HandOffState.OPEN, by=by)
    if same := out.filter(asked=asked.strip(), messages=sorted(set(messages))).first():
        return same
    refuse_outdated(ticket, revision)
    holder = _holder_who_answers(ticket)
    owner = owner or holder or by
    if holder not in (None, by, owner) and not may_move_others(by, ticket.team):
        raise DeskRefused(_("It is not yours; ask a lead to give it to somebody else."))
    _refuse_unfit(ticket, department, asked, owner, messages)
    row = HandOff.objects.create(
        ticket=ticket,
        department=department,
        asked=asked.strip(),
        messages=sorted(set(messages)),
        owner=owner,
        by=by,
        at=at,
        due_at=after_hours(team=ticket.team, at=at, hours=hours or department.due_hours),
    )
    facts = {"department": (None, department.name)}
    is_given = ticket.assignee_id != owner.pk
    events = [
        *hold(ticket, owner, at=at, by=by),
        happened(EventKind.HANDED_OFF, at=at, by=by, facts=facts),
        *moved(ticket, State.WAITING_ON_THIRD_PARTY, at=at, by=by),
        *handed(ticket, f"department-{department.pk}", at=at, by=by),
    ]
    save_ticket(ticket, events=events, at=at)
    if is_given:
        tell_new_holder(ticket, by=by, at=at)
    tell_department(hand_off=row, kind=OutgoingKind.HAND_OFF, at=at)
    return row


def _holder_who_answers(ticket: Ticket) -> User | None:
    """Whoever holds it, unless they answer no more."""
    holder = ticket.assignee
    return holder if holder is not None and answers_for(ticket.team_id, holder) else None


def _refuse_unfit(
    ticket: Ticket, department: Department, asked: str, owner: User, messages: Sequence[int]
) -> None:
    refuse_merged(ticket)
    refuse_erased(ticket)
    if ticket.is_ended:
        raise DeskRefused(_("Ticket {number} has ended; reopen it first.").format(number=ticket.number))
    if not asked.strip():
        raise DeskRefused(_("Write what you ask the department."), field="asked")
    if department.team_id != ticket.team_id or department.is_retired:
        raise DeskRefused(_("This team does not pass tickets to that department."), field="department")
    refuse_who_does_not_answer(owner, team_id=ticket.team_id, field="owner")
    if HandOff.objects.filter(ticket=ticket, department=department, state=HandOffState.OPEN).exists():
        raise DeskRefused(_("{name} has an open question about it already.").format(name=department.name))
    if Message.objects.filter(ticket=ticket, pk__in=messages).count() != len(set(messages)):
        raise DeskRefused(_("Choose messages of this ticket only."), field="messages")


@transaction.atomic
def answer_hand_off(
    *, hand_off: HandOff, answer: str, answered_by: str, by: User | None, at: datetime
) -> HandOff:
    """Take a department's answer: a note on the ticket, which is open again; `by` is None for the department.

    Where the ticket was merged meanwhile, the answer goes to where its conversation went on.

    Raises
    ------
    DeskRefused
        Where it was answered or taken back already, so that two clicks are one answer.
    """
    if not answer.strip():
        raise DeskRefused(_("Write your answer before you send it."), field="answer")
    ticket = lock_end(hand_off.ticket_id)
    row = _locked_open(hand_off)
    row.state, row.answer, row.answered_by, row.ended_at = (
        HandOffState.ANSWERED,
        answer.strip(),
        answered_by.strip(),
        at,
    )
    row.save()
    text = f"{row.department.name} ({row.answered_by}):\n\n{row.answer}"
    Message.objects.create(ticket=ticket, kind=MessageKind.NOTE, author=by, text=text, at=at)
    add_words(ticket, text)
    come_back(ticket, row, at=at, by=by)
    if row.owner != by:
        tell(
            owner_or_leads(ticket.team, row.owner),
            team=ticket.team,
            ticket=ticket,
            kind="hand_off_answered",
            key=f"hand-off-{row.pk}-answered",
            figures={"number": ticket.number, "department": row.department.name},
            at=at,
        )
    return row


@transaction.atomic
def take_back(*, hand_off: HandOff, by: User, at: datetime) -> HandOff:
    """No longer wait for a department; where it was asked it is told so, and its link opens nothing more."""
    ticket = lock_end(hand_off.ticket_id)
    row = _locked_open(hand_off)
    _end(row, at)
    asked = Outgoing.objects.filter(kind=OutgoingKind.HAND_OFF, facts__hand_off=row.pk)
    if asked.filter(ticket=row.ticket_id, state=OutgoingState.SENT).exists():
        tell_department(hand_off=row, kind=OutgoingKind.HAND_OFF_TAKEN_BACK, at=at)
    come_back(ticket, row, at=at, by=by)
    return row


def _locked_open(hand_off: HandOff) -> HandOff:
    rows = HandOff.objects.select_for_update(of=("self",)).select_related("department")
    row = rows.get(pk=hand_off.pk)
    if row.state != HandOffState.OPEN:
        raise DeskRefused(_("This question was answered or taken back already."))
    return row


def _end(row: HandOff, at: datetime) -> None:
    row.state, row.ended_at = HandOffState.TAKEN_BACK, at
    row.link_version += 1
    row.save()


def come_back(ticket: Ticket, row: HandOff, *, at: datetime, by: User | None) -> None:
    """Open again with its owner, or in the line where they are away; unless another department has it."""
    facts = {"department": (row.department.name, None)}
    events: list[TicketEvent] = [happened(EventKind.HANDED_BACK, at=at, by=by, facts=facts)]
    asked = HandOff.objects.filter(ticket__in=with_merged(ticket), state=HandOffState.OPEN)
    other = asked.order_by("-at", "-id").first()
    if other is not None:
        events += handed(ticket, f"department-{other.department_id}", at=at, by=None)
    else:
        if ticket.state in WAITS_FOR_OTHERS:
            events += moved(ticket, State.OPEN, at=at, by=by)
        if is_departments(ticket):
            events += handed(ticket, segment_of_holder(ticket), at=at, by=None)
    save_ticket(ticket, events=events, at=at)
    if other is None:
        back_to_queue(ticket=ticket, at=at)


def remind(at: datetime) -> int:
    """Remind departments of what is due, once a day until it is done, and tell the owner; how many.

    Questions about tickets that have ended meanwhile are no longer asked.
    """
    due = HandOff.objects.filter(state=HandOffState.OPEN, due_at__lte=at).exclude(
        reminded_at__gt=at - REMIND_EVERY
    )
    return one_by_one(_remind, due.order_by("due_at", "id").values_list("id", flat=True)[:MOST_AT_ONCE], at)


@transaction.atomic
def _remind(pk: int, at: datetime) -> int:
    ticket_id = HandOff.objects.values_list("ticket_id", flat=True).get(pk=pk)
    ticket = lock_end(ticket_id)
    row = HandOff.objects.select_for_update(of=("self",)).select_related("department").get(pk=pk)
    if row.state != HandOffState.OPEN or (row.reminded_at and row.reminded_at > at - REMIND_EVERY):
        return 0
    if ticket.is_ended:
        _end(row, at)
        come_back(ticket, row, at=at, by=None)
        return 0
    row.reminders += 1
    row.reminded_at = at
    row.save(update_fields=["reminders", "reminded_at"])
    row.ticket = ticket
    tell_department(hand_off=row, kind=OutgoingKind.HAND_OFF_REMINDER, at=at)
    tell(
        owner_or_leads(ticket.team, row.owner),
        team=ticket.team,
        ticket=ticket,
        kind="hand_off_late",
        key=f"hand-off-{row.pk}-late-{row.reminders}",
        figures={"number": ticket.number, "department": row.department.name},
        at=at,
    )
    return 1
