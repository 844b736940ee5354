"""Fields, tags, checklist, links, merging and splitting: what is changed beside the conversation."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from halfhour.customers.fields import PREFIX
from halfhour.customers.models import FieldKind
from halfhour.desk.access import open_ticket
from halfhour.desk.actions.changing import change_ticket
from halfhour.desk.actions.undoing_change import undo_change, way_back
from halfhour.desk.actions.watching import unwatch_ticket, watch_ticket
from halfhour.desk.errors import DifferentCustomers
from halfhour.desk.models import Complexity, Priority, TicketField
from halfhour.desk.views.pane import Confirm, Said, Undo, answer
from halfhour.desk.views.ticket import REFUSED, done, seen_revision, wrong
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import team_view
from halfhour.people.models import Team

PLAIN = ("priority", "complexity", "category", "queue", "subject", "language")


@team_view(needs=Permission.WORK_TICKETS)
@require_POST
def change(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """Fields of a ticket, each saved as it is chosen; a person's word on what triage found teaches it."""
    found = open_ticket(access, number)
    changes = _changes(request, access.team)
    if not changes:
        return wrong(request, access, found, _("Say what is to be changed."))
    ways: list[str] = []

    def act() -> None:
        changed = change_ticket(
            ticket=found,
            changes=changes,
            by=access.user,
            at=timezone.now(),
            revision=seen_revision(request),
            different_customers="anyway" in request.POST,
        )
        ways.append(way_back(before=found, after=changed, by=access.user))

    def said() -> Said:
        undo = Undo(url_name="desk:undo_change", values={"way": ways[0]}) if ways[0] else None
        return Said(text=_said(changes), tone="success", undo=undo)

    try:
        return done(request, access, found, act, said=said)
    except DifferentCustomers as refused:
        again = Confirm(
            url_name="desk:change",
            values={"customer": request.POST["customer"], "anyway": "1"},
            label=_("Change it nevertheless"),
        )
        asked = Said(text=refused.sentence, tone="warning", confirm=again)
        return answer(request, access=access, ticket=found, said=asked, status=REFUSED)


@team_view(needs=Permission.WORK_TICKETS)
@require_POST
def take_back(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """What was just changed, as if it had not been."""
    found = open_ticket(access, number)
    return done(
        request,
        access,
        found,
        lambda: undo_change(ticket=found, way=request.POST.get("way", ""), by=access.user, at=timezone.now()),
        said=lambda: Said(text=_("Undone."), tone="success"),
    )


def _changes(request: HttpRequest, team: Team) -> dict[str, Any]:
    changes: dict[str, Any] = {name: request.POST[name] for name in PLAIN if name in request.POST}
    if "tags" in request.POST:
        changes["tags"] = [name for name in request.POST["tags"].split(",") if name.strip()]
    if "customer" in request.POST:
        changes["customer"] = request.POST["customer"].strip().removeprefix("#")
    fields = own_fields(request.POST.items(), team)
    return {**changes, "fields": fields} if fields else changes


def own_fields(given: Iterable[tuple[str, Any]], team: Team) -> dict[str, Any]:
    """The team's own fields as they were sent, by their keys; empty is None."""
    sent: dict[str, Any] = {
        name.removeprefix(PREFIX): value or None for name, value in given if name.startswith(PREFIX)
    }
    yes_or_no = TicketField.objects.filter(team=team, key__in=sent, kind=FieldKind.YES_NO)
    for key in yes_or_no.values_list("key", flat=True):
        sent[key] = {"yes": True, "no": False}.get(sent[key])
    return sent


def _said(changes: dict[str, Any]) -> str:
    (name, value), *more = changes.items()
    if more:
        return _("Saved.")
    match name:
        case "priority":
            return _("Priority: {value}.").format(value=Priority(value).label)
        case "complexity":
            return _("Complexity: {value}.").format(value=Complexity(value).label)
        case "category":
            return _("Category: {value}.").format(value=value or _("none"))
        case "queue":
            return _("Queue: {value}.").format(value=value)
    return _("Saved.")


@team_view(needs=Permission.WORK_TICKETS)
@require_POST
def watch(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """Follow a ticket that is not one's own, or stop."""
    found = open_ticket(access, number)
    follows = request.POST.get("watch") != "no"
    act = watch_ticket if follows else unwatch_ticket
    return done(
        request,
        access,
        found,
        lambda: act(ticket=found, by=access.user),
        said=lambda: Said(text=_("You follow this ticket.") if follows else _("You follow it no longer.")),
    )
