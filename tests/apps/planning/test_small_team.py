"""The small-team page: asked for, simulated in the background, shown; and what it says when it cannot."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from halfhour.jobs.actions import finish_failed
from halfhour.jobs.actions.working import claim_job
from halfhour.jobs.models import Job, JobState
from halfhour.jobs.running import run_here
from halfhour.planning import jobs
from halfhour.planning.adapter.small_team import studied
from halfhour.planning.models import Block, Plan
from halfhour.planning.queries.small_team_view import bounded
from support.planned import everything_kept
from support.small_plan import MONDAY

WEDNESDAY = MONDAY + timedelta(days=2)
SUNDAY = MONDAY + timedelta(days=6)


SIMULATED: dict[tuple[str, ...], dict] = {}


def simulated_once(plan, *, on, queues, on_progress):
    """The real study, of a few days; the small plan is the same in every test."""
    key = (str(on), *queues)
    if key not in SIMULATED:
        SIMULATED[key] = studied(plan, on=on, queues=queues, replications=12, on_progress=on_progress)
    return SIMULATED[key]


@pytest.fixture(autouse=True)
def _sunday_before(monkeypatch):
    monkeypatch.setattr(jobs, "studied", simulated_once)
    with time_machine.travel(datetime(2026, 11, 29, 12, 0, tzinfo=ZoneInfo("UTC")), tick=True):
        yield


def address(hamburg, plan, **asked) -> str:
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return hamburg.url(plan, "small-team/") + (f"?{query}" if query else "")


def text(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def asked_for(hamburg, plan, **asked) -> Job:
    answer = hamburg.client("planner").post(address(hamburg, plan, **asked))
    assert answer.status_code == 302, answer.content.decode()
    return Job.objects.get(kind="small_team", state=JobState.WAITING)


@pytest.fixture
def found(hamburg, plan):
    """The page of Wednesday's phone once it has been simulated."""
    job = asked_for(hamburg, plan, on=WEDNESDAY)
    run_here(job_id=str(job.id))
    job.refresh_from_db()
    assert job.state == JobState.SUCCEEDED, job.error
    return hamburg.client("lead").get(job.next_url)


def test_a_day_nobody_asked_about_is_simulated_at_the_first_look(hamburg, plan):
    page = text(hamburg.client("lead").get(address(hamburg, plan, on=WEDNESDAY)))
    assert 'hx-trigger="load"' in page
    assert "Simulate this day" in page
    assert not Job.objects.exists()


def test_it_is_simulated_once_whoever_asks(hamburg, plan):
    job = asked_for(hamburg, plan, on=WEDNESDAY)
    again = hamburg.client("lead").post(address(hamburg, plan, on=WEDNESDAY))
    assert again.status_code == 302
    assert list(Job.objects.values_list("id", flat=True)) == [job.id]
    page = text(hamburg.client("lead").get(address(hamburg, plan, on=WEDNESDAY)))
    assert "It starts as soon as a worker is free" in page
    assert 'hx-trigger="load"' not in page


def test_the_four_questions_are_answered(found):
    page = text(found)
    for question in (
        "How much worse can a half hour be than its mean?",
        "What does one absence do?",
        "What would sharing work gain?",
        "From which size on can averages be trusted?",
    ):
        assert question in page
    view = found.context["view"]
    assert view.queues == ("phone",)
    assert [row.time for row in view.spread][:2] == ["08:00", "08:30"]
    assert all(row.low <= row.level <= row.high for row in view.spread if row.level is not None)
    assert {row.agent for row in view.people} <= {"Ada", "Ben", "Cleo", "Dan"}
    assert view.people[0].lost.mean == max(row.lost.mean for row in view.people)
    assert sum(share for _, share, _ in view.tenths) == pytest.approx(1, abs=0.01)
    assert view.reasons["spread"]
    assert view.reasons["size"]


def test_cleo_is_the_one_who_may_learn_e_mail(found):
    view = found.context["view"]
    ways = [*view.helpful.rows, *view.harmful.rows]
    assert [(row.agents, row.queues) for row in ways if row.kind == "train"] == []  # not asked about
    assert {row.queues for row in ways} == {("phone", "email")}


def test_what_was_found_is_kept(hamburg, plan, found):
    page = text(hamburg.client("planner").get(address(hamburg, plan, on=WEDNESDAY)))
    assert "Simulate this day" not in page
    before = everything_kept()
    hamburg.client("planner").post(address(hamburg, plan, on=WEDNESDAY))
    assert Job.objects.filter(kind="small_team").count() == 1
    assert everything_kept() == before


def test_who_asks_for_what_is_there_already_is_led_to_the_whole_page(hamburg, plan, found):
    answer = hamburg.client("lead").post(address(hamburg, plan, on=WEDNESDAY), headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == address(hamburg, plan, on=WEDNESDAY, queue="phone")


def test_an_edited_plan_is_simulated_anew(hamburg, plan, found):
    Plan.objects.filter(pk=plan.pk).update(revision=plan.revision + 1)
    assert "Simulate this day" in text(hamburg.client("planner").get(address(hamburg, plan, on=WEDNESDAY)))
    old = Job.objects.get(kind="small_team").id
    asked_for(hamburg, plan, on=WEDNESDAY)
    assert not Job.objects.filter(id=old).exists()


def test_a_plan_edited_while_it_waits_is_refused_with_what_to_do(hamburg, plan):
    job = asked_for(hamburg, plan, on=WEDNESDAY)
    Plan.objects.filter(pk=plan.pk).update(revision=plan.revision + 1)
    run_here(job_id=str(job.id))
    job.refresh_from_db()
    assert (job.state, "Open the page again" in job.error) == (JobState.FAILED, True)


def test_what_failed_can_be_tried_again(hamburg, plan):
    job = asked_for(hamburg, plan, on=WEDNESDAY)
    claim = claim_job(job_id=job.id, worker="test", at=datetime.now(tz=ZoneInfo("UTC")))
    finish_failed(claim=claim, error="It broke.", at=datetime.now(tz=ZoneInfo("UTC")))
    page = text(hamburg.client("lead").get(address(hamburg, plan, on=WEDNESDAY)))
    assert "It broke." in page
    assert "Try again" in page
    assert 'hx-trigger="load"' not in page
    assert asked_for(hamburg, plan, on=WEDNESDAY).id != job.id


def test_queues_are_chosen_together_and_what_is_not_there_is_left_out(hamburg, plan):
    client = hamburg.client("lead")
    usual = client.get(address(hamburg, plan, on=WEDNESDAY))
    assert usual.context["question"].queues == ("phone",)  # the one whose customers wait
    both = client.get(address(hamburg, plan, on=WEDNESDAY) + "&queue=email&queue=phone&queue=fax")
    assert both.context["question"].queues == ("phone", "email")
    assert client.get(address(hamburg, plan, queue="fax")).context["question"].queues == ("phone",)


def test_the_day_is_the_one_asked_for_else_one_on_which_somebody_is_needed(hamburg, plan):
    client = hamburg.client("lead")
    for asked, day in (("2026-12-04", MONDAY + timedelta(days=4)), ("2030-01-01", MONDAY), ("soon", MONDAY)):
        assert client.get(address(hamburg, plan, on=asked)).context["question"].on == day


def test_a_closed_day_says_so_and_asks_for_nothing(hamburg, plan):
    page = text(hamburg.client("lead").get(address(hamburg, plan, on=SUNDAY)))
    assert "Nobody comes on this day" in page
    assert text(hamburg.client("lead").post(address(hamburg, plan, on=SUNDAY)))
    assert not Job.objects.exists()


def test_a_day_without_anybody_says_so(hamburg, plan):
    Block.objects.filter(plan=plan).delete()
    Plan.objects.filter(pk=plan.pk).update(revision=701)
    page = text(hamburg.client("lead").get(address(hamburg, plan, on=WEDNESDAY)))
    assert "Nobody is on these queues on this day" in page


def test_the_page_is_a_tab_of_the_plan_and_linked_from_the_requirement(hamburg, plan):
    place = hamburg.url(plan, "small-team/")
    assert place in text(hamburg.client("lead").get(hamburg.url(plan)))
    requirement = text(
        hamburg.client("lead").get(hamburg.url(plan, f"requirement/?on={WEDNESDAY}&queue=phone"))
    )
    assert f"{place}?queue=phone&amp;on={WEDNESDAY}" in requirement


def test_agents_do_not_see_it(hamburg, plan):
    assert hamburg.client("agent").get(address(hamburg, plan)).status_code == 403
    assert hamburg.client("agent").post(address(hamburg, plan)).status_code == 403


def test_rows_of_a_table_share_one_scale_that_holds_zero():
    gain, loss = bounded([{"mean": 3, "low": 2, "high": 4}, {"mean": -1, "low": -4, "high": 0}])
    assert (gain.zero_at, gain.mean_at, gain.high_at) == (50, 87.5, 100)
    assert (loss.low_at, loss.high_at) == (0, 50)
    assert bounded([]) == []
    assert bounded([{"mean": 0, "low": 0, "high": 0}])[0].mean_at == 50
