"""What would a change do? A day of a plan, lines that change it, and both days played."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import team_view
from halfhour.people.typed import whole_number
from halfhour.planning.access import (
    may_change_scenario,
    may_delete_scenario,
    open_plan,
    open_scenario,
    visible_scenarios,
)
from halfhour.planning.actions import scenarios as actions
from halfhour.planning.adapter.what_if import (
    LookedAt,
    begin_warming,
    day_to_change,
    is_ready,
    look_at_lines,
    play_ahead,
    play_lines,
)
from halfhour.planning.models import Plan, Scenario, ScenarioDraft
from halfhour.planning.queries.coverage import day_strips
from halfhour.planning.queries.plans import shown_plan
from halfhour.planning.queries.what_if import answer_view
from halfhour.planning.queries.what_if_controls import control_groups
from halfhour.planning.refusals import PlanRefused
from halfhour.planning.views.frame import chosen_date, chosen_number, plan_page, plan_url, team_today
from halfhour.wording import sentence

REPLICATIONS = (200, 1000, 4000)
USUAL_REPLICATIONS = 1000


@team_view(needs=Permission.SEE_PLANS)
def current_what_if(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """The questions of the plan that a person most likely means."""
    plan = shown_plan(access.team, today=team_today(access.team))
    if plan is None:
        return redirect("planning:plans", team=access.team.slug)
    return redirect(plan_url(plan, "plan_what_if"))


@team_view(needs=Permission.SEE_PLANS)
def what_if(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """The page; a question posted to it is answered on it."""
    plan = open_plan(access, number)
    if request.method == "POST":
        return _answer(request, access, plan)
    on = _day(request.GET.get("on"), access, plan)
    play_ahead(plan, on, replications=USUAL_REPLICATIONS)
    return _page(request, access, plan, on=on, lines=None)


@require_POST
@team_view(needs=Permission.SEE_PLANS)
def look(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """What the lines say, while they are typed; they are kept as the person's draft."""
    plan = open_plan(access, number)
    lines = _lines(request)
    on = _day(request.POST.get("on"), access, plan)
    scenario = _scenario_meant(access, request.POST.get("scenario"))
    actions.keep_draft(plan=plan, lines=lines, scenario=scenario, by=access.user, at=timezone.now())
    return JsonResponse({"lines": [_told(each) for each in look_at_lines(plan, on, lines)]})


@require_POST
@team_view(needs=Permission.MAKE_PLANS)
def save(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """Save the lines under a name: as a new scenario, or over the one they began from."""
    plan = open_plan(access, number)
    on = _day(request.POST.get("on"), access, plan)
    lines, now = _lines(request), timezone.now()
    name, shared = request.POST.get("name", ""), request.POST.get("shared") == "on"
    meant = _scenario_meant(access, request.POST.get("scenario"))
    try:
        if meant is not None and "anew" not in request.POST and may_change_scenario(access, meant):
            saved = actions.change_scenario(
                scenario=meant,
                name=name,
                lines=lines,
                shared=shared,
                at=now,
                revision=chosen_number(request.POST.get("revision")),
            )
        else:
            saved = actions.save_scenario(
                team=access.team, name=name, lines=lines, shared=shared, by=access.user, at=now
            )
    except PlanRefused as refusal:
        messages.error(request, str(refusal))
        actions.keep_draft(plan=plan, lines=lines, scenario=meant, by=access.user, at=now)
        return redirect(_url(plan, on, meant, keep_draft=True))
    actions.discard_draft(plan=plan, by=access.user)
    messages.success(request, _("Saved: %(name)s") % {"name": saved.name})
    return redirect(_url(plan, on, saved))


@require_POST
@team_view(needs=Permission.SEE_PLANS)
def discard(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """Begin again without lines."""
    plan = open_plan(access, number)
    actions.discard_draft(plan=plan, by=access.user)
    return redirect(_url(plan, _day(request.POST.get("on"), access, plan), None))


@require_POST
@team_view(needs=Permission.MAKE_PLANS)
def share(request: HttpRequest, *, access: TeamAccess, number: int, scenario: int) -> HttpResponse:
    plan, found = open_plan(access, number), open_scenario(access, scenario)
    if not may_change_scenario(access, found):
        messages.error(request, _("Only who made a scenario shares it. Copy it to have one of your own."))
    else:
        shared = request.POST.get("shared") == "on"
        actions.share_scenario(scenario=found, shared=shared, at=timezone.now())
        messages.success(
            request,
            _("Everybody who makes plans for the team sees it now.") if shared else _("Only you see it now."),
        )
    return redirect(_url(plan, _day(request.POST.get("on"), access, plan), None, keep_draft=True))


@require_POST
@team_view(needs=Permission.MAKE_PLANS)
def copy(request: HttpRequest, *, access: TeamAccess, number: int, scenario: int) -> HttpResponse:
    plan, found = open_plan(access, number), open_scenario(access, scenario)
    on = _day(request.POST.get("on"), access, plan)
    try:
        copied = actions.copy_scenario(scenario=found, by=access.user, at=timezone.now())
    except PlanRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(_url(plan, on, None, keep_draft=True))
    messages.success(request, _("This is the copy: your own, free to change."))
    return redirect(_url(plan, on, copied))


@require_POST
@team_view(needs=Permission.MAKE_PLANS)
def delete(request: HttpRequest, *, access: TeamAccess, number: int, scenario: int) -> HttpResponse:
    plan, found = open_plan(access, number), open_scenario(access, scenario)
    if may_delete_scenario(access, found):
        actions.delete_scenario(scenario=found)
        messages.success(request, _("Deleted: %(name)s") % {"name": found.name})
    else:
        messages.error(request, _("Only who made a scenario, or who manages the team, deletes it."))
    return redirect(_url(plan, _day(request.POST.get("on"), access, plan), None, keep_draft=True))


def _answer(request: HttpRequest, access: TeamAccess, plan: Plan) -> HttpResponse:
    on, lines = _day(request.POST.get("on"), access, plan), _lines(request)
    asked = chosen_number(request.POST.get("replications"), default=USUAL_REPLICATIONS)
    replications = asked if asked in REPLICATIONS else USUAL_REPLICATIONS
    context: dict[str, Any] = {"on": on, "replications": replications}
    if len(lines) > actions.LONGEST_TEXT:
        context["refusal"] = _("The lines are too long to be played. A scenario has at most 100 lines.")
    elif not is_ready():
        begin_warming()
        context["is_warming"] = True
    else:
        try:
            answered = play_lines(plan, on, lines, replications=replications, person=access.user.pk)
        except PlanRefused as refusal:
            context["refusal"] = str(refusal)
        else:
            context |= {"answered": answered, "view": answer_view(answered)}
    if request.htmx:  # type: ignore[attr-defined]
        return plan_page(request, "planning/what_if/answer.html", access=access, plan=plan, **context)
    return _page(request, access, plan, lines=lines, **context)


def _page(
    request: HttpRequest, access: TeamAccess, plan: Plan, *, on: date, lines: str | None, **context: Any
) -> HttpResponse:
    begin_warming()
    asked = request.POST.get("scenario") or request.GET.get("scenario")
    scenario = _scenario_meant(access, asked)
    draft = ScenarioDraft.objects.filter(plan=plan, by=access.user).select_related("scenario").first()
    is_draft = False
    if lines is None:
        lines = scenario.lines if scenario else ""
        # A draft wins unless another scenario is asked for by name.
        if draft is not None and (scenario is None or draft.scenario_id == scenario.id):
            lines, is_draft = draft.lines, True
            scenario = _scenario_meant(access, str(draft.scenario_id or ""))
    day = day_to_change(plan, on)
    everything: dict[str, Any] = {
        "on": on,
        "lines": lines,
        "is_draft": is_draft,
        "scenario": scenario,
        "may_save": access.may(Permission.MAKE_PLANS),
        "may_change": scenario is not None and may_change_scenario(access, scenario),
        "saved": [
            {
                "scenario": each,
                "may_change": may_change_scenario(access, each),
                "may_delete": may_delete_scenario(access, each),
            }
            for each in visible_scenarios(access)
        ],
        "groups": control_groups(day),
        "looked_at": look_at_lines(plan, on, lines[: actions.LONGEST_TEXT]),
        "strips": day_strips(plan, plan.days),
        "replications": USUAL_REPLICATIONS,
        "choices": REPLICATIONS,
        "people": [person.name for person in day.people],
    }
    return plan_page(
        request,
        "planning/what_if/page.html",
        access=access,
        plan=plan,
        tab="plan_what_if",
        **(everything | context),
    )


def _lines(request: HttpRequest) -> str:
    """The lines as they were typed, with one kind of line end."""
    return "\n".join(request.POST.get("lines", "").splitlines())


def _told(looked: LookedAt) -> dict[str, Any]:
    return {
        "line": looked.line,
        "text": looked.text,
        "words": sentence(looked.change) if looked.change else "",
        "problem": sentence(looked.problem) if looked.problem else "",
        "notes": [sentence(note) for note in looked.notes],
    }


def _scenario_meant(access: TeamAccess, text: str | None) -> Scenario | None:
    """The saved scenario that the lines began from, as far as the person may see it."""
    number = whole_number(text)
    return visible_scenarios(access).filter(id=number).first() if number else None


def _day(text: str | None, access: TeamAccess, plan: Plan) -> date:
    """The day asked for, else today, else the plan's first day on which anybody is needed."""
    for day in (chosen_date(text), team_today(access.team)):
        if day is not None and plan.first_on <= day <= plan.last_on:
            return day
    busy = [strip.on for strip in day_strips(plan, plan.days) if any(slot.needed for slot in strip.slots)]
    return busy[0] if busy else plan.first_on


def _url(plan: Plan, on: date, scenario: Scenario | None, *, keep_draft: bool = False) -> str:
    query = f"?on={on.isoformat()}"
    if scenario is not None and not keep_draft:
        query += f"&scenario={scenario.id}"
    return f"{plan_url(plan, 'plan_what_if')}{query}"
