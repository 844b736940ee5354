"""The list of plans, and what one plan says at a glance."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse

from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import team_view
from halfhour.people.views.frame import in_team_time
from halfhour.planning.access import open_plan, visible_plans
from halfhour.planning.queries.overview import overview_of
from halfhour.planning.queries.plans import current_plans, running_makings
from halfhour.planning.views.frame import plan_page, team_today

PLANS_PER_PAGE = 25


@team_view(needs=Permission.SEE_PLANS)
def plans(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    today = team_today(access.team)
    page = Paginator(visible_plans(access), PLANS_PER_PAGE).get_page(request.GET.get("page"))
    current = current_plans(access.team, today=today)
    return in_team_time(
        request,
        "planning/plans.html",
        access=access,
        context={
            "page": page,
            "current": current,
            "days_left": current.days_left(today),
            "jobs": running_makings(access.team),
            "may_make": access.may(Permission.MAKE_PLANS),
            "today": today,
        },
    )


@team_view(needs=Permission.SEE_PLANS)
def plan(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    found = open_plan(access, number)
    return plan_page(
        request,
        "planning/plan.html",
        access=access,
        plan=found,
        tab="plan",
        overview=overview_of(found),
    )
