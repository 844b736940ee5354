"""The roster board of a plan, and editing it."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import team_view
from halfhour.planning.access import open_plan
from halfhour.planning.actions.editing import edit_cost, edit_roster, last_undoable, undo_last_edit
from halfhour.planning.edit_forms import ShiftForm, shift_form
from halfhour.planning.models import Plan
from halfhour.planning.queries.board import board_of, published_plan_on
from halfhour.planning.queries.plans import current_plans
from halfhour.planning.refusals import BreaksRules, PlanRefused
from halfhour.planning.views.frame import chosen_date, chosen_number, plan_page, plan_url, team_today


@team_view(needs=Permission.SEE_TEAM)
def published_roster(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """The roster that everybody works by, for the week of the day asked for or of today."""
    today = team_today(access.team)
    on = chosen_date(request.GET.get("on")) or today
    plan = published_plan_on(access.team.id, on)
    if plan is None:
        upcoming = current_plans(access.team, today=today)
        if upcoming.next and "on" not in request.GET:
            plan, on = upcoming.next, max(upcoming.next.first_on, today)
    if plan is None:
        context = {"access": access, "on": on, "may_see_plans": access.may(Permission.SEE_PLANS)}
        return render(request, "planning/no_roster.html", context)
    skill = request.GET.get("skill", "")
    board = board_of(plan, week=(on - plan.first_on).days // 7, skill=skill)
    before, after = board.first_on - timedelta(days=1), board.last_on + timedelta(days=1)
    show_coverage = access.may(Permission.SEE_PLANS)
    return plan_page(
        request,
        "planning/published_roster.html",
        access=access,
        plan=plan,
        board=board,
        today=today,
        chosen_skill=skill,
        kept_query=[("on", board.first_on.isoformat())],
        previous_url=_week_url(access, before, skill) if published_plan_on(access.team.id, before) else "",
        next_url=_week_url(access, after, skill) if published_plan_on(access.team.id, after) else "",
        show_coverage=show_coverage,
        may_edit=False,
        days_url=_days_url(access),
        my_row=next((row for row in board.rows if row.agent == access.agent_name), None),
    )


@team_view(needs=Permission.SEE_PLANS)
def plan_roster(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    plan = open_plan(access, number)
    context = _board_context(request, access, plan)
    return plan_page(request, "planning/roster.html", access=access, plan=plan, tab="plan_roster", **context)


@require_http_methods(["GET", "POST"])
@team_view(needs=Permission.MAKE_PLANS)
def shift(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """One shift of a draft: the form to change it, and the change itself."""
    plan = open_plan(access, number)
    if request.method == "GET" and not plan.is_draft:
        return redirect(plan_url(plan, "plan_roster"))
    if request.method == "GET":
        return _sheet(request, access, plan, form=shift_form(plan, request.GET))
    form = ShiftForm(request.POST, plan=plan)
    if not form.is_valid():
        return _sheet(request, access, plan, form=form)
    try:
        plan = edit_roster(
            plan=plan,
            edit=form.edit,
            by=access.user,
            at=timezone.now(),
            revision=form.cleaned_data["revision"],
            accept_breaches=form.cleaned_data["accept_breaches"],
        )
    except BreaksRules as refusal:
        form.show_what_is_meant()
        return _sheet(request, access, plan, form=form, must_accept=refusal.breaches)
    except PlanRefused as refusal:
        form.show_what_is_meant()
        return _sheet(request, access, plan, form=form, refusal=str(refusal))
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(f"{plan_url(plan, 'plan_roster')}?week={request.GET.get('week', '0')}")
    response = plan_page(
        request,
        "planning/parts/board_after_edit.html",
        access=access,
        plan=plan,
        said=_("Saved: %(what)s") % {"what": form.words},
        **_board_context(request, access, plan),
    )
    response["HX-Retarget"] = "#board"
    response["HX-Reswap"] = "outerHTML"
    response["HX-Trigger-After-Settle"] = "roster-saved"
    return response


@require_GET
@team_view(needs=Permission.MAKE_PLANS)
def cost(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """What a change would cost, before it is made."""
    plan = open_plan(access, number)
    form = ShiftForm(request.GET, plan=plan)
    context: dict[str, Any] = {"words": ""}
    if form.is_valid():
        context["words"] = form.words
        try:
            context["cost"] = edit_cost(plan=plan, edit=form.edit)
        except PlanRefused as refusal:
            context["refusal"] = str(refusal)
    else:
        context["refusal"] = " ".join(str(message) for errors in form.errors.values() for message in errors)
    return plan_page(request, "planning/parts/cost.html", access=access, plan=plan, **context)


@require_POST
@team_view(needs=Permission.MAKE_PLANS)
def undo(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """Take back the latest edit."""
    plan = open_plan(access, number)
    try:
        undo_last_edit(
            plan=plan,
            by=access.user,
            at=timezone.now(),
            revision=chosen_number(request.POST.get("revision")),
        )
    except PlanRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The last change is undone."))
    return redirect(f"{plan_url(plan, 'plan_roster')}?week={chosen_number(request.GET.get('week'))}")


def _sheet(
    request: HttpRequest, access: TeamAccess, plan: Plan, *, form: ShiftForm, **context: Any
) -> HttpResponse:
    """The form in its dialog; a page of its own where there is no htmx."""
    partial = bool(request.htmx)  # type: ignore[attr-defined]
    template = "planning/parts/shift_sheet.html" if partial else "planning/shift.html"
    response = plan_page(request, template, access=access, plan=plan, tab="plan_roster", form=form, **context)
    if partial:
        response["HX-Retarget"] = "#shift-dialog-body"
        response["HX-Reswap"] = "innerHTML"
        response["HX-Trigger-After-Swap"] = "shift-sheet"
    return response


def _board_context(request: HttpRequest, access: TeamAccess, plan: Plan) -> dict[str, Any]:
    skill = request.GET.get("skill", "")
    week = chosen_number(request.GET.get("week"), default=_week_of_today(access, plan))
    board = board_of(plan, week=week, skill=skill)

    def url(week: int) -> str:
        query = {"week": week} | ({"skill": skill} if skill else {})
        return f"{plan_url(plan, 'plan_roster')}?{urlencode(query)}"

    return {
        "board": board,
        "today": team_today(access.team),
        "chosen_skill": skill,
        "kept_query": [("week", board.week)],
        "previous_url": "" if board.is_first_week else url(board.week - 1),
        "next_url": "" if board.is_last_week else url(board.week + 1),
        "show_coverage": True,
        "undoable": plan.is_draft and last_undoable(plan) is not None,
        "days_url": "",
    }


def _week_of_today(access: TeamAccess, plan: Plan) -> int:
    today = team_today(access.team)
    return (today - plan.first_on).days // 7 if plan.first_on <= today <= plan.last_on else 0


def _week_url(access: TeamAccess, on: Any, skill: str) -> str:
    query = {"on": on.isoformat()} | ({"skill": skill} if skill else {})
    return f"{reverse('planning:roster', kwargs={'team': access.team.slug})}?{urlencode(query)}"


def _days_url(access: TeamAccess) -> str:
    if not access.may(Permission.SEE_DAYS):
        return ""
    return reverse("today:my_day", kwargs={"team": access.team.slug})
