"""What the pages of a plan share: their heading, their tabs, and times as the team's clock shows them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from halfhour.people.access import Permission, TeamAccess
from halfhour.people.models import Team
from halfhour.people.queries import team_zone
from halfhour.people.typed import whole_number
from halfhour.planning.models import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    label: str
    icon: str
    url: str
    is_here: bool


def plan_page(
    request: HttpRequest, template: str, *, access: TeamAccess, plan: Plan, tab: str = "", **context: Any
) -> HttpResponse:
    """A page of one plan. Half hours are the team's, so its times are shown as the team's clock has them."""
    shared = {
        "access": access,
        "plan": plan,
        "tabs": plan_tabs(access, plan, here=tab),
        "may_make": access.may(Permission.MAKE_PLANS),
        "may_publish": access.may(Permission.PUBLISH_PLANS),
        "may_edit": plan.is_draft and access.may(Permission.MAKE_PLANS),
    }
    with timezone.override(plan.timezone):
        return render(request, template, shared | context)


def plan_tabs(access: TeamAccess, plan: Plan, *, here: str) -> tuple[Tab, ...]:
    if not access.may(Permission.SEE_PLANS):
        return ()
    places = (
        ("plan", _("Overview"), "layout-dashboard"),
        ("plan_forecast", _("Forecast"), "chart-line"),
        ("plan_requirement", _("Requirement"), "chart-histogram"),
        ("plan_small_team", _("Small team"), "users-minus"),
        ("plan_roster", _("Roster"), "calendar-week"),
        ("plan_what_if", _("What if"), "adjustments-horizontal"),
        ("plan_files", _("Files"), "download"),
        ("plan_history", _("History"), "history"),
    )
    tabs = []
    for name, label, icon in places:
        try:
            url = plan_url(plan, name)
        except NoReverseMatch:
            continue
        tabs.append(Tab(label=label, icon=icon, url=url, is_here=name == here))
    return tuple(tabs)


def plan_url(plan: Plan, name: str = "plan") -> str:
    return reverse(f"planning:{name}", kwargs={"team": plan.team.slug, "number": plan.number})


def team_today(team: Team) -> date:
    """The date that the team's calendar shows now."""
    return timezone.localtime(timezone.now(), team_zone(team)).date()


def chosen_date(text: str | None) -> date | None:
    """A date from an address, None where it is not one."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def chosen_number(text: str | None, *, default: int = 0) -> int:
    """A whole number from an address; the default where it is not one."""
    number = whole_number(text, digits=5)
    return default if number is None else number
