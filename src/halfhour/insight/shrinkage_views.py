"""Where paid time went: planned against measured, for those who may see it, with nobody's name."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from halfhour.engine.team import TimeUse
from halfhour.insight.actions import NotAdopted, explain_states, use_measured_shrinkage
from halfhour.insight.shrinkage import ALL, FIGURES, MEASURED, shrinkage_view
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.adapter import current_team
from halfhour.people.doors import team_view
from halfhour.people.errors import SettingsMovedOn, TeamHasNoSettings
from halfhour.people.queries import team_zone
from halfhour.planning.adapter.shrinkage import team_shrinkage
from halfhour.planning.queries.plans import needed_at_peak
from halfhour.planning.views.frame import chosen_number, team_today
from halfhour.wording.shrinkage import use_words

PERIODS = (0, 4, 13, 52)
USUAL_WEEKS = 13
MEANINGS = tuple(use for use in TimeUse)


@team_view(needs=Permission.SEE_INSIGHT)
@require_GET
def shrinkage(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """Shrinkage by cause, by weekday and half hour, planned against measured."""
    weeks = _weeks(request.GET.get("weeks"))
    context: dict[str, Any] = {"access": access, "periods": PERIODS, "weeks": weeks}
    try:
        settings, version = current_team(access.team)
    except TeamHasNoSettings:
        return render(request, "insight/shrinkage.html", context | {"has_settings": False})
    found = team_shrinkage(access.team, settings, weeks=weeks)
    chosen = request.GET.get("cause", ALL)
    figure = request.GET.get("figure", MEASURED)
    figure = figure if figure in FIGURES else MEASURED
    context |= {
        "has_settings": True,
        "version": version,
        "may_edit": access.may(Permission.EDIT_TEAM),
        "chosen": chosen,
        "figure": figure,
        "figures": FIGURES,
        "states": _states(found.states),
        "meanings": [(use.value, use_words(use)) for use in MEANINGS],
    }
    if found.measured is not None:
        peak = needed_at_peak(access.team, today=team_today(access.team))
        context["view"] = shrinkage_view(found.measured, settings, chosen=chosen, figure=figure, peak=peak)
    with timezone.override(team_zone(access.team)):
        return render(request, "insight/shrinkage.html", context)


@team_view(needs=Permission.EDIT_TEAM)
@require_POST
def use_shrinkage(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """Put what was measured into the settings."""
    weeks = _weeks(request.POST.get("weeks"))
    try:
        settings, _version = current_team(access.team)
        version = use_measured_shrinkage(
            team=access.team,
            settings=settings,
            measured=team_shrinkage(access.team, settings, weeks=weeks).measured,
            based_on=chosen_number(request.POST.get("based_on")),
            by=access.user,
            at=timezone.now(),
        )
    except (NotAdopted, SettingsMovedOn, TeamHasNoSettings) as refused:
        messages.error(request, str(refused))
    else:
        saved = _("Saved as version {number}. Plans made from now on reckon with it.")
        messages.success(request, saved.format(number=version.number))
    return _back(access, weeks)


@team_view(needs=Permission.EDIT_TEAM)
@require_POST
def explain(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """Say what the states of the records mean."""
    weeks = _weeks(request.POST.get("weeks"))
    try:
        settings, _version = current_team(access.team)
        known = {each.state for each in team_shrinkage(access.team, settings, weeks=weeks).states}
        sent = zip(request.POST.getlist("state"), request.POST.getlist("use"), strict=False)
        allowed = {use.value: use for use in MEANINGS}
        meanings = {state: allowed[use] for state, use in sent if state in known and use in allowed}
        version = explain_states(
            team=access.team,
            settings=settings,
            meanings=meanings,
            based_on=chosen_number(request.POST.get("based_on")),
            by=access.user,
            at=timezone.now(),
        )
    except (NotAdopted, SettingsMovedOn, TeamHasNoSettings) as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Saved as version {number}.").format(number=version.number))
    return _back(access, weeks)


def _states(states: Any) -> list[dict[str, Any]]:
    return [
        {
            "state": each.state,
            "use": each.use.value,
            "words": use_words(each.use),
            "hours": each.seconds / 3600,
            "rows": each.rows,
            "is_unknown": each.use is TimeUse.UNKNOWN,
        }
        for each in states
    ]


def _weeks(text: str | None) -> int:
    weeks = chosen_number(text, default=USUAL_WEEKS)
    return weeks if weeks in PERIODS else USUAL_WEEKS


def _back(access: TeamAccess, weeks: int) -> HttpResponse:
    return redirect(f"{reverse('insight:shrinkage', kwargs={'team': access.team.slug})}?weeks={weeks}")
