"""Owners of complaints are reminded of the next step before it is due, and once it is late."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from halfhour.desk.actions.locking import chain_of
from halfhour.desk.actions.one_by_one import one_by_one
from halfhour.desk.actions.telling import tell
from halfhour.desk.models import Complaint, ComplaintStep, StepKind, Ticket
from halfhour.desk.queries.there import owner_or_leads
from halfhour.people.models import User

DAY = timedelta(days=1)
MOST_AT_ONCE = 100


def remind(at: datetime) -> int:
    """Remind the owner of the next step a day before it is due, and every day once it is late; how many.

    What waits for the reviewer's decision the reviewer is reminded of too.
    """
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
    row = Complaint.objects.select_for_update(of=("self",)).select_related("team", "ticket").get(pk=pk)
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
    key = f"{step.kind}-{at:%Y%m%d%H%M}"
    tell_of_complaint(owner_or_leads(row.team, row.owner), row, kind=kind, key=key, at=at, step=step.kind)
    if step.kind == StepKind.ANSWER and row.is_upheld is None:
        reviewer = owner_or_leads(row.team, row.reviewer)
        tell_of_complaint(reviewer, row, kind="complaint_to_decide", key=f"decide-{key}", at=at)
    return 1


def tell_of_complaint(
    people: list[User], row: Complaint, *, kind: str, key: str, at: datetime, **figures: Any
) -> None:
    """Tell people of a complaint, with the ticket on which its conversation goes on."""
    tell(
        people,
        team=row.team,
        ticket=Ticket.objects.get(pk=chain_of(row.ticket_id)[-1]),
        kind=kind,
        key=f"complaint-{row.pk}-{key}",
        figures={"number": row.number, **figures},
        at=at,
    )
