"""Many tickets at once: changed after a look at what it would do; lists kept, and as a file."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from halfhour.customers.fields import PREFIX
from halfhour.desk.actions.bulk import (
    Effect,
    apply_bulk,
    chosen_tickets,
    preview_bulk,
)
from halfhour.desk.actions.ticket_fields import fields_of
from halfhour.desk.actions.undoing_many import undo_bulk
from halfhour.desk.actions.views import remove_view, save_view
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import BulkChange, Ticket, TicketField
from halfhour.desk.models.tickets import ENDED
from halfhour.desk.queries.board import ANSWERS
from halfhour.desk.queries.drafts import begun_replies
from halfhour.desk.queries.history import name_words, value_words
from halfhour.desk.queries.table import csv_lines
from halfhour.desk.queries.views import open_saved_view
from halfhour.desk.views.changing import own_fields
from halfhour.desk.views.downloads import as_csv
from halfhour.desk.views.lists import asked_list
from halfhour.desk.wording.mail import promised_answers
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import team_view
from halfhour.people.models import User
from halfhour.people.typed import whole_number

MOST_NUMBERS = 8
PLAIN = ("state", "priority", "complexity", "category", "queue")


@team_view(needs=Permission.WORK_TICKETS)
@require_POST
def bulk(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """First what a change would do to the chosen tickets, then, when that is agreed to, the change."""
    given = map(whole_number, request.POST.getlist("ticket"))
    numbers = [number for number in given if number is not None]
    chosen = chosen_tickets(access, numbers)
    try:
        changes = _changes(access, request.POST)
        asked: dict[str, Any] = {"ids": chosen.ids, "missing": chosen.missing, "changes": changes}
        effects = preview_bulk(team=access.team, **asked, by=access.user)
        if request.POST.get("act") != "do":
            return _preview(request, access, effects)
        looked_at = _looked_at(request.POST.getlist("looked_at"))
        change = apply_bulk(
            team=access.team, **asked, by=access.user, at=timezone.now(), looked_at=looked_at or None
        )
    except DeskRefused as refused:
        return _said(request, access, refused.sentence, status=409)
    if change.refused and not change.before:
        return _said(request, access, change.refused[0]["why"], status=409)
    count = len(change.before)
    said = ngettext("{count} ticket changed.", "{count} tickets changed.", count).format(count=count)
    return _said(request, access, said, change=change)


@team_view(needs=Permission.WORK_TICKETS)
@require_POST
def undo(request: HttpRequest, *, access: TeamAccess, pk: int) -> HttpResponse:
    """Take one's own change of many back, of every ticket that nobody touched since."""
    change = BulkChange.objects.filter(team=access.team, by=access.user, pk=pk).first()
    if change is None:
        raise Http404
    try:
        undone = undo_bulk(change=change, by=access.user, at=timezone.now())
    except DeskRefused as refused:
        return _said(request, access, refused.sentence, status=409)
    said = ngettext("{count} ticket is as before.", "{count} tickets are as before.", undone.count)
    said = said.format(count=undone.count)
    if undone.touched:
        numbers = ", ".join(f"#{number}" for number in undone.touched)
        said += " " + _("Changed by somebody since, and left as they are: {numbers}.").format(numbers=numbers)
    return _said(request, access, said)


def _looked_at(given: list[str]) -> dict[int, str]:
    """What the page told of each ticket: its number and the stamp of what would happen to it."""
    pairs = (each.partition(":") for each in given)
    return {number: stamp for text, _colon, stamp in pairs if (number := whole_number(text)) is not None}


def _changes(access: TeamAccess, sent: QueryDict) -> dict[str, Any]:
    what, value = sent.get("what", ""), sent.get("value", "").strip()
    if what in PLAIN:
        return {what: value}
    if what in ("add_tags", "remove_tags"):
        return {what: [name for name in value.split(",") if name.strip()]}
    if what.startswith(PREFIX):
        return {"fields": own_fields([(what, value)], access.team)}
    if what == "assignee":
        person = User.objects.filter(username=value).first() if value else None
        if value and person is None:
            raise DeskRefused(_("{person} does not belong to this team.").format(person=value[:60]))
        return {"assignee": person}
    raise DeskRefused(_("Choose what to change."))


def _preview(request: HttpRequest, access: TeamAccess, effects: tuple[Effect, ...]) -> HttpResponse:
    fields = {field.key: field for field in fields_of(access.team)}
    changed = [(each.ticket, _words(each, fields), each.stamp) for each in effects if each.facts]
    context = {
        "access": access,
        "changed": changed,
        "left": _left_open(effects, by=access.user),
        "same": sum(not each.facts and not each.refused for each in effects),
        "refused": [each for each in effects if each.refused],
        "what": request.POST.get("what", ""),
        "value": request.POST.get("value", ""),
    }
    return render(request, "desk/workspace/bulk_preview.html", context)


def _left_open(effects: tuple[Effect, ...], *, by: User) -> list[str]:
    """What somebody who ends many tickets should know: whose customers wait, where they began a reply."""
    ended = [
        each.ticket
        for each in effects
        if each.ticket is not None and each.facts.get("state", ("", ""))[1] in ENDED
    ]
    promised = promised_answers(ended)
    waiting = [each for each in ended if each.due_measure in ANSWERS or each.pk in promised]
    begun_on = begun_replies(ended, by=by)
    begun = [each for each in ended if each.pk in begun_on]
    found = (
        (_("Nobody has answered the customer yet: {tickets}."), waiting),
        (_("Your reply is not sent yet; it stays a draft: {tickets}."), begun),
    )
    return [words.format(tickets=_numbers(tickets)) for words, tickets in found if tickets]


def _numbers(tickets: list[Ticket]) -> str:
    told = ", ".join(f"#{each.number}" for each in tickets[:MOST_NUMBERS])
    more = len(tickets) - MOST_NUMBERS
    return told if more <= 0 else _("{tickets} and {count} more").format(tickets=told, count=more)


def _words(effect: Effect, fields: dict[str, TicketField]) -> list[str]:
    def told(name: str, value: Any) -> str:
        return value_words(name, value, fields, {})

    return [
        f"{name_words(name, fields)}: {told(name, was)} → {told(name, now)}"
        for name, (was, now) in effect.facts.items()
    ]


def _said(
    request: HttpRequest,
    access: TeamAccess,
    said: str,
    *,
    change: BulkChange | None = None,
    status: int = 200,
) -> HttpResponse:
    if not getattr(request, "htmx", False):
        (messages.success if status < 400 else messages.error)(request, said)
        return redirect("desk:workspace", team=access.team.slug)
    context = {"access": access, "said": said, "change": change, "is_refused": status >= 400}
    return render(request, "desk/workspace/bulk_said.html", context, status=status)


@team_view(needs=Permission.SEE_TICKETS)
@require_POST
def keep_view(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """The list as it is looked at, under a name; one's own, or shared by who works on tickets."""
    is_shared = "is_shared" in request.POST
    if is_shared and not (access.may(Permission.WORK_TICKETS) or access.may(Permission.SET_DESK)):
        raise PermissionDenied
    asked = asked_list(access, QueryDict(request.POST.get("query", "")))
    try:
        view = save_view(
            team=access.team,
            name=request.POST.get("name", ""),
            filters=asked.filters,
            sort=asked.sort,
            by=access.user,
            is_shared=is_shared,
        )
    except DeskRefused as refused:
        messages.error(request, refused.sentence)
        return redirect(_list_url(access, asked.query))
    messages.success(request, _("View “{name}” is kept.").format(name=view.name))
    return redirect(_list_url(access, f"view=view-{view.pk}"))


@team_view(needs=Permission.SEE_TICKETS)
@require_POST
def drop_view(request: HttpRequest, *, access: TeamAccess, pk: int) -> HttpResponse:
    view = open_saved_view(access, pk)
    remove_view(view=view)
    messages.success(request, _("View “{name}” is gone. No ticket was changed.").format(name=view.name))
    return redirect("desk:workspace", team=access.team.slug)


def _list_url(access: TeamAccess, query: str) -> str:
    return f"{reverse('desk:workspace', kwargs={'team': access.team.slug})}?{query}"


@team_view(needs=Permission.SEE_TICKETS)
@require_GET
def export(request: HttpRequest, *, access: TeamAccess) -> HttpResponseBase:
    """The list as a CSV file, in its order; no cell of it is a formula."""
    asked = asked_list(access, request.GET)
    if asked.is_instead:
        refused_view = _("There is no such view, or it is not shared with you.")
        return HttpResponse(refused_view, status=422, content_type="text/plain; charset=utf-8")
    try:
        lines = csv_lines(access, filters=asked.filters, sort=asked.sort)
    except DeskRefused as refused:
        return HttpResponse(refused.sentence, status=422, content_type="text/plain; charset=utf-8")
    return as_csv(lines, name="tickets.csv")
