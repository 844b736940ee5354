"""Publishing a plan, with what it changes shown first."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import team_view
from halfhour.planning.access import open_plan
from halfhour.planning.actions.publishing import publish_plan
from halfhour.planning.queries.effect import publish_effect
from halfhour.planning.refusals import PlanRefused
from halfhour.planning.views.frame import chosen_number, plan_page, plan_url, team_today


@team_view(needs=Permission.PUBLISH_PLANS)
def publish(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    plan = open_plan(access, number)
    if not plan.is_draft:
        return redirect(plan_url(plan))
    refusal = ""
    if request.method == "POST":
        try:
            publish_plan(
                plan=plan,
                by=access.user,
                at=timezone.now(),
                revision=chosen_number(request.POST.get("revision")),
            )
        except PlanRefused as error:
            refusal = str(error)
            plan.refresh_from_db()
        else:
            messages.success(request, _("Published. Everybody sees their shifts and days from now on."))
            return redirect(plan_url(plan))
    effect = publish_effect(plan, today=team_today(access.team))
    return plan_page(
        request, "planning/publish.html", access=access, plan=plan, effect=effect, refusal=refusal
    )
