"""Canned replies: the list with what came of them, one to be changed, and what the composer asks for."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from halfhour.desk.access import open_ticket, visible_tickets
from halfhour.desk.actions.macros import apply_macro, retire_macro, save_macro
from halfhour.desk.actions.ticket_fields import fields_of
from halfhour.desk.errors import DeskRefused
from halfhour.desk.forms.processes import MacroForm, macro_initial
from halfhour.desk.forms.workspace import AFTER_REPLY
from halfhour.desk.models import DraftKind, Macro, State
from halfhour.desk.queries.macros import offered, outcomes, visible_macros
from halfhour.desk.views.drafts import Typed, seen_draft
from halfhour.desk.views.pane import Said
from halfhour.desk.views.ticket import done, has_read
from halfhour.desk.wording.macros import VARIABLES, worded
from halfhour.desk.wording.processes import sets_words
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import team_view
from halfhour.people.typed import plain

MEASURED = timedelta(days=365)


def open_macro(access: TeamAccess, pk: int) -> Macro:
    found = visible_macros(access).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@team_view(needs=Permission.SEE_TICKETS)
@require_GET
def macros(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """All of them, with how often they were used and how that went."""
    found, fields = outcomes(access, since=timezone.now() - MEASURED), fields_of(access.team)
    context = {
        "rows": [(each, sets_words(each.macro.sets, fields=fields)) for each in found],
        "may_set": access.may(Permission.SET_DESK),
    }
    return render(request, "desk/processes/macros.html", context)


@team_view(needs=Permission.SET_DESK)
def macro(request: HttpRequest, *, access: TeamAccess, pk: int | None = None) -> HttpResponse:
    """One canned reply; without a number, a new one. It can be looked at before it is saved."""
    found = open_macro(access, pk) if pk is not None else None
    form = MacroForm(
        request.POST if request.method == "POST" else None,
        team=access.team,
        initial=macro_initial(found) if found else {},
    )
    shown = ""
    if form.is_bound and form.is_valid():
        if request.POST.get("act") == "look":
            shown = _as_it_would_read(access, form)
        else:
            try:
                save_macro(team=access.team, macro=found, by=access.user, at=timezone.now(), **form.values())
            except DeskRefused as refused:
                form.add_error(None, refused.sentence)
            else:
                messages.success(request, _("Saved."))
                return redirect("desk:macros", team=access.team.slug)
    context = {
        "form": form,
        "macro": found,
        "variables": [(f"{{{name}}}", words) for name, (words, _value) in VARIABLES.items()],
        "shown": shown,
    }
    return render(request, "desk/processes/macro.html", context)


def _as_it_would_read(access: TeamAccess, form: MacroForm) -> str:
    """The text on the team's newest ticket."""
    newest = visible_tickets(access).select_related("team", "customer").order_by("-number").first()
    if newest is None:
        return _("There is no ticket yet to show it on.")
    return worded(Macro(texts=form.values()["texts"]), ticket=newest, by=access.user, at=timezone.now())


@team_view(needs=Permission.SET_DESK)
@require_POST
def retire(request: HttpRequest, *, access: TeamAccess, pk: int) -> HttpResponse:
    """No longer offer it, or offer it again."""
    found = open_macro(access, pk)
    try:
        retire_macro(macro=found, is_retired=not found.is_retired, by=access.user, at=timezone.now())
    except DeskRefused as refused:
        messages.error(request, refused.sentence)
    return redirect("desk:macros", team=access.team.slug)


@team_view(needs=Permission.WORK_TICKETS)
@require_GET
def macros_for(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """Those that are offered for a ticket, fewer with every letter typed."""
    text = plain(request.GET.get("q"))
    context = {"macros": offered(access, text), "ticket": open_ticket(access, number), "q": text}
    return render(request, "desk/processes/macros_for.html", context)


@team_view(needs=Permission.WORK_TICKETS)
@require_GET
def macro_preview(request: HttpRequest, *, access: TeamAccess, number: int, pk: int) -> HttpResponse:
    """What it inserts and what else it will do, before it does it."""
    ticket, found = open_ticket(access, number), open_macro(access, pk)
    context = {
        "ticket": ticket,
        "macro": found,
        "text": worded(found, ticket=ticket, by=access.user, at=timezone.now()),
        "sets": sets_words(found.sets, fields=fields_of(access.team)),
    }
    return render(request, "desk/processes/macro_preview.html", context)


@team_view(needs=Permission.WORK_TICKETS)
@require_POST
def macro_apply(request: HttpRequest, *, access: TeamAccess, number: int, pk: int) -> HttpResponse:
    """Send it, as it was written or as it was edited, with all that it sets."""
    ticket, found = open_ticket(access, number), open_macro(access, pk)
    text = plain(request.POST["text"]) if "text" in request.POST else None
    return done(
        request,
        access,
        ticket,
        lambda: apply_macro(
            ticket=ticket,
            macro=found,
            by=access.user,
            at=timezone.now(),
            text=text,
            then=_then(request),
            seen=has_read(request),
            draft=seen_draft(request),
        ),
        said=lambda: Said(text=_("“{name}” is done.").format(name=found.name), tone="success"),
        sent=DraftKind.REPLY,
        keeps=Typed(DraftKind.REPLY, text or ""),
    )


def _then(request: HttpRequest) -> State | None:
    """What the composer says about the state; it shows the canned reply's until somebody chooses another."""
    asked = request.POST.get("then", "")
    return State(asked) if asked in AFTER_REPLY else None
