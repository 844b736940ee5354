"""Who is on which queue when, and what changes when somebody is left out."""

from dataclasses import replace

import pytest

from halfhour.engine.errors import OutOfRange
from halfhour.engine.simulation import Centre, Stretch
from halfhour.engine.small_team._people import (
    checked_queues,
    presence,
    with_names,
    without_absence,
    without_agent,
    without_surprise,
)
from support.small_centre import all_day, one_queue, steady_queue, two_queues, with_a_group


def test_presence_is_the_part_of_each_half_hour_on_the_queues():
    ada = replace(
        all_day("Ada", "phone", "mail"),
        stretches=(
            Stretch(start_seconds=0, end_seconds=2700, queues=("phone",)),
            Stretch(start_seconds=2700, end_seconds=5400, queues=("mail",)),
            Stretch(start_seconds=6300, end_seconds=7200),
        ),
    )
    centre = Centre(
        queues=(steady_queue("phone", load=1), steady_queue("mail", load=1)), agents=(ada,), intervals=24
    )
    assert presence(centre, ada, ["phone"])[:5].tolist() == [1.0, 0.5, 0.0, 0.5, 0.0]
    assert presence(centre, ada, ["phone", "mail"])[:5].tolist() == [1.0, 1.0, 1.0, 0.5, 0.0]


def test_a_nameless_group_becomes_people_who_are_there_as_often():
    centre = with_a_group(one_queue(load=2, agents=3), *(2,) * 10, *(0,) * 4, *(3,) * 10)
    named = with_names(centre)
    there = sum(presence(named, agent, ["phone"]) for agent in named.agents)
    assert there.tolist() == [2.0] * 10 + [0.0] * 4 + [3.0] * 10
    assert [agent.name for agent in named.agents] == ["staff 1", "staff 2", "staff 3"]
    assert [len(agent.stretches) for agent in named.agents] == [2, 2, 1]
    assert named.groups == ()


def test_who_is_left_out_keeps_their_place_and_everybody_else_their_day():
    centre = two_queues(load=2, agents=2)
    without = without_agent(centre, "phone 2")
    assert [agent.name for agent in without.agents] == [agent.name for agent in centre.agents]
    assert [bool(agent.stretches) for agent in without.agents] == [True, False, True, True]


def test_without_surprise_and_absence_only_chance_is_left():
    queue = steady_queue("phone", load=2, interval_cv=0.2, day_cv=0.1)
    ada = replace(all_day("Ada", "phone"), absence=0.3)
    centre = Centre(queues=(queue,), agents=(ada,), intervals=24, shared_day_cv=0.2)
    calm = without_surprise(without_absence(centre))
    assert (calm.queues[0].interval_cv, calm.queues[0].day_cv, calm.shared_day_cv) == (0, 0, 0)
    assert calm.agents[0].absence == 0
    assert calm.queues[0].expected == queue.expected


def test_queues_are_named_as_the_centre_has_them():
    centre = two_queues(load=2, agents=2)
    assert checked_queues(centre, ["orders", "phone"]) == (0, 1)
    with pytest.raises(OutOfRange, match=r"'fax'.*phone, orders"):
        checked_queues(centre, ["fax"])
    with pytest.raises(OutOfRange, match="no queue"):
        checked_queues(centre, [])
