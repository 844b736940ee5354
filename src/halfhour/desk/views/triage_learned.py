"""What was learned from the team's labels, how well it does, and learning anew."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from halfhour.desk.actions.training import use_classifier
from halfhour.desk.adapter.triage import LEARNED_FIELDS
from halfhour.desk.queries.triage import classifiers, learned_rows
from halfhour.jobs.actions import start_job
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import team_view


@team_view(needs=Permission.SEE_BOARD)
@require_GET
def learned(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """Field by field what was learned: how sure it is, how often right, and whether it is asked."""
    context = {"fields": learned_rows(access.team), "may_set": access.may(Permission.SET_DESK)}
    return render(request, "desk/triage/learned.html", context)


@team_view(needs=Permission.SET_DESK)
@require_POST
def train(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """Learn a field anew, in the background."""
    field = request.POST.get("field", "")
    if field not in LEARNED_FIELDS:
        raise Http404
    job = start_job(
        kind="train_triage", team=access.team, by=access.user, arguments={"field": field}, at=timezone.now()
    )
    return redirect(job)


@team_view(needs=Permission.SET_DESK)
@require_POST
def use(request: HttpRequest, *, access: TeamAccess, pk: int) -> HttpResponse:
    """Ask it from now on, or no longer."""
    found = classifiers(access.team).filter(pk=pk).first()
    if found is None:
        raise Http404
    is_used = request.POST.get("use") == "yes"
    use_classifier(classifier=found, is_used=is_used, by=access.user, at=timezone.now())
    messages.success(request, _("It is asked from now on.") if is_used else _("It is no longer asked."))
    return redirect("desk:learned", team=access.team.slug)
