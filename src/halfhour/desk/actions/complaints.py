"""Complaints: steps with deadlines, in the order that matters, reviewed by somebody who was not involved."""

from datetime import datetime
from enum import Enum
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from halfhour.desk.actions.complaint_opening import AFTER, record_complaint
from halfhour.desk.actions.complaint_reminders import tell_of_complaint
from halfhour.desk.actions.conversation import reply
from halfhour.desk.actions.holders import refuse_who_does_not_answer
from halfhour.desk.actions.locking import chain_of, lock_presence, lock_ticket, lock_with_end
from halfhour.desk.errors import DeskRefused, SavedSince
from halfhour.desk.models import (
    Complaint,
    EventKind,
    Message,
    MessageKind,
    State,
    StepKind,
    Ticket,
    TicketEvent,
)
from halfhour.desk.queries.history import person_words
from halfhour.desk.queries.merged import end_of, with_merged
from halfhour.people.models import User

SENT = (StepKind.ACKNOWLEDGE, StepKind.APOLOGISE, StepKind.ANSWER)  # what may go to the customer at once


class Unchanged(Enum):
    """What stays as it is when it is saved, whoever changed it meanwhile."""

    IT = "unchanged"


UNCHANGED = Unchanged.IT


@transaction.atomic
def set_people(
    *,
    complaint: Complaint,
    owner: User | Unchanged | None = UNCHANGED,
    reviewer: User | Unchanged | None = UNCHANGED,
    by: User,
    at: datetime,
    revision: int | None = None,
) -> Complaint:
    """Say who handles a complaint and who reviews it; a new reviewer decides anew.

    Raises
    ------
    DeskRefused
        Where the reviewer had to do with the matter, or is the owner; or somebody answers no contacts of
        the team.
    """
    ticket, _end, row = _locked_open(complaint, revision)
    owner = row.owner if isinstance(owner, Unchanged) else owner
    reviewer = row.reviewer if isinstance(reviewer, Unchanged) else reviewer
    for person in filter(None, (owner, reviewer)):
        refuse_who_does_not_answer(person, team_id=row.team_id)
    if reviewer is not None and reviewer == owner:
        raise DeskRefused(_("Owner and reviewer are two people."), field="reviewer")
    if reviewer is not None:
        _refuse_involved(row, reviewer)
    facts = _changes(row, owner=owner, reviewer=reviewer)
    if "reviewer" in facts and row.is_upheld is not None:
        facts |= {"is_upheld": (row.is_upheld, None), "root_cause": (row.root_cause, None)}
        row.is_upheld, row.root_cause = None, ""
    row.owner, row.reviewer = owner, reviewer
    _save(row, ticket, facts, by=by, at=at)
    if reviewer is not None and "reviewer" in facts:
        tell_of_complaint([reviewer], row, kind="complaint_to_review", key=f"review-{row.revision}", at=at)
    return row


def was_involved(complaint: Complaint, person: User) -> bool:
    """Whether they ever answered the customer on one of its tickets, merged ones included, held one, owned
    the complaint, or did one of its steps.
    """
    tickets = {*chain_of(complaint.ticket_id), *with_merged(end_of(complaint.ticket))}
    name = person.get_username()
    owned = Q(kind=EventKind.COMPLAINT) & (Q(facts__owner__0=name) | Q(facts__owner__1=name))
    held = Q(segment=f"user-{person.pk}") | Q(facts__assignee__1=name)
    return (
        complaint.owner_id == person.pk
        or complaint.steps.filter(done_by=person).exists()
        or Ticket.objects.filter(pk__in=tickets, assignee=person).exists()
        or Message.objects.filter(ticket__in=tickets, kind=MessageKind.REPLY, author=person).exists()
        or TicketEvent.objects.filter(held | owned, ticket__in=tickets).exists()
    )


def _refuse_involved(complaint: Complaint, reviewer: User) -> None:
    if was_involved(complaint, reviewer):
        raise DeskRefused(
            _(
                "{person} had to do with this matter: answered, held it, owned the complaint or did a step. "
                "Choose a reviewer who was not involved."
            ).format(person=person_words(reviewer))
        )


@transaction.atomic
def do_step(
    *,
    complaint: Complaint,
    kind: StepKind,
    text: str,
    by: User,
    at: datetime,
    sends: bool = False,
    revision: int | None = None,
) -> Complaint:
    """Do a step; with `sends`, its text goes to the customer as a reply, wherever their ticket was merged.

    Raises
    ------
    DeskRefused
        Where it was done, or what comes before it was not: other steps, and before the answer the reviewer's
        decision; where nothing is written; and for its reviewer, who would be involved in what they decide.
    """
    if sends:
        lock_presence(by.pk)  # who answers may come to hold the ticket
    ticket, end, row = _locked_open(complaint, revision)
    if row.reviewer_id == by.pk:
        raise DeskRefused(_("You review this complaint: its steps are somebody else's."))
    step = row.steps.get(kind=kind)
    if step.done_at is not None:
        raise DeskRefused(_("This step was done already."))
    undone = row.steps.filter(kind__in=AFTER.get(kind, ()), done_at=None).order_by("position").first()
    if undone is not None:
        raise DeskRefused(_("First: {step}.").format(step=undone.get_kind_display()))
    if kind == StepKind.ANSWER and row.is_upheld is None:
        raise DeskRefused(_("A reviewer who was not involved has to decide first."))
    if not text.strip():
        raise DeskRefused(_("Write what was done."), field="text")
    if sends and kind in SENT:
        is_asked = end.state == State.WAITING_ON_THIRD_PARTY  # by a department: it still is
        reply(ticket=end, text=text, by=by, at=at, then=State(end.state) if is_asked else State.OPEN)
        ticket = lock_ticket(ticket.pk)
    step.done_at, step.done_by, step.text = at, by, text.strip()
    step.save()
    row.owner = row.owner or by  # nobody's until somebody begins
    if kind == StepKind.REMEDY:
        row.remedy = text.strip()[:2000]
    _save(row, ticket, {"step": (None, kind.value)}, by=by, at=at)
    if kind == StepKind.INVESTIGATE and row.reviewer is not None:
        key = f"decide-{row.revision}"
        tell_of_complaint([row.reviewer], row, kind="complaint_to_decide", key=key, at=at)
    return row


@transaction.atomic
def decide(
    *,
    complaint: Complaint,
    is_upheld: bool,
    root_cause: str,
    by: User,
    at: datetime,
    revision: int | None = None,
) -> Complaint:
    """The reviewer says whether the customer is right, and what the root of it was.

    Raises
    ------
    DeskRefused
        For anybody but the reviewer, before the investigation, or without a cause.
    """
    ticket, _end, row = _locked_open(complaint, revision)
    if row.reviewer_id != by.pk:
        raise DeskRefused(_("Only the reviewer decides whether a complaint is upheld."))
    _refuse_involved(row, by)
    if row.steps.filter(kind=StepKind.INVESTIGATE, done_at=None).exists():
        raise DeskRefused(_("First: {step}.").format(step=StepKind.INVESTIGATE.label))
    if not root_cause.strip():
        raise DeskRefused(_("Name the root cause."), field="root_cause")
    facts = {
        "is_upheld": (row.is_upheld, is_upheld),
        "root_cause": (row.root_cause or None, root_cause.strip()),
    }
    row.is_upheld, row.root_cause = is_upheld, root_cause.strip()
    _save(row, ticket, facts, by=by, at=at)
    return row


@transaction.atomic
def close_complaint(
    *, complaint: Complaint, by: User, at: datetime, revision: int | None = None
) -> Complaint:
    """End a complaint.

    Raises
    ------
    DeskRefused
        Until every step is done and a reviewer who was not involved has decided.
    """
    ticket, _end, row = _locked_open(complaint, revision)
    undone = row.steps.filter(done_at=None).order_by("position").first()
    if undone is not None:
        raise DeskRefused(_("First: {step}.").format(step=undone.get_kind_display()))
    if row.reviewer is None or row.is_upheld is None:
        raise DeskRefused(_("A reviewer who was not involved has to decide first."))
    _refuse_involved(row, row.reviewer)
    row.closed_at = at
    _save(row, ticket, {"closed": (None, row.number)}, by=by, at=at)
    return row


def _locked_open(complaint: Complaint, revision: int | None) -> tuple[Ticket, Ticket, Complaint]:
    """Its ticket, the one on which the conversation goes on, and the complaint."""
    ticket, end = lock_with_end(complaint.ticket_id, complaint.ticket_id)
    rows = Complaint.objects.select_for_update(of=("self",)).select_related("team")
    row = rows.get(pk=complaint.pk)
    if row.closed_at is not None:
        raise DeskRefused(_("Complaint {number} is closed.").format(number=row.number))
    if revision is not None and revision != row.revision:
        sentence = _("Complaint {number} was changed by somebody else since you opened it.")
        raise SavedSince(sentence.format(number=row.number), revision=row.revision)
    return ticket, end, row


def _changes(row: Complaint, **people: User | None) -> dict[str, Any]:
    names = {name: (getattr(row, name), person) for name, person in people.items()}
    return {
        name: (before.username if before else None, after.username if after else None)
        for name, (before, after) in names.items()
        if before != after
    }


def _save(row: Complaint, ticket: Ticket, facts: dict[str, Any], *, by: User, at: datetime) -> None:
    if not facts:
        return
    row.revision += 1
    row.save()
    record_complaint(ticket, facts, by=by, at=at)
