"""A ticket becomes a complaint: by hand, by a rule, or because it reads like one and its team wants that."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from halfhour.desk.actions.locking import lock_desk, lock_ticket
from halfhour.desk.actions.recording import happened, save_ticket
from halfhour.desk.actions.states import refuse_merged
from halfhour.desk.adapter.working_days import after_days
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import Complaint, ComplaintStep, DeskSettings, EventKind, StepKind, Ticket
from halfhour.desk.queries.complaints import open_with
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
OPENS_THEM = "opens_complaints"  # of what a team sets: whether contacts that read like one are one


def days_of(team: Team) -> dict[str, int]:
    """Within how many working days each step is to be done, as the team has set it."""
    own: dict[str, int] = _set_by(team.pk).get("complaint_days", {})
    return USUAL_DAYS | own


def _set_by(team_id: int) -> dict[str, Any]:
    return DeskSettings.objects.filter(team=team_id).values_list("processes", flat=True).first() or {}


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
    record_complaint(ticket, {"complaint": (None, complaint.number)}, by=by, at=at)
    return complaint


def open_by_itself(*, ticket: Ticket, at: datetime) -> Complaint | None:
    """Open a complaint for a new ticket where a rule, or its team for what reads like one, says so."""
    reads_like_one = Signal.COMPLAINT in ticket.signals
    if Field.COMPLAINT in ticket.triage or (reads_like_one and _set_by(ticket.team_id).get(OPENS_THEM)):
        return open_complaint(ticket=ticket, by=None, at=at)
    return None


def _next_number(team: Team) -> int:
    """Given once, as ticket numbers are: whoever asks second waits for the team's row."""
    lock_desk(team)
    return (Complaint.objects.filter(team=team).aggregate(last=Max("number"))["last"] or 0) + 1


def record_complaint(ticket: Ticket, facts: dict[str, Any], *, by: User | None, at: datetime) -> None:
    """Let the ticket's history say what happened to its complaint."""
    save_ticket(ticket, events=[happened(EventKind.COMPLAINT, at=at, by=by, facts=facts)], at=at)
