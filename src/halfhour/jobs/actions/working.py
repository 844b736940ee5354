"""What workers do with a job. Each change holds only while the claim does.

A claim is the job's number and its attempt. A worker that was thought dead and comes back finds its
attempt outdated: nothing it writes takes effect any more.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from halfhour.jobs.models import Job, JobState
from halfhour.jobs.tasks import run_job

MOST_ATTEMPTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A worker's right to one attempt at a job."""

    job_id: UUID
    attempt: int

    def held(self) -> QuerySet[Job]:
        """The job's row, as long as the claim holds."""
        return Job.objects.filter(id=self.job_id, state=JobState.RUNNING, attempts=self.attempt)

    def is_ended(self) -> bool:
        """Whether this very attempt has ended the job, while its process is still tidying up."""
        return Job.objects.filter(id=self.job_id, attempts=self.attempt, finished_at__isnull=False).exists()


def claim_next_job(*, worker: str, at: datetime) -> Claim | None:
    """Take the oldest ready job for this worker; None where there is none. No two workers get the same."""
    ready = DBTaskResult.objects.ready().filter(task_path=run_job.module_path)
    if not ready.exists():  # a plain look first: SQLite would stop all writers for a claim
        return None
    with exclusive_transaction():
        task = ready.get_locked()
        if task is None:
            return None
        task.claim(worker)
        claim = claim_job(job_id=UUID(task.args_kwargs["kwargs"]["job_id"]), worker=worker, at=at)
        if claim is None:  # cancelled before it started
            task.set_successful(None)
    return claim


@transaction.atomic
def claim_job(*, job_id: UUID, worker: str, at: datetime) -> Claim | None:
    """Take one job, unless it is running, finished or cancelled already."""
    taken = Job.objects.filter(id=job_id, state=JobState.WAITING).update(
        state=JobState.RUNNING,
        attempts=F("attempts") + 1,
        worker=worker,
        started_at=at,
        heartbeat_at=at,
        progress=0.0,
        note="",
    )
    if not taken:
        return None
    return Claim(job_id=job_id, attempt=Job.objects.values_list("attempts", flat=True).get(id=job_id))


def beat(*, claim: Claim, at: datetime) -> bool:
    """Say that the worker lives; whether the claim still holds."""
    return bool(claim.held().update(heartbeat_at=at))


def save_progress(*, claim: Claim, done: float, note: str) -> bool:
    """Keep how far the job is; whether the claim still holds."""
    return bool(claim.held().update(progress=min(max(done, 0.0), 1.0), note=note[:300]))


def finish_succeeded(*, claim: Claim, result: Mapping[str, Any], at: datetime) -> bool:
    return _finish(claim, at, state=JobState.SUCCEEDED, progress=1.0, note="", result=dict(result), error="")


def finish_failed(*, claim: Claim, error: str, at: datetime) -> bool:
    return _finish(claim, at, state=JobState.FAILED, error=error)


def finish_cancelled(*, claim: Claim, at: datetime) -> bool:
    return _finish(claim, at, state=JobState.CANCELLED)


@transaction.atomic
def hand_back(*, claim: Claim) -> bool:
    """Put an interrupted job back for another worker; the attempt does not count."""
    return _put_back(claim, attempts=F("attempts") - 1)


@transaction.atomic
def retry_or_fail(*, claim: Claim, error: str, at: datetime) -> bool:
    """Put a job whose worker broke back into the queue, or end it after the last try."""
    if claim.attempt >= MOST_ATTEMPTS:
        return finish_failed(claim=claim, error=error, at=at)
    return _put_back(claim)


def _put_back(claim: Claim, **changes: Any) -> bool:
    task_id = claim.held().values_list("task_id", flat=True).first()
    back = claim.held().update(
        state=JobState.WAITING, worker="", heartbeat_at=None, progress=0.0, note="", **changes
    )
    if back:
        DBTaskResult.objects.filter(id__in=[task_id], status=TaskResultStatus.RUNNING).update(
            status=TaskResultStatus.READY, started_at=None
        )
    return bool(back)


@transaction.atomic
def _finish(claim: Claim, at: datetime, **changes: Any) -> bool:
    task_id = claim.held().values_list("task_id", flat=True).first()
    done = claim.held().update(finished_at=at, heartbeat_at=at, **changes)
    if done:
        DBTaskResult.objects.filter(id__in=[task_id]).update(
            status=TaskResultStatus.SUCCESSFUL, finished_at=at, exception_class_path="", traceback=""
        )
    return bool(done)
