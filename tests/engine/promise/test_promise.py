"""Promises that are kept as often as they claim, whatever the line and however it changes."""

from dataclasses import replace
from math import inf, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from halfhour.engine.errors import OutOfRange
from halfhour.engine.promise import (
    Line,
    Promise,
    agent_seconds,
    capacity_of,
    is_slipping,
    learn,
    promise_at,
    reaches_at,
    score_of,
    starting_calibration,
)
from support.promises import Answer, replayed

DAY, HOUR = 86_400, 3600
people = st.lists(st.integers(0, 4), min_size=1, max_size=6)


def hourly(counts):
    return capacity_of(starts=[n * HOUR for n in range(len(counts))], people=counts, until=len(counts) * HOUR)


@given(counts=people, since=st.integers(-100, 7 * HOUR), until=st.integers(-100, 7 * HOUR))
def test_agent_seconds_are_people_added_up_second_by_second(counts, since, until):
    each_second = np.repeat(counts, HOUR)
    low, high = (min(max(edge, 0), each_second.size) for edge in sorted((since, until)))
    added = int(each_second[low:high].sum())
    assert agent_seconds(capacity=hourly(counts), since=since, until=until) == pytest.approx(
        added if since <= until else -added
    )


@given(counts=people, since=st.integers(0, 6 * HOUR), seconds=st.integers(1, 20_000))
def test_work_is_done_at_the_first_instant_by_which_so_much_was_there(counts, since, seconds):
    capacity = hourly(counts)
    at = reaches_at(capacity=capacity, since=since, seconds=seconds)
    if at is None:
        assert agent_seconds(capacity=capacity, since=since, until=len(counts) * HOUR) < seconds
        return
    assert agent_seconds(capacity=capacity, since=since, until=at) == pytest.approx(seconds, abs=1e-3)
    assert agent_seconds(capacity=capacity, since=since, until=at - 1) < seconds


def test_nobody_is_promised_an_answer_from_before_anybody_is_there():
    answered_while_closed = starting_calibration(scores=[0.0] * 5 + [0.5] * 5)
    closed_until_four = hourly([0, 0, 0, 0, 2, 2])
    line = Line(ahead=0, handle_seconds=600)
    promise = promise_at(at=1_800, line=line, capacity=closed_until_four, calibration=answered_while_closed)
    assert (promise.low_at, promise.high_at) == (4 * HOUR, 4 * HOUR + 900)
    now = promise_at(at=5 * HOUR, line=line, capacity=closed_until_four, calibration=answered_while_closed)
    assert now.low_at == 5 * HOUR


def steady_office(days: int, *, agents: int = 2):
    """Open from 9 to 17 every day."""
    starts = [day * DAY + hour * HOUR for day in range(days) for hour in (9, 17)]
    return capacity_of(starts=starts, people=[agents, 0] * days, until=days * DAY)


def office_days(rng, days: int, *, handle_seconds, rate=9.0, agents: int = 2) -> list[Answer]:
    """First come, first served by two people in an office; `handle_seconds` may change with the day."""
    answers, free, starts = [], [0.0] * agents, []
    for day in range(days):
        opens, closes = day * DAY + 9 * HOUR, day * DAY + 17 * HOUR
        for came in np.sort(rng.uniform(opens, closes, rng.poisson(rate * 8))).astype(int).tolist():
            first = int(np.argmin(free))
            start = max(came, free[first])
            if start >= closes:
                start = opens + DAY
            ahead = sum(begun > came for begun in starts[-60:])
            mean = handle_seconds(day)
            free[first] = start + rng.lognormal(np.log(mean) - 0.32, 0.8)
            starts.append(start)
            answers.append(
                Answer(came_at=came, answered_at=int(start), line=Line(ahead=ahead, handle_seconds=mean))
            )
    return answers


@pytest.mark.parametrize("chance", [0.8, 0.9, 0.95])
def test_of_many_promises_as_many_are_kept_as_was_claimed(chance):
    answers = office_days(np.random.default_rng(1), 60, handle_seconds=lambda day: 600)
    calibration, made = replayed(
        answers, capacity=steady_office(62), calibration=starting_calibration(chance=chance)
    )
    assert calibration.promised == len(made) > 3000
    assert abs(calibration.kept_share - chance) < 0.02


def test_promises_stay_true_when_the_work_becomes_slower_than_anybody_has_noticed():
    rng = np.random.default_rng(2)
    slower = office_days(rng, 60, handle_seconds=lambda day: 500 if day < 30 else 640)
    told = [replace(each, line=replace(each.line, handle_seconds=500)) for each in slower]
    calibration, made = replayed(told, capacity=steady_office(62), calibration=starting_calibration())
    assert abs(calibration.kept_share - 0.9) < 0.02
    late = [promise.is_kept(each.answered_at) for each, promise in made[-1500:]]
    assert 0.86 < np.mean(late) < 0.94


def test_a_promise_falls_into_the_hours_that_somebody_works():
    line = Line(ahead=5, handle_seconds=1200)
    promise = promise_at(
        at=17 * HOUR - 600, line=line, capacity=steady_office(3), calibration=starting_calibration()
    )
    assert 33 * HOUR < promise.high_at < 41 * HOUR


def test_a_longer_line_or_fewer_people_never_bring_an_earlier_promise():
    calibration = starting_calibration()

    def high(ahead: int, agents: int) -> int:
        return promise_at(
            at=10 * HOUR,
            line=Line(ahead=ahead, handle_seconds=300),
            capacity=steady_office(9, agents=agents),
            calibration=calibration,
        ).high_at

    assert [high(n, 2) for n in range(40)] == sorted(high(n, 2) for n in range(40))
    assert high(20, 1) > high(20, 2) > high(20, 4)


def test_nothing_is_promised_beyond_the_roster():
    calibration = starting_calibration()
    line = Line(ahead=1000, handle_seconds=3600)
    assert promise_at(at=0, line=line, capacity=steady_office(2), calibration=calibration) is None


@pytest.mark.parametrize(("seconds", "step"), [(400, 60), (1700, 300), (7000, 900), (20_000, 1800)])
def test_a_promise_is_rounded_up_to_what_a_person_would_say(seconds, step):
    alone = capacity_of(starts=[0], people=[1], until=DAY)
    exact = starting_calibration(scores=[1.0])
    line = Line(ahead=0, handle_seconds=seconds / 2)  # two of them stand before the first in line
    promise = promise_at(at=7, line=line, capacity=alone, calibration=exact)
    assert promise.high_at % step == 0
    assert 0 <= promise.high_at - (7 + seconds) < step


def test_who_would_now_be_promised_later_is_told_again():
    made = Promise(made_at=0, low_at=10, high_at=600, chance=0.9)
    assert not is_slipping(promise=made, newer=replace(made, high_at=600))
    assert is_slipping(promise=made, newer=replace(made, high_at=660))
    assert is_slipping(promise=made, newer=None)


def test_a_score_is_the_work_that_passed_over_the_work_that_stood_before():
    capacity = capacity_of(starts=[0], people=[2], until=DAY)
    line = Line(ahead=3, handle_seconds=100)
    assert score_of(at=50, answered_at=300, line=line, capacity=capacity) == 1.0


def test_broken_promises_make_the_next_more_careful_and_kept_ones_less():
    usual = starting_calibration()
    assert learn(usual, score=2.0, was_kept=False).allowed < usual.allowed
    assert learn(usual, score=0.5, was_kept=True).allowed > usual.allowed
    assert usual.kept_share is None
    assert learn(usual, score=0.5, was_kept=True).kept_share == 1.0


@pytest.mark.parametrize("wrong", [{"chance": 0.4}, {"chance": 1.0}, {"scores": []}, {"scores": [-1.0]}])
def test_a_calibration_that_means_nothing_is_refused(wrong):
    with pytest.raises(OutOfRange):
        starting_calibration(**wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"starts": []},
        {"starts": [5, 5]},
        {"starts": [0, 200]},
        {"people": [1, -1]},
        {"people": [1]},
        {"people": [1, float("nan")]},
    ],
)
def test_a_roster_that_cannot_be_is_refused(wrong):
    with pytest.raises(OutOfRange):
        capacity_of(**({"starts": [0, 100], "people": [1, 2], "until": 200} | wrong))


@pytest.mark.parametrize(("ahead", "handle"), [(-1, 60), (nan, 60), (inf, 60), (1, 0), (1, -5), (1, nan)])
def test_a_line_that_cannot_be_is_refused(ahead, handle):
    with pytest.raises(OutOfRange):
        Line(ahead=ahead, handle_seconds=handle)


@pytest.mark.parametrize("score", [nan, -5.0, inf])
def test_a_score_that_cannot_be_is_not_learnt(score):
    with pytest.raises(OutOfRange, match="score"):
        learn(starting_calibration(), score=score, was_kept=True)
