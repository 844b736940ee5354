"""What a whole team needs under risk: as its queues by themselves, shared by skill, or beside live work."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from halfhour.engine.errors import OutOfRange
from halfhour.engine.forecasting import QueueForecast
from halfhour.engine.intervals import interval_grid
from halfhour.engine.plan import team_under_risk
from halfhour.engine.staffing import By, Over, Risk, StaffingReason, staff_under_risk
from halfhour.engine.team import (
    Agent,
    Channel,
    Goal,
    OpeningHours,
    Queue,
    Service,
    Skill,
    Team,
    TimeOff,
    WeeklyPeriod,
)

FIRST_ON = date(2026, 6, 1)
PHONE = Queue(
    name="phone", channel=Channel.PHONE, service=Service.LIVE, goal=Goal(within_seconds=20, share=0.8)
)
CHAT = replace(PHONE, name="chat", channel=Channel.CHAT, skills=("chat",))
MAIL = Queue(
    name="mail",
    channel=Channel.EMAIL,
    service=Service.DEFERRED,
    goal=Goal(within_seconds=4 * 3600, share=0.9),
)
MORNING = OpeningHours(
    periods=tuple(
        WeeklyPeriod(weekday=day, opens_second=9 * 3600, closes_second=12 * 3600) for day in range(5)
    )
)


def team_of(*queues, plain=8, skilled=6, **settings):
    names = [(f"plain {i}", ()) for i in range(plain)]
    names += [(f"skilled {i}", (Skill(name="chat"),)) for i in range(skilled)]
    return Team(
        name="Support",
        timezone="UTC",
        hours=MORNING,
        queues=queues,
        agents=tuple(Agent(name=name, skills=skills) for name, skills in names),
        **settings,
    )


def forecast(queue, contacts, *, days=1):
    grid = interval_grid(first_on=FIRST_ON, last_on=FIRST_ON + timedelta(days=days - 1), timezone="UTC")
    mean = np.where((grid.slots >= 18) & (grid.slots < 24), float(contacts), 0.0)
    handle = np.full(len(grid), 240.0)
    return QueueForecast(
        queue=queue.name,
        grid=grid,
        offered_mean=mean,
        offered_quantiles=np.tile(mean, (5, 1)),
        rate_spread=np.full(len(grid), 0.1),
        handle_seconds_mean=handle,
        handle_seconds_low=handle,
        handle_seconds_high=handle,
        handle_spread=np.zeros(len(grid)),
        model="given",
        scores=(),
        reasons=(),
    )


def searched(team, *forecasts, **asked):
    found = team_under_risk(
        team=team,
        forecasts=forecasts,
        by=By.SIMULATION,
        replications=120,
        **({"risk": Risk(chance=0.7)} | asked),
    )
    return found.live[0]


def test_by_formula_each_live_queue_is_as_by_itself():
    phone, risk = forecast(PHONE, 30), Risk(chance=0.7, absence=0.05)
    found = team_under_risk(team=team_of(PHONE, CHAT), forecasts=(phone, forecast(CHAT, 12)), risk=risk)
    alone = staff_under_risk(
        queue=PHONE, forecast=phone, open_seconds=np.where(phone.offered_mean > 0, 1800, 0), risk=risk
    )
    assert_array_equal(found.live[0].people, alone.people)
    assert [part.queues for part in found.live] == [("phone",), ("chat",)]


def test_by_simulation_people_are_grouped_by_what_they_serve_and_fewer_do():
    team, both = team_of(PHONE, CHAT), (forecast(PHONE, 30), forecast(CHAT, 12))
    shared = searched(team, *both)
    apart = team_under_risk(team=team, forecasts=both, risk=Risk(chance=0.7))
    assert shared.groups == ("phone", "phone + chat")
    assert shared.met
    assert shared.people.sum() < sum(part.people.sum() for part in apart.live)
    assert (shared.people.max(axis=1) <= (8, 6)).all()


def test_who_is_away_is_not_there():
    away = tuple(TimeOff(agent=f"plain {i}", first_on=FIRST_ON, last_on=FIRST_ON) for i in range(5))
    found = searched(team_of(PHONE, plain=8, skilled=0, time_off=away), forecast(PHONE, 30, days=2))
    assert not found.met
    assert found.people[0, :48].max() == 3
    assert found.people[0, 48:].max() > 3
    reason = next(each for each in found.reasons if each.kind is StaffingReason.RISK_OUT_OF_REACH)
    assert reason.figures["day"] == 1
    assert "09:00" <= str(reason.figures["clock"]) < "12:00"
    assert_array_equal(np.flatnonzero(found.short.any(axis=0)) // 48, 0)


def test_mail_asks_for_less_beside_live_people_who_serve_it_than_alone():
    mail, risk = forecast(MAIL, 12), Risk(chance=0.8, over=Over.DAY)
    beside = team_under_risk(team=team_of(PHONE, MAIL), forecasts=(forecast(PHONE, 30), mail), risk=risk)
    alone = team_under_risk(team=team_of(PHONE, MAIL), forecasts=(mail,), risk=risk)
    strangers = replace(MAIL, skills=("chat",))
    apart = team_under_risk(team=team_of(PHONE, strangers), forecasts=(forecast(PHONE, 30), mail), risk=risk)
    hours = [found.deferred[0].people.sum() for found in (beside, apart, alone)]
    assert hours[0] < hours[1] < hours[2]


def test_progress_is_told_day_by_day():
    told = []
    searched(team_of(PHONE), forecast(PHONE, 6, days=2), on_progress=told.append)
    assert told == [0.5, 1.0]


@pytest.mark.parametrize(
    ("team", "contacts", "said"),
    [
        (team_of(CHAT, skilled=0), 12, "got contacts for 'chat', and nobody of the team who serves it"),
        (team_of(CHAT, plain=0, skilled=0), 12, "got contacts for 'chat', and nobody of the team"),
        (team_of(CHAT), 10_000, "got a day of 60,000 contacts; days of up to 20,000 are searched"),
    ],
    ids=["no skill", "no agents", "ten thousand agents"],
)
def test_what_cannot_be_searched_is_refused_in_a_sentence(team, contacts, said):
    with pytest.raises(OutOfRange, match=said):
        searched(team, forecast(CHAT, contacts))


def test_too_large_a_load_is_refused_by_formula():
    with pytest.raises(OutOfRange, match=r"got 13,333 erlangs at once on 'phone'; under risk, up to 2,000"):
        team_under_risk(team=team_of(PHONE), forecasts=(forecast(PHONE, 100_000),), risk=Risk())


def test_without_a_forecast_nothing_can_be_said():
    with pytest.raises(OutOfRange, match="got no forecast"):
        team_under_risk(team=team_of(PHONE), forecasts=(), risk=Risk())


@pytest.mark.parametrize("by", list(By))
def test_a_closed_day_needs_nobody(by):
    days = 6  # the sixth is a Saturday
    found = team_under_risk(
        team=team_of(PHONE),
        forecasts=(forecast(PHONE, 8, days=days),),
        risk=Risk(chance=0.7),
        by=by,
        replications=100,
    )
    assert found.met
    assert found.live[0].people[:, 5 * 48 :].sum() == 0
    assert found.live[0].people[:, : 5 * 48].any()
