"""What a person is told: the bell, the list, and that it was read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from halfhour.desk.queries.notices import notice_lines, notices_of, unread_count
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import team_view
from halfhour.people.typed import whole_number

MOST_SHOWN = 100
# Of what is about no ticket; who was told of it may have another role by now.
PAGES = {
    "goals_review": ("desk:goals", Permission.SEE_BOARD),
    "mail_failed": ("desk:failed_mail", Permission.SET_DESK),
}


@team_view(needs=Permission.SEE_TICKETS)
@require_GET
def notices(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """The newest first; those that are new marked."""
    lines = notice_lines(access, notices_of(access)[:MOST_SHOWN])
    return render(request, "desk/notices/notices.html", {"lines": lines, "unread": unread_count(access)})


@team_view(needs=Permission.SEE_TICKETS)
@require_GET
def bell(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """The bell alone, asked for again now and then."""
    return render(request, "desk/notices/bell.html", {"unread_notices": unread_count(access)})


@team_view(needs=Permission.SEE_TICKETS)
@require_POST
def read(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """One notice was read, and its ticket opened; or all of them were."""
    unread = notices_of(access).filter(read_at__isnull=True)
    one = request.POST.get("notice", "")
    if not one:
        unread.update(read_at=timezone.now())
        return redirect("desk:notices", team=access.team.slug)
    chosen = notices_of(access).filter(pk=whole_number(one, digits=17) or 0).first()
    if chosen is None:
        return redirect("desk:notices", team=access.team.slug)
    unread.filter(pk=chosen.pk).update(read_at=timezone.now())
    if chosen.ticket is None:
        page, needs = PAGES.get(chosen.kind, ("desk:notices", Permission.SEE_TICKETS))
        return redirect(page if access.may(needs) else "desk:notices", team=access.team.slug)
    return redirect("desk:ticket", team=access.team.slug, number=chosen.ticket.number)
