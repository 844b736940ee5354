"""Lists of plans and their headline figures."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from halfhour.jobs.models import UNFINISHED, Job
from halfhour.people.models import Team
from halfhour.planning.models import Plan, PlanEvent, PublishedDay, QueueSeries


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrentPlans:
    """What holds today and what comes: `today` and `next` are None where nothing is published."""

    today: Plan | None
    next: Plan | None
    last_published_on: date | None

    def days_left(self, today: date) -> int:
        """Days from today on, today included, for which a plan is published without a gap before its end."""
        if self.last_published_on is None:
            return 0
        return max((self.last_published_on - today).days + 1, 0)


def current_plans(team: Team, *, today: date) -> CurrentPlans:
    days = PublishedDay.objects.filter(team=team, on__gte=today).select_related("plan")
    first, last = days.order_by("on").first(), days.order_by("-on").first()
    return CurrentPlans(
        today=first.plan if first and first.on == today else None,
        next=first.plan if first else None,
        last_published_on=last.on if last else None,
    )


def shown_plan(team: Team, *, today: date) -> Plan | None:
    """The plan a person most likely means: the one that holds, or comes next, else the newest."""
    found = current_plans(team, today=today).next
    return found or Plan.objects.filter(team=team).order_by("-number").first()


def needed_at_peak(team: Team, *, today: date) -> int | None:
    """The most people on queue at once that the plan at hand needs, None where there is none."""
    plan = shown_plan(team, today=today)
    if plan is None:
        return None
    needed = [
        series.requirement.get("on_queue", ())
        for series in QueueSeries.objects.filter(plan=plan).order_by("position")
    ]
    return max((sum(people) for people in zip(*needed, strict=True)), default=0) or None


def running_makings(team: Team) -> tuple[Job, ...]:
    """Plans being made at the moment."""
    return tuple(
        Job.objects.filter(team=team, kind="make_plan", state__in=UNFINISHED).order_by("-created_at")
    )


def events_of(plan: Plan) -> QuerySet[PlanEvent]:
    """What happened to a plan, newest first."""
    return PlanEvent.objects.filter(plan=plan).select_related("by").order_by("-at", "-id")


def next_free_monday(team: Team, *, today: date) -> date:
    """The first Monday after today that no published plan covers."""
    monday = today + timedelta(days=7 - today.weekday())
    taken = set(PublishedDay.objects.filter(team=team, on__gt=today).values_list("on", flat=True))
    while monday in taken:
        monday += timedelta(days=7)
    return monday


def published_share(plan: Plan) -> tuple[int, int]:
    """On how many of its days a published plan still holds, and how many it has."""
    return PublishedDay.objects.filter(plan=plan).count(), 7 * plan.weeks
