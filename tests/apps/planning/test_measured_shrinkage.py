"""Plans of a team whose shrinkage is taken as measured: refused without records, else with their grounds."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import time_machine

from halfhour.engine.staffing import StaffingReason
from halfhour.engine.staffing._staff import _shrinkage_reasons
from halfhour.jobs.models import Job, JobState
from halfhour.jobs.running import run_here
from halfhour.people.models import TeamVersion
from halfhour.people.teamfile import document_from_team
from halfhour.planning.actions import making
from halfhour.planning.adapter.files import plan_file
from halfhour.planning.adapter.teams import team_of
from halfhour.planning.models import Plan
from halfhour.wording import sentence
from support.activity import PEOPLE, activity_csv
from support.ledger import bring_in
from support.past import past_csv
from support.small_plan import MADE_AT, MONDAY, small_plan, small_team

ASKED = {"first_on": MONDAY.isoformat(), "weeks": "2", "goal_chance": "0.8", "effort": "1", "name": ""}


@pytest.fixture(autouse=True)
def _sunday_before():
    with time_machine.travel(datetime(2026, 11, 29, 12, 0, tzinfo=ZoneInfo("UTC")), tick=True):
        yield


@pytest.fixture
def asking(hamburg):
    """A team that takes breaks and sickness as measured, with a contact history."""
    shrinkage = tuple(
        replace(cause, share=0.0, to_measure=True) if cause.cause in ("breaks", "sickness") else cause
        for cause in small_team().shrinkage
    )
    TeamVersion.objects.create(
        team=hamburg.team,
        number=3,
        document=document_from_team(replace(small_team(), shrinkage=shrinkage)),
        changed_at=MADE_AT,
    )
    bring_in(hamburg.team, past_csv(first_on=MONDAY - timedelta(days=56), weeks=8))
    return hamburg


@pytest.fixture
def engine(monkeypatch):
    """The small plan in place of the engine's own, for the team that was asked for."""
    teams = []

    def make(*, team, weeks, first_on, **_asked):
        teams.append(team)
        made = small_plan(first_on=first_on, weeks=weeks)
        return replace(made, team=team, problem=replace(made.problem, team=team))

    monkeypatch.setattr(making, "make", make)
    return teams


def make_plan(hamburg) -> Job:
    answer = hamburg.client("planner").post(hamburg.url(place="make/"), ASKED)
    job = Job.objects.get(id=UUID(answer.url.split("/")[2]))
    run_here(job_id=str(job.id))
    job.refresh_from_db()
    return job


def test_without_records_the_plan_is_refused_in_one_sentence(asking, engine):
    job = make_plan(asking)
    assert job.state == JobState.FAILED
    assert "take shrinkage as measured (breaks, sickness), and nothing is recorded" in job.error
    assert (engine, Plan.objects.count()) == ([], 0)


def test_with_few_people_a_cause_of_their_own_is_refused(asking, engine):
    bring_in(asking.team, activity_csv(people=PEOPLE[:4]))
    job = make_plan(asking)
    assert "records name 4 people" in job.error
    assert (engine, Plan.objects.count()) == ([], 0)


def test_the_engine_gets_what_was_measured_and_the_plan_keeps_it(asking, engine):
    bring_in(asking.team, activity_csv(sick={"Ben": 2}))
    job = make_plan(asking)
    assert job.state == JobState.SUCCEEDED
    plan = Plan.objects.get()
    shares = {cause.cause: cause.share for cause in team_of(plan).shrinkage}
    assert shares == {cause.cause: cause.share for cause in engine[0].shrinkage}
    assert shares["breaks"] == round(24 * 88 / (480 * 90), 4)
    assert shares["sickness"] == round(2 / 90, 4)
    assert shares["training"] == 0.02
    bring_in(asking.team, activity_csv(sick={"Ben": 2, "Eve": 9}), name="later.csv")
    assert {cause.cause: cause.share for cause in team_of(plan).shrinkage} == shares
    assert f"share = {shares['breaks']}" in plan_file(plan, "team.toml").decode()


def test_reasons_say_what_a_measured_share_rests_on_and_what_went_beyond_the_plan(asking, engine):
    bring_in(asking.team, activity_csv(sick={"Ben": 2}))
    make_plan(asking)
    reasons = _shrinkage_reasons(engine[0].shrinkage)
    said = [sentence(reason) for reason in reasons]
    assert any("sickness, measured over 15 days of 6 people" in words for words in said)
    beyond = [reason for reason in reasons if reason.kind is StaffingReason.SHRINKAGE_BEYOND_PLAN]
    assert [reason.figures["cause"] for reason in beyond] == ["breaks"]
    assert "2.5% was planned and 4.9% was taken" in sentence(beyond[0])
