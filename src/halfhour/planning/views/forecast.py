"""What is expected, with bounds, beside what came."""

from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import team_view
from halfhour.planning.access import open_plan
from halfhour.planning.adapter.history import queue_history
from halfhour.planning.models import Plan, QueueSeries
from halfhour.planning.queries.coverage import series_of
from halfhour.planning.queries.forecasts import forecast_view
from halfhour.planning.queries.plans import shown_plan
from halfhour.planning.views.frame import chosen_date, chosen_number, plan_page, plan_url, team_today

WEEKS_BEFORE = (0, 2, 4, 8)


@team_view(needs=Permission.SEE_PLANS)
def current_forecast(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """The forecast of the plan that a person most likely means."""
    plan = shown_plan(access.team, today=team_today(access.team))
    if plan is None:
        return render(request, "planning/no_plan.html", {"access": access, "wanted": "forecast"})
    return redirect(plan_url(plan, "plan_forecast"))


@team_view(needs=Permission.SEE_PLANS)
def plan_forecast(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    plan = open_plan(access, number)
    series = series_of(plan)
    row = chosen_series(series, request.GET.get("queue"))
    span, first_on, last_on = _span(plan, request)
    before = chosen_number(request.GET.get("before"), default=2 if span == "all" else 0)
    with timezone.override(plan.timezone):
        view = forecast_view(
            plan,
            row,
            first_on=first_on,
            last_on=last_on,
            weeks_before=before if before in WEEKS_BEFORE else 0,
            history=queue_history(plan, row.queue),
        )
    return plan_page(
        request,
        "planning/forecast.html",
        access=access,
        plan=plan,
        tab="plan_forecast",
        series=series,
        span=span,
        on=first_on if span == "day" else None,
        week=(first_on - plan.first_on).days // 7,
        weeks=range(plan.weeks),
        before=before,
        weeks_before=WEEKS_BEFORE,
        day_before=_neighbour(plan, first_on, -1) if span == "day" else None,
        day_after=_neighbour(plan, first_on, 1) if span == "day" else None,
        view=view,
    )


def chosen_series(series: tuple[QueueSeries, ...], queue: str | None) -> QueueSeries:
    """The queue asked for, else the first; a plan without queues has no such page."""
    if not series:
        raise Http404
    return next((row for row in series if row.queue == queue), series[0])


def _span(plan: Plan, request: HttpRequest) -> tuple[str, date, date]:
    """What is shown: the whole plan, one of its weeks, or one of its days."""
    on = chosen_date(request.GET.get("on"))
    if on is not None and plan.first_on <= on <= plan.last_on:
        return "day", on, on
    if "week" in request.GET:
        week = min(chosen_number(request.GET["week"]), plan.weeks - 1)
        first_on = plan.first_on + timedelta(days=7 * week)
        return "week", first_on, first_on + timedelta(days=6)
    return "all", plan.first_on, plan.last_on


def _neighbour(plan: Plan, day: date, step: int) -> date | None:
    found = day + timedelta(days=step)
    return found if plan.first_on <= found <= plan.last_on else None
