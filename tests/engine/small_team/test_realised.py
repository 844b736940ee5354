"""Figures of simulated days, from days counted by hand; differences against the jack-knife."""

import numpy as np
import pytest

from halfhour.engine.small_team._absence import absence, one_fewer
from halfhour.engine.small_team._realised import Days, paired_share, paired_total, realised


def days(offered, kept, share=0.8, abandoned=0, wait=0):
    offered, kept = np.array(offered, dtype=float), np.array(kept, dtype=float)
    return Days(
        offered=offered,
        wanted=share * offered,
        kept=kept,
        abandoned=np.full(offered.shape, float(abandoned)),
        wait_seconds=np.full(offered.shape, float(wait)),
    )


def test_half_hours_and_days_are_counted_by_themselves():
    found = realised(days(offered=[[10, 5], [10, 0]], kept=[[8, 1], [6, 0]], abandoned=1, wait=30))
    assert found.interval.mean == found.day.mean == 15 / 25
    assert (found.interval.low, found.interval.high) == (0.2, 0.8)
    assert found.interval.under_goal == pytest.approx(2 / 3)  # 80 % is kept, 60 and 20 % are not
    assert (found.day.low, found.day.high, found.day.under_goal) == (0.6, 0.6, 1.0)
    intervals = found.intervals
    assert intervals.contacts.tolist() == [10, 2.5]
    assert intervals.level.tolist() == [0.7, 0.2]
    assert intervals.goal_chance.tolist() == [0.5, 0.0]
    assert intervals.wait_seconds.tolist() == [3.0, 12.0]
    assert intervals.abandonment.tolist() == [0.1, 0.4]


def test_a_half_hour_to_which_nobody_comes_has_no_level():
    found = realised(days(offered=[[0, 4]], kept=[[0, 4]]))
    assert np.isnan(found.intervals.level[0])
    assert found.interval.mean == 1.0
    nothing = realised(days(offered=[[0, 0]], kept=[[0, 0]]))
    assert nothing.interval is None
    assert nothing.day is None


def test_goals_of_several_queues_are_weighed_by_their_contacts():
    both = Days(
        offered=np.array([[20.0]]),
        wanted=np.array([[0.8 * 10 + 0.6 * 10]]),
        kept=np.array([[14.0]]),
        abandoned=np.zeros((1, 1)),
        wait_seconds=np.zeros((1, 1)),
    )
    assert realised(both).interval.under_goal == 0


def jackknife(counts, of, other_counts, other_of):
    """The bounds of a difference of ratios by leaving out one day at a time."""
    size = counts.size

    def difference(keep):
        return other_counts[keep].sum() / other_of[keep].sum() - counts[keep].sum() / of[keep].sum()

    every = np.arange(size)
    left = np.array([difference(every != day) for day in every])
    error = np.sqrt((size - 1) / size * ((left - left.mean()) ** 2).sum())
    return difference(every == every), error


def test_a_difference_of_shares_has_the_bounds_of_the_jackknife():
    rng = np.random.default_rng(5)
    of = rng.poisson(200, 400).astype(float)
    counts = rng.binomial(of.astype(int), 0.8).astype(float)
    other = np.minimum(counts + rng.poisson(4, 400), of)
    found = paired_share((counts, of), (other, of))
    mean, error = jackknife(counts, of, other, of)
    assert found.mean == pytest.approx(mean)
    assert (found.high - found.low) / 2 == pytest.approx(1.96 * error, rel=0.02)


def test_a_difference_of_totals_is_judged_day_by_day():
    today, changed = np.array([100.0, 200.0, 300.0]), np.array([101.0, 202.0, 303.0])
    found = paired_total(today, changed)
    assert found.mean == 2
    assert found.high - found.low < 6  # not the hundreds by which days differ from one another
    assert paired_total(today, today) == paired_total(changed, changed)


def test_one_fewer_is_the_mean_over_those_who_are_due():
    here = days(offered=[[10, 10]], kept=[[10, 10]])
    without = {
        "Ada": (np.array([1.0, 0.0]), days(offered=[[10, 10]], kept=[[6, 10]])),
        "Ben": (np.array([0.5, 1.0]), days(offered=[[10, 10]], kept=[[9, 4]])),
    }
    effects = [
        absence(agent=name, presence=presence, everybody=here, without=left)
        for name, (presence, left) in without.items()
    ]
    fewer = one_fewer(effects)
    assert fewer.level == pytest.approx([(0.6 + 0.5 * 0.9) / 1.5, 0.4])
    assert [effect.in_time.mean for effect in effects] == [-4.0, -7.0]
