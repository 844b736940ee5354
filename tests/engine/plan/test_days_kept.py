"""Days of a plan played: judged by a closed form, by limits, and by what is said of them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from halfhour.engine.dayplanning import Block, BlockKind, DayPlan
from halfhour.engine.forecasting import QueueForecast
from halfhour.engine.intervals import interval_grid
from halfhour.engine.plan import DayKept, PlanReason, days_kept, reasons_of_kept
from halfhour.engine.reasons import Reason
from halfhour.engine.staffing import Over, Risk, staff_under_risk
from halfhour.engine.team import Agent, Channel, Goal, OpeningHours, Queue, Service, Team, WeeklyPeriod
from halfhour.wording import sentence

FIRST_ON = date(2026, 6, 1)
AT = int(datetime(2026, 6, 1, 9, tzinfo=UTC).timestamp())
HOURS = 6
PHONE = Queue(
    name="phone", channel=Channel.PHONE, service=Service.LIVE, goal=Goal(within_seconds=20, share=0.8)
)
MAIL = replace(PHONE, name="mail", channel=Channel.EMAIL, service=Service.DEFERRED)
TEAM = Team(
    name="Support",
    timezone="UTC",
    hours=OpeningHours(
        periods=tuple(
            WeeklyPeriod(weekday=day, opens_second=9 * 3600, closes_second=15 * 3600) for day in range(5)
        )
    ),
    queues=(PHONE,),
    agents=tuple(Agent(name=f"Agent {i}") for i in range(20)),
    shrinkage=(),
)


def forecast(contacts, *, days=1, queue="phone", spread=0.0):
    grid = interval_grid(first_on=FIRST_ON, last_on=FIRST_ON + timedelta(days=days - 1), timezone="UTC")
    mean = np.where(
        (grid.slots >= 18) & (grid.slots < 18 + 2 * HOURS) & (grid.weekdays < 5), float(contacts), 0.0
    )
    flat = np.full(len(grid), 240.0)
    return QueueForecast(
        queue=queue,
        grid=grid,
        offered_mean=mean,
        offered_quantiles=np.tile(mean, (5, 1)),
        rate_spread=np.full(len(grid), spread),
        handle_seconds_mean=flat,
        handle_seconds_low=flat,
        handle_seconds_high=flat,
        handle_spread=np.zeros(len(grid)),
        model="given",
        scores=(),
        reasons=(),
    )


def laid_out(people, *, day=0, queue="phone"):
    starts = AT + day * 86_400
    return [
        DayPlan(
            agent=f"Agent {i}",
            on=FIRST_ON + timedelta(days=day),
            blocks=(
                Block(
                    kind=BlockKind.QUEUE,
                    starts_at=starts,
                    ends_at=starts + HOURS * 3600,
                    queue=queue,
                    reason=Reason(kind=PlanReason.NO_HISTORY),
                ),
            ),
        )
        for i in range(people)
    ]


@pytest.mark.parametrize("people", [7, 8, 9])
def test_a_day_of_one_queue_is_kept_as_often_as_the_formula_says(people):
    (found,) = days_kept(team=TEAM, forecasts=(forecast(37.5),), days=laid_out(people))
    # Everybody all day: what the formula gives the day with just so many.
    from halfhour.engine.staffing._risk_day import DayChart
    from halfhour.engine.staffing._risk_queue import queue_stream

    one = forecast(37.5)
    opened = np.where(one.offered_mean > 0, 1800, 0)
    rows = np.flatnonzero(opened)
    chart = DayChart(queue_stream(queue=PHONE, forecast=one, open_seconds=opened), Risk(over=Over.DAY))
    mean, variance = chart.sums(rows, np.full(rows.size, people))
    formula = float(chart.chance(mean.sum(axis=0), variance.sum(axis=0)))
    assert found.low - 0.06 <= formula <= found.high + 0.06
    assert found.low <= found.chance <= found.high


def test_the_people_of_the_requirement_over_the_day_keep_it_about_as_often_as_asked():
    one = forecast(75.0, spread=0.1)
    opened = np.where(one.offered_mean > 0, 1800, 0)
    asked = staff_under_risk(
        queue=PHONE, forecast=one, open_seconds=opened, risk=Risk(chance=0.8, over=Over.DAY)
    )
    most = int(asked.people.max())
    (kept,) = days_kept(team=TEAM, forecasts=(one,), days=laid_out(most))
    assert kept.high >= 0.8
    (fewer,) = days_kept(team=TEAM, forecasts=(one,), days=laid_out(most - 4))
    assert fewer.chance < 0.5 < kept.chance
    assert fewer.service < kept.service


def test_a_day_without_people_is_never_kept_and_a_closed_or_deferred_one_is_not_told():
    found = days_kept(team=TEAM, forecasts=(forecast(30.0, days=7),), days=laid_out(14, day=1))
    assert [day.on.weekday() for day in found] == [0, 1, 2, 3, 4]
    assert found[0].chance == found[0].service == 0.0
    assert found[1].chance > 0.9
    mail = days_kept(
        team=replace(TEAM, queues=(MAIL,)),
        forecasts=(forecast(10.0, queue="mail"),),
        days=laid_out(5, queue="mail"),
    )
    assert mail == ()


def test_the_same_seed_gives_the_same_and_progress_is_told():
    told = []
    asked = {"team": TEAM, "forecasts": (forecast(30.0, days=2),), "days": laid_out(7)}
    assert days_kept(**asked, seed=3, on_progress=told.append) == days_kept(**asked, seed=3)
    assert told == [0.5, 1.0]


def test_a_team_too_large_to_play_is_not_played():
    assert days_kept(team=TEAM, forecasts=(forecast(40_000.0),), days=laid_out(20)) == ()


def kept_on(day, chance, *, queue="phone"):
    return DayKept(
        queue=queue,
        on=FIRST_ON + timedelta(days=day),
        contacts=100.0,
        service=0.8,
        chance=chance,
        low=chance - 0.05,
        high=chance + 0.05,
    )


def test_days_that_surely_miss_the_chance_are_told_with_the_worst():
    days = [
        kept_on(0, 0.9),
        kept_on(1, 0.6),
        kept_on(2, 0.78),
        kept_on(3, 0.4),
        kept_on(0, 0.9, queue="chat"),
    ]
    (reason,) = reasons_of_kept(days, asked=0.8)
    assert reason.kind is PlanReason.DAYS_AT_RISK
    assert (reason.figures["risky"], reason.figures["days"], reason.figures["on"]) == (2, 4, "2026-06-04")
    assert "2 of 4 days" in sentence(reason)
    assert "40%" in sentence(reason)
