"""A database that is away for a moment costs no work that is done, and no worker."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import OperationalError, transaction

from halfhour.jobs import actions
from halfhour.jobs.models import Job, JobState
from halfhour.jobs.running import RunningJob
from halfhour.jobs.worker import Pace, Worker

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def claim(transactional_db):
    actions.start_job(kind="make_plan", team=None, by=None, arguments={}, at=NOW)
    return actions.claim_next_job(worker="w", at=NOW)


def is_away(**_asked):
    raise OperationalError("database is locked")


def running(claim: actions.Claim) -> RunningJob:
    return RunningJob(id=claim.job_id, team=None, by=None, arguments={}, claim=claim)


def test_progress_that_cannot_be_kept_stops_no_work(claim, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(actions, "save_progress", is_away)
        running(claim).report(0.4, "not kept")
    running(claim).report(0.5, "kept")
    assert Job.objects.values_list("progress", "note").get() == (0.5, "kept")


def test_inside_a_transaction_the_failure_is_told_for_nothing_more_can_be_written_there(claim, monkeypatch):
    monkeypatch.setattr(actions, "save_progress", is_away)
    with pytest.raises(OperationalError), transaction.atomic():
        running(claim).report(0.4)


def test_an_end_that_cannot_be_written_down_leaves_the_job_to_be_found_and_the_worker_alive(
    transactional_db, monkeypatch, tmp_path
):
    monkeypatch.setenv("HALFHOUR_DATA", str(tmp_path))
    lost = actions.Claim(job_id=uuid4(), attempt=1)  # its process ends at once: there is no such job
    monkeypatch.setattr(actions.Claim, "held", lambda self: Job.objects.all())
    monkeypatch.setattr(actions, "retry_or_fail", is_away)
    actions.start_job(kind="make_plan", team=None, by=None, arguments={}, at=NOW)

    Worker(pace=Pace(look_seconds=0.05)).work(lost)

    assert Job.objects.get().state == JobState.WAITING
