import numpy as np
import pytest

from halfhour.engine.errors import OutOfRange
from halfhour.engine.queueing import erlang_a, erlang_c
from halfhour.engine.staffing import minimum_agents, staff_interval
from halfhour.engine.staffing._uncertainty import chance_of_at_most

CALLS = {"load_erlangs": 10, "handle_seconds": 180, "within_seconds": 20, "share": 0.8}


def test_the_fewest_keep_the_goal_and_one_fewer_does_not():
    found = staff_interval(**CALLS)
    assert found.agents == found.agents_mean == 14
    assert found.crew(14).service_level >= 0.8 > found.crew(13).service_level
    assert [crew.agents for crew in found.crews] == [12, 13, 14, 15, 16]


def test_each_crew_achieves_what_the_formulas_say():
    found = staff_interval(**CALLS, patience_seconds=120)
    case = {"load_erlangs": 10, "handle_seconds": 180, "patience_seconds": 120}
    for crew in found.crews:
        expected = erlang_a.erlang_a(**case, agents=crew.agents, within_seconds=20)
        for figure in ("service_level", "wait_probability", "mean_wait_seconds", "abandonment", "occupancy"):
            assert getattr(crew, figure) == pytest.approx(getattr(expected, figure), rel=1e-12)


def test_an_understaffed_line_is_told_as_it_is():
    crew = staff_interval(**CALLS, asked_agents=9).crew(9)
    assert (crew.service_level, crew.mean_wait_seconds, crew.occupancy) == (0, np.inf, 1)
    impatient = staff_interval(**CALLS, asked_agents=9, patience_seconds=300).crew(9)
    assert 0.3 < impatient.service_level < 0.5
    assert impatient.abandonment > 0.1


def test_an_uncertain_load_needs_the_people_of_the_chance():
    found = staff_interval(**CALLS, load_spread=0.2, goal_chance=0.8)
    assert found.agents > found.agents_mean == 14
    assert found.crew(found.agents).goal_chance >= 0.8 > found.crew(found.agents - 1).goal_chance
    assert found.crew(found.agents).expected_level < found.crew(found.agents).service_level


def test_the_chance_is_that_of_a_load_with_which_the_goal_is_kept():
    crew = staff_interval(**CALLS, load_spread=0.2, goal_chance=0.8).crew(16)
    loads = np.linspace(0, 16, 100_001)
    levels = erlang_c.service_level(load_erlangs=loads, agents=16, handle_seconds=180, within_seconds=20)
    most = loads[np.flatnonzero(levels >= 0.8)[-1:]]
    assert minimum_agents(**CALLS | {"load_erlangs": float(most[0])}) == 16
    by_hand = chance_of_at_most(mean=np.array([10.0]), spread=np.array([0.2]), load=most)
    assert crew.goal_chance == pytest.approx(by_hand[0], abs=1e-4)


def test_no_contacts_need_nobody():
    found = staff_interval(**CALLS | {"load_erlangs": 0})
    assert found.agents == 0
    assert found.crew(0).service_level == found.crew(0).goal_chance == 1


def test_people_who_hold_three_chats_are_counted_as_people():
    found = staff_interval(**CALLS, concurrency=3)
    assert found.agents == 5
    assert found.crew(5).occupancy == pytest.approx(10 / 15)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"load_spread": -0.1}, "load_spread"),
        ({"goal_chance": 1.0}, "goal_chance must be above 0 and below 1; got 1"),
        ({"asked_agents": -1}, "agents must be finite and at least 0; got -1"),
        ({"share": 1}, "share"),
    ],
)
def test_what_makes_no_sense_is_refused(wrong, named):
    with pytest.raises(OutOfRange, match=named):
        staff_interval(**CALLS | {"load_spread": 0.1} | wrong)
