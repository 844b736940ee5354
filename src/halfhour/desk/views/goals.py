"""Goals: what holds, what a change would have meant, what the past would have kept, and who is warned."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from halfhour.customers.models import CustomerSettings
from halfhour.desk.access import open_ticket
from halfhour.desk.actions.goals import refuse_unclear, save_escalation, save_goals
from halfhour.desk.adapter.clocks import steps_of
from halfhour.desk.adapter.goals import Suggestion, later_goals, preview, settled
from halfhour.desk.adapter.goals_kept import meant_lately, suggested_lately
from halfhour.desk.errors import DeskRefused
from halfhour.desk.forms.goals import EscalationForm, GoalRuleForm, initial_from, initial_of, initial_steps
from halfhour.desk.models import GoalPolicy
from halfhour.desk.queries.clocks import clock_rows
from halfhour.desk.queries.goals import current_goals, policies, settings_of
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import team_view
from halfhour.people.typed import whole_number

VERSIONS_SHOWN = 20


@team_view(needs=Permission.SEE_BOARD)
def goals(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """The rules in force, with what they meant last month, and the goals that the past suggests."""
    document, number = current_goals(access.team)
    at = timezone.now()
    context = {
        "number": number,
        "meant": meant_lately(team=access.team, document=document, at=at),
        "suggestions": [
            (each, _taken_up(access, document, each))
            for each in suggested_lately(team=access.team, document=document, at=at)
        ],
        "versions": policies(access.team)[:VERSIONS_SHOWN],
        "steps": sorted(steps_of(access.team.pk).items()),
        "may_set": access.may(Permission.SET_DESK),
    }
    return render(request, "desk/setting/goals.html", context)


def _taken_up(access: TeamAccess, document: Mapping[str, Any], suggestion: Suggestion) -> str:
    """Where a suggested goal is looked at and saved: the rule that is for just this, or a new one.

    A new one brings the other goals along that hold for this now.
    """
    if suggestion.suggested is None or not access.may(Permission.SET_DESK):
        return ""
    asked = {"channel": suggestion.channel, "complexity": suggestion.complexity}
    when = {name: value for name, value in asked.items() if value}
    kept = enumerate(document["rules"])
    place = next((at for at, rule in kept if rule.get("when", {}) == when), None)
    base = {"team": access.team.slug}
    url = (
        reverse("desk:new_goal_rule", kwargs=base)
        if place is None
        else reverse("desk:goal_rule", kwargs={**base, "place": place})
    )
    given = {**when, "first_answer_seconds": suggestion.suggested.within_seconds}
    if place is None:
        given |= later_goals(document, when)
    return f"{url}?{urlencode(given)}"


@team_view(needs=Permission.SET_DESK)
def goal_rule(request: HttpRequest, *, access: TeamAccess, place: int | None = None) -> HttpResponse:
    """One rule; without a place, a new one. It can be looked at before it is saved.

    Where it ties with others, the rules that would come between them are offered.
    """
    document, number = current_goals(access.team)
    rules = list(document["rules"])
    if place is not None and place >= len(rules):
        raise Http404
    kept = rules[place] if place is not None else None
    form = GoalRuleForm(
        request.POST or None,
        kept=kept,
        tiers=_tiers(access),
        categories=settings_of(access.team).categories,
        initial={"based_on": number, **(initial_of(kept) if kept else {}), **initial_from(request.GET)},
    )
    meant = between = None
    if form.is_bound and form.is_valid():
        changed = {**document, "rules": _with(rules, place, form.rule())}
        act, more = request.POST.get("act"), settled(changed)
        if more and act == "save_with":
            changed = more[0]
        try:
            if act in ("save", "save_with"):
                return _saved(request, access, changed, based_on=form.cleaned_data["based_on"])
            refuse_unclear(changed)
        except DeskRefused as refused:
            form.add_error(None, refused.sentence)
            if more is not None:
                between, meant = more[1], preview(team=access.team, document=more[0], at=timezone.now())
        else:
            meant = preview(team=access.team, document=changed, at=timezone.now())
    context = {"form": form, "rule": kept, "place": place, "meant": meant, "between": between}
    return render(request, "desk/setting/goal_rule.html", context)


@team_view(needs=Permission.SET_DESK)
@require_POST
def remove_goal_rule(request: HttpRequest, *, access: TeamAccess, place: int) -> HttpResponse:
    document, number = current_goals(access.team)
    rules = list(document["rules"])
    if place >= len(rules):
        raise Http404
    del rules[place]
    try:
        return _saved(request, access, {**document, "rules": rules}, based_on=_number(request, number))
    except DeskRefused as refused:
        messages.error(request, refused.sentence)
        return redirect("desk:goals", team=access.team.slug)


@team_view(needs=Permission.SET_DESK)
def escalation(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """Who is told at which share of a goal."""
    form = EscalationForm(request.POST or None, initial=initial_steps(steps_of(access.team.pk)))
    if form.is_bound and form.is_valid():
        save_escalation(team=access.team, steps=form.steps(), by=access.user, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("desk:goals", team=access.team.slug)
    rows = [(form[f"share_{step}"], form[f"whom_{step}"]) for step in range(1, 5)]
    return render(request, "desk/setting/escalation.html", {"form": form, "rows": rows})


@team_view(needs=Permission.SEE_TICKETS)
@require_GET
def clocks(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """A ticket's clocks, and whose time was spent."""
    ticket = open_ticket(access, number)
    return render(request, "desk/setting/clocks.html", {"rows": clock_rows(ticket, at=timezone.now())})


def _saved(
    request: HttpRequest, access: TeamAccess, document: dict[str, Any], *, based_on: int
) -> HttpResponse:
    policy: GoalPolicy = save_goals(
        team=access.team, document=document, based_on=based_on, by=access.user, at=timezone.now()
    )
    messages.success(
        request,
        _("Saved as version {number}. It holds for contacts from now on.").format(number=policy.number),
    )
    return redirect("desk:goals", team=access.team.slug)


def _with(rules: list[dict[str, Any]], place: int | None, rule: dict[str, Any]) -> list[dict[str, Any]]:
    return [*rules, rule] if place is None else [*rules[:place], rule, *rules[place + 1 :]]


def _number(request: HttpRequest, otherwise: int) -> int:
    typed = whole_number(request.POST.get("based_on"))
    return otherwise if typed is None else typed


def _tiers(access: TeamAccess) -> list[str]:
    kept = CustomerSettings.objects.filter(team=access.team).first() or CustomerSettings(team=access.team)
    return list(kept.tiers)
