"""What holds in every run, whatever chance brings."""

from dataclasses import replace

import numpy as np
import pytest

from halfhour.engine.simulation import ContactOutcome, simulate
from support.mixed_day import mixed_day


@pytest.fixture(scope="module")
def found():
    return simulate(mixed_day(), replications=20, seed=3, keep_records=True)


def test_contacts_are_answered_abandoned_or_still_there(found):
    records = found.records
    assert found.offered.sum() == records.arrived_at.size
    assert found.answered.sum() == np.isfinite(records.answered_at).sum()
    assert found.abandoned.sum() == (records.outcome == ContactOutcome.ABANDONED).sum()
    waiting = found.offered.sum(axis=2) - found.answered.sum(axis=2) - found.abandoned.sum(axis=2)
    answered_late = np.zeros_like(waiting)
    horizon = found.centre.horizon_seconds
    for r, q in zip(
        records.replication[records.answered_at >= horizon],
        records.queue[records.answered_at >= horizon],
        strict=True,
    ):
        answered_late[r, q] += 1
    assert (found.backlog_counts[:, :, -1] == waiting + answered_late).all()


def test_littles_law_holds_to_the_last_second(found):
    """The time that contacts spend in line is the length of the line over time, counted otherwise."""
    records, horizon = found.records, found.centre.horizon_seconds
    for q in range(len(found.centre.queues)):
        mine = records.queue == q
        came = records.arrived_at[mine]
        left = np.where(
            np.isfinite(records.answered_at), records.answered_at, np.fmin(records.ended_at, horizon)
        )[mine]
        left = np.where(np.isnan(left), horizon, left)
        times = np.concatenate((came, left))
        change = np.concatenate((np.ones(came.size), -np.ones(left.size)))
        order = np.argsort(times, kind="stable")
        length = np.cumsum(change[order])
        area = (length[:-1] * np.diff(times[order])).sum()
        assert area == pytest.approx((left - came).sum(), rel=1e-9)
        if not found.centre.queues[q].open:
            assert area == pytest.approx(found.wait_seconds[:, q].sum(), rel=1e-9)


def test_agents_are_busy_for_as_long_as_contacts_are_in_their_hands():
    plain = mixed_day()
    alone = tuple(replace(queue, speeds=(1.0,)) for queue in plain.queues)
    found = simulate(replace(plain, queues=alone), replications=20, seed=3)

    in_hand = found.handled_seconds.sum(axis=(1, 2))
    assert found.busy_seconds.sum(axis=1) == pytest.approx(in_hand, rel=1e-9)
    assert (found.busy_seconds <= found.staffed_seconds + 1e-6).all()


def test_nobody_holds_more_than_they_may_or_answers_what_they_cannot(found):
    records, centre = found.records, found.centre
    answered = np.isfinite(records.answered_at)
    able = {agent.name: {skill.queue for skill in agent.skills} for agent in centre.agents}
    for group in centre.groups:
        for number in range(max(group.staffed)):
            able[f"{group.name} {number + 1}"] = {skill.queue for skill in group.skills}
    for a, q in set(zip(records.agent[answered].tolist(), records.queue[answered].tolist(), strict=True)):
        assert centre.queues[q].name in able[found.agent_names[a]]


def test_who_is_away_answers_nothing(found):
    records, centre = found.records, found.centre
    for a, agent in enumerate(centre.agents):
        answered = np.sort(records.answered_at[(records.agent == a) & np.isfinite(records.answered_at)])
        inside = np.zeros(answered.size, bool)
        for stretch in agent.stretches:
            inside |= (answered >= stretch.start_seconds) & (answered < stretch.end_seconds)
        assert inside.all()


def test_contacts_of_a_queue_are_answered_in_the_order_they_came():
    plain = mixed_day()
    centre = replace(
        plain,
        queues=tuple(replace(queue, patience=None, interruptible=False) for queue in plain.queues),
        agents=tuple(replace(agent, absence=0.0) for agent in plain.agents),
    )
    found = simulate(centre, replications=5, seed=1, keep_records=True)
    records = found.records
    for r in range(5):
        for q in range(len(centre.queues)):
            answered = records.answered_at[(records.replication == r) & (records.queue == q)]
            answered = answered[np.isfinite(answered)]
            assert (np.diff(answered) >= 0).all()
