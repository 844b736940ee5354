"""Publishing: from then on a plan is what the team works by, on each of its days."""

from datetime import datetime

from django.db import transaction

from halfhour.people.models import User
from halfhour.planning.actions.events import record
from halfhour.planning.actions.locking import lock_team, locked_draft
from halfhour.planning.models import EventKind, Plan, PlanState, PublishedDay


@transaction.atomic
def publish_plan(*, plan: Plan, by: User, at: datetime, revision: int | None = None) -> Plan:
    """Make a draft the team's plan on all its days; plans that lose their last day are superseded.

    The database allows one published plan for each team and day. Locking the team first makes the
    second of two people who publish at once see what the first one did.
    """
    lock_team(plan.team)
    plan = locked_draft(plan, revision=revision)
    replaced = _take_over_days(plan)
    plan.state = PlanState.PUBLISHED
    plan.published_by = by
    plan.published_at = at
    plan.save(update_fields=["state", "published_by", "published_at"])
    record(plan=plan, kind=EventKind.PUBLISHED, by=by, at=at, after={"replaces": replaced})
    _supersede_plans_without_days(plan, by=by, at=at)
    return plan


def _take_over_days(plan: Plan) -> list[int]:
    """Make every day of the plan its own; the numbers of the plans that had them before."""
    taken = PublishedDay.objects.filter(team=plan.team, on__in=plan.days)
    replaced = sorted(set(taken.values_list("plan__number", flat=True).order_by()))
    taken_on = set(taken.values_list("on", flat=True).order_by())
    taken.update(plan=plan)
    PublishedDay.objects.bulk_create(
        PublishedDay(team=plan.team, plan=plan, on=day) for day in plan.days if day not in taken_on
    )
    return replaced


def _supersede_plans_without_days(by_plan: Plan, *, by: User, at: datetime) -> None:
    left = (
        Plan.objects.select_for_update(of=("self",))
        .filter(team=by_plan.team, state=PlanState.PUBLISHED)
        .exclude(id__in=PublishedDay.objects.filter(team=by_plan.team).values("plan"))
        .order_by("id")
    )
    for plan in left:
        plan.state = PlanState.SUPERSEDED
        plan.save(update_fields=["state"])
        record(plan=plan, kind=EventKind.SUPERSEDED, by=by, at=at, after={"by": by_plan.number})
