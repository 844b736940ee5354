"""Chance is what it says it is: held against scipy's distributions and the moments of counts."""

import math

import numpy as np
import pytest
from scipy import stats

from halfhour.engine.simulation import (
    Centre,
    Empirical,
    Exponential,
    Fixed,
    Group,
    Lognormal,
    Queue,
    Skill,
    simulate,
)

UNLIKELY = 1e-4  # seeds are fixed: what is not refuted today is not refuted tomorrow


def drawn(handle, *, contacts=200_000, seed=1):
    """The work of very many contacts, each with an agent of its own in effect: hung up on by nobody."""
    queue = Queue(name="phone", expected=(contacts / 10,) * 10, handle=handle)
    group = Group(name="all", skills=(Skill(queue="phone"),), staffed=(40,) * 10)
    centre = Centre(
        queues=(queue,), groups=(group,), intervals=10, interval_seconds=handle.mean * contacts / 200
    )
    records = simulate(centre, replications=1, seed=seed, keep_records=True).records
    return records.handled_seconds[np.isfinite(records.ended_at)], records.arrived_at


def counts(*, intervals=20, replications=3000, shared=0.0, queues=1, **more):
    made = tuple(
        Queue(name=f"queue {q}", expected=(25.0,) * intervals, handle=Fixed(seconds=1), **more)
        for q in range(queues)
    )
    group = Group(
        name="all", skills=tuple(Skill(queue=queue.name) for queue in made), staffed=(1,) * intervals
    )
    centre = Centre(
        queues=made, groups=(group,), intervals=intervals, interval_seconds=7200.0, shared_day_cv=shared
    )
    return simulate(centre, replications=replications, seed=1).offered.astype(float)


@pytest.mark.parametrize(
    ("handle", "truth"),
    [
        (Exponential(mean_seconds=100), stats.expon(scale=100)),
        (Lognormal(mean_seconds=100, cv=0.5), None),
        (Lognormal(mean_seconds=100, cv=2.5), None),
    ],
    ids=["exponential", "lognormal", "heavy"],
)
def test_work_is_spread_as_scipy_says_far_into_its_tail(handle, truth):
    work, _ = drawn(handle)
    if truth is None:
        sigma = math.sqrt(math.log1p(handle.cv**2))
        truth = stats.lognorm(s=sigma, scale=handle.mean_seconds / math.sqrt(1 + handle.cv**2))
    assert work.size > 150_000
    assert stats.kstest(work, truth.cdf).pvalue > UNLIKELY
    for share in (1e-4, 1e-3, 0.5, 0.999, 0.9999):
        below = (work < truth.ppf(share)).sum()
        assert stats.binomtest(int(below), work.size, share).pvalue > UNLIKELY


def test_measured_work_is_drawn_by_its_shares():
    work, _ = drawn(Empirical(seconds=(30.0, 90.0, 300.0), shares=(0.2, 0.5, 0.3)))
    values, found = np.unique(np.round(work, 6), return_counts=True)
    assert values.tolist() == [30.0, 90.0, 300.0]
    assert stats.chisquare(found, np.array([0.2, 0.5, 0.3]) * work.size).pvalue > UNLIKELY

    alike, _ = drawn(Empirical(seconds=(30.0, 90.0, 90.0, 300.0)))
    found = np.unique(np.round(alike, 6), return_counts=True)[1]
    assert stats.chisquare(found, np.array([1, 2, 1]) * alike.size / 4).pvalue > UNLIKELY


def test_arrivals_are_a_poisson_process():
    _, arrived = drawn(Exponential(mean_seconds=100))
    gaps = np.diff(arrived)
    assert stats.kstest(gaps / gaps.mean(), "expon").pvalue > UNLIKELY
    assert abs(np.corrcoef(gaps[:-1], gaps[1:])[0, 1]) < 4 / math.sqrt(gaps.size)

    found = counts()
    assert found.mean() == pytest.approx(25, rel=0.005)
    assert found.var() == pytest.approx(25, rel=0.03)
    apart = np.corrcoef(found[:, 0, 3], found[:, 0, 4])[0, 1]
    assert abs(apart) < 0.08


@pytest.mark.parametrize("cv", [0.1, 0.3, 1.2])
def test_overdispersion_of_half_hours_has_the_variance_asked_for(cv):
    found = counts(interval_cv=cv)
    assert found.mean() == pytest.approx(25, rel=0.02)
    assert found.var() == pytest.approx(25 + (25 * cv) ** 2, rel=0.06)
    assert abs(np.corrcoef(found[:, 0, 3], found[:, 0, 4])[0, 1]) < 0.08


def test_the_factor_of_a_day_is_shared_by_its_half_hours_and_not_by_the_next_day():
    found = counts(day_cv=0.3, intervals=24)  # two days of two-hour intervals
    whole = found[:, 0, :12].sum(axis=1)
    assert whole.var() == pytest.approx(300 + (300 * 0.3) ** 2, rel=0.1)
    same = np.corrcoef(found[:, 0, 3], found[:, 0, 4])[0, 1]
    other = np.corrcoef(found[:, 0, 3], found[:, 0, 14])[0, 1]
    assert same == pytest.approx(7.5**2 / (25 + 7.5**2), abs=0.05)
    assert abs(other) < 0.08


def test_the_shared_factor_moves_all_queues_together_and_their_own_does_not():
    together = counts(shared=0.3, queues=2).sum(axis=2)
    apart = counts(day_cv=0.3, queues=2).sum(axis=2)
    assert np.corrcoef(together[:, 0], together[:, 1])[0, 1] > 0.8
    assert abs(np.corrcoef(apart[:, 0], apart[:, 1])[0, 1]) < 0.08
