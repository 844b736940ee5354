"""Tickets that belong together: links, merging, splitting; and the points of a checklist."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from halfhour.desk.access import open_ticket, visible_tickets
from halfhour.desk.actions.checklists import add_item, check_item, remove_item
from halfhour.desk.actions.linking import link_tickets, unlink_tickets
from halfhour.desk.actions.merging import merge_tickets, unmerge_tickets
from halfhour.desk.actions.splitting import split_ticket, undo_split
from halfhour.desk.errors import DeskRefused, DifferentCustomers
from halfhour.desk.models import ChecklistItem, LinkKind, Ticket, TicketLink, TicketMerge
from halfhour.desk.views.pane import Confirm, Said, Undo, answer
from halfhour.desk.views.ticket import REFUSED, done, refuse, seen_revision, wrong
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import team_view
from halfhour.people.typed import whole_number


@team_view(needs=Permission.WORK_TICKETS)
@require_POST
def link(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """Say how this ticket stands to another, or take that back."""
    found = open_ticket(access, number)
    if "remove" in request.POST:
        return _unlink(request, access, found)
    kind = request.POST.get("kind", LinkKind.RELATED)
    other = _other(access, request.POST.get("other", ""))
    if other is None or kind not in LinkKind.values:
        return wrong(request, access, found, _no_such(request.POST.get("other", "")))
    return done(
        request,
        access,
        found,
        lambda: link_tickets(
            source=found, target=other, kind=LinkKind(kind), by=access.user, at=timezone.now()
        ),
        said=lambda: Said(text=_("Linked to ticket {number}.").format(number=other.number), tone="success"),
    )


def _unlink(request: HttpRequest, access: TeamAccess, found: Ticket) -> HttpResponse:
    row = _row(TicketLink.objects.filter(source__in=visible_tickets(access)), request.POST["remove"])
    if row is None or found.pk not in (row.source_id, row.target_id):
        raise Http404
    return done(
        request,
        access,
        found,
        lambda: unlink_tickets(link=row, by=access.user, at=timezone.now()),
        said=lambda: Said(text=_("The link is gone.")),
    )


@team_view(needs=Permission.WORK_TICKETS)
@require_POST
def merge(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """Into another ticket, which is open then; asked once more where two people wrote them."""
    found = open_ticket(access, number)
    into = _other(access, request.POST.get("into", ""))
    if into is None:
        return wrong(request, access, found, _no_such(request.POST.get("into", "")))
    try:
        merged = merge_tickets(
            source=found,
            target=into,
            by=access.user,
            at=timezone.now(),
            revision=seen_revision(request),
            different_customers="anyway" in request.POST,
        )
    except DifferentCustomers as refused:
        here = _other(access, request.POST.get("here", "")) or found
        asked = _asked(request, found, into, refused.sentence)
        return answer(request, access=access, ticket=here, said=asked, status=REFUSED)
    except DeskRefused as refused:
        return refuse(request, access, found, refused.sentence)
    said = _("Ticket {number} is merged into this one.").format(number=number)
    undo = Undo(url_name="desk:unmerge", values={}, number=number)
    return go_to(request, access, merged.target.number, said, undo=undo)


def _asked(request: HttpRequest, found: Ticket, into: Ticket, sentence: str) -> Said:
    again = {"into": str(into.number), "anyway": "1", "revision": request.POST.get("revision", "")}
    return Said(
        text=sentence,
        tone="warning",
        confirm=Confirm(
            url_name="desk:merge", values=again, number=found.number, label=_("Merge them nevertheless")
        ),
    )


@team_view(needs=Permission.WORK_TICKETS)
@require_POST
def unmerge(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """Take apart what was merged; the ticket that stands alone again is open then."""
    found = open_ticket(access, number)
    row = TicketMerge.objects.filter(source=found, undone_at__isnull=True).first()
    if row is None:
        return refuse(request, access, found, _("Ticket {number} is not merged.").format(number=number))
    try:
        unmerge_tickets(merge=row, by=access.user, at=timezone.now())
    except DeskRefused as refused:
        return refuse(request, access, found, refused.sentence)
    return go_to(request, access, number, _("Ticket {number} stands alone again.").format(number=number))


@team_view(needs=Permission.WORK_TICKETS)
@require_POST
def split(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """Some of what was said becomes a ticket of its own, which is open then."""
    found = open_ticket(access, number)
    chosen = [int(each) for each in request.POST.getlist("message") if whole_number(each, digits=17)]
    try:
        new = split_ticket(
            ticket=found,
            messages=chosen,
            subject=request.POST.get("subject", ""),
            by=access.user,
            at=timezone.now(),
            revision=seen_revision(request),
        )
    except DeskRefused as refused:
        return refuse(request, access, found, refused.sentence)
    said = _("Split off as ticket {number}.").format(number=new.number)
    undo = Undo(url_name="desk:unsplit", values={}, number=new.number)
    return go_to(request, access, new.number, said, undo=undo)


@team_view(needs=Permission.WORK_TICKETS)
@require_POST
def unsplit(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """Give back what was split off while nothing has happened to it; the ticket it came from is open then."""
    found = open_ticket(access, number)
    try:
        first = undo_split(ticket=found, by=access.user, at=timezone.now())
    except DeskRefused as refused:
        return refuse(request, access, found, refused.sentence)
    said = _("What was split off as ticket {number} is back here.").format(number=number)
    return go_to(request, access, first.number, said)


@team_view(needs=Permission.WORK_TICKETS)
@require_POST
def check(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """A point of the checklist: added, done, not done, or taken away."""
    found, at = open_ticket(access, number), timezone.now()
    said = Said(text=_("Checklist saved."))
    if "item" not in request.POST:
        text = request.POST.get("text", "")
        return done(
            request,
            access,
            found,
            lambda: add_item(ticket=found, text=text, by=access.user, at=at),
            said=lambda: said,
        )
    item = _row(ChecklistItem.objects.filter(ticket=found), request.POST["item"])
    if item is None:
        return refuse(request, access, found, _("This point is gone already."))
    if "remove" in request.POST:
        return done(
            request,
            access,
            found,
            lambda: remove_item(item=item, by=access.user, at=at),
            said=lambda: said,
        )
    is_done = "done" in request.POST
    return done(
        request,
        access,
        found,
        lambda: check_item(item=item, is_done=is_done, by=access.user, at=at),
        said=lambda: said,
    )


def go_to(
    request: HttpRequest, access: TeamAccess, number: int, said: str, *, undo: Undo | None = None
) -> HttpResponse:
    """Another ticket is the one to look at now: scripts open it, else the page leads there."""
    if getattr(request, "htmx", False):
        context = {"access": access, "said": Said(text=said, tone="success", undo=undo)}
        shown = render(request, "desk/ticket/said.html", {**context, "ticket": Ticket(number=number)})
        shown.headers["X-Desk-Open"] = str(number)
        return shown
    messages.success(request, said)
    return redirect("desk:ticket", team=access.team.slug, number=number)


def _other(access: TeamAccess, text: str) -> Ticket | None:
    """The ticket somebody names by its number; only one they may see."""
    return visible_tickets(access).filter(number=whole_number(text.strip().removeprefix("#")) or 0).first()


def _no_such(text: str) -> str:
    return _("There is no ticket {number}.").format(number=text.strip()[:20] or "–")


def _row(rows: QuerySet[Any], pk: str) -> Any:
    return rows.filter(pk=whole_number(pk, digits=17)).first()
