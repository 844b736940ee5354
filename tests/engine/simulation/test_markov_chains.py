"""Where no formula reaches, the simulator agrees with Markov chains solved exactly."""

import numpy as np
import pytest
from scipy.linalg import expm
from scipy.stats import erlang

from halfhour.engine.queueing import erlang_c
from halfhour.engine.simulation import Centre, Exponential, Group, Queue, Skill, simulate
from support.markov import long_run, mean_of
from support.steady import INTERVALS, LENGTH, agrees, settled, steady_group, steady_queue


def test_two_skills_with_overlap_and_patience_agree_with_their_chain():
    """Specialists answer calls; all-rounders answer orders first, and calls when no order waits."""
    calls, orders = 0.05, 0.03  # a second
    call_rate, order_rate, slow_call_rate = 1 / 60, 1 / 40, 1 / 90  # all-rounders take longer for calls
    gives_up = 1 / 120
    specialists, all_rounders, longest = 2, 3, 16

    def moves(state):
        """By a specialist, calls and orders by all-rounders, calls and orders waiting."""
        one, two, three, calls_wait, orders_wait = state
        both_full = two + three == all_rounders
        if one < specialists:
            yield (one + 1, two, three, calls_wait, orders_wait), calls
        elif not both_full:
            yield (one, two + 1, three, calls_wait, orders_wait), calls
        elif calls_wait < longest:
            yield (one, two, three, calls_wait + 1, orders_wait), calls
        if not both_full:
            yield (one, two, three + 1, calls_wait, orders_wait), orders
        elif orders_wait < longest:
            yield (one, two, three, calls_wait, orders_wait + 1), orders
        if one:
            following = (
                (one, two, three, calls_wait - 1, orders_wait) if calls_wait else (one - 1, *state[1:])
            )
            yield following, one * call_rate
        for done, rate in ((0, two * slow_call_rate), (1, three * order_rate)):
            if not rate:
                continue
            left = (two - 1, three) if done == 0 else (two, three - 1)
            if orders_wait:
                yield (one, left[0], left[1] + 1, calls_wait, orders_wait - 1), rate
            elif calls_wait:
                yield (one, left[0] + 1, left[1], calls_wait - 1, orders_wait), rate
            else:
                yield (one, *left, 0, 0), rate
        if calls_wait:
            yield (one, two, three, calls_wait - 1, orders_wait), calls_wait * gives_up
        if orders_wait:
            yield (one, two, three, calls_wait, orders_wait - 1), orders_wait * gives_up

    shares = long_run((0, 0, 0, 0, 0), moves)
    patience = Exponential(mean_seconds=120)
    centre = Centre(
        queues=(
            steady_queue("calls", per_second=calls, handle=Exponential(mean_seconds=60), patience=patience),
            steady_queue("orders", per_second=orders, handle=Exponential(mean_seconds=40), patience=patience),
        ),
        groups=(
            steady_group("specialists", specialists, Skill(queue="calls")),
            steady_group(
                "all-rounders",
                all_rounders,
                Skill(queue="orders"),
                Skill(queue="calls", rank=1, handle_factor=1.5),
            ),
        ),
        intervals=INTERVALS,
        interval_seconds=LENGTH,
    )
    found = settled(centre, replications=200)

    calls_waiting = mean_of(shares, lambda state: state[3])
    orders_waiting = mean_of(shares, lambda state: state[4])
    assert agrees(found.abandonment(queue="calls"), calls_waiting * gives_up / calls)
    assert agrees(found.abandonment(queue="orders"), orders_waiting * gives_up / orders)
    assert agrees(found.mean_wait(queue="calls"), calls_waiting / calls)
    assert agrees(found.mean_wait(queue="orders"), orders_waiting / orders)
    by_specialists = mean_of(shares, lambda state: state[0]) / specialists
    by_all_rounders = mean_of(shares, lambda state: state[1] + state[2]) / all_rounders
    busy = found.busy_seconds.sum(axis=0) / found.staffed_seconds.sum(axis=0)
    assert busy[:specialists].mean() == pytest.approx(by_specialists, rel=0.01)
    assert busy[specialists:].mean() == pytest.approx(by_all_rounders, rel=0.01)


@pytest.mark.parametrize(
    ("speeds", "arrivals"), [((1.0, 0.7, 0.5), 0.038), ((1.0, 0.4, 0.3), 0.02)], ids=["gains", "suffers"]
)
def test_chats_held_together_agree_with_their_chain(speeds, arrivals):
    """Two agents hold up to three chats each; a chat goes to whoever holds fewer."""
    rate, most, longest = 1 / 60, len(speeds), 60

    def moves(state):
        fewer, more, waiting = state
        if fewer < most:
            yield (*sorted((fewer + 1, more)), 0), arrivals
        elif waiting < longest:
            yield (fewer, more, waiting + 1), arrivals
        for held, other in ((fewer, more), (more, fewer)):
            if not held:
                continue
            done = held * speeds[held - 1] * rate
            if waiting:
                yield (fewer, more, waiting - 1), done
            else:
                yield (*sorted((held - 1, other)), 0), done

    shares = long_run((0, 0, 0), moves)
    queue = steady_queue("chat", per_second=arrivals, handle=Exponential(mean_seconds=60), speeds=speeds)
    centre = Centre(
        queues=(queue,),
        groups=(steady_group("agents", 2, Skill(queue="chat")),),
        intervals=INTERVALS,
        interval_seconds=LENGTH,
    )
    found = settled(centre, replications=700)

    held = mean_of(shares, lambda state: state[0] + state[1])
    busy = mean_of(shares, lambda state: (state[0] > 0) + (state[1] > 0)) / 2
    assert shares[(most, most, longest)] < 1e-4
    assert agrees(found.mean_wait(), mean_of(shares, lambda state: state[2]) / arrivals)
    assert agrees(found.mean_handle(), held / arrivals)
    assert agrees(found.occupancy(), busy)


def in_time_since_empty(*, rate: float, handle_seconds: float, agents: int, within: float, times: int):
    """The chance to be answered in time at 0, 20, 40 ... seconds after everybody came and nobody waited."""
    there = np.arange(151)  # contacts, nearly never more
    moves = np.zeros((151, 151))
    moves[there[:-1], there[1:]] = rate
    moves[there[1:], there[:-1]] = np.minimum(there[1:], agents) / handle_seconds
    moves[there, there] = -moves.sum(axis=1)
    before = np.maximum(there - agents + 1, 1)  # contacts that must be done until it is one's turn
    kept = np.where(there < agents, 1.0, erlang.cdf(within, before, scale=handle_seconds / agents))
    step, now = expm(20 * moves), np.eye(151)[0]
    for _ in range(times):
        yield float(now @ kept)
        now = now @ step


def test_a_day_that_begins_with_empty_lines_is_a_little_better_than_erlang_c():
    """The day of the docstring of `simulate`, half hour by half hour and as a whole."""
    phone = Queue(name="phone", expected=(40.0,) * 20, handle=Exponential(mean_seconds=300))
    staff = Group(name="staff", skills=(Skill(queue="phone"),), staffed=(9,) * 20)
    centre = Centre(queues=(phone,), groups=(staff,), intervals=20)
    found = simulate(centre, replications=8000, seed=1)
    levels = np.array(
        list(in_time_since_empty(rate=40 / 1800, handle_seconds=300, agents=9, within=20, times=1800))
    )
    assert agrees(found.service_level(), levels.mean())
    for half_hour in (0, 1, 2, 5):
        assert agrees(found.service_level(interval=half_hour), levels.reshape(20, 90)[half_hour].mean())

    settled_level = erlang_c.service_level(
        load_erlangs=40 / 1800 * 300, agents=9, handle_seconds=300, within_seconds=20
    )
    assert levels.mean() == pytest.approx(float(settled_level) + 0.007, abs=0.0005)
    later = simulate(centre, replications=8000, seed=1, warm_up_seconds=5 * 1800).service_level()
    assert later.low <= float(settled_level) <= later.high
