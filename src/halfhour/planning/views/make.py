"""Asking for a plan."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import team_view
from halfhour.planning.actions.making import ask_for_plan
from halfhour.planning.adapter.history import readiness
from halfhour.planning.forms import MakePlanForm
from halfhour.planning.queries.plans import next_free_monday, running_makings
from halfhour.planning.reach import day_to_plan_from
from halfhour.planning.views.frame import team_today


@team_view(needs=Permission.MAKE_PLANS)
def make(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """The few choices a plan needs, with sensible ones made already."""
    ready = readiness(access.team)
    today = team_today(access.team)
    plan_from = day_to_plan_from(today=today, last_contact_on=ready.last_contact_on)
    form = MakePlanForm(
        request.POST or None,
        goal_chance=ready.goal_chance,
        today=today,
        last_contact_on=ready.last_contact_on,
        initial={
            "first_on": next_free_monday(access.team, today=plan_from),
            "weeks": 2,
            "goal_chance": f"{ready.goal_chance:g}",
            "effort": "1",
        },
    )
    if request.method == "POST" and ready.is_ready and form.is_valid():
        asked = form.cleaned_data
        job = ask_for_plan(
            team=access.team,
            by=access.user,
            at=timezone.now(),
            first_on=asked["first_on"],
            weeks=asked["weeks"],
            goal_chance=float(asked["goal_chance"]),
            effort=float(asked["effort"]),
            name=asked["name"],
        )
        return redirect(job)
    context = {
        "access": access,
        "form": form,
        "ready": ready,
        "jobs": running_makings(access.team),
        "is_old": plan_from < today,
    }
    return render(request, "planning/make.html", context)
