"""The simulator agrees with formulas wherever there are some."""

import math

import numpy as np
import pytest

from halfhour.engine.queueing import erlang_a, erlang_b, erlang_c
from halfhour.engine.simulation import (
    Callback,
    Centre,
    Empirical,
    Exponential,
    Fixed,
    Lognormal,
    Return,
    Skill,
    Transfer,
)
from support.steady import INTERVALS, LENGTH, agrees, one_line, settled, steady_group, steady_queue

MINUTE = Exponential(mean_seconds=60)


@pytest.mark.parametrize(("load", "agents"), [(0.5, 1), (8, 10), (30, 28)])
@pytest.mark.parametrize(
    "work", [MINUTE, Lognormal(mean_seconds=60, cv=1.5)], ids=["exponential", "lognormal"]
)
def test_nobody_waiting_is_erlang_b_whatever_the_work_looks_like(load, agents, work):
    found = settled(one_line(load_erlangs=load, agents=agents, handle=work, patience=Fixed(seconds=0)))

    blocking = float(erlang_b.blocking(load_erlangs=load, agents=agents))
    assert agrees(found.abandonment(), blocking)
    assert agrees(found.occupancy(), load * (1 - blocking) / agents)
    assert found.mean_wait().mean == 0


@pytest.mark.parametrize(("load", "agents"), [(0.6, 1), (4, 6), (26, 30)])
def test_endless_patience_is_erlang_c(load, agents):
    found = settled(one_line(load_erlangs=load, agents=agents, goal_seconds=20), replications=200)

    case = {"load_erlangs": load, "agents": agents}
    timed = {**case, "handle_seconds": 60}
    assert agrees(found.service_level(), float(erlang_c.service_level(**timed, within_seconds=20)))
    assert agrees(found.mean_wait(), float(erlang_c.mean_wait_seconds(**timed)))
    assert agrees(found.occupancy(), load / agents)
    waits = float(erlang_c.wait_probability(**case))
    share = 1 - waits / 2  # half of those who wait have been answered by then
    found_seconds = found.wait_percentile(share).mean
    truth = 60 / (agents - load) * math.log(2)
    assert found_seconds == pytest.approx(truth, rel=0.05)


@pytest.mark.parametrize(("load", "agents"), [(0.8, 1), (10, 10), (40, 30)])
def test_exponential_patience_is_erlang_a(load, agents):
    patience = 90
    centre = one_line(load_erlangs=load, agents=agents, patience=Exponential(mean_seconds=patience))
    found = settled(centre)

    truth = erlang_a.erlang_a(
        load_erlangs=load, agents=agents, handle_seconds=60, patience_seconds=patience, within_seconds=20
    )
    assert agrees(found.service_level(), float(truth.service_level))
    assert agrees(found.abandonment(), float(truth.abandonment))
    assert agrees(found.mean_wait(), float(truth.mean_wait_seconds))
    assert agrees(found.mean_wait_of_answered(), float(truth.mean_wait_of_answered_seconds))
    assert agrees(found.occupancy(), float(truth.occupancy))
    waiting = found.backlog_counts[:, 0, 10:].mean()
    assert waiting == pytest.approx(float(truth.queue_length), rel=0.1)


@pytest.mark.parametrize(
    ("work", "square"),
    [
        (Fixed(seconds=60), 60**2),
        (MINUTE, 2 * 60**2),
        (Lognormal(mean_seconds=60, cv=0.7), 60**2 * (1 + 0.7**2)),
        (
            Empirical(seconds=(20.0, 60.0, 180.0), shares=(0.4, 0.4, 0.2)),
            0.4 * 20**2 + 0.4 * 60**2 + 0.2 * 180**2,
        ),
    ],
    ids=["fixed", "exponential", "lognormal", "measured"],
)
def test_one_agent_and_any_work_waits_as_pollaczek_and_khinchine_say(work, square):
    centre = one_line(load_erlangs=0.7, agents=1, handle=work)
    found = settled(centre, replications=1000)

    arrivals = 0.7 / work.mean
    assert agrees(found.mean_wait(), arrivals * square / 2 / (1 - 0.7))
    assert agrees(found.mean_handle(), work.mean)


def test_who_comes_first_by_priority_waits_as_cobham_says():
    agents, loads = 4, (1.0, 1.2, 1.0)
    queues = tuple(
        steady_queue(f"class {k}", per_second=load / 60, handle=MINUTE, priority=k)
        for k, load in enumerate(loads)
    )
    skills = tuple(Skill(queue=queue.name) for queue in queues)
    centre = Centre(
        queues=queues,
        groups=(steady_group("all", agents, *skills),),
        intervals=INTERVALS,
        interval_seconds=LENGTH,
    )
    found = settled(centre, replications=600)

    delay = float(erlang_c.wait_probability(load_erlangs=sum(loads), agents=agents)) * 60 / agents
    upto = np.cumsum((0.0, *loads)) / agents
    for k, queue in enumerate(queues):
        truth = delay / (1 - upto[k]) / (1 - upto[k + 1])
        assert agrees(found.mean_wait(queue=queue.name), truth)


def test_live_contacts_that_interrupt_and_resumed_work_take_as_long_as_the_formula_says():
    live_load, later_load = 0.3, 0.4
    live = steady_queue("phone", per_second=live_load / 60, handle=MINUTE)
    later = steady_queue("mail", per_second=later_load / 60, handle=MINUTE, deferred=True, interruptible=True)
    skills = (Skill(queue="phone"), Skill(queue="mail"))
    centre = Centre(
        queues=(live, later),
        groups=(steady_group("one", 1, *skills),),
        intervals=INTERVALS,
        interval_seconds=LENGTH,
    )
    found = settled(centre, replications=400, keep_records=True)

    def in_system(q: int) -> float:
        records = found.records
        counts = (records.queue == q) & (records.arrived_at >= found.warm_up_seconds)
        return float(np.nanmean((records.ended_at - records.arrived_at)[counts]))

    load = live_load + later_load
    assert in_system(0) == pytest.approx(60 / (1 - live_load), rel=0.02)
    preemptive_resume = 60 / (1 - live_load) + load * 60 / (1 - live_load) / (1 - load)
    assert in_system(1) == pytest.approx(preemptive_resume, rel=0.03)


def test_customers_who_come_again_and_contacts_passed_on_add_up_as_flows_do():
    first = steady_queue(
        "first",
        per_second=0.02,
        handle=MINUTE,
        repeat=Return(chance=0.25, delay=Exponential(mean_seconds=300)),
        transfers=(Transfer(queue="second", chance=0.4),),
    )
    second = steady_queue(
        "second", per_second=0.01, handle=MINUTE, transfers=(Transfer(queue="first", chance=0.2),)
    )
    skills = (Skill(queue="first"), Skill(queue="second"))
    centre = Centre(
        queues=(first, second),
        groups=(steady_group("all", 6, *skills),),
        intervals=INTERVALS,
        interval_seconds=LENGTH,
    )
    found = settled(centre)

    leads = np.array([[0.25 * 0.6, 0.4], [0.2, 0.0]])  # who is passed on does not come again
    flows = np.linalg.solve(np.eye(2) - leads.T, (0.02, 0.01))
    for queue, flow in zip(("first", "second"), flows, strict=True):
        offered = found.offered_mean(queue=queue)
        assert agrees(offered, flow * LENGTH * (INTERVALS - 10))


def test_who_redials_comes_again_as_often_as_they_hang_up():
    """Retrials after a long pause are as good as fresh contacts: offered = fresh + chance × lost."""
    centre = one_line(
        load_erlangs=5,
        agents=5,
        patience=Fixed(seconds=0),
        redial=Return(chance=0.6, delay=Exponential(mean_seconds=3600)),
    )
    found = settled(centre)

    load = 5.0
    for _ in range(100):
        load = 5 + 0.6 * load * float(erlang_b.blocking(load_erlangs=load, agents=5))
    assert agrees(found.abandonment(), float(erlang_b.blocking(load_erlangs=load, agents=5)))
    assert agrees(found.offered_mean(), load / 60 * LENGTH * (INTERVALS - 10))


def test_who_is_promised_a_callback_at_once_waits_as_in_erlang_c():
    centre = one_line(
        load_erlangs=8,
        agents=10,
        patience=Exponential(mean_seconds=30),
        callback=Callback(after_seconds=0, accepted=1.0),
    )
    found = settled(centre, replications=200)

    assert found.abandoned.sum() == 0
    assert agrees(
        found.mean_wait(), float(erlang_c.mean_wait_seconds(load_erlangs=8, agents=10, handle_seconds=60))
    )
