"""Pages of a team whose times are the team's: its hours, its half hours, its days."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from halfhour.people.access import TeamAccess
from halfhour.people.queries import team_zone


def in_team_time(
    request: HttpRequest, template: str, *, access: TeamAccess, context: Mapping[str, Any]
) -> HttpResponse:
    """The page with every time as the team's clock has it; its template says so to readers elsewhere."""
    with timezone.override(team_zone(access.team)):
        return render(request, template, {"access": access, **context})
