"""Every field that a centre is described by changes something."""

from dataclasses import fields, replace

import numpy as np
import pytest

from halfhour.engine.simulation import (
    Agent,
    Callback,
    Centre,
    Exponential,
    Fixed,
    Group,
    Lognormal,
    Queue,
    Return,
    Skill,
    Stretch,
    Transfer,
    simulate,
)
from support.mixed_day import HOUR, INTERVALS, changed, mixed_day


def day_with_tickets() -> Centre:
    """The mixed day, and two clerks to whom a ticket is as good as a call."""
    tickets = Queue(name="tickets", expected=(4.0,) * INTERVALS, handle=Exponential(mean_seconds=300))
    clerks = Group(
        name="clerks", skills=(Skill(queue="phone"), Skill(queue="tickets")), staffed=(1,) * INTERVALS
    )
    day = mixed_day()
    return replace(day, queues=(*day.queues, tickets), groups=(clerks, *day.groups))


DAY = day_with_tickets()

QUEUE_CHANGES = {
    "name": ("phone", {"name": "calls"}),
    "expected": ("phone", {"expected": (20.0,) * INTERVALS}),
    "arrived_at": ("chat", {"expected": (0.0,) * INTERVALS, "arrived_at": (600.0, 4000.0)}),
    "handle": ("phone", {"handle": Lognormal(mean_seconds=240, cv=0.9)}),
    "handle_scale": ("phone", {"handle_scale": (1.1,) * INTERVALS}),
    "patience": ("phone", {"patience": Exponential(mean_seconds=160)}),
    "priority": ("phone", {"priority": 2}),
    "head_start_seconds": ("tickets", {"head_start_seconds": 900}),
    "goal_seconds": ("phone", {"goal_seconds": 40}),
    "goal_share": ("phone", {"goal_share": 0.3}),
    "deferred": ("chat", {"deferred": True}),
    "open": ("mail", {"open": ((HOUR, 8 * HOUR),)}),
    "interruptible": ("mail", {"interruptible": False}),
    "speeds": ("chat", {"speeds": (1.0, 0.75)}),
    "interval_cv": ("phone", {"interval_cv": 0.3}),
    "day_cv": ("phone", {"day_cv": 0.3}),
    "repeat": ("mail", {"repeat": Return(chance=0.1, delay=Lognormal(mean_seconds=2 * HOUR))}),
    "redial": ("phone", {"redial": Return(chance=0.5, delay=Exponential(mean_seconds=600))}),
    "callback": ("phone", {"callback": Callback(after_seconds=60, accepted=0.4)}),
    "transfers": ("phone", {"transfers": (Transfer(queue="mail", chance=0.2),)}),
    "backlog": ("mail", {"backlog": 13, "backlog_waited_seconds": ()}),
    "backlog_waited_seconds": ("mail", {"backlog_waited_seconds": (1.0,) * 12}),
}
MORE_QUEUE_CHANGES = [
    ("phone", {"callback": Callback(after_seconds=90, accepted=0.3)}),
    ("phone", {"redial": Return(chance=0.4, delay=Exponential(mean_seconds=500))}),
    ("phone", {"transfers": (Transfer(queue="chat", chance=0.1),)}),
    ("phone", {"handle": Lognormal(mean_seconds=241, cv=0.8)}),
    ("mail", {"repeat": Return(chance=0.2, delay=Lognormal(mean_seconds=HOUR))}),
    ("mail", {"handle": Fixed(seconds=421)}),
]


def told(centre: Centre) -> list[object]:
    """All that a simulation says, but for the centre itself."""
    found = simulate(centre, replications=12, seed=1)
    arrays = [
        getattr(found, field.name).tolist()
        for field in fields(found)
        if isinstance(getattr(found, field.name), np.ndarray)
    ]
    chances = [found.goal_chance(queue=queue.name).mean for queue in centre.queues]
    return [arrays, chances]


@pytest.fixture(scope="module")
def today():
    return told(DAY)


def renamed(queue: str, name: str) -> Centre:
    """The day with another name for a queue, wherever it is mentioned."""

    def skills(held):
        return tuple(replace(skill, queue=name) if skill.queue == queue else skill for skill in held)

    return replace(
        DAY,
        queues=tuple(replace(each, name=name) if each.name == queue else each for each in DAY.queues),
        agents=tuple(replace(agent, skills=skills(agent.skills)) for agent in DAY.agents),
        groups=tuple(replace(group, skills=skills(group.skills)) for group in DAY.groups),
    )


def test_the_table_of_changes_names_every_field_of_a_queue():
    assert set(QUEUE_CHANGES) == {field.name for field in fields(Queue)}


@pytest.mark.parametrize("field", QUEUE_CHANGES)
def test_every_field_of_a_queue_changes_something(field, today):
    queue, change = QUEUE_CHANGES[field]
    centre = renamed(queue, change["name"]) if field == "name" else changed(DAY, queue, **change)
    assert told(centre) != today


@pytest.mark.parametrize(("queue", "change"), MORE_QUEUE_CHANGES)
def test_every_part_of_what_follows_a_contact_changes_something(queue, change, today):
    assert told(changed(DAY, queue, **change)) != today


@pytest.mark.parametrize(
    "change",
    [
        {"skills": (Skill(queue="chat"), Skill(queue="phone", rank=1), Skill(queue="mail", rank=2))},
        {
            "skills": (
                Skill(queue="chat"),
                Skill(queue="phone", rank=2, handle_factor=1.2),
                Skill(queue="mail"),
            )
        },
        {"skills": (Skill(queue="chat"), Skill(queue="mail", rank=2))},
        {"stretches": (Stretch(start_seconds=2 * HOUR, end_seconds=9 * HOUR),)},
        {"stretches": (Stretch(start_seconds=HOUR, end_seconds=10 * HOUR),)},
        {"stretches": (Stretch(start_seconds=2 * HOUR, end_seconds=10 * HOUR, queues=("chat",)),)},
        {"absence": 0.6},
        {"name": "Dee"},
    ],
    ids=["handle_factor", "rank", "queue", "end", "start", "queues", "absence", "name"],
)
def test_every_field_of_an_agent_changes_something(change, today):
    last = DAY.agents[-1]
    assert told(replace(DAY, agents=(*DAY.agents[:-1], replace(last, **change)))) != today


@pytest.mark.parametrize(
    "change",
    [
        {"skills": (Skill(queue="mail"),)},
        {"staffed": (2,) * INTERVALS},
        {"absence": 0.5},
        {"name": "scribes"},
    ],
    ids=["skills", "staffed", "absence", "name"],
)
def test_every_field_of_a_group_changes_something(change, today):
    last = DAY.groups[-1]
    assert told(replace(DAY, groups=(*DAY.groups[:-1], replace(last, **change)))) != today


def test_every_field_of_a_centre_changes_something(today):
    assert told(replace(DAY, shared_day_cv=0.3)) != today
    assert told(replace(DAY, groups=DAY.groups[:1])) != today
    assert told(replace(DAY, agents=DAY.agents[:2])) != today
    assert told(replace(DAY, interval_seconds=1900.0)) != today
    shorter = {"expected": (5.0,) * 19, "handle_scale": ()}
    fewer = Centre(
        queues=tuple(replace(queue, open=(), **shorter) for queue in DAY.queues),
        agents=(Agent(name="Ada", skills=(Skill(queue="mail"),), stretches=()),),
        groups=(
            Group(
                name="all", skills=tuple(Skill(queue=queue.name) for queue in DAY.queues), staffed=(1,) * 19
            ),
        ),
        intervals=19,
    )
    assert told(fewer) != today


def test_every_argument_of_simulate_changes_something():
    plain = simulate(DAY, replications=10, seed=1)
    assert simulate(DAY, replications=11, seed=1).offered.shape != plain.offered.shape
    assert simulate(DAY, replications=10, seed=2).offered.sum() != plain.offered.sum()
    assert simulate(DAY, replications=10, seed=1, warm_up_seconds=HOUR).offered.sum() < plain.offered.sum()
    assert simulate(DAY, replications=10, seed=1, keep_records=True).records is not None
    assert plain.records is None
