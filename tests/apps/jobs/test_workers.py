"""Real workers in real processes, killed in real ways."""

import signal
import time
from collections import Counter
from pathlib import Path

import pytest

from support.house import House


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def house(request: pytest.FixtureRequest) -> House:
    found: House = request.getfixturevalue(f"{request.param}_house")
    return found


def traced(path: Path) -> list[list[str]]:
    return [line.split() for line in path.read_text().splitlines()] if path.exists() else []


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_finished_job_keeps_its_result(house: House):
    (job,) = house.start_jobs("count")
    house.worker()
    done = house.wait_for(job, "succeeded", "failed")
    assert (done["state"], done["progress"], done["attempts"]) == ("succeeded", 1.0, 1)
    assert done["result"] == {"next": "/somewhere/", "count": 3}


@pytest.mark.parametrize("kind", ["count", "linger"])
def test_a_job_that_ends_well_leaves_no_word_of_trouble(sqlite_house: House, capfd, kind):
    (job,) = sqlite_house.start_jobs(kind)
    worker = sqlite_house.worker()
    sqlite_house.wait_for(job, "succeeded")
    time.sleep(1.5)
    worker.terminate()
    worker.wait(timeout=10)
    said = capfd.readouterr().err
    assert "Fatal" not in said
    assert "lost" not in said


def test_a_refusal_reaches_the_person_and_is_not_tried_again(house: House):
    (job,) = house.start_jobs("refuse")
    house.worker()
    done = house.wait_for(job, "failed")
    assert (done["error"], done["attempts"]) == ("The file is empty.", 1)


def test_a_fault_of_ours_tells_where_to_look_and_nothing_inside(house: House):
    (job,) = house.start_jobs("break")
    house.worker()
    error = house.wait_for(job, "failed")["error"]
    assert job in error
    assert "secret" not in error


def test_a_job_whose_process_dies_is_tried_three_times_in_all(house: House, tmp_path: Path):
    (job,) = house.start_jobs("die", trace=str(tmp_path / "trace"))
    house.worker()
    done = house.wait_for(job, "failed")
    assert done["attempts"] == 3
    assert [attempt for _, attempt, _ in traced(tmp_path / "trace")] == ["1", "2", "3"]


def test_another_worker_takes_a_killed_ones_job_exactly_once(house: House, tmp_path: Path):
    trace = tmp_path / "trace"
    (job,) = house.start_jobs("sleep", trace=str(trace))
    victim = house.worker()
    house.wait_until(lambda: traced(trace), bool)
    others = [house.worker(), house.worker()]
    first_child = int(traced(trace)[0][2])

    victim.kill()

    done = house.wait_for(job, "succeeded", "failed")
    time.sleep(1)  # a second taker would show by now
    assert (done["state"], done["attempts"], done["result"]) == ("succeeded", 2, {"attempt": 2})
    assert [attempt for _, attempt, _ in traced(trace)] == ["1", "2"]
    assert not is_alive(first_child)
    assert all(other.poll() is None for other in others)


def test_a_job_stops_even_if_it_does_not_listen(house: House, tmp_path: Path):
    trace = tmp_path / "trace"
    (job,) = house.start_jobs("stubborn", trace=str(trace))
    house.worker()
    house.wait_until(lambda: traced(trace), lambda lines: len(lines) == 2)
    child, grandchild = int(traced(trace)[0][2]), int(traced(trace)[1][1])

    key = job if house.database_url else job.replace("-", "")
    house.python(
        "import sys; from django.utils import timezone; from halfhour.jobs import actions, models\n"
        "actions.request_cancel(job=models.Job.objects.get(id=sys.argv[1]), at=timezone.now())",
        key,
    )
    house.wait_for(job, "cancelled")
    house.wait_until(lambda: (is_alive(child), is_alive(grandchild)), lambda alive: alive == (False, False))


def test_a_worker_told_to_end_hands_its_job_back_and_the_try_does_not_count(house: House, tmp_path: Path):
    trace = tmp_path / "trace"
    (job,) = house.start_jobs("sleep", trace=str(trace))
    worker = house.worker()
    house.wait_until(lambda: traced(trace), bool)

    worker.send_signal(signal.SIGTERM)

    assert worker.wait(timeout=10) == 0
    after = house.job(job)
    assert (after["state"], after["attempts"], after["progress"]) == ("waiting", 0, 0.0)


def test_many_claims_at_once_give_each_job_to_one_worker(house: House):
    jobs = house.start_jobs("count", 40)
    claim_all = """
import os, sys, time
from django.utils import timezone
from halfhour.jobs.actions import claim_next_job
time.sleep(max(float(sys.argv[1]) - time.time(), 0))
misses = 0
while misses < 5:
    claim = claim_next_job(worker=str(os.getpid()), at=timezone.now())
    if claim is None:
        misses += 1
        time.sleep(0.02)
    else:
        print(claim.job_id, claim.attempt)
"""
    together = str(time.time() + 3)
    claimers = [house.start(claim_all, together) for _ in range(4)]
    claimed = [
        line.split() for claimer in claimers for line in claimer.communicate(timeout=60)[0].splitlines()
    ]
    assert Counter(job for job, _ in claimed) == Counter(jobs)
    assert {attempt for _, attempt in claimed} == {"1"}


def test_a_worker_thought_dead_changes_nothing_when_it_comes_back(house: House, tmp_path: Path):
    trace = tmp_path / "trace"
    (job,) = house.start_jobs("sleep", trace=str(trace), slow_attempts=1)
    sleeper = house.worker()
    house.wait_until(lambda: traced(trace), bool)
    child = int(traced(trace)[0][2])
    house.freeze(sleeper.pid, child)
    house.worker()
    house.wait_for(job, "succeeded")

    house.thaw(child, sleeper.pid)

    house.wait_until(lambda: is_alive(child), lambda alive: not alive)
    after = house.job(job)
    assert (after["state"], after["attempts"], after["result"]) == ("succeeded", 2, {"attempt": 2})
