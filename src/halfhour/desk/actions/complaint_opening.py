"""A ticket becomes a complaint: by hand, by a rule, or because it reads like one and its team wants that."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Max
from django.utils.translation import gettext as _

from halfhour.desk.actions.locking import lock_desk, lock_ticket
from halfhour.desk.actions.recording import happened, save_ticket
from halfhour.desk.actions.states import refuse_erased, refuse_merged
from halfhour.desk.actions.telling import tell
from halfhour.desk.adapter.working_days import after_days
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import Complaint, ComplaintStep, DeskSettings, EventKind, StepKind, Ticket
from halfhour.desk.queries.complaints import open_with
from halfhour.desk.queries.there import leads_there, workers_of
from halfhour.engine.triage import Field, Signal
from halfhour.people.models import Team, User

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
OPENS_THEM = "opens_complaints"  # of what a team sets: whether contacts that read like one are one
READS_LIKE_ONE = {"kind": "reads_like_complaint"}


def days_of(team: Team) -> dict[str, int]:
    """Within how many working days each step is to be done, as the team has set it."""
    own: dict[str, int] = _set_by(team.pk).get("complaint_days", {})
    return USUAL_DAYS | own


def _set_by(team_id: int) -> dict[str, Any]:
    return DeskSettings.objects.filter(team=team_id).values_list("processes", flat=True).first() or {}


@transaction.atomic
def open_complaint(
    *,
    ticket: Ticket,
    by: User | None,
    at: datetime,
    owner: User | None = None,
    reason: Mapping[str, Any] | None = None,
) -> Complaint:
    """Handle a ticket as a complaint from now on; `reason` is why one opens by itself.

    Raises
    ------
    DeskRefused
        Where it is one already, also by a merge, or was merged itself, or its customer was erased.
    """
    ticket = lock_ticket(ticket.pk)
    refuse_merged(ticket)
    refuse_erased(ticket)
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
    facts: dict[str, Any] = {"complaint": (None, complaint.number)}
    if by is None and owner is not None:
        facts["owner"] = (None, owner.username)
    record_complaint(ticket, facts, by=by, at=at, reason=reason)
    return complaint


def may_open_by_itself(ticket: Ticket) -> bool:
    """Whether `open_by_itself` has anything to look at."""
    return Field.COMPLAINT in ticket.triage or Signal.COMPLAINT in ticket.signals


def open_by_itself(*, ticket: Ticket, at: datetime) -> Complaint | None:
    """Open a complaint for a new ticket where a rule, or its team for what reads like one, says so.

    Whoever comes to own it is told; where nobody could be chosen, all who work on tickets are.
    """
    reason = _why_by_itself(ticket)
    if reason is None:
        return None
    owner = _owner_for(ticket, at)
    made = open_complaint(ticket=ticket, by=None, at=at, owner=owner, reason=reason)
    tell(
        [owner] if owner else workers_of(ticket.team),
        team=ticket.team,
        ticket=ticket,
        kind="complaint_yours" if owner else "complaint_unowned",
        key=f"complaint-{made.pk}-opened",
        figures={"number": made.number},
        at=at,
    )
    return made


def _why_by_itself(ticket: Ticket) -> Mapping[str, Any] | None:
    if Field.COMPLAINT in ticket.triage:
        reason: Mapping[str, Any] = ticket.triage[Field.COMPLAINT].get("reason", {})
        return reason
    if Signal.COMPLAINT in ticket.signals and _set_by(ticket.team_id).get(OPENS_THEM):
        return READS_LIKE_ONE
    return None


def _owner_for(ticket: Ticket, at: datetime) -> User | None:
    """Who holds the ticket, else the lead with the fewest open complaints, of those who are there first."""
    if ticket.assignee is not None:
        return ticket.assignee
    leads = [lead for lead in leads_there(ticket.team, at=at) if lead.is_active]
    owned = dict(
        Complaint.objects.filter(team=ticket.team, closed_at=None, owner__in=leads)
        .order_by()
        .values_list("owner")
        .annotate(open=Count("id"))
    )
    return min(leads, key=lambda lead: (owned.get(lead.pk, 0), lead.pk), default=None)


def _next_number(team: Team) -> int:
    """Given once, as ticket numbers are: whoever asks second waits for the team's row."""
    lock_desk(team)
    return (Complaint.objects.filter(team=team).aggregate(last=Max("number"))["last"] or 0) + 1


def record_complaint(
    ticket: Ticket,
    facts: dict[str, Any],
    *,
    by: User | None,
    at: datetime,
    reason: Mapping[str, Any] | None = None,
) -> None:
    """Let the ticket's history say what happened to its complaint."""
    event = happened(EventKind.COMPLAINT, at=at, by=by, facts=facts, reason=reason)
    save_ticket(ticket, events=[event], at=at)
