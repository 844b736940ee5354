"""Who changed what of the desk's settings, and when."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from halfhour.desk.queries.setting_changes import row_of, setting_changes
from halfhour.desk.wording.setting import PARTS
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import team_view

SHOWN = 25


@team_view(needs=Permission.SET_DESK)
@require_GET
def changes(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """All changes, or those of one part of the settings."""
    part = request.GET.get("part", "")
    part = part if part in PARTS else ""
    page = Paginator(setting_changes(access.team, part=part), SHOWN).get_page(request.GET.get("page"))
    rows = [row_of(each) for each in page]
    context = {"page": page, "rows": rows, "part": part, "parts": PARTS.items()}
    return render(request, "desk/setting/changes.html", context)
