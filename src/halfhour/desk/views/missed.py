"""Whose time the goals were that were missed: for leads, over the last weeks."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from halfhour.desk.queries.missed import MOST_MISSES, WEEKS, missed_time
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import team_view

USUAL_WEEKS = 4


@team_view(needs=Permission.SEE_BOARD)
@require_GET
def missed(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """Where time went until goals ran out: in the line, with departments, with people."""
    asked = request.GET.get("weeks", "")
    weeks = next((each for each in WEEKS if str(each) == asked), USUAL_WEEKS)
    context = {
        "found": missed_time(access.team, at=timezone.now(), weeks=weeks),
        "weeks": weeks,
        "choices": WEEKS,
        "most": MOST_MISSES,
    }
    return render(request, "desk/board/missed.html", context)
