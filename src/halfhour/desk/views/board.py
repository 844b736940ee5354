"""The lead's board, on a desk or on a wall."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from halfhour.desk.adapter.standing import read_once
from halfhour.desk.queries.board import board as board_now
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import team_view


@team_view(needs=Permission.SEE_BOARD)
@require_GET
def board(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """Who does what now, which clocks run out, how queues stand; for scripts its parts alone."""
    is_part = getattr(request, "htmx", False)
    with read_once():
        now = board_now(access, at=timezone.now())
        context = {
            "board": now,
            "at": now.at,
            "access": access,
            "is_wall": "wall" in request.GET,
            "sees_tickets": access.may(Permission.SEE_TICKETS),
        }
        return render(request, "desk/board/parts.html" if is_part else "desk/board/board.html", context)
