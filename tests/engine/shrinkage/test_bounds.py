"""Bounds hold the true share about as often as they say, and widen with less to look at."""

import numpy as np
import pytest

from halfhour.engine.shrinkage import share_bounds
from support.spells import spells

DAY = 28_800


def bounds(off, *, week=5):
    part = np.where(off, DAY, 0) if off.dtype == bool else off
    return share_bounds(part=part, whole=np.full(part.shape, DAY), weeks=np.arange(part.shape[1]) // week)


@pytest.mark.parametrize(("people", "days"), [(5, 10), (14, 60), (75, 20)])
def test_bounds_of_sickness_in_spells_hold_in_nine_of_ten_teams(people, days):
    chance = np.random.default_rng(1)
    held = 0
    for _team in range(200):
        off, true = spells(chance, people=people, days=days, mean_days=3.0, share=0.04)
        low, high = bounds(off)
        held += low <= true <= high
    assert held / 200 >= 0.9


def test_bounds_of_breaks_that_differ_from_day_to_day_hold_in_nineteen_of_twenty_teams():
    chance = np.random.default_rng(2)
    held = 0
    for _team in range(200):
        share = 0.05 + chance.normal(0, 0.01, (1, 40)) + chance.normal(0, 0.015, (14, 40))
        low, high = bounds((np.clip(share, 0, 1) * DAY).astype(np.int64))
        held += low <= 0.05 <= high
    assert held / 200 >= 0.93


def test_more_people_and_more_days_give_closer_bounds():
    def width(people, days):
        widths = []
        for team in range(20):
            off, _true = spells(
                np.random.default_rng(team), people=people, days=days, mean_days=2.0, share=0.05
            )
            low, high = bounds(off)
            widths.append(high - low)
        return np.median(widths)

    assert width(14, 20) > width(14, 80) > width(14, 320)
    assert width(10, 60) > width(80, 60)


def test_a_cause_that_never_came_may_still_come():
    low, high = bounds(np.zeros((14, 20), dtype=bool))
    assert low == 0
    assert high == pytest.approx(1.96**2 / (14 * 4 + 1.96**2), rel=1e-3), "none of 56 people's weeks"


def test_one_person_on_one_day_tells_nothing():
    assert bounds(np.array([[DAY // 2]])) == (0.0, 1.0)


def test_what_is_the_same_for_everybody_every_day_is_certain():
    assert bounds(np.full((14, 20), 1440)) == pytest.approx((0.05, 0.05))


def test_nothing_known_is_nothing_sure():
    assert share_bounds(part=np.zeros((2, 3), int), whole=np.zeros((2, 3), int), weeks=np.zeros(3, int)) == (
        0.0,
        1.0,
    )


def test_bounds_lie_around_the_share_and_within_nought_and_one():
    for seed in range(40):
        off, _true = spells(np.random.default_rng(seed), people=6, days=12, mean_days=3.0, share=0.3)
        low, high = bounds(off)
        assert 0 <= low <= off.mean() <= high <= 1
