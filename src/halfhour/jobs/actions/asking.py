"""What people do: ask for long work, and ask it to stop."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import get_language

from halfhour.jobs.live import look_again
from halfhour.jobs.models import Job, JobState
from halfhour.jobs.registry import job_kind
from halfhour.jobs.tasks import run_job
from halfhour.people.models import Team, User


@transaction.atomic
def start_job(
    *, kind: str, team: Team | None, by: User | None, arguments: Mapping[str, Any], at: datetime
) -> Job:
    """Ask for long work; it starts once the surrounding transaction is committed.

    The queue is in the same database, so the job and its task appear together or not at all.
    """
    job_kind(kind)  # an unknown kind fails here, not in a worker
    job = Job.objects.create(
        kind=kind,
        team=team,
        by=by,
        arguments=dict(arguments),
        language=(by.language if by else "") or get_language() or "",
        created_at=at,
    )
    job.task_id = run_job.enqueue(job_id=str(job.id)).id
    job.save(update_fields=["task_id"])
    return job


@transaction.atomic
def request_cancel(*, job: Job, at: datetime) -> Job:
    """Ask a job to stop: at once where it has not started, within a second or two where it runs."""
    waiting = Job.objects.filter(id=job.id, state=JobState.WAITING)
    if not waiting.update(state=JobState.CANCELLED, cancel_requested=True, finished_at=at):
        Job.objects.filter(id=job.id, state=JobState.RUNNING).update(cancel_requested=True)
    transaction.on_commit(partial(look_again, job.id))
    job.refresh_from_db()
    return job
