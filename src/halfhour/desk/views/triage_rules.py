"""The rules of triage: in order, with what they would have done, and how they came to be."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from halfhour.desk.actions.changing import category_names, queue_names
from halfhour.desk.actions.triage import refuse_loops, save_rules
from halfhour.desk.adapter.dry_runs import dry_run_of
from halfhour.desk.adapter.rules import rules_from
from halfhour.desk.errors import DeskRefused, EveryContact
from halfhour.desk.forms.triage import RuleForm, initial_of
from halfhour.desk.queries.triage import current_rules, dry_run_rows, rule_versions
from halfhour.desk.wording.triage import rule_words
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import team_view
from halfhour.people.queries import team_zone
from halfhour.people.typed import whole_number

VERSIONS_SHOWN = 20
Rules = list[dict[str, Any]]


@team_view(needs=Permission.SEE_BOARD)
def rules(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """All rules in their order, with what they would do to the last contacts."""
    document, number = current_rules(access.team)
    listed = [(place, rule, *rule_words(rule)) for place, rule in enumerate(document["rules"])]
    context = {
        "rules": listed,
        "number": number,
        "versions": rule_versions(access.team)[:VERSIONS_SHOWN],
        "may_set": access.may(Permission.SET_DESK),
    }
    return render(request, "desk/triage/rules.html", context)


@team_view(needs=Permission.SET_DESK)
def rule(request: HttpRequest, *, access: TeamAccess, place: int | None = None) -> HttpResponse:
    """One rule; without a place, a new one. What it would have done is shown before it is saved."""
    document, number = current_rules(access.team)
    known: Rules = list(document["rules"])
    if place is not None and place >= len(known):
        raise Http404
    kept = known[place] if place is not None else None
    categories = list(category_names(access.team))
    form = RuleForm(
        request.POST or None,
        kept=kept,
        queues=list(queue_names(access.team)),
        categories=categories,
        timezone=str(team_zone(access.team)),
        initial={"based_on": number, **(initial_of(kept) if kept else {})},
    )
    run = every_contact = None
    if form.is_bound and form.is_valid():
        changed, act = {"rules": _with(known, place, form.rule())}, request.POST.get("act")
        try:
            if act in ("save", "save_every"):
                based_on, is_meant = form.cleaned_data["based_on"], act == "save_every"
                return _saved(request, access, changed, based_on=based_on, every_contact=is_meant)
            refuse_loops(access.team, changed)
            run = dry_run_rows(dry_run_of(access.team, rules_from(changed)))
        except EveryContact as refused:
            every_contact = refused.sentence
        except DeskRefused as refused:
            form.add_error(None, refused.sentence)
    context = {
        "form": form,
        "rule": kept,
        "place": place,
        "run": run,
        "every_contact": every_contact,
        "this": form.cleaned_data.get("name") if run else None,
        "categories": categories,
    }
    return render(request, "desk/triage/rule.html", context)


@team_view(needs=Permission.SET_DESK)
@require_POST
def move_rule(request: HttpRequest, *, access: TeamAccess, place: int) -> HttpResponse:
    """Let a rule stand before the one above it, or behind the one below."""
    known, number = _listed(access, place)
    other = place - 1 if request.POST.get("way") == "up" else place + 1
    if 0 <= other < len(known):
        known[place], known[other] = known[other], known[place]
        return _try(request, access, known, number)
    return redirect("desk:triage", team=access.team.slug)


@team_view(needs=Permission.SET_DESK)
@require_POST
def remove_rule(request: HttpRequest, *, access: TeamAccess, place: int) -> HttpResponse:
    known, number = _listed(access, place)
    del known[place]
    return _try(request, access, known, number)


@team_view(needs=Permission.SET_DESK)
@require_POST
def switch_rule(request: HttpRequest, *, access: TeamAccess, place: int) -> HttpResponse:
    """Switch a rule off for a while, or on again."""
    known, number = _listed(access, place)
    rule = {name: value for name, value in known[place].items() if name != "is_off"}
    known[place] = rule | ({"is_off": True} if request.POST.get("to") == "off" else {})
    return _try(request, access, known, number)


def _listed(access: TeamAccess, place: int) -> tuple[Rules, int]:
    document, number = current_rules(access.team)
    if place >= len(document["rules"]):
        raise Http404
    return list(document["rules"]), number


def _try(request: HttpRequest, access: TeamAccess, known: Rules, number: int) -> HttpResponse:
    based_on = whole_number(request.POST.get("based_on"))
    try:
        return _saved(request, access, {"rules": known}, based_on=number if based_on is None else based_on)
    except DeskRefused as refused:
        messages.error(request, refused.sentence)
        return redirect("desk:triage", team=access.team.slug)


def _saved(
    request: HttpRequest,
    access: TeamAccess,
    document: dict[str, Any],
    *,
    based_on: int,
    every_contact: bool = False,
) -> HttpResponse:
    saved = save_rules(
        team=access.team,
        document=document,
        based_on=based_on,
        by=access.user,
        at=timezone.now(),
        every_contact=every_contact,
    )
    words = _("Saved as version {number}. It holds for contacts from now on.")
    messages.success(request, words.format(number=saved.number))
    return redirect("desk:triage", team=access.team.slug)


def _with(known: Rules, place: int | None, rule: dict[str, Any]) -> Rules:
    return [*known, rule] if place is None else [*known[:place], rule, *known[place + 1 :]]
