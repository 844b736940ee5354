"""A whole study: judged by Erlang A, by the closed form of the spread, by symmetry, by brute force."""

from dataclasses import replace

import numpy as np
import pytest

from halfhour.engine.errors import OutOfRange
from halfhour.engine.queueing import erlang_a
from halfhour.engine.simulation import Agent, Centre, Skill
from halfhour.engine.small_team import (
    MoveKind,
    SmallTeamReason,
    level_spread,
    study_small_team,
)
from halfhour.engine.small_team._study import MOST_LESSONS
from support.small_centre import all_day, one_queue, steady_queue, two_queues

WORK = {"handle_seconds": 240, "within_seconds": 20, "patience_seconds": 180}


def erlang(load, agents):
    return float(erlang_a.service_level(load_erlangs=load, agents=agents, **WORK))


@pytest.fixture(scope="module")
def steady():
    """Five erlangs, seven people alike."""
    return study_small_team(centre=one_queue(load=5, agents=7), queues=["phone"], seed=3, replications=150)


def test_half_hours_stray_as_the_closed_form_says(steady):
    expected = level_spread(load_erlangs=5, agents=7, share=0.8, **WORK)
    found = steady.today.interval
    assert found.mean == pytest.approx(expected.mean, abs=0.012)
    assert found.low == pytest.approx(expected.low, abs=0.04)
    assert found.under_goal == pytest.approx(expected.under_goal, abs=0.04)
    day = level_spread(load_erlangs=5, agents=7, share=0.8, interval_seconds=43200, **WORK)
    assert (steady.today.day.low, steady.today.day.high) == pytest.approx((day.low, day.high), abs=0.03)


def test_one_fewer_is_erlangs_level_with_one_fewer(steady):
    later = slice(4, None)  # until then the morning's empty line is felt
    assert np.mean(steady.one_fewer.level[later]) == pytest.approx(erlang(5, 6), abs=0.02)
    assert steady.absences[0].level.mean == pytest.approx(erlang(5, 6) - erlang(5, 7), abs=0.02)


def test_people_alike_are_missed_alike(steady):
    lost = [each.in_time.mean for each in steady.absences]
    assert len(lost) == 7
    assert max(lost) - min(lost) < 0.03 * abs(np.mean(lost))
    assert lost == sorted(lost)


def test_without_uncertainty_and_absence_only_chance_is_left(steady):
    assert steady.today.interval == steady.everybody.interval == steady.chance_alone.interval


def test_it_says_what_it_found(steady):
    kinds = [reason.kind for reason in steady.reasons]
    assert kinds[:5] == [
        SmallTeamReason.HALF_HOURS,
        SmallTeamReason.DAYS,
        SmallTeamReason.CAUSES,
        SmallTeamReason.MISSED_MOST,
        SmallTeamReason.WORST_TIME,
    ]
    assert SmallTeamReason.NOTHING_TO_SHARE in kinds
    assert kinds[-1] is SmallTeamReason.SIZE_AT_GOAL


def test_the_queue_knows_its_place_among_all_sizes(steady):
    assert steady.size.agents_mean == pytest.approx(7)
    assert steady.size.curve.occupancy == pytest.approx(5 / 7)
    own = next(point for point in steady.size.curve.at_occupancy if point.agents == 7)
    assert own.spread.low == pytest.approx(steady.chance_alone.interval.low, abs=0.04)


def test_a_forecast_that_may_be_wrong_and_absence_make_half_hours_worse():
    centre = one_queue(load=5, agents=7, interval_cv=0.2, day_cv=0.2)
    ill = replace(centre, agents=tuple(replace(agent, absence=0.1) for agent in centre.agents))
    found = study_small_team(centre=ill, queues=["phone"], seed=3, replications=60)
    chance, forecast, everything = found.chance_alone, found.everybody, found.today
    assert chance.day.low > forecast.day.low > everything.day.low
    assert chance.interval.mean > forecast.interval.mean > everything.interval.mean


def test_pooling_two_queues_alike_gains_what_erlang_says():
    found = study_small_team(
        centre=two_queues(load=2, agents=3), queues=["phone", "orders"], seed=1, replications=100
    )
    best = found.gains[0]
    assert best.move.kind is MoveKind.POOL
    assert best.is_sure
    assert best.matches_best
    assert best.level.mean == pytest.approx(erlang(4, 6) - erlang(2, 3), abs=0.02)
    trained = [gain for gain in found.gains if gain.move.kind is MoveKind.TRAIN]
    assert len(trained) == 6
    assert all(0 < gain.in_time.mean < best.in_time.mean for gain in trained)
    assert best.in_time.high - best.in_time.low < 0.25 * best.in_time.mean  # the same contacts on both sides


def test_the_same_seed_finds_the_same_and_any_number_of_threads_does():
    centre = two_queues(load=1, agents=2)
    once, again = (
        study_small_team(centre=centre, queues=["phone"], seed=7, replications=20, threads=threads)
        for threads in (1, 2)
    )
    assert once.reasons == again.reasons
    assert once.gains == again.gains


def crossed(people):
    """Many people with a queue each of three: more lessons than are simulated."""
    names = ("phone", "orders", "returns")
    loads = (3.0, 2.0, 1.0)
    return Centre(
        queues=tuple(steady_queue(name, load=load) for name, load in zip(names, loads, strict=True)),
        agents=tuple(all_day(f"agent {number}", names[number % 3]) for number in range(people)),
        intervals=24,
    )


def test_of_many_lessons_the_quick_estimate_keeps_the_best():
    few = study_small_team(centre=crossed(15), queues=["phone", "orders", "returns"], seed=2, replications=12)
    assert few.moves_possible == 3 + 30
    taught = [gain for gain in few.gains if gain.move.kind is MoveKind.TRAIN]
    assert len(taught) == MOST_LESSONS
    reason = next(r for r in few.reasons if r.kind is SmallTeamReason.CHOSEN_FIRST)
    assert reason.figures["possible"] == 33
    assert {gain.move.queues[0] for gain in taught[:5]} == {"phone"}  # the queue with the fewest to spare


def test_progress_rises_to_the_end_and_may_stop_the_work():
    told: list[float] = []
    study_small_team(
        centre=one_queue(load=1, agents=2), queues=["phone"], replications=5, on_progress=told.append
    )
    assert told == sorted(told)
    assert told[-1] == 1.0

    def stop(done):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        study_small_team(
            centre=one_queue(load=1, agents=2), queues=["phone"], on_progress=stop, replications=5
        )


def test_what_cannot_be_studied_is_refused():
    quiet = Centre(queues=(steady_queue("phone", load=0),), agents=(all_day("Ada", "phone"),), intervals=24)
    with pytest.raises(OutOfRange, match="nobody is expected") as refused:
        study_small_team(centre=quiet, queues=["phone"])
    away = Agent(name="Ada", skills=(Skill(queue="phone"),), stretches=())
    empty = Centre(queues=(steady_queue("phone", load=1),), agents=(away,), intervals=24)
    assert refused.value.reason.kind is SmallTeamReason.NOBODY_COMES
    with pytest.raises(OutOfRange, match="nobody is on") as refused:
        study_small_team(centre=empty, queues=["phone"])
    assert refused.value.reason.kind is SmallTeamReason.NOBODY_WORKS
    with pytest.raises(OutOfRange, match="replications"):
        study_small_team(centre=one_queue(load=1, agents=1), queues=["phone"], replications=1)
