from itertools import product

import pytest

from halfhour.engine.rostering.rules import CoverageCost, measure_coverage, share_out
from support.solutions import every_solution, least

COST = CoverageCost(short=4, very_short=8, over=1, far_over=2, step=10)


@pytest.mark.parametrize("target", [0, 7, 10, 25])
def test_the_cost_rises_with_the_distance_and_faster_beyond_the_step(target):
    for covered in range(46):
        short, over = max(target - covered, 0), max(covered - target, 0)
        expected = 4 * min(short, 10) + 8 * max(short - 10, 0) + min(over, 10) + 2 * max(over - 10, 0)
        measured = least(
            lambda m, values: measure_coverage(m, values[0], target=target, cost=COST, most=45), (covered,)
        )
        assert measured == expected


def test_a_person_who_serves_two_queues_is_counted_on_one_of_them():
    def shares(model, supply_and_shares):
        supply, phone, chat = supply_and_shares
        shared = share_out(model, supply, [0, 1], most=2)
        model.add(shared[0] == phone)
        model.add(shared[1] == chat)

    found = every_solution(shares, variables=3, most=2)
    assert found == {(a + b, a, b) for a, b in product(range(3), repeat=2) if a + b <= 2}


def test_whoever_serves_one_queue_only_is_on_it():
    assert every_solution(lambda m, v: m.add(share_out(m, v[0], [3], most=2)[3] == v[1]), variables=2) == {
        (0, 0),
        (1, 1),
    }
