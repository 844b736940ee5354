"""The engine's plan as rows, and back: to the last digit, since files and figures are made from rows."""

from dataclasses import fields

import numpy as np
import pytest
from django.db import IntegrityError, transaction

from halfhour.engine.plan import plan_figures
from halfhour.planning.actions.making import save_plan
from halfhour.planning.adapter.whole import summary_of, whole_plan
from halfhour.planning.models import Plan, PublishedDay, QueueSeries, Shift
from support.planned import NOON
from support.small_plan import MONDAY, small_plan


def alike(one, other) -> bool:
    if isinstance(one, np.ndarray):
        return np.array_equal(one, other, equal_nan=one.dtype.kind == "f") and one.dtype == other.dtype
    return one == other


def test_forecasts_and_requirements_come_back_as_they_were(plan):
    made, again = small_plan(), whole_plan(Plan.objects.get(id=plan.id))
    for part in ("forecasts", "requirements"):
        for one, other in zip(getattr(made, part), getattr(again, part), strict=True):
            for field in fields(one):
                if field.name != "grid":
                    assert alike(getattr(one, field.name), getattr(other, field.name)), field.name
            assert (one.grid.starts == other.grid.starts).all()


def test_the_roster_and_the_days_come_back_as_they_were(plan):
    made, again = small_plan(), whole_plan(Plan.objects.get(id=plan.id))
    assert again.roster_result.roster == made.roster_result.roster
    order = {(day.agent, day.on): day for day in made.days}
    assert {(day.agent, day.on): day for day in again.days} == order
    assert (again.roster_result.coverage == made.roster_result.coverage).all()


def test_what_the_roster_was_asked_for_comes_back(plan):
    made, again = small_plan().problem, whole_plan(Plan.objects.get(id=plan.id)).problem
    for name in ("team", "first_on", "weeks", "open_spans", "closed_on", "previous", "fixed_sessions"):
        assert getattr(again, name) == getattr(made, name), name
    assert all((again.open_seconds[queue] == made.open_seconds[queue]).all() for queue in made.open_seconds)


def test_figures_are_the_same_from_rows_as_from_the_engine(plan):
    assert plan.summary == summary_of(small_plan())
    assert plan_figures(whole_plan(plan)) == plan_figures(small_plan())


def test_the_chance_asked_for_is_the_plans_own(hamburg, plan):
    Plan.objects.filter(id=plan.id).update(goal_chance=0.95)
    assert whole_plan(Plan.objects.get(id=plan.id)).team.goal_chance == 0.95


def test_series_stay_compact(plan):
    assert QueueSeries.objects.filter(plan=plan).count() == 2
    assert Shift.objects.filter(plan=plan).count() == 38


def test_a_job_that_runs_twice_saves_one_plan(hamburg, plan):
    from uuid import uuid4

    job = uuid4()
    asked = {
        "team": hamburg.team,
        "version": plan.team_version,
        "made": small_plan(),
        "made_from": {},
        "effort": 1.0,
        "by": hamburg.planner,
        "at": NOON,
        "job": job,
    }
    first, second = save_plan(**asked), save_plan(**asked)
    assert first == second
    assert Plan.objects.filter(job=job).count() == 1
    assert Shift.objects.filter(plan=first).count() == 38


def test_plans_are_numbered_from_one_in_each_team(hamburg, cast):
    assert [hamburg.draft().number for _ in range(3)] == [1, 2, 3]


@pytest.mark.django_db
def test_the_database_allows_one_plan_for_a_day(hamburg):
    published, other = hamburg.published(), hamburg.draft()
    with pytest.raises(IntegrityError), transaction.atomic():
        PublishedDay.objects.create(team=hamburg.team, plan=other, on=published.first_on)


def test_the_database_allows_one_shift_for_a_person_and_day(plan):
    shift = plan.shifts.get(agent="Ada", on=MONDAY)
    shift.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        shift.save(force_insert=True)


def test_a_published_plan_has_the_time_of_it(plan):
    with pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.filter(id=plan.id).update(state="published")
