"""A plan's history: each change says who made it, when, and from what to what."""

from datetime import datetime
from typing import Any

from halfhour.people.models import User
from halfhour.planning.models import EventKind, Plan, PlanEvent


def record(
    *,
    plan: Plan,
    kind: EventKind,
    by: User | None,
    at: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> PlanEvent:
    return PlanEvent.objects.create(
        team=plan.team,
        plan=plan,
        plan_number=plan.number,
        kind=kind,
        by=by,
        at=at,
        before=before or {},
        after=after or {},
    )
