"""Complaints: steps with deadlines, in the order that matters, reviewed by somebody who was not involved."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q
from django.utils.translation import gettext as _

from halfhour.desk.actions.conversation import reply
from halfhour.desk.actions.locking import chain_of, lock_desk, lock_presence, lock_ticket, lock_with_end
from halfhour.desk.actions.one_by_one import one_by_one
from halfhour.desk.actions.recording import happened, save_ticket
from halfhour.desk.actions.states import refuse_merged
from halfhour.desk.actions.telling import tell
from halfhour.desk.adapter.working_days import after_days
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import (
    Complaint,
    ComplaintStep,
    DeskSettings,
    EventKind,
    Message,
    MessageKind,
    State,
    StepKind,
    Ticket,
    TicketEvent,
)
from halfhour.desk.queries.complaints import open_with
from halfhour.desk.queries.there import leads_of
from halfhour.engine.triage import Signal
from halfhour.people.models import Member, Team, User

USUAL_DAYS: dict[str, int] = {
    StepKind.ACKNOWLEDGE: 1,
    StepKind.RECORD: 2,
    StepKind.APOLOGISE: 3,
    StepKind.INVESTIGATE: 7,
    StepKind.REMEDY: 9,
    StepKind.ANSWER: 10,
    StepKind.LEARN: 15,
}
AFTER: dict[str, tuple[StepKind, ...]] = {
    StepKind.RECORD: (StepKind.ACKNOWLEDGE,),
    StepKind.APOLOGISE: (StepKind.ACKNOWLEDGE,),
    StepKind.INVESTIGATE: (StepKind.RECORD,),
    StepKind.REMEDY: (StepKind.INVESTIGATE,),
    StepKind.ANSWER: (StepKind.APOLOGISE, StepKind.REMEDY),
    StepKind.LEARN: (StepKind.ANSWER,),
}
SENT = (StepKind.ACKNOWLEDGE, StepKind.APOLOGISE, StepKind.ANSWER)  # what may go to the customer at once
OPENS_THEM = "opens_complaints"  # of what a team sets: whether contacts that read like one are one
DAY = timedelta(days=1)
MOST_AT_ONCE = 100


def days_of(team: Team) -> dict[str, int]:
    """Within how many working days each step is to be done, as the team has set it."""
    kept = DeskSettings.objects.filter(team=team).values_list("processes", flat=True).first() or {}
    own: dict[str, int] = kept.get("complaint_days", {})
    return USUAL_DAYS | own


@transaction.atomic
def open_complaint(*, ticket: Ticket, by: User | None, at: datetime, owner: User | None = None) -> Complaint:
    """Handle a ticket as a complaint from now on; one that opens by itself has no owner yet.

    Raises
    ------
    DeskRefused
        Where it is one already, also by a merge, or was merged itself.
    """
    ticket = lock_ticket(ticket.pk)
    refuse_merged(ticket)
    if open_with(ticket) or Complaint.objects.filter(ticket=ticket).exists():
        raise DeskRefused(_("Ticket {number} is a complaint already.").format(number=ticket.number))
    complaint = Complaint.objects.create(
        team=ticket.team, number=_next_number(ticket.team), ticket=ticket, owner=owner or by, opened_at=at
    )
    days = days_of(ticket.team)
    ComplaintStep.objects.bulk_create(
        ComplaintStep(
            complaint=complaint,
            kind=kind,
            position=place,
            due_at=after_days(team=ticket.team, at=at, days=days[kind]),
        )
        for place, kind in enumerate(StepKind)
    )
    _record(ticket, {"complaint": (None, complaint.number)}, by=by, at=at)
    return complaint


def open_by_itself(*, ticket: Ticket, at: datetime) -> Complaint | None:
    """Open a complaint for a new ticket that reads like one, where its team wants that."""
    kept = DeskSettings.objects.filter(team=ticket.team_id).values_list("processes", flat=True).first() or {}
    if Signal.COMPLAINT not in ticket.signals or not kept.get(OPENS_THEM):
        return None
    return open_complaint(ticket=ticket, by=None, at=at)


def _next_number(team: Team) -> int:
    """Given once, as ticket numbers are: whoever asks second waits for the team's row."""
    lock_desk(team)
    return (Complaint.objects.filter(team=team).aggregate(last=Max("number"))["last"] or 0) + 1


@transaction.atomic
def set_people(
    *,
    complaint: Complaint,
    owner: User | None,
    reviewer: User | None,
    by: User,
    at: datetime,
    revision: int | None = None,
) -> Complaint:
    """Say who handles a complaint and who reviews it.

    Raises
    ------
    DeskRefused
        Where the reviewer answered on or held the ticket, or is the owner; or somebody is not of the team.
    """
    ticket, _end, row = _locked_open(complaint, revision)
    for person in filter(None, (owner, reviewer)):
        if not Member.objects.filter(team=row.team_id, user=person).exists():
            raise DeskRefused(_("{person} does not belong to this team.").format(person=person))
    if reviewer is not None and reviewer == owner:
        raise DeskRefused(_("Owner and reviewer are two people."))
    if reviewer is not None:
        _refuse_involved(row, reviewer)
    facts = _changes(row, owner=owner, reviewer=reviewer)
    row.owner, row.reviewer = owner, reviewer
    _save(row, ticket, facts, by=by, at=at)
    if reviewer is not None and "reviewer" in facts:
        _tell([reviewer], row, kind="complaint_to_review", key=f"review-{row.revision}", at=at)
    return row


def was_involved(complaint: Complaint, person: User) -> bool:
    """Whether they ever answered the customer on its ticket or those it was merged into, or held one."""
    tickets = chain_of(complaint.ticket_id)
    held = Q(segment=f"user-{person.pk}") | Q(facts__assignee__1=person.get_username())
    return (
        Ticket.objects.filter(pk__in=tickets, assignee=person).exists()
        or Message.objects.filter(ticket__in=tickets, kind=MessageKind.REPLY, author=person).exists()
        or TicketEvent.objects.filter(held, ticket__in=tickets).exists()
    )


def _refuse_involved(complaint: Complaint, reviewer: User) -> None:
    if was_involved(complaint, reviewer):
        raise DeskRefused(
            _("{person} answered on this ticket or held it; choose a reviewer who was not involved.").format(
                person=reviewer
            )
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
        Where it was done, or a step that comes before it was not; and where nothing is written.
    """
    if sends:
        lock_presence(complaint.team_id, by.pk)  # who answers may come to hold the ticket
    ticket, end, row = _locked_open(complaint, revision)
    step = row.steps.get(kind=kind)
    if step.done_at is not None:
        raise DeskRefused(_("This step was done already."))
    undone = row.steps.filter(kind__in=AFTER.get(kind, ()), done_at=None).order_by("position").first()
    if undone is not None:
        raise DeskRefused(_("First: {step}.").format(step=undone.get_kind_display()))
    if not text.strip() and (sends or kind != StepKind.ACKNOWLEDGE):
        raise DeskRefused(_("Write what was done."))
    if sends and kind in SENT:
        reply(ticket=end, text=text, by=by, at=at, then=State.OPEN)
        ticket = lock_ticket(ticket.pk)
    step.done_at, step.done_by, step.text = at, by, text.strip()
    step.save()
    if row.owner is None and row.reviewer_id != by.pk:
        row.owner = by  # nobody's until somebody begins
    if kind == StepKind.REMEDY:
        row.remedy = text.strip()[:2000]
    _save(row, ticket, {"step": (None, kind.value)}, by=by, at=at)
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
        raise DeskRefused(_("Name the root cause."))
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


def remind(at: datetime) -> int:
    """Remind the owner of the next step a day before it is due, and every day once it is late; how many."""
    earlier = ComplaintStep.objects.filter(
        complaint=OuterRef("complaint"), done_at=None, position__lt=OuterRef("position")
    )
    again = Q(due_at__lte=at) & (Q(reminded_at__lt=F("due_at")) | Q(reminded_at__lte=at - DAY))
    due = ComplaintStep.objects.filter(
        ~Exists(earlier),
        Q(reminded_at=None) | again,
        complaint__closed_at=None,
        done_at=None,
        due_at__lte=at + DAY,
    )
    ids = list(due.order_by("due_at", "id").values_list("complaint_id", flat=True)[:MOST_AT_ONCE])
    return one_by_one(_remind, ids, at)


@transaction.atomic
def _remind(pk: int, at: datetime) -> int:
    row = (
        Complaint.objects.select_for_update(of=("self",)).select_related("team", "ticket", "owner").get(pk=pk)
    )
    step = row.steps.filter(done_at=None).order_by("position").first()
    if row.closed_at is not None or step is None or step.due_at > at + DAY:
        return 0
    is_late = step.due_at <= at
    last = step.reminded_at
    if last is not None and (not is_late or (last >= step.due_at and last > at - DAY)):
        return 0
    step.reminded_at = at
    step.save(update_fields=["reminded_at"])
    kind = "complaint_late" if is_late else "complaint_soon"
    people = [row.owner] if row.owner else leads_of(row.team)
    key = f"{step.kind}-{at:%Y%m%d%H%M}"
    _tell(people, row, kind=kind, key=key, at=at, step=step.kind)
    return 1


def _locked_open(complaint: Complaint, revision: int | None) -> tuple[Ticket, Ticket, Complaint]:
    """Its ticket, the one on which the conversation goes on, and the complaint."""
    ticket, end = lock_with_end(complaint.ticket_id, complaint.ticket_id)
    rows = Complaint.objects.select_for_update(of=("self",)).select_related("owner", "reviewer", "team")
    row = rows.get(pk=complaint.pk)
    if row.closed_at is not None:
        raise DeskRefused(_("Complaint {number} is closed.").format(number=row.number))
    if revision is not None and revision != row.revision:
        raise DeskRefused(
            _("Complaint {number} was changed by somebody else since you opened it.").format(
                number=row.number
            )
        )
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
    _record(ticket, facts, by=by, at=at)


def _record(ticket: Ticket, facts: dict[str, Any], *, by: User | None, at: datetime) -> None:
    save_ticket(ticket, events=[happened(EventKind.COMPLAINT, at=at, by=by, facts=facts)], at=at)


def _tell(people: list[User], row: Complaint, *, kind: str, key: str, at: datetime, **figures: Any) -> None:
    tell(
        people,
        team=row.team,
        ticket=Ticket.objects.get(pk=chain_of(row.ticket_id)[-1]),
        kind=kind,
        key=f"complaint-{row.pk}-{key}",
        figures={"number": row.number, **figures},
        at=at,
    )
