"""The register of complaints: what is open, what is late, and what the roots were."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q, QuerySet
from django.utils.translation import gettext as _

from halfhour.desk.models import Complaint, ComplaintStep, EventKind, StepKind, Ticket, TicketEvent
from halfhour.desk.queries.merged import with_merged
from halfhour.people.access import Permission, TeamAccess

SHOWN = ("open", "late", "closed", "all")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the register: what is to be done next, and until when; a closed one has neither."""

    complaint: Complaint
    next_words: str
    due_at: datetime | None
    is_late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    name: str
    complaints: int
    upheld: int


def visible_complaints(access: TeamAccess) -> QuerySet[Complaint]:
    """All of the team's for who reviews complaints; others see those that they own, review or work on."""
    found = Complaint.objects.filter(team=access.team).select_related(
        "ticket__customer", "ticket__merged_into", "owner", "reviewer"
    )
    if access.may(Permission.REVIEW_COMPLAINTS):
        return found
    if not access.may(Permission.SEE_TICKETS):
        return found.none()
    held = Q(ticket__assignee=access.user) | Q(ticket__merged_into__assignee=access.user)
    return found.filter(held | Q(owner=access.user) | Q(reviewer=access.user))


def complaints_of(ticket: Ticket) -> QuerySet[Complaint]:
    """The complaint of a ticket, and those of tickets that were merged into it."""
    return Complaint.objects.filter(ticket__in=with_merged(ticket)).select_related("owner").order_by("number")


def open_with(ticket: Ticket) -> bool:
    return complaints_of(ticket).filter(closed_at=None).exists()


def register(access: TeamAccess, *, shown: str, cause: str, owner: str, at: datetime) -> QuerySet[Complaint]:
    """The complaints of a filter; the nearest deadline first, closed ones by number."""
    waits = Q(steps__done_at=None) | Q(steps__kind=StepKind.ANSWER, is_upheld=None)
    found = visible_complaints(access).annotate(next_due=Min("steps__due_at", filter=waits))
    if shown in ("open", "late"):
        found = found.filter(closed_at=None)
    if shown == "late":
        found = found.filter(next_due__lt=at)
    if shown == "closed":
        found = found.filter(closed_at__isnull=False)
    if cause:
        found = found.filter(root_cause=cause)
    if owner:
        found = found.filter(owner__username=owner)
    return found.order_by("closed_at", "next_due", "-number") if shown != "all" else found.order_by("-number")


def rows_of(complaints: Iterable[Complaint], *, at: datetime) -> list[Row]:
    found = list(complaints)
    steps: dict[int, ComplaintStep] = {}
    waits = Q(done_at=None) | Q(kind=StepKind.ANSWER, complaint__is_upheld=None)
    for step in ComplaintStep.objects.filter(waits, complaint__in=found).order_by("complaint", "position"):
        steps.setdefault(step.complaint_id, step)
    return [_row(each, steps.get(each.pk), at) for each in found]


def _row(complaint: Complaint, step: ComplaintStep | None, at: datetime) -> Row:
    if complaint.closed_at is not None:
        return Row(complaint=complaint, next_words="", due_at=None, is_late=False)
    if step is None:
        return Row(complaint=complaint, next_words=_("Close"), due_at=None, is_late=False)
    is_decision = step.kind == StepKind.ANSWER and complaint.is_upheld is None
    words = _("Decision") if is_decision else step.get_kind_display()
    return Row(complaint=complaint, next_words=words, due_at=step.due_at, is_late=step.due_at < at)


def causes(access: TeamAccess) -> list[Cause]:
    """The roots that were found, the most frequent first."""
    found = visible_complaints(access).exclude(root_cause="").order_by().values("root_cause")
    counted = found.annotate(complaints=Count("id"), upheld=Count("id", filter=Q(is_upheld=True)))
    rows = counted.order_by("-complaints", "root_cause")
    return [Cause(name=row["root_cause"], complaints=row["complaints"], upheld=row["upheld"]) for row in rows]


def history_of(complaint: Complaint) -> list[TicketEvent]:
    events = TicketEvent.objects.filter(ticket=complaint.ticket_id, kind=EventKind.COMPLAINT)
    return list(events.select_related("by").order_by("-at", "-id"))
