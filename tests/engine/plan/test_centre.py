"""A plan of one queue, simulated, agrees with the closed form that staffed it."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from halfhour.engine.business_time import business_calendar, open_seconds
from halfhour.engine.dayplanning import Block, BlockKind, DayPlan, DayReason
from halfhour.engine.forecasting import QueueForecast
from halfhour.engine.intervals import interval_grid
from halfhour.engine.plan import centre_of, plan_day
from halfhour.engine.queueing import erlang_a
from halfhour.engine.reasons import Reason
from halfhour.engine.simulation import Exponential, simulate
from halfhour.engine.staffing import staff_queue
from halfhour.engine.team import Agent, Channel, Goal, OpeningHours, Queue, Service, Skill, Team, WeeklyPeriod
from support.small_plan import MONDAY

PHONE = Queue(
    name="phone",
    channel=Channel.PHONE,
    service=Service.LIVE,
    goal=Goal(within_seconds=30, share=0.8),
    skills=("phone",),
    patience_seconds=150.0,
)
GRID = interval_grid(first_on=MONDAY, last_on=MONDAY + timedelta(days=6), timezone="UTC")
OPEN = (GRID.weekdays < 5) & (GRID.slots >= 16) & (GRID.slots < 36)
SETTLED = slice(20, 36)  # slots in which the morning's empty line is forgotten
REPLICATIONS = 2000


def team(people: int) -> Team:
    hours = tuple(
        WeeklyPeriod(weekday=day, opens_second=8 * 3600, closes_second=18 * 3600) for day in range(5)
    )
    return Team(
        name="One queue",
        timezone="UTC",
        hours=OpeningHours(periods=hours),
        queues=(PHONE,),
        agents=tuple(Agent(name=f"p{n}", skills=(Skill(name="phone"),)) for n in range(people)),
        shrinkage=(),
    )


def forecast(contacts: float, *, spread: float) -> QueueForecast:
    mean = np.where(OPEN, contacts, 0.0)
    handle = np.full(len(GRID), 300.0)
    return QueueForecast(
        queue="phone",
        grid=GRID,
        offered_mean=mean,
        offered_quantiles=np.tile(mean, (5, 1)),
        rate_spread=np.full(len(GRID), spread),
        handle_seconds_mean=handle,
        handle_seconds_low=handle,
        handle_seconds_high=handle,
        handle_spread=np.zeros(len(GRID)),
        model="even",
        scores=(),
        reasons=(),
    )


def days(people: int) -> tuple[DayPlan, ...]:
    start = int(GRID.starts[0])
    block = Block(
        kind=BlockKind.QUEUE,
        starts_at=start + 8 * 3600,
        ends_at=start + 18 * 3600,
        queue="phone",
        reason=Reason(kind=DayReason.LIVE),
    )
    return tuple(DayPlan(agent=f"p{n}", on=MONDAY, blocks=(block,)) for n in range(people))


def played(
    people: int, contacts: float, *, spread: float = 0.0, exponential: bool = True, day_share: float = 0.5
):
    day = plan_day(
        team=team(people),
        on=MONDAY,
        forecasts=(forecast(contacts, spread=spread),),
        days=days(people),
        day_share=day_share,
    )
    centre = centre_of(day)
    if exponential:  # the shape of handle times that the closed form knows
        phone = replace(centre.queues[0], handle=Exponential(mean_seconds=300.0))
        centre = replace(centre, queues=(phone,))
    return simulate(centre, replications=REPLICATIONS, seed=7)


def settled(outcome) -> float:
    return float(outcome.within_goal[:, 0, SETTLED].sum() / outcome.offered[:, 0, SETTLED].sum())


@pytest.mark.parametrize(("people", "contacts"), [(2, 6.0), (5, 24.0), (8, 48.0)])
def test_the_simulated_level_is_erlang_as(people, contacts):
    closed = erlang_a.service_level(
        load_erlangs=np.array([contacts * 300 / 1800]),
        agents=np.array([people]),
        handle_seconds=np.array([300.0]),
        patience_seconds=150.0,
        within_seconds=30.0,
    )
    assert settled(played(people, contacts)) == pytest.approx(float(closed[0]), abs=0.012)


@pytest.mark.parametrize("day_share", [0.0, 1.0])
def test_with_an_uncertain_rate_it_is_the_level_that_the_requirement_expects(day_share):
    """However the spread is shared between the day and its half hours, each half hour has all of it."""
    asked = forecast(24.0, spread=0.25)
    calendar = business_calendar(
        hours=team(1).hours, timezone="UTC", first_on=MONDAY, last_on=MONDAY + timedelta(days=6)
    )
    requirement = staff_queue(
        queue=PHONE,
        forecast=asked,
        open_seconds=open_seconds(calendar=calendar, grid=GRID),
        calendar=calendar,
        shrinkage=(),
        goal_chance=0.5,
    )
    people = int(requirement.on_queue[20])
    outcome = played(people, 24.0, spread=0.25, day_share=day_share)
    # With a rate of its own in each half hour, the line of a bad one reaches into the next.
    assert settled(outcome) == pytest.approx(float(requirement.service_level_mean[20]), abs=0.02)


def test_lognormal_handle_times_change_the_level_by_little():
    assert settled(played(5, 24.0, exponential=False)) == pytest.approx(settled(played(5, 24.0)), abs=0.02)
