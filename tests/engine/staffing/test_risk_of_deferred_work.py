"""The fewest hours on work that may wait, by brute force on small cases and by simulation on a day."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from halfhour.engine.errors import OutOfRange
from halfhour.engine.simulation import Centre, Exponential, Group, Queue, Skill, simulate
from halfhour.engine.staffing import (
    Over,
    Risk,
    defer_under_risk,
    staff_queue,
    staff_under_risk,
    trough_seconds,
)
from halfhour.engine.staffing._covering import fewest_covering
from halfhour.engine.staffing._deferred import Workstream, work_due
from halfhour.engine.staffing._promise import worked_off
from halfhour.engine.staffing._risk_deferred import _Case
from halfhour.wording import sentence
from support.staffing_cases import HOUR, deferred_queue, forecast_of, live_queue, office

HALF = HOUR / 2


def is_done(stream, capacity, *, within, share):
    """Whether the goal's share is done when due if it goes first, and everything in twice the time."""
    urgent = stream.scaled(share)
    due = work_due(urgent, within_seconds=within)
    due_all = due + work_due(stream.scaled(1 - share), within_seconds=2 * within)
    in_time = worked_off(urgent.arrived, capacity) >= due - 1e-3
    return bool(in_time.all() and (worked_off(stream.arrived, capacity) >= due_all - 1e-3).all())


def ways(stream, most):
    """Every number of people in every open interval, few first."""
    choices = [range(most + 1) if opened > 0 else (0,) for opened in stream.open_seconds]
    return sorted(product(*choices), key=sum)


@st.composite
def small_cases(draw):
    size = 5
    amounts = st.lists(st.floats(0, 2 * HALF), min_size=size, max_size=size)
    opened = np.array(draw(st.lists(st.sampled_from([HALF, HALF, 0.0]), min_size=size, max_size=size)))
    stream = Workstream(arriving=np.array(draw(amounts)), open_seconds=opened, clock=opened)
    spare = np.where(opened > 0, np.array(draw(amounts)) / 3, 0.0)
    return stream, spare, draw(st.sampled_from([1, 2, 3])) * HALF, draw(st.sampled_from([0.5, 0.8, 1.0]))


@settings(max_examples=40, deadline=None)
@given(case=small_cases())
def test_brute_force_finds_no_way_with_fewer_people(case):
    stream, spare, within, share = case
    found = fewest_covering(stream, spare=spare, most=np.full(5, 2), within_seconds=within, share=share)
    enough = (
        way
        for way in ways(stream, 2)
        if is_done(stream, spare + np.array(way) * stream.open_seconds, within=within, share=share)
    )
    best = next(enough, None)
    assert (best is None) == (found.lacking_seconds > 0)
    if best is not None:
        assert found.people.sum() == sum(best)
        capacity = spare + found.people * stream.open_seconds
        assert is_done(stream, capacity, within=within, share=share)


def small_day(risk, *, spare=0.0):
    """One day of six open half hours, by itself."""
    opened = np.full(6, HALF)
    return _Case(
        stream=Workstream(
            arriving=np.array([1.5, 0.2, 1.0, 0.7, 0.0, 0.0]) * HALF, open_seconds=opened, clock=opened
        ),
        spread=np.full(6, 0.25),
        days=np.zeros(6, dtype=np.intp),
        spare=np.full(6, spare),
        most=np.full(6, 3),
        horizon=slice(0, 6),
        places=np.arange(6),
        within_seconds=2 * HALF,
        share=0.8,
        risk=risk,
    )


@pytest.mark.parametrize("spare", [0.0, 0.3 * HALF])
@pytest.mark.parametrize("risk", [Risk(), Risk(chance=0.95, absence=0.1), Risk(over=Over.DAY)])
def test_brute_force_finds_no_fewer_people_who_keep_the_chance(risk, spare):
    case = small_day(risk, spare=spare)
    people, met = case.fewest()
    assert met
    assert case.enough(people)
    best = next(way for way in ways(case.stream, 2) if case.enough(np.array(way)))
    assert people.sum() == sum(best)


def staffed(offered=6.0, *, risk=None, queue=None, spare=0.0, spread=0.1, handle=480.0, most=10_000):
    grid, calendar, opened = office()
    week = slice(0, 7 * 48)
    grid = replace(grid, starts=grid.starts[week])
    opened = opened[week]
    return defer_under_risk(
        queue=queue or deferred_queue(),
        forecast=forecast_of(grid, offered, handle_seconds=handle, rate_spread=spread),
        open_seconds=opened,
        calendar=calendar,
        risk=risk or Risk(),
        spare_seconds=spare,
        most=most,
    )


@pytest.mark.parametrize("risk", [Risk(), Risk(chance=0.9, over=Over.DAY), Risk(absence=0.1)])
def test_due_times_are_kept_with_the_chance_and_nobody_works_in_closed_hours(risk):
    found = staffed(1.5, risk=risk)
    assert found.met
    assert found.asked_chances.chance.min() >= risk.chance - 1e-6
    assert found.people[0][office()[2][: found.people.shape[1]] == 0].sum() == 0


def test_it_takes_fewer_hours_than_all_days_off_together():
    grid, calendar, opened = office()
    forecast = forecast_of(grid, 1.5, handle_seconds=480, rate_spread=0.1)
    cautious = staff_queue(
        queue=deferred_queue(),
        forecast=forecast,
        open_seconds=opened,
        calendar=calendar,
        shrinkage=(),
        goal_chance=0.8,
    )
    assert staffed(1.5).people.sum() < cautious.on_queue[: 7 * 48].sum()


def test_what_live_work_leaves_saves_hours_and_more_of_it_saves_more():
    hours = [staffed(1.5, spare=spare).people.sum() for spare in (0.0, 300.0, 4000.0)]
    assert hours == sorted(set(hours), reverse=True)
    assert hours[-1] == 0


def test_more_risk_takes_more_hours():
    def hours(**risk):
        return staffed(1.5, risk=Risk(**risk)).people.sum()

    usual = hours()
    assert usual < hours(chance=0.95)
    assert usual < hours(absence=0.15)
    assert hours(over=Over.DAY) <= usual


def test_too_few_who_may_come_is_said():
    found = staffed(6.0, most=1)
    assert not found.met
    assert found.people.max() == 1
    assert found.interval_chances.chance.min() < 0.8


def test_without_mail_nobody_is_needed():
    found = staffed(0.0)
    assert found.people.sum() == 0
    assert found.met
    assert (found.interval_chances.chance == 1).all()


def test_the_reason_reads_as_a_sentence():
    reason = staffed(1.5, spare=200.0).reasons[0]
    assert "hours that live work leaves free" in sentence(reason)


def test_troughs_are_what_is_free_below_the_most_that_people_can_be_busy():
    left = trough_seconds(
        people=[10, 10, 0], load_erlangs=[5, 9, 0], open_seconds=HALF, absence=0.1, busy_at_most=0.9
    )
    assert left.tolist() == pytest.approx([(0.9 * 9 - 5) * HALF, 0, 0])
    chats = trough_seconds(people=[4], load_erlangs=[6], open_seconds=HALF, concurrency=3, busy_at_most=1.0)
    assert chats.tolist() == [2 * HALF]
    with pytest.raises(OutOfRange, match=r"busy_at_most must be from 0 to 1; got 1\.2"):
        trough_seconds(people=[1], load_erlangs=[0], open_seconds=HALF, busy_at_most=1.2)


def test_in_simulation_mail_done_in_the_troughs_of_live_work_keeps_its_due_times():
    """Live staff take mail when nobody calls and put it down when somebody does; of three days the second."""
    grid, calendar, opened = office(0, 24, days=range(7))
    calls, mails = 22.5, 3.0  # 3 erlangs of calls, 0.67 of mail in each half hour
    live = staff_under_risk(
        queue=live_queue(),
        forecast=forecast_of(grid, calls, rate_spread=0.0),
        open_seconds=opened,
        risk=Risk(),
    )
    spare = trough_seconds(people=live.people[0], load_erlangs=3.0, open_seconds=opened, busy_at_most=0.75)
    post = {
        "queue": deferred_queue(4, 0.9),
        "forecast": forecast_of(grid, mails, handle_seconds=400, rate_spread=0.0),
        "open_seconds": opened,
        "calendar": calendar,
        "risk": Risk(),
    }
    beside = defer_under_risk(**post, spare_seconds=spare).people[0]
    assert beside.sum() < 0.3 * defer_under_risk(**post).people.sum()

    phone = Queue(name="calls", expected=(calls,) * 144, handle=Exponential(mean_seconds=240))
    mail = Queue(
        name="mail",
        expected=(mails,) * 144,
        handle=Exponential(mean_seconds=400),
        goal_seconds=4 * HOUR,
        goal_share=0.9,
        deferred=True,
        interruptible=True,
    )
    both, one = (Skill(queue="calls"), Skill(queue="mail")), (Skill(queue="calls"),)
    there = tuple(live.people[0, :144].tolist())
    blended = Centre(
        queues=(phone, mail),
        groups=(
            Group(name="live", skills=both, staffed=there),
            Group(name="mail", skills=both[1:], staffed=tuple(beside[:144].tolist())),
        ),
        intervals=144,
    )
    alone = Centre(queues=(phone,), groups=(Group(name="live", skills=one, staffed=there),), intervals=144)
    middle = slice(48, 96)
    found, apart = (simulate(centre, replications=120, seed=5) for centre in (blended, alone))
    judged = (found.offered - found.undecided)[:, 1, middle]
    assert (found.within_goal[:, 1, middle] >= 0.9 * judged - 1e-9).mean(axis=0).min() >= 0.8
    answered = [each.within_goal[:, 0].sum() / each.offered[:, 0].sum() for each in (found, apart)]
    assert answered[0] == pytest.approx(answered[1], abs=0.01)


def test_a_live_queue_and_several_at_once_are_refused():
    with pytest.raises(OutOfRange, match="queue must be deferred; got the live 'calls'"):
        staffed(queue=live_queue())
    with pytest.raises(OutOfRange, match="concurrency must be 1 in a deferred queue; got 3"):
        staffed(queue=deferred_queue(concurrency=3))
