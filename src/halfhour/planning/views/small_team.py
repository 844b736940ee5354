"""What averages hide in a small team, for a group of queues on one day of a plan."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from halfhour.jobs.registry import job_kind
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import team_view
from halfhour.planning.access import open_plan
from halfhour.planning.actions.small_team import ask_for_study
from halfhour.planning.adapter.teams import team_of
from halfhour.planning.models import Plan
from halfhour.planning.queries.coverage import DayStrip, day_strips
from halfhour.planning.queries.small_team import KIND, chosen_queues, obstacle, study_of
from halfhour.planning.small_team import StudyQuestion, asked_of
from halfhour.planning.views.frame import chosen_date, plan_page, plan_url, team_today


@require_http_methods(["GET", "POST"])
@team_view(needs=Permission.SEE_PLANS)
def plan_small_team(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """The page; a post starts the study of what the address asks, if it is not there yet."""
    plan = open_plan(access, number)
    strips = day_strips(plan, plan.days)
    question = _question(request, access, plan, strips)
    trouble = obstacle(question)
    if request.method == "POST" and trouble is None:
        job = ask_for_study(question=question, by=access.user, at=timezone.now())
        page = f"{plan_url(plan, 'plan_small_team')}?{_asked(question)}"
        if request.htmx and job.is_finished:  # type: ignore[attr-defined]
            return HttpResponseClientRedirect(page)  # the whole page: only then are its charts drawn
        return redirect(page)
    study = study_of(question) if trouble is None else None
    return plan_page(
        request,
        "planning/small_team.html",
        access=access,
        plan=plan,
        tab="plan_small_team",
        strips=strips,
        question=question,
        queues=[(queue.name, queue.name in question.queues) for queue in team_of(plan).queues],
        asked=_asked(question),
        trouble=trouble,
        job=study.job if study else None,
        kind=job_kind(KIND),
        view=study.found if study else None,
    )


def _question(
    request: HttpRequest, access: TeamAccess, plan: Plan, strips: tuple[DayStrip, ...]
) -> StudyQuestion:
    """The day asked for, else today, else the first day on which anybody is needed."""
    names = [queue.name for queue in team_of(plan).queues]
    busy = [strip.on for strip in strips if any(slot.needed for slot in strip.slots)]
    asked_on, today = chosen_date(request.GET.get("on")), team_today(access.team)
    usual = today if today in busy else busy[0] if busy else plan.first_on
    on = asked_on if asked_on is not None and asked_on in plan.days else usual
    queues = chosen_queues(plan, on=on, asked=request.GET.getlist("queue"), names=names)
    return StudyQuestion(plan=plan, on=on, queues=queues)


def _asked(question: StudyQuestion) -> str:
    return urlencode(asked_of(question.on, question.queues))
