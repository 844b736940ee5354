"""How single half hours stray: judged by published simulations, by Erlang, and by brute force."""

import numpy as np
import pytest
from scipy.linalg import expm

from halfhour.engine.errors import OutOfRange
from halfhour.engine.queueing import erlang_a
from halfhour.engine.small_team import level_spread
from halfhour.engine.small_team._line import kept_in_interval

GOAL = {"handle_seconds": 240, "within_seconds": 20, "share": 0.8}
TEN_HOURS_AND_TWO = 12 * 3600

# Long simulations of 24 half hours, handle time 4 minutes, nobody gives up: load, agents, level in the
# long run, 5-95 % of days, 5-95 % of half hours, half hours under 80 %.
SIMULATED = [
    (2, 4, 0.853, (0.78, 0.93), (0.50, 1.00), 0.24),
    (5, 8, 0.870, (0.80, 0.93), (0.54, 1.00), 0.21),
    (10, 14, 0.875, (0.81, 0.94), (0.55, 1.00), 0.21),
    (25, 30, 0.835, (0.75, 0.91), (0.42, 1.00), 0.29),
    (60, 67, 0.843, (0.76, 0.92), (0.39, 1.00), 0.28),
]


@pytest.mark.parametrize(("load", "agents", "mean", "day", "half_hour", "under"), SIMULATED)
def test_half_hours_and_days_stray_as_in_long_simulations(load, agents, mean, day, half_hour, under):
    found = level_spread(load_erlangs=load, agents=agents, **GOAL)
    whole = level_spread(load_erlangs=load, agents=agents, interval_seconds=TEN_HOURS_AND_TWO, **GOAL)
    assert found.mean == pytest.approx(mean, abs=0.001)
    assert (found.low, found.high) == pytest.approx(half_hour, abs=0.045)
    assert found.under_goal == pytest.approx(under, abs=0.04)
    assert (whole.low, whole.high) == pytest.approx(day, abs=0.011)


@pytest.mark.parametrize("patience", [0.0, 60.0, 600.0, np.inf])
def test_the_mean_is_erlangs(patience):
    case = {"load_erlangs": 6.0, "agents": 8, "handle_seconds": 300, "within_seconds": 30}
    found = level_spread(**case, share=0.8, patience_seconds=patience)
    assert found.mean == pytest.approx(
        float(erlang_a.service_level(**case, patience_seconds=patience)), abs=1e-9
    )


def counted_by_brute_force(*, places, load, handle, seconds, most):
    """Chances of (offered, answered) where nobody waits: one chain over free places and both counts."""
    shape = (places + 1, most + 1, most + 1)
    generator = np.zeros((np.prod(shape),) * 2)
    arrival, service = load / handle, 1 / handle

    def at(there, offered, answered):
        return np.ravel_multi_index((there, min(offered, most), min(answered, most)), shape)

    for there, offered, answered in np.ndindex(shape):
        here = at(there, offered, answered)
        taken = there < places
        moves = ((at(there + taken, offered + 1, answered + taken), arrival),)
        moves += ((at(there - 1, offered, answered), there * service),) if there else ()
        for then, rate in moves:
            generator[here, then] += rate
            generator[here, here] -= rate
    weights = np.array([load**k / np.prod(np.arange(1, k + 1), initial=1.0) for k in range(places + 1)])
    start = np.zeros(shape)
    start[:, 0, 0] = weights / weights.sum()
    return (start.ravel() @ expm(generator * seconds)).reshape(shape).sum(axis=0)


def test_what_an_interval_keeps_varies_as_brute_force_says():
    case = {"places": 2, "load": 1.0, "seconds": 600.0}
    chance = counted_by_brute_force(**case, handle=200.0, most=16)
    offered, answered = np.mgrid[0:17, 0:17]
    found = kept_in_interval(
        load=1.0,
        places=2,
        handle_seconds=200.0,
        within_seconds=10.0,
        patience_seconds=0.0,
        interval_seconds=600.0,
    )
    beside = answered - found.level * offered
    assert found.contacts == pytest.approx((chance * offered).sum(), abs=1e-5)
    assert (chance * beside).sum() == pytest.approx(0.0, abs=1e-5)
    assert found.variance == pytest.approx((chance * beside**2).sum(), rel=1e-4)
    assert found.slope == pytest.approx((chance * beside * (offered - found.contacts)).sum() / 3.0, rel=1e-3)


def test_its_distribution_is_near_brute_force_too():
    chance = counted_by_brute_force(places=2, load=1.0, handle=200.0, seconds=600.0, most=16)
    offered, answered = np.mgrid[0:17, 0:17]
    some = offered > 0
    under = chance[some & (answered < 0.8 * offered - 1e-9)].sum() / chance[some].sum()
    whole = chance[some & (answered == offered)].sum() / chance[some].sum()
    found = level_spread(
        load_erlangs=1.0,
        agents=2,
        handle_seconds=200,
        within_seconds=10,
        share=0.8,
        patience_seconds=0.0,
        interval_seconds=600.0,
    )
    assert found.under_goal == pytest.approx(under, abs=0.04)
    assert found.all_in_time == pytest.approx(whole, abs=0.05)


def test_a_long_stretch_shows_its_mean():
    found = level_spread(load_erlangs=5, agents=8, interval_seconds=400 * 3600, **GOAL)
    assert found.worse < 0.02
    assert found.high - found.mean < 0.02


def test_endless_patience_is_nobody_giving_up():
    endless = level_spread(load_erlangs=5, agents=8, **GOAL)
    patient = level_spread(load_erlangs=5, agents=8, patience_seconds=1e7, **GOAL)
    assert patient.mean == pytest.approx(endless.mean, abs=1e-3)
    assert patient.low == pytest.approx(endless.low, abs=0.01)


def test_two_chats_at_once_are_two_places():
    chats = level_spread(load_erlangs=6, agents=5, concurrency=2, **GOAL)
    assert chats == level_spread(load_erlangs=6, agents=10, **GOAL)


def test_counting_contacts_and_a_fine_grid_agree_where_they_meet(monkeypatch):
    from halfhour.engine.small_team import _spread

    case = {"load_erlangs": 10, "agents": 13, "patience_seconds": 180, **GOAL}
    counted = level_spread(**case)
    monkeypatch.setattr(_spread, "COUNTED_UP_TO", 1.0)
    on_a_grid = level_spread(**case)
    assert on_a_grid.low == pytest.approx(counted.low, abs=0.02)
    assert on_a_grid.under_goal == pytest.approx(counted.under_goal, abs=0.03)


def test_without_contacts_nothing_goes_wrong_and_without_people_everything_does():
    assert level_spread(load_erlangs=0, agents=1, **GOAL).under_goal == 0
    alone = level_spread(load_erlangs=2, agents=0, **GOAL)
    assert (alone.mean, alone.high, alone.under_goal) == (0, 0, 1)


def test_a_line_that_never_settles_keeps_nothing():
    found = level_spread(load_erlangs=9, agents=4, **GOAL)
    assert found.mean < 1e-3
    assert found.under_goal > 0.999


@pytest.mark.parametrize(
    "wrong",
    [
        {"load_erlangs": -1},
        {"agents": 1.5},
        {"share": 1.0},
        {"handle_seconds": 0},
        {"concurrency": 0},
        {"interval_seconds": 0},
        {"patience_seconds": float("nan")},
    ],
)
def test_what_makes_no_sense_is_refused(wrong):
    with pytest.raises(OutOfRange):
        level_spread(**{"load_erlangs": 5, "agents": 8, **GOAL} | wrong)
