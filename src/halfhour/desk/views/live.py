"""What pages ask for by themselves: who is looking, what the customer was, what happened."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from halfhour.customers.wording import hint_words
from halfhour.desk.access import open_ticket
from halfhour.desk.actions.passing_on import opened
from halfhour.desk.actions.presence import seen
from halfhour.desk.actions.telling import has_read
from halfhour.desk.actions.viewing import look_at, look_away
from halfhour.desk.queries.alike import customers_alike, tickets_alike
from halfhour.desk.queries.beside import beside_customer
from halfhour.desk.queries.history import history_of
from halfhour.desk.queries.tags import tags_found
from halfhour.desk.queries.ticket_page import who_is_looking
from halfhour.desk.queries.triage import why
from halfhour.desk.queries.waiting import why_routed, why_waiting
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import team_view
from halfhour.people.typed import plain, whole_number

EVENTS_AT_ONCE = 100


@team_view(needs=Permission.SEE_TICKETS)
@require_POST
def here(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """A page is open: somebody is there."""
    seen(team=access.team, user=access.user, at=timezone.now())
    return HttpResponse(status=204)


@team_view(needs=Permission.SEE_TICKETS)
@require_GET
def tags(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """Tags that fit what is being typed."""
    return JsonResponse({"names": tags_found(access.team, plain(request.GET.get("q")))})


@team_view(needs=Permission.SEE_TICKETS)
@require_POST
def looking(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """A ticket is open on somebody's page, or was closed; who else looks at it."""
    found, at = open_ticket(access, number), timezone.now()
    if "left" in request.POST:
        look_away(ticket=found, by=access.user)
        return HttpResponse(status=204)
    is_active = "active" in request.POST
    look_at(ticket=found, by=access.user, is_typing="typing" in request.POST, is_active=is_active, at=at)
    opened(ticket=found, by=access.user, at=at)
    seen(team=access.team, user=access.user, at=at)
    others = who_is_looking(found, but=access.user, at=at)
    answer = render(request, "desk/ticket/looking.html", {"looking": others})
    if is_active and has_read(ticket=found, by=access.user, at=at):
        answer.headers["X-Notices-Read"] = "yes"
    return answer


@team_view(needs=Permission.SEE_TICKETS)
@require_GET
def customer(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """Everything about the customer of a ticket that helps to answer it."""
    found = open_ticket(access, number)
    beside = beside_customer(access, found, at=timezone.now())
    context = {"access": access, "ticket": found, "beside": beside}
    return render(request, "desk/ticket/customer.html", context)


@team_view(needs=Permission.SEE_TICKETS)
@require_GET
def history(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """What happened to a ticket, the newest first; what was before an event, where the page names one."""
    found = open_ticket(access, number)
    last = found.events.filter(pk=whole_number(request.GET.get("before"), digits=17) or 0).first()
    rows = history_of(access, found, before=last, most=EVENTS_AT_ONCE + 1)
    shown = rows[:EVENTS_AT_ONCE]
    earlier = shown[-1].pk if len(rows) > len(shown) else None
    context = {"access": access, "ticket": found, "history": shown, "earlier": earlier}
    return render(request, "desk/ticket/history.html", context)


@team_view(needs=Permission.SEE_TICKETS)
@require_GET
def reasons(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """Why the ticket is sorted as it is, and why it is with whom it is with."""
    found = open_ticket(access, number)
    waits = found.assignee_id is None and found.is_ours and found.merged_into_id is None
    context = {
        "access": access,
        "ticket": found,
        "routed": why_waiting(found, timezone.now()) if waits else why_routed(found),
        "triage": why(found),
        "may_work": access.may(Permission.WORK_TICKETS),
    }
    return render(request, "desk/ticket/why.html", context)


@team_view(needs=Permission.SEE_TICKETS)
@require_GET
def alike(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """Which tickets may be this one once more, and which customers the one who wrote it."""
    found = open_ticket(access, number)
    context = {
        "access": access,
        "ticket": found,
        "tickets": tickets_alike(access, found),
        "customers": [
            (hint.second if hint.first == found.customer else hint.first, hint_words(hint))
            for hint in customers_alike(access, found)
        ],
        "may_work": access.may(Permission.WORK_TICKETS) and found.merged_into_id is None,
        "may_merge_customers": access.may(Permission.EDIT_CUSTOMERS),
    }
    return render(request, "desk/ticket/alike.html", context)


@team_view(needs=Permission.SEE_TICKETS)
@require_GET
def processes(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """What runs beside a ticket: its complaint, what departments were asked, how it was rated."""
    context = {
        "access": access,
        "ticket": open_ticket(access, number),
        "may_work": access.may(Permission.WORK_TICKETS),
        "may_settle_mail": access.may(Permission.SET_DESK),
    }
    return render(request, "desk/ticket/parts_of_others.html", context)
