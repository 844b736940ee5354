"""Asking for the study of a small team's day: simulated in the background, kept in the job's row."""

from datetime import datetime

from django.db import transaction

from halfhour.jobs.actions import start_job
from halfhour.jobs.models import UNFINISHED, Job
from halfhour.people.models import User
from halfhour.planning.actions.locking import lock_team
from halfhour.planning.queries.small_team import KIND, study_jobs
from halfhour.planning.small_team import StudyQuestion


@transaction.atomic
def ask_for_study(*, question: StudyQuestion, by: User, at: datetime) -> Job:
    """Start the study, unless it is under way or there already; forget those of the plan as it was."""
    plan = question.plan
    lock_team(plan.team)
    found = study_jobs(question).exclude(state__in=("failed", "cancelled")).first()
    if found is not None:
        return found
    old = Job.objects.filter(kind=KIND, team=plan.team, arguments__plan=plan.pk)
    old.exclude(arguments__revision=plan.revision).exclude(state__in=UNFINISHED).delete()
    return start_job(kind=KIND, team=plan.team, by=by, at=at, arguments=question.arguments)
