"""The fewest people under risk for one queue: laws, counting, and simulation as the judge."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from scipy import stats

from halfhour.engine.errors import OutOfRange
from halfhour.engine.simulation import Centre, Exponential, Group, Queue, Skill, simulate
from halfhour.engine.staffing import (
    Over,
    Risk,
    StaffingReason,
    minimum_agents,
    staff_interval_under_risk,
    staff_under_risk,
)
from halfhour.engine.staffing._presence import there_at, there_chances
from halfhour.engine.staffing._risk_day import DayChart
from halfhour.engine.staffing._risk_interval import Chart, Stream
from halfhour.engine.staffing._risk_queue import requirement_of
from halfhour.engine.team import Goal
from halfhour.wording import sentence
from support.staffing_cases import deferred_queue, forecast_of, live_queue, office

HOURS = 12
NOON = 24


def stream_of(load, *, spread=0.0, patience=np.inf, concurrency=1):
    load = np.atleast_1d(np.asarray(load, dtype=float))
    same = {
        "spread": spread,
        "handle_seconds": 240.0,
        "patience_seconds": patience,
        "within_seconds": 20.0,
        "share": 0.8,
        "seconds": 1800.0,
    }
    figures = {name: np.full(load.size, value) for name, value in same.items()}
    return Stream(load=load, concurrency=concurrency, **figures)


def required(load, *, days=None, **asked):
    shape = {name: asked.pop(name) for name in ("spread", "patience", "concurrency") if name in asked}
    stream = stream_of(load, **shape)
    days = np.zeros(stream.load.size, dtype=np.intp) if days is None else days
    return requirement_of("calls", stream, days=days, risk=Risk(**asked))


def played(people, *, load, spread=0.0, absence=0.0, day_share=0.5, replications=1500):
    """Chances of the last eight of ten half hours and of their day, by simulation."""
    day = spread * day_share**0.5
    alone = ((1 + spread**2) / (1 + day**2) - 1) ** 0.5
    queue = Queue(
        name="calls",
        expected=(load * 7.5,) * (len(people) + 2),
        handle=Exponential(mean_seconds=240),
        day_cv=day,
        interval_cv=alone,
    )
    group = Group(
        name="all",
        skills=(Skill(queue="calls"),),
        staffed=(int(people[0]),) * 2 + tuple(people.tolist()),
        absence=absence,
    )
    centre = Centre(queues=(queue,), groups=(group,), intervals=len(people) + 2)
    found = simulate(centre, replications=replications, seed=11)
    beyond = found.within_goal[:, 0, 2:] - 0.8 * found.offered[:, 0, 2:]
    return (beyond >= -1e-9).mean(), (beyond.sum(axis=1) >= -1e-9).mean()


def test_who_is_there_is_binomial():
    rostered = np.array([0, 1, 9])
    chances = there_chances(rostered=rostered, absence=0.1, most=9)
    assert chances == pytest.approx(stats.binom.pmf(np.arange(10), rostered[:, None], 0.9), abs=1e-12)
    levels = np.array([0.02, 0.3, 0.5, 0.97])
    expected = stats.binom.ppf(levels[:, None], rostered, 0.9)
    assert_array_equal(there_at(rostered=rostered, absence=0.1, levels=levels), expected)


@pytest.mark.parametrize(
    "asked", [{"chance": 0.8}, {"chance": 0.6, "absence": 0.1}, {"chance": 0.95, "spread": 0.2}]
)
def test_each_half_hour_has_the_chance_and_one_person_fewer_does_not(asked):
    found = required([1, 3, 8, 20], **asked)
    chart, rows = Chart(stream_of([1, 3, 8, 20], spread=asked.get("spread", 0.0))), np.arange(4)
    absence, chance = asked.get("absence", 0.0), asked["chance"]
    kept, _ = chart.chances(found.people[0], rows=rows, absence=absence)
    fewer, _ = chart.chances(found.people[0] - 1, rows=rows, absence=absence)
    assert (kept >= chance).all()
    assert (fewer < chance).all()
    assert found.interval_chances.chance[0] == pytest.approx(kept)


def test_every_uncertainty_needs_more_people():
    found = required([5, 20], spread=0.15, absence=0.08)
    steps = (found.people_mean, found.people_single, found.people_doubt, found.people)
    for fewer, more in pairwise(steps):
        assert (fewer <= more).all()
    assert (
        found.people_mean[0].tolist()
        == minimum_agents(load_erlangs=[5, 20], handle_seconds=240, within_seconds=20, share=0.8).tolist()
    )
    assert found.people.sum() > found.people_mean.sum() + 4


@pytest.mark.parametrize(("load", "spread", "absence"), [(4, 0.0, 0.0), (10, 0.15, 0.0), (10, 0.1, 0.08)])
def test_simulation_finds_the_chances_that_the_formulas_say(load, spread, absence):
    for over in Over:
        found = required([load] * 8, spread=spread, absence=absence, over=over)
        interval, day = played(found.people[0], load=load, spread=spread, absence=absence)
        assert found.interval_chances.chance[0].mean() == pytest.approx(interval, abs=0.04)
        assert found.day_chances.chance[0, 0] == pytest.approx(day, abs=0.06)


def test_a_day_as_a_whole_needs_fewer_than_each_half_hour():
    each = required([8] * 16, spread=0.05)
    whole = required([8] * 16, spread=0.05, over=Over.DAY)
    assert whole.people.sum() < each.people.sum()
    assert whole.day_chances.chance[0, 0] >= 0.8


def test_nobody_can_go_from_a_day_that_has_to_keep_its_goal():
    load = np.array([2.0, 5, 9, 9, 4, 1])
    found = required(load, spread=0.1, absence=0.05, over=Over.DAY)
    chart, every = DayChart(stream_of(load, spread=0.1), found.risk), np.arange(6)
    least = minimum_agents(load_erlangs=load, handle_seconds=240, within_seconds=20, share=0.5)
    for place in every[found.people[0] > least]:
        without = found.people[0].copy()
        without[place] -= 1
        mean, variance = chart.sums(every, without)
        assert chart.chance(mean.sum(axis=0), variance.sum(axis=0)) < 0.8
    assert (found.people[0] >= least).all()


def test_no_half_hour_is_given_up_for_its_day():
    load = [0.5] + [12.0] * 10
    found = required(load, over=Over.DAY)
    careless = required(load, over=Over.DAY, least_level=0.0)
    assert found.levels[0, 0] >= 0.5
    assert careless.people[0, 0] >= 1
    assert careless.people.sum() <= found.people.sum()


def test_to_be_sure_of_days_that_vary_as_a_whole_takes_more_than_of_half_hours_that_vary_alone():
    asked = {"spread": 0.15, "over": Over.DAY, "chance": 0.95}
    apart = required([20] * 12, day_share=0.0, **asked)
    together = required([20] * 12, day_share=1.0, **asked)
    assert together.people.sum() > apart.people.sum()


@pytest.mark.parametrize("over", list(Over))
def test_a_higher_chance_never_needs_fewer_people(over):
    people = [
        required([3, 7, 7, 2], spread=0.1, absence=0.05, chance=chance, over=over).people.sum()
        for chance in (0.3, 0.5, 0.8, 0.9, 0.98)
    ]
    assert people == sorted(people)


def test_days_are_staffed_each_by_itself():
    days = np.repeat([0, 1], 5)
    both = required([6.0] * 5 + [2.0] * 5, over=Over.DAY, spread=0.1, days=days)
    alone = required([2.0] * 5, over=Over.DAY, spread=0.1)
    assert_array_equal(both.people[:, 5:], alone.people)
    assert both.day_chances.chance.shape == (1, 2)


def test_chats_held_together_need_fewer_people():
    assert required([12], concurrency=3).people[0, 0] == -(-required([12]).people[0, 0] // 3)


def test_who_gives_up_soon_needs_fewer_people():
    assert required([12], patience=120.0).people[0, 0] < required([12]).people[0, 0]


def test_no_contacts_need_nobody_and_a_day_without_opening_keeps_its_goal():
    for over in Over:
        found = required([0, 0, 0], over=over, absence=0.1)
        assert found.people.sum() == 0
        assert found.met
        assert found.day_chances.chance.tolist() == [[1.0]]
        assert found.interval_chances.chance.tolist() == [[1.0, 1.0, 1.0]]
        assert sentence(found.reasons_at(1)[0]) == "No contacts are expected, so nobody is needed."


def staffed(queue, risk, offered=60.0, rate_spread=0.12):
    grid, _, opened = office()
    offered = np.where(opened > 0, offered, 0.0)
    return staff_under_risk(
        queue=queue,
        forecast=forecast_of(grid, offered, rate_spread=rate_spread),
        open_seconds=opened,
        risk=risk,
    )


def test_a_forecast_is_staffed_half_hour_by_half_hour_with_its_reasons():
    found = staffed(live_queue(), Risk(absence=0.06))
    assert found.queues == found.groups == ("calls",)
    assert (found.people[0] > 0).sum() == 20 * 10
    assert found.interval_chances.chance.min() >= 0.8
    kinds = [reason.kind for reason in found.reasons_at(NOON)]
    assert kinds == [
        StaffingReason.RISK_SETTLED,
        StaffingReason.RISK_SINGLE,
        StaffingReason.RISK_DOUBT,
        StaffingReason.RISK_ABSENCE,
        StaffingReason.RISK_KEPT,
    ]
    told = [reason.figures.get("more", 0) for reason in found.reasons_at(NOON)[1:4]]
    assert found.people_mean[0, NOON] + sum(told) == found.people[0, NOON]
    assert all(sentence(reason) for reason in (*found.reasons, *found.reasons_at(NOON)))


def test_a_forecast_is_staffed_day_by_day():
    found = staffed(live_queue(patience_seconds=150), Risk(over=Over.DAY))
    assert found.day_chances.chance.shape == (1, 14)
    assert found.day_chances.chance.min() >= 0.8
    assert found.asked_chances is found.day_chances
    assert [reason.kind for reason in found.reasons_at(NOON)][-1] is StaffingReason.RISK_DAY_KEPT


def test_a_deferred_queue_is_refused():
    with pytest.raises(OutOfRange, match="queue must be live; got the deferred 'mail'"):
        staffed(deferred_queue(), Risk())


def test_a_goal_of_all_contacts_is_refused():
    with pytest.raises(OutOfRange, match="share must be above 0 and below 1; got 1"):
        staffed(live_queue(goal=Goal(within_seconds=20, share=1.0)), Risk())


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"chance": 1.0}, "chance must be above 0 and below 1; got 1"),
        ({"chance": 0.0}, "chance must be above 0 and below 1; got 0"),
        ({"absence": 0.6}, "absence must be from 0 to 0.5; got 0.6"),
        ({"day_share": 1.5}, "day_share must be from 0 to 1; got 1.5"),
        ({"least_level": 1.0}, "least_level must be at least 0 and below 1; got 1"),
    ],
)
def test_a_risk_that_is_none_is_refused(wrong, named):
    with pytest.raises(OutOfRange, match=named):
        Risk(**wrong)
    assert replace(Risk(), chance=0.9).chance == 0.9


def test_one_interval_by_itself_is_as_in_a_forecast_and_its_crews_say_so():
    settings = {
        "load_erlangs": 10,
        "handle_seconds": 240,
        "within_seconds": 20,
        "share": 0.8,
        "load_spread": 0.15,
    }
    found = staff_interval_under_risk(**settings, risk=Risk(absence=0.06), asked_agents=30)
    assert found.crew(found.agents).chance >= 0.8 > found.crew(found.agents - 1).chance
    assert found.crews[-1].agents == 30
    assert [crew.chance for crew in found.crews] == sorted(crew.chance for crew in found.crews)
    with pytest.raises(OutOfRange, match="got a risk over a day for one interval"):
        staff_interval_under_risk(**settings, risk=Risk(over=Over.DAY))
    with pytest.raises(OutOfRange, match="under risk, up to 20,000"):
        staff_interval_under_risk(**settings | {"load_erlangs": 1e6}, risk=Risk())


def test_a_large_day_is_staffed_by_steps_and_nobody_can_go():
    stream = stream_of((300.0,) * 4, spread=0.05)
    risk = Risk(over=Over.DAY)
    found = requirement_of("large", stream, days=np.zeros(4, dtype=np.intp), risk=risk)
    chart = DayChart(stream, risk)
    assert found.day_chances.chance[0, 0] >= 0.8 - 1e-9
    for place in range(4):
        fewer = found.people[0].copy()
        fewer[place] -= 1
        mean, variance = chart.sums(np.arange(4), fewer)
        assert chart.chance(mean.sum(axis=0), variance.sum(axis=0)) < 0.8
