"""One seed, one result; and the same contacts come whoever is there to answer them."""

import hashlib
import subprocess
import sys
from dataclasses import fields, replace
from itertools import pairwise

import numpy as np
import pytest

from halfhour.engine.simulation import (
    Agent,
    Centre,
    Exponential,
    Group,
    Outcome,
    Queue,
    Skill,
    Stretch,
    compare,
    simulate,
)
from support.mixed_day import changed, mixed_day


def digest(found: Outcome) -> str:
    content = hashlib.sha256()
    for field in fields(found):
        value = getattr(found, field.name)
        if isinstance(value, np.ndarray):
            content.update(np.ascontiguousarray(value).tobytes())
    for field in fields(found.records):
        content.update(getattr(found.records, field.name).tobytes())
    return content.hexdigest()


def played(**more):
    return simulate(mixed_day(), **({"replications": 45, "seed": 7, "keep_records": True} | more))


def one_queue(agents: int, expected: tuple[float, ...] = (40.0,) * 10, **more) -> Centre:
    queue = Queue(name="phone", expected=expected, handle=Exponential(mean_seconds=240), **more)
    group = Group(name="all", skills=(Skill(queue="phone"),), staffed=(agents,) * 10)
    return Centre(queues=(queue,), groups=(group,), intervals=10)


def came(found: Outcome, q: int = 0):
    records = found.records
    mine = records.queue == q
    return records.replication[mine], records.arrived_at[mine]


@pytest.mark.parametrize("threads", [2, 3, 8])
def test_any_number_of_threads_gives_the_same_to_the_bit(threads):
    assert digest(played(threads=threads)) == digest(played())


def test_another_process_gives_the_same_to_the_bit():
    script = (
        "import sys; sys.path.insert(0, 'tests');"
        "from engine.simulation.test_same_chance import digest, played; print(digest(played(threads=2)))"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == digest(played())


def test_more_replications_begin_with_the_same_ones():
    few, many = played(replications=10), played(replications=45)
    assert (many.wait_seconds[:10] == few.wait_seconds).all()
    assert (many.busy_seconds[:10] == few.busy_seconds).all()


def test_another_seed_gives_another_result():
    assert digest(played(seed=8)) != digest(played())


def test_this_very_result_comes_out_on_every_machine():
    """Kept from the machine on which it was first seen: whoever changes the chances changes it too."""
    found = simulate(one_queue(7), replications=3, seed=2026, keep_records=True)
    assert found.offered.sum() == KEPT["offered"]
    assert float(found.wait_seconds.sum()).hex() == KEPT["wait_seconds"]
    mixed = played()
    assert float(mixed.wait_seconds.sum()).hex() == KEPT["mixed_wait_seconds"]


KEPT = {
    "offered": 1144,
    "wait_seconds": "0x1.7f3751d9255b6p+15",
    "mixed_wait_seconds": "0x1.dfa03ce921c80p+24",
}


def test_other_staff_meets_the_same_contacts():
    few = simulate(one_queue(5), replications=20, seed=1, keep_records=True)
    many = simulate(one_queue(9), replications=20, seed=1, keep_records=True)
    assert all(np.array_equal(one, other) for one, other in zip(came(few), came(many), strict=True))
    both = np.isfinite(few.records.ended_at) & np.isfinite(many.records.ended_at)
    work, same_work = few.records.handled_seconds[both], many.records.handled_seconds[both]
    assert both.sum() > 7000
    assert work == pytest.approx(same_work, rel=1e-9)


def test_more_agents_never_let_anybody_wait_longer_in_a_single_line():
    waits = []
    for agents in (5, 6, 7, 9, 12):
        records = simulate(one_queue(agents), replications=50, seed=1, keep_records=True).records
        waits.append(
            np.where(np.isnan(records.answered_at), np.inf, records.answered_at) - records.arrived_at
        )
    for fewer, more in pairwise(waits):
        assert (more <= fewer + 1e-9).all()


def test_another_rate_in_one_half_hour_leaves_the_others_as_they_were():
    busier = (40.0,) * 4 + (52.0,) + (40.0,) * 5
    today = simulate(one_queue(8), replications=20, seed=1, keep_records=True)
    then = simulate(one_queue(8, expected=busier), replications=20, seed=1, keep_records=True)
    for k in range(10):
        same = np.array_equal(today.offered[:, 0, k], then.offered[:, 0, k])
        assert same == (k != 4)
    before, after = came(today)[1], came(then)[1]
    assert np.array_equal(before[before < 7200], after[after < 7200])


def test_another_queue_or_agent_leaves_the_contacts_of_the_others_as_they_were():
    plain = mixed_day()
    extra = Queue(name="new", expected=(3.0,) * 20, handle=Exponential(mean_seconds=100))
    helper = Agent(
        name="Zoe",
        skills=(Skill(queue="new"),),
        stretches=(Stretch(start_seconds=0, end_seconds=36000),),
        absence=0.3,
    )
    other = replace(plain, queues=(extra, *plain.queues), agents=(helper, *plain.agents))
    one = simulate(plain, replications=10, seed=1, keep_records=True)
    two = simulate(other, replications=10, seed=1, keep_records=True)
    chats, same_chats = came(one, 1), came(two, 2)
    assert np.array_equal(chats[1], same_chats[1])
    assert (one.staffed_seconds[:, 2] == 0).tolist() == (two.staffed_seconds[:, 3] == 0).tolist()


def test_comparing_a_centre_with_itself_finds_no_difference_at_all():
    found = compare(mixed_day(), mixed_day(), replications=20, seed=1, threads=2)
    for difference in (found.service_level(), found.mean_wait(), found.abandonment(), found.occupancy()):
        assert (difference.mean, difference.low, difference.high) == (0.0, 0.0, 0.0)


def test_a_comparison_is_surer_than_two_simulations_apart():
    today, then = one_queue(8), one_queue(9)
    found = compare(today, then, replications=100, seed=1)
    paired = found.service_level()
    apart = simulate(then, replications=100, seed=2).service_level()
    alone = found.today.service_level()
    reach = ((apart.high - apart.mean) ** 2 + (alone.high - alone.mean) ** 2) ** 0.5
    assert paired.mean > 0
    assert paired.high - paired.mean < 0.6 * reach


def test_a_change_to_one_queue_shows_in_the_comparison_and_nowhere_else_in_demand():
    busier = changed(mixed_day(), "chat", expected=(9.0,) * 20)
    found = compare(mixed_day(), busier, replications=20, seed=1)
    before, after = found.today.offered.sum(axis=2), found.changed.offered.sum(axis=2)
    assert (after[:, 1] > before[:, 1]).all()
    assert found.backlog(interval=19, queue="mail").mean != 0
