"""Where people land: their team's start page says what needs attention, by what they may do about it."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from halfhour.people.access import Permission, TeamAccess, visible_teams
from halfhour.people.doors import signed_in, team_view
from halfhour.people.queries import team_zone
from halfhour.people.views.frame import in_team_time
from halfhour.planning.models import PublishedDay, Shift
from halfhour.planning.queries.coverage import DayStrip
from halfhour.planning.wording import day_label
from halfhour.web.attention import Situation, notices, week_strips


@signed_in
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The person's team if there is just one, else the choice of teams."""
    teams = tuple(visible_teams(request.user))  # type: ignore[arg-type]
    if len(teams) == 1:
        return redirect("web:team", team=teams[0].slug)
    return render(request, "web/home.html", {"teams": teams})


@team_view(needs=Permission.SEE_TEAM)
@require_GET
def team_start(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """What needs attention in this team; agents land on their own day."""
    if not access.may(Permission.SEE_PLANS):
        return redirect(_agents_place(access))
    now = timezone.now()
    situation = Situation(access=access, at=now, today=timezone.localtime(now, team_zone(access.team)).date())
    strips = week_strips(situation)
    with timezone.override(team_zone(access.team)):
        chart = _week_chart(strips)
    context: dict[str, Any] = {
        "situation": situation,
        "notices": notices(situation),
        "strips": strips,
        "chart": chart,
        "short_hours": sum(strip.short_hours for strip in strips if strip.on >= situation.today),
        "at_work": _at_work(situation),
        "published": _published(situation),
    }
    return in_team_time(request, "web/team.html", access=access, context=context)


def _agents_place(access: TeamAccess) -> str:
    """Their day; the roster for those who are nobody in it."""
    name = "today:my_day" if access.agent_name else "planning:roster"
    return reverse(name, kwargs={"team": access.team.slug})


def _at_work(situation: Situation) -> int | None:
    """How many people work today; None where nothing is published for today."""
    held = PublishedDay.objects.filter(team=situation.access.team, on=situation.today).first()
    if held is None:
        return None
    return Shift.objects.filter(plan=held.plan_id, on=situation.today).count()


def _published(situation: Situation) -> tuple[date, date] | None:
    """The first and the last day of the stretch of published days that holds today, or comes next."""
    days = set(
        PublishedDay.objects.filter(team=situation.access.team, on__gte=situation.today).values_list(
            "on", flat=True
        )
    )
    if not days:
        return None
    first = last = min(days)
    while last + timedelta(days=1) in days:
        last += timedelta(days=1)
    return first, last


def _week_chart(strips: tuple[DayStrip, ...]) -> dict[str, Any]:
    """People needed and people there, half hour by half hour."""
    slots = [slot for strip in strips for slot in strip.slots]
    local = [timezone.localtime(slot.starts_at) for slot in slots]
    firsts = [at for at in range(len(local)) if at == 0 or local[at].date() != local[at - 1].date()]
    return {
        "x": [f"{day_label(at)} {at:%H:%M}" for at in local],
        "ticks": {at: day_label(local[at]) for at in firsts},
        "series": [
            {"name": _("There"), "kind": "bars", "tone": "muted", "values": [s.scheduled for s in slots]},
            {"name": _("Needed"), "kind": "steps", "tone": "1", "values": [s.needed for s in slots]},
        ],
        "decimals": 1,
    }
