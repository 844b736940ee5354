import numpy as np
import pytest
from scipy import stats

from halfhour.engine.forecasting import LEVELS
from halfhour.engine.forecasting._bounds import (
    HeldBack,
    are_within_bounds,
    bounds,
    calibrate,
    untested,
)
from halfhour.engine.forecasting._counts import counts_at, place_of, share_upto
from halfhour.engine.forecasting._days import MONTH_TURN, PLAIN_DAY, SPECIAL_DAY
from halfhour.engine.forecasting._dispersion import rate_variance, rate_variances

DAYS, SLOTS = 60, 20


def held_back(counts, expected, *, kinds=PLAIN_DAY, doubt=0.02):
    """Days × slots of counts, as a model's held-back days."""
    days, slots = np.indices(counts.shape)
    return HeldBack(
        counts=counts.ravel().astype(float),
        expected=np.broadcast_to(expected, counts.shape).ravel().astype(float),
        doubt=np.full(counts.size, doubt),
        days=days.ravel(),
        slots=slots.ravel(),
        kinds=np.broadcast_to(kinds, counts.shape).ravel(),
        slot_count=counts.shape[1],
    )


def noisy(rng, expected, spread, shape):
    factors = rng.gamma(1 / spread**2, spread**2, shape) if spread else np.ones(shape)
    return rng.poisson(expected * factors)


@pytest.mark.parametrize("spread", [0.0, 0.05, 0.1, 0.3])
@pytest.mark.parametrize("expected", [100.0, 1000.0])
def test_the_spread_of_rates_is_found_beside_chance(spread, expected):
    rng = np.random.default_rng(1)
    counts = noisy(rng, expected, spread, 40_000).astype(float)

    found = rate_variance(counts=counts, expected=np.full(40_000, expected)) ** 0.5

    assert found == pytest.approx(spread, rel=0.1, abs=0.02)


def test_groups_have_spreads_of_their_own_and_empty_ones_none():
    rng = np.random.default_rng(2)
    counts = np.concatenate([noisy(rng, 500, 0.05, 5000), noisy(rng, 500, 0.2, 5000)]).astype(float)

    found = rate_variances(
        counts=counts,
        expected=np.full(10_000, 500.0),
        further=0.0,
        groups=np.repeat([0, 2], 5000),
        group_count=3,
    )

    assert found[0] ** 0.5 == pytest.approx(0.05, rel=0.1)
    assert found[1] == 0
    assert found[2] ** 0.5 == pytest.approx(0.2, rel=0.1)


def test_a_few_wild_counts_do_not_widen_everything():
    rng = np.random.default_rng(3)
    counts = noisy(rng, 1000, 0.05, 4000).astype(float)
    counts[:40] = 0

    found = rate_variance(counts=counts, expected=np.full(4000, 1000.0)) ** 0.5

    assert found == pytest.approx(0.05, rel=0.25)


@pytest.mark.parametrize("spread", [0.0, 0.08, 0.25])
@pytest.mark.parametrize("expected", [0.4, 6.0, 80.0, 2000.0])
def test_bounds_learned_from_some_days_hold_on_others(spread, expected):
    rng = np.random.default_rng(4)
    calibration = calibrate(held_back(noisy(rng, expected, spread, (DAYS, SLOTS)), expected))
    others = held_back(noisy(rng, expected, spread, (400, SLOTS)), expected)

    variance = calibration.rate_variance(doubt=others.doubt, slots=others.slots, kinds=others.kinds)
    low, lower, _middle, upper, high = bounds(others.expected, variance, calibration)

    held_wide = np.mean((others.counts >= low) & (others.counts <= high))
    held_half = np.mean((others.counts >= lower) & (others.counts <= upper))
    # Steps of whole counts hold more than asked; they are small from about 80 contacts on.
    assert 0.87 <= held_wide <= (0.95 if expected >= 80 else 1.0)
    assert 0.46 <= held_half <= (0.60 if expected >= 80 else 1.0)


def test_errors_of_another_shape_than_assumed_are_learned():
    rng = np.random.default_rng(5)

    def tailed(days):
        return np.maximum(1000 * (1 + 0.05 * rng.laplace(size=(days, SLOTS))), 0)

    calibration = calibrate(held_back(tailed(DAYS), 1000.0))
    others = held_back(tailed(400), 1000.0)
    variance = calibration.rate_variance(doubt=others.doubt, slots=others.slots, kinds=others.kinds)
    quantiles = bounds(others.expected, variance, calibration)

    held = np.mean((others.counts >= quantiles[0]) & (others.counts <= quantiles[-1]))
    assert held == pytest.approx(0.9, abs=0.02)


def test_a_slot_that_varies_more_gets_wider_bounds():
    rng = np.random.default_rng(6)
    spreads = np.where(np.arange(SLOTS) < 5, 0.3, 0.05)
    counts = rng.poisson(500 * rng.gamma(1 / spreads**2, spreads**2, (DAYS, SLOTS)))

    found = calibrate(held_back(counts, 500.0)).slot_variance ** 0.5

    assert found[1] == pytest.approx(0.3, rel=0.3)
    assert found[12] == pytest.approx(0.05, rel=0.4)


def test_kinds_of_days_that_vary_more_do_not_widen_plain_days():
    rng = np.random.default_rng(7)
    kinds = np.where(np.arange(DAYS) % 5 == 0, SPECIAL_DAY, PLAIN_DAY)[:, None]
    spread = np.where(kinds == SPECIAL_DAY, 0.3, 0.05)
    counts = rng.poisson(500 * rng.gamma(1 / spread**2, spread**2, (DAYS, SLOTS)))

    found = calibrate(held_back(counts, 500.0, kinds=kinds))

    assert np.median(found.slot_variance) ** 0.5 == pytest.approx(0.05, rel=0.3)
    assert found.kind_variance[SPECIAL_DAY] ** 0.5 == pytest.approx(0.3, rel=0.35)
    assert found.kind_variance[MONTH_TURN] == 0


def test_doubt_beyond_the_usual_widens_the_bounds_by_as_much():
    calibration = calibrate(
        held_back(np.random.default_rng(8).poisson(400, (DAYS, SLOTS)), 400.0, doubt=0.03)
    )

    usual, doubted = (
        calibration.rate_variance(doubt=np.array([doubt]), slots=np.array([0]), kinds=np.array([PLAIN_DAY]))
        for doubt in (0.03, 0.5)
    )

    assert doubted - usual == pytest.approx(0.5**2 - 0.03**2)


def test_without_spread_the_bounds_are_those_of_poisson():
    expected = np.array([0.0, 0.5, 7.0, 300.0])

    found = bounds(expected, np.zeros(4), untested(1))

    assert (found[:, 0] == 0).all()
    assert found[:, 1:].tolist() == [stats.poisson.ppf(level, expected[1:]).tolist() for level in LEVELS]


def test_the_place_of_a_count_is_the_middle_of_its_step():
    found = place_of(np.array([0.0, 1.0]), np.array([0.5, 0.5]), np.zeros(2))

    steps = stats.poisson.cdf([0, 1], 0.5)
    assert found == pytest.approx([steps[0] / 2, (steps[0] + steps[1]) / 2], abs=1e-5)


def test_with_nothing_held_back_nothing_is_claimed_but_the_assumption():
    nothing = held_back(np.zeros((0, 4)), 0.0)

    assert calibrate(nothing).slot_variance ** 0.5 == pytest.approx([0.15] * 4)
    assert calibrate(nothing).stretch == pytest.approx(1.0)


@pytest.mark.parametrize("level", [0.0001, 0.05, 0.5, 0.95, 0.9999])
def test_counts_at_a_level_are_those_of_scipys_distributions(level):
    mean, variance = (grid.ravel() for grid in np.meshgrid([0.01, 0.7, 12.0, 900.0, 5e4], [0.001, 0.04, 2.0]))

    size = 1 / variance
    assert counts_at(level, mean).tolist() == stats.poisson.ppf(level, mean).tolist()
    assert (
        counts_at(level, mean, variance).tolist()
        == stats.nbinom.ppf(level, size, size / (size + mean)).tolist()
    )
    counts = np.round(mean)
    assert share_upto(counts, mean) == pytest.approx(stats.poisson.cdf(counts, mean), rel=1e-9)
    assert share_upto(counts, mean, variance) == pytest.approx(
        stats.nbinom.cdf(counts, size, size / (size + mean)), rel=1e-9
    )


@pytest.mark.parametrize("expected", [0.3, 5.0, 400.0])
def test_being_within_bounds_needs_no_bounds(expected):
    rng = np.random.default_rng(9)
    held = held_back(noisy(rng, expected, 0.1, (DAYS, SLOTS)), expected)
    held.counts[::7] += 0.5  # published data hold half values
    held.counts[::11] = 0
    held.expected[::11] = 0
    calibration = calibrate(held)

    variance = calibration.rate_variance(doubt=held.doubt, slots=held.slots, kinds=held.kinds)
    low, *_between, high = bounds(held.expected, variance, calibration)

    assert (are_within_bounds(held, calibration) == ((held.counts >= low) & (held.counts <= high))).all()
