"""People needed and people there, and why."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import team_view
from halfhour.planning.access import open_plan
from halfhour.planning.adapter.teams import grid_of, moment, team_of
from halfhour.planning.models import Plan
from halfhour.planning.queries.coverage import queue_strips, series_of
from halfhour.planning.queries.plans import shown_plan
from halfhour.planning.queries.requirements import need_lines, need_view, reasons_at, sure_reasons_at
from halfhour.planning.views.forecast import chosen_series
from halfhour.planning.views.frame import chosen_date, chosen_number, plan_page, plan_url, team_today


@team_view(needs=Permission.SEE_PLANS)
def current_requirement(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """The requirement of the plan that a person most likely means."""
    plan = shown_plan(access.team, today=team_today(access.team))
    if plan is None:
        return render(request, "planning/no_plan.html", {"access": access, "wanted": "requirement"})
    return redirect(plan_url(plan, "plan_requirement"))


@team_view(needs=Permission.SEE_PLANS)
def plan_requirement(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    plan = open_plan(access, number)
    series = series_of(plan)
    row = chosen_series(series, request.GET.get("queue"))
    on = _day(request, access, plan)
    with timezone.override(plan.timezone):
        view = need_view(plan, row, on=on)
    return plan_page(
        request,
        "planning/requirement.html",
        access=access,
        plan=plan,
        tab="plan_requirement",
        series=series,
        view=view,
        queue=team_of(plan).queue(row.queue),
    )


@require_GET
@team_view(needs=Permission.SEE_PLANS)
def why(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """Why one half hour needs the people it needs."""
    plan = open_plan(access, number)
    row = chosen_series(series_of(plan), request.GET.get("queue"))
    position = chosen_number(request.GET.get("at"), default=-1)
    grid = grid_of(plan)
    if not 0 <= position < len(grid):
        raise Http404
    starts_at = moment(grid.starts[position])
    lines = {line.position: line for line in need_lines(plan, row, on=grid.dates[position].item())}
    return plan_page(
        request,
        "planning/parts/why.html",
        access=access,
        plan=plan,
        queue=row.queue,
        starts_at=starts_at,
        line=lines.get(position),
        reasons=reasons_at(plan, row, position),
        sure_reasons=sure_reasons_at(plan, row, position),
    )


def _day(request: HttpRequest, access: TeamAccess, plan: Plan) -> date:
    """The day asked for, else today, else the plan's first day on which anybody is needed."""
    asked = chosen_date(request.GET.get("on"))
    for day in (asked, team_today(access.team)):
        if day is not None and plan.first_on <= day <= plan.last_on:
            return day
    row = chosen_series(series_of(plan), request.GET.get("queue"))
    strips = queue_strips(plan, row, plan.days)
    busy = [strip.on for strip in strips if any(slot.needed for slot in strip.slots)]
    return busy[0] if busy else plan.first_on
