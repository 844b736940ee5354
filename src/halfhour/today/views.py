"""Today, and any other day: one's own, and everybody's."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import team_view
from halfhour.people.queries import team_zone
from halfhour.planning.access import open_plan
from halfhour.planning.models import Plan
from halfhour.planning.views.frame import chosen_date, chosen_number, team_today
from halfhour.today.queries import PersonDay, TeamDay, person_day, plan_on, team_day, week_strip


@team_view(needs=Permission.SEE_TEAM)
def my_day(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """One person's day: one's own, or anybody's for those who may see all days."""
    return _render(request, "today/my_day.html", access, _my_day(request, access))


@team_view(needs=Permission.SEE_TEAM)
def now(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """What the person does now and next; asked for again every minute."""
    return _render(request, "today/parts/now.html", access, _my_day(request, access))


@team_view(needs=Permission.SEE_DAYS)
def everyone(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    today = team_today(access.team)
    on = chosen_date(request.GET.get("on")) or today
    with timezone.override(team_zone(access.team)):
        day = team_day(_plan(request, access, on), on=on)
    context = {
        "day": day,
        "today": today,
        "at": timezone.now(),
        "counts": _counts(day) if on == today else (),
        "legend": _legend(day),
        "before": on - timedelta(days=1),
        "after": on + timedelta(days=1),
    }
    return _render(request, "today/everyone.html", access, context)


def _my_day(request: HttpRequest, access: TeamAccess) -> dict[str, Any]:
    agent = _agent(request, access)
    today = team_today(access.team)
    on = chosen_date(request.GET.get("on")) or today
    day = person_day(_plan(request, access, on), agent=agent, on=on)
    at = timezone.now()
    return {
        "agent": agent,
        "is_me": agent == access.agent_name,
        "day": day,
        "today": today,
        "is_today": on == today,
        "at": at,
        "now": day.now(at),
        "next": day.next(at) if on == today else None,
        "until_next": _until_next(day),
        "before": on - timedelta(days=1),
        "after": on + timedelta(days=1),
        "week": week_strip(access.team, agent=agent, on=on),
        "others": "" if agent == access.agent_name else agent,
        "may_see_days": access.may(Permission.SEE_DAYS),
    }


def _until_next(day: PersonDay) -> float | None:
    at = timezone.now()
    coming = day.next(at)
    return (coming.starts_at - at).total_seconds() if coming else None


def _agent(request: HttpRequest, access: TeamAccess) -> str:
    asked = request.GET.get("agent", "")
    if asked and asked != access.agent_name and not access.may(Permission.SEE_DAYS):
        raise PermissionDenied
    return asked or access.agent_name


def _plan(request: HttpRequest, access: TeamAccess, on: date) -> Plan | None:
    """The published plan of the day; a planner may look at a draft's days too."""
    if "plan" in request.GET and access.may(Permission.SEE_PLANS):
        plan = open_plan(access, chosen_number(request.GET["plan"]))
        return plan if plan.first_on <= on <= plan.last_on else None
    return plan_on(access.team, on)


def _counts(day: TeamDay) -> tuple[tuple[str, str, int], ...]:
    """How many do what at this moment: kind, queue, people."""
    at = timezone.now()
    doing = [row.day.now(at) for row in day.rows]
    counted = Counter((block.kind, block.queue) for block in doing if block)
    return tuple((kind, queue, people) for (kind, queue), people in counted.most_common())


def _legend(day: TeamDay) -> tuple[tuple[str, str, str], ...]:
    """Every colour on the page: its name, and the kind and queue that it stands for."""
    shown = {(block.colour, block.kind, block.queue) for block in day.blocks}
    return tuple(sorted(shown, key=lambda each: (each[2] == "", each)))


def _render(request: HttpRequest, template: str, access: TeamAccess, context: dict[str, Any]) -> HttpResponse:
    """Days are the team's days, so their times are shown as the team's clock has them."""
    with timezone.override(team_zone(access.team)):
        return render(
            request, template, {"access": access, "plan_number": request.GET.get("plan", "")} | context
        )
