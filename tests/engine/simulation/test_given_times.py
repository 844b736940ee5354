"""Contacts that come at given times come at these very times, and bring along what drawn ones would."""

from dataclasses import fields, replace

import numpy as np
import pytest

from halfhour.engine.simulation import (
    Callback,
    Centre,
    Exponential,
    Fixed,
    Group,
    Lognormal,
    Outcome,
    Queue,
    Records,
    Skill,
    simulate,
)
from support.mixed_day import INTERVALS, changed, mixed_day

TIMES = (0.0, 12.5, 12.5, 599.9999999999999, 600.0, 1234.0, 1799.9)


def centre(*queues: Queue, agents: int = 1) -> Centre:
    skills = tuple(Skill(queue=queue.name) for queue in queues)
    group = Group(name="all", skills=skills, staffed=(agents,) * 3)
    return Centre(queues=queues, groups=(group,), intervals=3, interval_seconds=600)


def replayed(times=TIMES, **more) -> Queue:
    given = {"name": "phone", "expected": (0.0,) * 3, "handle": Lognormal(mean_seconds=100)}
    return Queue(**given | {"arrived_at": times} | more)


def played(*queues: Queue, agents: int = 1, **more) -> Outcome:
    settings = {"replications": 20, "seed": 1, "keep_records": True} | more
    return simulate(centre(*queues, agents=agents), **settings)


def as_drawn_once(day: Centre) -> tuple[Centre, Records]:
    """The day with each queue's contacts at the times at which chance sends them the first time."""
    records = simulate(day, replications=1, seed=5, keep_records=True).records
    came = [
        np.sort(records.arrived_at[(records.queue == q) & (records.arrived_at > 0)])
        for q in range(len(day.queues))
    ]
    queues = tuple(
        replace(
            queue, expected=(0.0,) * INTERVALS, arrived_at=tuple(times.tolist()), interval_cv=0.0, day_cv=0.0
        )
        for queue, times in zip(day.queues, came, strict=True)
    )
    return replace(day, queues=queues), records


@pytest.mark.parametrize(
    "more",
    [{}, {"patience": Exponential(mean_seconds=60)}, {"callback": Callback(after_seconds=30, accepted=0.5)}],
)
def test_every_replication_has_the_given_times_and_no_others(more):
    records = played(replayed(**more)).records
    for replication in range(20):
        assert tuple(records.arrived_at[records.replication == replication].tolist()) == TIMES


def test_they_are_counted_in_the_half_hours_in_which_they_come():
    found = played(replayed())
    assert (found.offered[:, 0] == [4, 1, 2]).all()
    assert found.offered_mean().low == found.offered_mean().high == 7


def test_work_and_patience_are_still_drawn():
    found = played(replayed(patience=Exponential(mean_seconds=60)))
    assert np.unique(found.handled_seconds.sum(axis=(1, 2))).size == 20
    assert np.unique(found.abandoned.sum(axis=(1, 2))).size > 1


def test_the_times_that_chance_gave_give_back_the_day_that_chance_made():
    """With chats, mail that is put down, a backlog and absence; without contacts that come of others."""
    day = changed(mixed_day(), "phone", redial=None, transfers=())
    day = changed(day, "mail", repeat=None)
    again, records = as_drawn_once(day)
    found = simulate(again, replications=1, seed=5, keep_records=True).records
    for field in fields(records):
        assert np.array_equal(getattr(found, field.name), getattr(records, field.name), equal_nan=True)


def test_the_same_goes_for_a_single_line_with_its_own_loop():
    queue = Queue(name="phone", expected=(60.0,) * INTERVALS, handle=Exponential(mean_seconds=200))
    group = Group(name="all", skills=(Skill(queue="phone"),), staffed=(7,) * INTERVALS)
    again, records = as_drawn_once(Centre(queues=(queue,), groups=(group,), intervals=INTERVALS))
    found = simulate(again, replications=1, seed=5, keep_records=True).records
    assert np.array_equal(found.answered_at, records.answered_at, equal_nan=True)
    assert np.array_equal(found.ended_at, records.ended_at, equal_nan=True)


def test_another_contact_in_one_half_hour_leaves_those_of_the_others_as_they_were():
    some = played(replayed((100.0, 700.0, 1300.0)), agents=3).records
    more = played(replayed((100.0, 700.0, 800.0, 1300.0)), agents=3).records
    for at in (100.0, 700.0, 1300.0):
        before, after = (
            some.handled_seconds[some.arrived_at == at],
            more.handled_seconds[more.arrived_at == at],
        )
        assert before == pytest.approx(after, rel=1e-9)


def test_the_factor_on_work_is_that_of_the_half_hour_in_which_they_come():
    queue = replayed((100.0, 700.0, 1300.0), handle=Fixed(seconds=10), handle_scale=(1.0, 2.0, 3.0))
    assert played(queue, replications=1).records.handled_seconds.tolist() == [10, 20, 30]


def test_a_backlog_waits_before_them_and_drawn_queues_stand_beside_them():
    mail = Queue(name="mail", expected=(5.0,) * 3, handle=Exponential(mean_seconds=50))
    phone = replayed(backlog=2, backlog_waited_seconds=(60.0, 30.0))
    both, alone = played(phone, mail, agents=2), played(replace(mail, name="mail"), agents=2)
    came = both.records.arrived_at[(both.records.queue == 0) & (both.records.replication == 3)]
    assert came.tolist() == [-60, -30, *TIMES]
    assert np.array_equal(both.offered[:, 1], alone.offered[:, 0])


def test_without_times_and_with_nothing_expected_nobody_comes():
    assert played(replayed(()), replications=2).offered.sum() == 0


@pytest.mark.parametrize("threads", [2, 5])
def test_any_number_of_threads_gives_the_same_to_the_bit(threads):
    again, _ = as_drawn_once(changed(mixed_day(), "chat", head_start_seconds=60))
    one = simulate(again, replications=21, seed=2)
    many = simulate(again, replications=21, seed=2, threads=threads)
    for name in ("offered", "wait_seconds", "busy_seconds", "backlog_counts", "wait_bins"):
        assert np.array_equal(getattr(one, name), getattr(many, name))
