from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from halfhour.engine.dayplanning._board import added_value
from halfhour.engine.dayplanning._serving import SWITCH, best_way

QUARTERS = st.lists(
    st.lists(st.integers(-20, 20).map(lambda n: n / 4), min_size=3, max_size=3), min_size=1, max_size=6
)


def points_of(way, values):
    switches = sum(before != after for before, after in pairwise(way))
    return sum(step[choice] for choice, step in zip(way, values, strict=True)) - SWITCH * switches


@given(QUARTERS)
def test_the_way_found_has_the_most_points_of_all(values):
    best = max(points_of(way, values) for way in product(range(3), repeat=len(values)))
    assert points_of(best_way(values), values) == pytest.approx(best)


people = st.floats(0, 50)


@given(needed=people, there=people, more=st.floats(0, 5))
def test_the_more_are_there_the_less_one_more_is_worth(needed, there, more):
    first, then = added_value(needed=np.array([needed, needed]), there=np.array([there, there + more]))
    assert first >= then - 1e-9 >= -1e-9


@given(needed=st.floats(1, 50), missing=st.floats(0.01, 1))
def test_who_is_missed_is_worth_more_than_who_is_spare(needed, missing):
    spare, missed = added_value(
        needed=np.array([needed, needed]), there=np.array([needed, needed * (1 - missing)])
    )
    assert missed > spare


@given(missing=st.floats(0.5, 1.0))
def test_the_same_number_missing_counts_more_where_fewer_are_needed(missing):
    few, many = added_value(needed=np.array([2.0, 20.0]), there=np.array([2.0 - missing, 20.0 - missing]))
    assert few > many


@pytest.mark.parametrize(
    ("needed", "there", "points"),
    [(2, 1, 5.0), (20, 19, 4.1), (4, 1, 6.5), (1.5, 1, 2.5), (2, 2, 0.25), (2, 3, 0.5 / 3)],
)
def test_points_are_those_of_the_methods_page(needed, there, points):
    found = added_value(needed=np.array([float(needed)]), there=np.array([float(there)]))
    assert found[0] == pytest.approx(points)
