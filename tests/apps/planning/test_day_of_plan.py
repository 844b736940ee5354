"""A plan's rows as the engine's day: the same as from the plan itself, and anew after an edit."""

from datetime import timedelta

from halfhour.engine.plan import centre_of, plan_day
from halfhour.planning.actions.editing import remove_shift
from halfhour.planning.adapter.centre import day_of_plan
from halfhour.planning.edits import Place
from support.small_plan import MADE_AT, MONDAY, small_plan

TUESDAY = MONDAY + timedelta(days=1)


def test_rows_give_the_day_that_the_plan_itself_gives(plan):
    made = small_plan()
    for on in (MONDAY, TUESDAY, MONDAY + timedelta(days=5)):
        from_plan = plan_day(team=made.team, on=on, forecasts=made.forecasts, days=made.days)
        assert day_of_plan(plan, on) == from_plan


def test_the_day_can_be_simulated(plan):
    centre = centre_of(day_of_plan(plan, TUESDAY))
    assert [agent.name for agent in centre.agents] == ["Ada", "Ben", "Cleo", "Dan"]


def test_an_edit_of_the_plan_changes_the_day(hamburg, plan):
    before = day_of_plan(plan, TUESDAY)
    edited = remove_shift(
        plan=plan,
        taken=Place(agent="Cleo", on=TUESDAY),
        by=hamburg.planner,
        at=MADE_AT,
        revision=plan.revision,
        accept_breaches=True,
    )
    assert before.person("Cleo").blocks != ()
    assert day_of_plan(edited, TUESDAY).person("Cleo").blocks == ()


def test_asked_for_again_it_asks_the_database_nothing(plan, django_assert_num_queries):
    day_of_plan(plan, TUESDAY)
    with django_assert_num_queries(0):
        day_of_plan(plan, TUESDAY)
