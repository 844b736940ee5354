"""What happened to a plan."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse

from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import team_view
from halfhour.planning.access import open_plan
from halfhour.planning.queries.plans import events_of
from halfhour.planning.views.frame import plan_page

EVENTS_PER_PAGE = 50


@team_view(needs=Permission.SEE_PLANS)
def history(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    plan = open_plan(access, number)
    page = Paginator(events_of(plan), EVENTS_PER_PAGE).get_page(request.GET.get("page"))
    return plan_page(
        request, "planning/history.html", access=access, plan=plan, tab="plan_history", page=page
    )
