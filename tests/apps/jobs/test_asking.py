"""Asking for work, looking at it and stopping it, through the pages."""

from datetime import UTC, datetime

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from halfhour.jobs import actions
from halfhour.jobs.models import Job, JobState
from halfhour.jobs.running import run_here

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def job(cast):
    return actions.start_job(kind="make_plan", team=cast.team, by=cast.lead, arguments={"weeks": 2}, at=NOW)


def test_a_job_and_its_task_appear_together_or_not_at_all(cast):
    with transaction.atomic():
        actions.start_job(kind="make_plan", team=cast.team, by=cast.lead, arguments={}, at=NOW)
        transaction.set_rollback(True)
    assert Job.objects.count() == DBTaskResult.objects.count() == 0

    job = actions.start_job(kind="make_plan", team=cast.team, by=cast.lead, arguments={}, at=NOW)
    assert DBTaskResult.objects.get().id == Job.objects.get(id=job.id).task_id


def test_an_unknown_kind_is_refused_before_anything_is_stored(cast):
    with pytest.raises(KeyError):
        actions.start_job(kind="nonsense", team=cast.team, by=cast.lead, arguments={}, at=NOW)
    assert Job.objects.count() == 0


def test_a_job_that_has_not_started_stops_at_once_and_never_runs(cast, job):
    response = cast.client(cast.lead).post(f"/jobs/{job.id}/cancel/")
    assert response.status_code == 302
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    assert actions.claim_next_job(worker="w", at=NOW) is None
    run_here(job_id=str(job.id))
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.CANCELLED, 0)


def test_a_running_job_is_asked_to_stop_not_changed_under_its_worker(cast, job):
    claim = actions.claim_next_job(worker="w", at=NOW)
    cast.client(cast.lead).post(f"/jobs/{job.id}/cancel/")
    job.refresh_from_db()
    assert (job.state, job.cancel_requested) == (JobState.RUNNING, True)
    assert actions.finish_cancelled(claim=claim, at=NOW)


@pytest.mark.parametrize(
    ("part", "status"),
    [("lead", 200), ("planner", 200), ("administrator", 200), ("agent", 404), ("stranger", 404)],
)
def test_those_who_may_ask_for_the_like_see_a_job_and_nobody_else_does(cast, job, part, status):
    client = cast.client(cast.roles[part])
    assert client.get(f"/jobs/{job.id}/").status_code == status
    assert client.get(f"/jobs/{job.id}/progress/").status_code == status
    assert client.post(f"/jobs/{job.id}/cancel/").status_code == (302 if status == 200 else 404)


def test_who_watched_a_job_succeed_is_led_on_to_its_result(cast, job):
    claim = actions.claim_next_job(worker="w", at=NOW)
    client = cast.client(cast.lead)
    assert "hx-get" in client.get(f"/jobs/{job.id}/progress/").content.decode()
    actions.finish_succeeded(claim=claim, result={"next": "/t/support-hamburg/"}, at=NOW)
    assert client.get(f"/jobs/{job.id}/progress/").headers["HX-Redirect"] == "/t/support-hamburg/"
    page = client.get(f"/jobs/{job.id}/").content.decode()
    assert 'href="/t/support-hamburg/"' in page
    assert f"/jobs/{job.id}/progress/" not in page


def test_a_failed_job_says_why(cast, job):
    claim = actions.claim_next_job(worker="w", at=NOW)
    actions.finish_failed(claim=claim, error="The file <b>is</b> empty.", at=NOW)
    page = cast.client(cast.lead).get(f"/jobs/{job.id}/").content.decode()
    assert "The file &lt;b&gt;is&lt;/b&gt; empty." in page
