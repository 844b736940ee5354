"""Copying, renaming, returning and deleting plans."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import team_view
from halfhour.planning.access import open_plan
from halfhour.planning.actions import drafts
from halfhour.planning.forms import RenamePlanForm
from halfhour.planning.refusals import PlanRefused
from halfhour.planning.views.frame import plan_page, plan_url


@require_POST
@team_view(needs=Permission.MAKE_PLANS)
def copy(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    plan = drafts.copy_plan(plan=open_plan(access, number), by=access.user, at=timezone.now())
    messages.success(request, _("This is the copy: a draft, free to change."))
    return redirect(plan_url(plan))


@team_view(needs=Permission.MAKE_PLANS)
def rename(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    plan = open_plan(access, number)
    form = RenamePlanForm(request.POST or None, initial={"name": plan.name})
    if request.method == "POST" and form.is_valid():
        drafts.rename_plan(plan=plan, name=form.cleaned_data["name"], by=access.user, at=timezone.now())
        return redirect(plan_url(plan))
    return plan_page(request, "planning/rename.html", access=access, plan=plan, form=form)


@require_POST
@team_view(needs=Permission.MAKE_PLANS)
def return_to_published(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    plan = open_plan(access, number)
    try:
        drafts.return_to_published(plan=plan, by=access.user, at=timezone.now())
    except PlanRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The draft is as what is published again."))
    return redirect(plan_url(plan))


@require_POST
@team_view(needs=Permission.MAKE_PLANS)
def delete(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    plan = open_plan(access, number)
    try:
        drafts.delete_draft(plan=plan, by=access.user, at=timezone.now())
    except PlanRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(plan_url(plan))
    messages.success(request, _("The draft is deleted."))
    return redirect("planning:plans", team=access.team.slug)
