"""Making a plan: asked for on a page, made by the engine in the background, there as a draft."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import time_machine

from halfhour.engine.errors import OutOfRange
from halfhour.jobs.models import Job, JobState
from halfhour.jobs.running import run_here
from halfhour.people.models import TeamVersion
from halfhour.planning import jobs
from halfhour.planning.actions import making
from halfhour.planning.models import Plan, PlanState, Shift
from support.ledger import bring_in
from support.past import past_csv
from support.planned import everything_kept
from support.short_searches import short_searches
from support.small_plan import MONDAY, small_plan

ASKED = {"first_on": MONDAY.isoformat(), "weeks": "2", "goal_chance": "0.8", "effort": "1", "name": "First"}


@pytest.fixture(autouse=True)
def _sunday_before():
    with time_machine.travel(datetime(2026, 11, 29, 12, 0, tzinfo=ZoneInfo("UTC")), tick=True):
        yield


@pytest.fixture
def history(hamburg) -> None:
    bring_in(hamburg.team, past_csv(first_on=MONDAY - timedelta(days=56), weeks=8))


@pytest.fixture
def quick_engine(monkeypatch) -> None:
    """The small plan in place of the engine's own, told in the same steps."""

    def make(*, on_progress, weeks, first_on, **asked):
        from halfhour.engine.plan import Progress, Stage

        for number, stage in enumerate(Stage):
            on_progress(Progress(stage=stage, done=number / 4))
        return small_plan(first_on=first_on, weeks=weeks)

    monkeypatch.setattr(making, "make", make)


def ask(hamburg, **changes) -> Job:
    answer = hamburg.client("planner").post(hamburg.url(place="make/"), ASKED | changes)
    assert answer.status_code == 302, answer.content.decode()
    return Job.objects.get(id=UUID(answer.url.split("/")[2]))


def test_the_form_offers_the_first_monday_that_is_free(hamburg, history):
    form = hamburg.client("planner").get(hamburg.url(place="make/")).context["form"]
    assert form.initial["first_on"] == MONDAY
    hamburg.published(weeks=2)
    form = hamburg.client("planner").get(hamburg.url(place="make/")).context["form"]
    assert form.initial["first_on"] == MONDAY + timedelta(days=14)


def test_of_a_history_of_long_ago_the_plan_starts_at_its_end(hamburg, history):
    years_later = datetime(2029, 6, 6, 9, tzinfo=UTC)
    with time_machine.travel(years_later, tick=False):
        answer = hamburg.client("planner").get(hamburg.url(place="make/"))
        assert answer.context["form"].initial["first_on"] == MONDAY
        assert "too long ago to say anything" in answer.content.decode()
        asked = hamburg.client("planner").post(hamburg.url(place="make/"), ASKED | {"first_on": "2029-06-11"})
    assert "no forecast reaches so far" in str(asked.context["form"].errors["first_on"])
    assert not Job.objects.exists()


def test_the_page_says_what_a_plan_would_rest_on(hamburg, history):
    ready = hamburg.client("planner").get(hamburg.url(place="make/")).context["ready"]
    assert (ready.contacts, ready.people, ready.queues) == (8 * 5 * 69, 4, ("phone", "email"))
    assert ready.first_contact_on == MONDAY - timedelta(days=56)
    assert ready.last_contact_on == MONDAY - timedelta(days=3)


def test_without_a_history_the_page_says_what_is_missing_and_asks_for_nothing(hamburg):
    planner = hamburg.client("planner")
    assert "There is no contact history yet" in planner.get(hamburg.url(place="make/")).content.decode()
    assert planner.post(hamburg.url(place="make/"), ASKED).status_code == 200
    assert not Job.objects.exists()


def test_without_settings_the_page_says_what_is_missing(hamburg):
    TeamVersion.objects.filter(team=hamburg.team).delete()
    assert "no settings yet" in hamburg.client("planner").get(hamburg.url(place="make/")).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"weeks": "0"},
        {"weeks": "9"},
        {"weeks": "x"},
        {"first_on": "soon"},
        {"first_on": "2028-02-07"},
        {"goal_chance": "7"},
        {"effort": "1000000"},
        {"name": "x" * 121},
    ],
)
def test_what_makes_no_sense_is_not_asked_for(hamburg, history, wrong):
    answer = hamburg.client("planner").post(hamburg.url(place="make/"), ASKED | wrong)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not Job.objects.exists()


def test_an_agent_makes_no_plan(hamburg, history):
    assert hamburg.client("agent").post(hamburg.url(place="make/"), ASKED).status_code == 403
    assert not Job.objects.exists()


@pytest.mark.usefixtures("history", "quick_engine")
def test_the_job_leaves_a_draft_and_leads_to_it(hamburg):
    job = ask(hamburg)
    run_here(job_id=str(job.id))
    job.refresh_from_db()
    plan = Plan.objects.get()
    assert (job.state, job.error) == (JobState.SUCCEEDED, "")
    assert job.next_url == hamburg.url(plan)
    assert (plan.state, plan.name, plan.made_by, plan.job) == (
        PlanState.DRAFT,
        "First",
        hamburg.planner,
        job.id,
    )
    assert plan.made_from["contacts"] == 8 * 5 * 69


@pytest.mark.usefixtures("history", "quick_engine")
def test_a_job_that_is_taken_up_again_makes_no_second_plan(hamburg):
    job = ask(hamburg)
    run_here(job_id=str(job.id))
    running = jobs.RunningJob(
        id=job.id, team=hamburg.team, by=hamburg.planner, arguments=job.arguments, claim=None
    )
    assert jobs.make_plan(running)["plan"] == 1
    assert Plan.objects.count() == 1


@pytest.mark.usefixtures("history", "quick_engine")
def test_a_job_that_is_stopped_leaves_nothing(hamburg):
    job = ask(hamburg)
    kept = everything_kept()
    Job.objects.filter(id=job.id).update(cancel_requested=True)
    run_here(job_id=str(job.id))
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    assert everything_kept() == kept


@pytest.mark.usefixtures("history")
def test_what_the_engine_refuses_is_said_in_one_sentence(hamburg, monkeypatch):
    def refuse(**asked):
        raise OutOfRange("got 0 people; need at least 1")

    monkeypatch.setattr(making, "make", refuse)
    job = ask(hamburg)
    run_here(job_id=str(job.id))
    job.refresh_from_db()
    assert (job.state, job.error) == (
        JobState.FAILED,
        "The plan cannot be made: got 0 people; need at least 1",
    )
    assert not Plan.objects.exists()


@pytest.mark.usefixtures("quick_engine")
def test_a_ledger_that_was_emptied_meanwhile_is_said(hamburg):
    job = making.ask_for_plan(
        team=hamburg.team,
        by=hamburg.planner,
        at=datetime(2026, 11, 29, tzinfo=ZoneInfo("UTC")),
        first_on=MONDAY,
        weeks=1,
        goal_chance=0.8,
    )
    run_here(job_id=str(job.id))
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "The ledger holds no contact" in job.error


def test_what_was_published_before_counts_for_the_new_roster(hamburg):
    hamburg.published(weeks=1)
    before = making.shifts_before(hamburg.team, MONDAY + timedelta(days=7))
    assert len(before) == 20
    assert {shift.agent for shift in before} == {"Ada", "Ben", "Cleo", "Dan"}
    assert making.shifts_before(hamburg.team, MONDAY + timedelta(days=60)) == ()


@pytest.mark.long
@pytest.mark.usefixtures("history")
def test_the_engine_makes_a_plan_of_the_small_teams_past(hamburg):
    job = ask(hamburg, weeks="1", effort="0.3")
    with short_searches():
        run_here(job_id=str(job.id))
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.SUCCEEDED, "")
    plan = Plan.objects.get()
    assert plan.summary["breaches"] == 0
    assert plan.summary["contacts"] == pytest.approx(5 * 69, rel=0.05), "the past repeats week by week"
    assert Shift.objects.filter(plan=plan, agent="Ada").exists()
    for place in ("", "roster/", "forecast/", "requirement/", "files/report.html"):
        assert hamburg.client("planner").get(hamburg.url(plan, place)).status_code == 200
