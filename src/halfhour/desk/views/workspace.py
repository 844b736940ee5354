"""The workspace: views, the list, the ticket in the middle, and what finds things."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from halfhour.desk.errors import DeskRefused
from halfhour.desk.keys import commands_for
from halfhour.desk.models import Priority, State
from halfhour.desk.queries.listing import Page, counts, listed
from halfhour.desk.queries.search import found
from halfhour.desk.queries.ticket_page import offered_to
from halfhour.desk.queries.views import views_of
from halfhour.desk.views.lists import ICONS, Asked, asked_list, filter_choices
from halfhour.desk.views.narrowing import narrowings, without_any
from halfhour.desk.views.pane import Said, pane_context
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import team_view
from halfhour.people.typed import plain, whole_number

ROWS, MOST_ROWS = 50, 200
FOUND_IN_BAR = 8
NOT_FOR_MANY = (State.NEW, State.SCHEDULED)


@team_view(needs=Permission.SEE_TICKETS)
@require_GET
def workspace(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """The place where agents spend their day."""
    return workspace_page(request, access=access)


def workspace_page(
    request: HttpRequest,
    *,
    access: TeamAccess,
    number: int | None = None,
    said: Said | None = None,
    status: int = 200,
) -> HttpResponse:
    asked = asked_list(access, request.GET)
    offered = offered_to(access.team)
    context = {
        **list_context(request, access, asked),
        **rail_context(access, asked),
        "commands": commands_for(access),
        "offered": offered,
        "priorities": Priority.choices,
        **filter_choices(),
        "states_shown": State.choices,
        "may_work": access.may(Permission.WORK_TICKETS),
        "may_set": access.may(Permission.SET_DESK),
        "bulk_states": [(state, state.label) for state in State if state not in NOT_FOR_MANY],
        "ticket": None,
    }
    if number is not None:
        context |= pane_context(access, number, said=said, offered=offered)
    return render(request, "desk/workspace/workspace.html", context, status=status)


@team_view(needs=Permission.SEE_TICKETS)
@require_GET
def rows(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """The list alone: its beginning again, as long as the page shows it, or what follows on it."""
    context = list_context(request, access, asked_list(access, request.GET))
    return render(request, "desk/workspace/rows.html", context)


@team_view(needs=Permission.SEE_TICKETS)
@require_GET
def rail(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """The views with their counts."""
    return render(request, "desk/workspace/rail.html", rail_context(access, asked_list(access, request.GET)))


def list_context(request: HttpRequest, access: TeamAccess, asked: Asked) -> dict[str, Any]:
    """A page of the list; what cannot be asked for is told in a sentence, above an empty list."""
    at = timezone.now()
    refused = ""
    try:
        page = listed(
            access,
            filters=asked.filters,
            sort=asked.sort,
            after=request.GET.get("after") or None,
            limit=_limit(request),
            at=at,
        )
    except DeskRefused as error:
        page, refused = Page(rows=(), next=None), error.sentence
    return {
        "asked": asked,
        "narrowed": narrowings(access, asked),
        "without_any": without_any(asked),
        "list": page,
        "list_refused": refused,
        "is_onward": bool(request.GET.get("after")),
        "at": at,
        "access": access,
        "me": access.user,
        "may_work": access.may(Permission.WORK_TICKETS),
        "may_set": access.may(Permission.SET_DESK),
    }


def _limit(request: HttpRequest) -> int:
    return min(max(whole_number(request.GET.get("limit")) or ROWS, ROWS), MOST_ROWS)


def rail_context(access: TeamAccess, asked: Asked) -> dict[str, Any]:
    views = views_of(access)
    counted = tuple(zip(views, counts(access, views), strict=True))
    return {
        "access": access,
        "asked": asked,
        "usual": tuple((view, ICONS.get(view.key, "list"), count) for view, count in counted if not view.pk),
        "saved": tuple((view, count) for view, count in counted if view.pk),
    }


@team_view(needs=Permission.SEE_TICKETS)
@require_GET
def bar(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """What the command bar finds of a few letters: tickets by number and words, and views by name."""
    text = plain(request.GET.get("q")).strip()[:200]
    base = {"team": access.team.slug}
    tickets = [
        {
            "label": f"#{row.number} {row.subject}".strip(),
            "note": row.customer_name,
            "open": row.number,
            "url": reverse("desk:ticket", kwargs={**base, "number": row.number}),
        }
        for row in (found(access, text, limit=FOUND_IN_BAR) if text else ())
    ]
    start = reverse("desk:workspace", kwargs=base)
    views = [
        {"label": str(view.name), "note": "", "url": f"{start}?view={view.key}"}
        for view in views_of(access)
        if text.casefold() in str(view.name).casefold()
    ]
    return JsonResponse({"tickets": tickets, "views": views})
