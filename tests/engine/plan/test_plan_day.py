"""A day taken out of a plan: who is on which queue when, what comes, and what waits already."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from halfhour.engine.dayplanning import BlockKind
from halfhour.engine.errors import OutOfRange
from halfhour.engine.intervals import interval_grid
from halfhour.engine.plan import centre_of, plan_day
from halfhour.engine.staffing import unplanned_shrinkage
from halfhour.engine.team import DatedHours
from support.small_plan import MONDAY, small_plan

TUESDAY, SATURDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=5)


def day(on: date = TUESDAY, **changed):
    plan = small_plan()
    given = {"team": plan.team, "on": on, "forecasts": plan.forecasts, "days": plan.days} | changed
    return plan_day(**given)


def test_contacts_and_handle_times_are_the_forecasts():
    plan = small_plan()
    where = plan.grid.dates == np.datetime64(TUESDAY)
    for queue, forecast in zip(day().queues, plan.forecasts, strict=True):
        assert queue.expected == pytest.approx(forecast.offered_mean[where])
        assert queue.handle_seconds == pytest.approx(forecast.handle_seconds_mean[where])


def test_an_interval_is_as_uncertain_as_the_forecast_says_however_it_is_shared_out():
    for share in (0.0, 0.3, 1.0):
        phone = day(day_share=share).queues[0]
        whole = (1 + phone.day_cv**2) * (1 + phone.interval_cv**2) - 1
        assert whole == pytest.approx((1 + 0.08**2) * (1 + 0.05**2) - 1)
    assert day(day_share=1.0).queues[0].interval_cv == 0
    assert day(day_share=0.0).queues[0].day_cv == 0


def test_people_are_on_queue_as_their_day_plans_say_and_in_no_other_block():
    plan = small_plan()
    start = int(plan.grid.starts[plan.grid.dates == np.datetime64(TUESDAY)][0])
    for person, agent in zip(day().people, plan.team.agents, strict=True):
        laid_out = next(d for d in plan.days if (d.agent, d.on) == (agent.name, TUESDAY))
        assert [block.start_seconds for block in person.blocks] == [
            block.starts_at - start for block in laid_out.blocks
        ]
        on_queue = [block.queues for block in person.blocks if block.queues]
        assert on_queue == [(block.queue,) for block in laid_out.blocks if block.queue]


def test_a_stretch_runs_on_through_blocks_on_the_same_queue():
    centre = centre_of(day(MONDAY))
    dan = next(agent for agent in centre.agents if agent.name == "Dan")
    assert [(s.start_seconds / 3600, round(s.end_seconds / 3600, 2), s.queues) for s in dan.stretches] == [
        (10.25, 11.83, ("email",)),
        (12.0 + 5 / 60, 14.0, ("phone",)),
    ]


def test_everybody_may_be_away_with_the_chance_that_no_roster_places():
    plan = small_plan()
    assert {agent.absence for agent in centre_of(day()).agents} == {unplanned_shrinkage(plan.team.shrinkage)}


def test_goals_patience_and_chats_come_from_the_queue():
    plan = small_plan()
    phone = replace(plan.team.queues[0], patience_seconds=90.0, concurrency=3)
    team = replace(plan.team, queues=(phone, plan.team.queues[1]))
    queue, email = centre_of(day(team=team)).queues
    assert (queue.goal_seconds, queue.goal_share, queue.patience.mean) == (20, 0.8, 90)
    assert len(queue.speeds) == 3
    assert not queue.deferred
    assert email.deferred
    assert email.open == ((8 * 3600, 18 * 3600),)
    assert email.patience is None


def test_handle_times_keep_their_course_over_the_day():
    plan = small_plan()
    rising = plan.forecasts[0].handle_seconds_mean * (1 + plan.grid.slots / 48)
    queue = centre_of(day(forecasts=(replace(plan.forecasts[0], handle_seconds_mean=rising),))).queues[0]
    where = plan.grid.dates == np.datetime64(TUESDAY)
    assert np.array(queue.handle_scale) * queue.handle.mean == pytest.approx(rising[where])


def test_skills_carry_their_level_and_a_contact_goes_to_the_highest_first():
    plan = small_plan()
    ada = replace(
        plan.team.agents[0],
        skills=tuple(
            replace(skill, level=4 if skill.name == "phone" else 2) for skill in plan.team.agents[0].skills
        ),
    )
    team = replace(plan.team, agents=(ada, *plan.team.agents[1:]))
    agents = centre_of(day(team=team)).agents
    assert {skill.queue: skill.rank for skill in agents[0].skills} == {"phone": 1, "email": 3}
    assert {skill.queue: skill.rank for skill in agents[2].skills} == {"phone": 4}


def test_a_measured_pace_is_kept():
    agents = centre_of(day(handle_factors={("Ben", "phone"): 1.2})).agents
    assert {skill.queue: skill.handle_factor for skill in agents[1].skills} == {"phone": 1.2, "email": 1.0}


def test_nobody_comes_to_a_live_queue_on_a_day_off():
    plan = small_plan()
    hours = replace(plan.team.hours, exceptions=(DatedHours(on=TUESDAY),))
    phone, email = day(team=replace(plan.team, hours=hours)).queues
    assert sum(phone.expected) == 0
    assert phone.open == email.open == ()


def test_a_day_without_opening_has_contacts_on_no_queue_and_nobody_at_work():
    closed = day(SATURDAY)
    assert [sum(queue.expected) for queue in closed.queues] == [0, 0]
    assert closed.at_work == ()


def test_a_day_outside_the_plan_is_refused():
    with pytest.raises(OutOfRange, match="the plan covers 2026-11-30 to 2026-12-13"):
        day(MONDAY - timedelta(days=1))


def test_what_waits_in_the_morning_is_what_came_and_was_not_done():
    """By hand: Monday's e-mails less what the focus work of that day can do, oldest first."""
    plan = small_plan()
    email = plan.forecasts[1]
    monday = plan.grid.dates == np.datetime64(MONDAY)
    came = email.offered_mean[monday].sum() * 360
    focus = sum(
        block.ends_at - block.starts_at
        for d in plan.days
        if d.on == MONDAY
        for block in d.blocks
        if block.queue == "email"
    )
    waiting = day().queues[1].waiting_seconds
    left_from_before = len(day(MONDAY).queues[1].waiting_seconds) * 360
    assert len(waiting) * 360 == pytest.approx(left_from_before + came - focus, abs=720)
    assert list(waiting) == sorted(waiting, reverse=True)
    assert max(waiting) <= 10 * 3600


def test_nothing_waits_where_everything_can_be_done_on_the_day():
    plan = small_plan()
    few = replace(plan.forecasts[1], offered_mean=plan.forecasts[1].offered_mean / 50)
    assert day(forecasts=(plan.forecasts[0], few)).queues[1].waiting_seconds == ()


def test_live_contacts_never_wait_from_the_day_before():
    assert day().queues[0].waiting_seconds == ()


@pytest.mark.parametrize(
    ("on", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 3, 30), 24)]
)
def test_a_clock_change_makes_the_day_longer_or_shorter_and_moves_the_clock(on, hours):
    plan = small_plan()
    monday = on - timedelta(days=on.weekday())
    grid = interval_grid(first_on=monday, last_on=monday + timedelta(days=6), timezone="Europe/Berlin")
    ones = np.ones(len(grid))
    forecast = replace(
        plan.forecasts[1],
        grid=grid,
        offered_mean=ones,
        offered_quantiles=np.tile(ones, (5, 1)),
        rate_spread=ones * 0,
        handle_seconds_mean=ones * 300,
        handle_spread=ones * 0,
    )
    found = day(on, forecasts=(forecast,), days=())
    assert found.intervals == 2 * hours
    assert sum(found.queues[1].expected) == 2 * hours
    assert found.seconds_at(12 * 3600) == (hours - 12) * 3600
    assert found.clock_at(found.seconds_at(12 * 3600)) == "12:00"


def test_a_night_shift_brings_its_end_into_the_next_day():
    plan = small_plan()
    (before,) = [d for d in plan.days if (d.agent, d.on) == ("Cleo", MONDAY)]
    late = replace(
        before,
        blocks=tuple(
            replace(b, starts_at=b.starts_at + 9 * 3600, ends_at=b.ends_at + 9 * 3600) for b in before.blocks
        ),
    )
    cleo = day(days=(late,)).person("Cleo")
    assert [(b.kind, b.start_seconds / 3600, b.end_seconds / 3600) for b in cleo.blocks] == [
        (BlockKind.QUEUE, 0.0, 3.0)
    ]
