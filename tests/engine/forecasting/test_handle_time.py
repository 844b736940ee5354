import numpy as np
import pytest

from halfhour.engine.forecasting import coverage
from halfhour.engine.forecasting._handle import Measured, fit_handle
from support.forecasting import Case, flat, kinds


def measured_at(case: Case, offered, mean_seconds, *, seed: int):
    """Means of single handle times that are exponential around `mean_seconds`, NaN where none came."""
    rng = np.random.default_rng(seed)
    sums = rng.gamma(np.maximum(offered, 1), mean_seconds)
    return np.where(offered > 0, sums / np.maximum(offered, 1), np.nan)


def test_without_a_measured_handle_time_the_default_is_used_and_says_so():
    case = Case(days=28)

    forecast = case.forecast(case.poisson(flat(10), seed=1)[0], default_handle_seconds=210.0)

    assert (forecast.handle_seconds_mean == 210).all()
    assert (forecast.handle_seconds_low < 210).all()
    assert (forecast.handle_seconds_high > 210).all()
    assert "forecasting.handle_time.assumed" in kinds(forecast)


def test_a_longer_evening_is_found_where_enough_was_measured():
    case = Case(days=60)
    offered, _ = case.poisson(flat(40), seed=2)
    true = np.where(case.past.slots >= 36, 300.0, 200.0)

    forecast = case.forecast(offered, handle_seconds=measured_at(case, offered, true, seed=2))

    assert forecast.handle_seconds_mean[case.horizon.slots >= 36] == pytest.approx(300, rel=0.08)
    assert forecast.handle_seconds_mean[case.horizon.slots < 36] == pytest.approx(200, rel=0.08)
    assert "forecasting.handle_time.measured" in kinds(forecast)


def test_chance_differences_between_slots_are_smoothed_away():
    case = Case(days=21)
    offered, _ = case.poisson(flat(2), seed=3)
    handle = measured_at(case, offered, 200.0, seed=3)

    forecast = case.forecast(offered, handle_seconds=handle)

    by_slot = [np.nanmean(handle[case.past.slots == slot]) for slot in range(48)]
    assert np.std(by_slot) > 20
    assert np.std(forecast.handle_seconds_mean) < 8
    assert forecast.handle_seconds_mean == pytest.approx(200, rel=0.1)


def test_few_measured_contacts_stay_near_the_default():
    grid = Case(days=1).past
    few = Measured(
        seconds=np.array([600.0]),
        contacts=np.array([1.0]),
        days=np.array([0]),
        weekdays=np.array([0]),
        slots=np.array([20]),
    )

    fit = fit_handle(measured=few, assumed_seconds=300.0, slot_count=48)

    assert 300 < fit.mean(grid.weekdays[:1], grid.slots[:1])[0] < 400


@pytest.mark.parametrize("rate", [1.0, 8.0, 60.0])
def test_bounds_hold_the_means_that_are_then_measured(rate):
    held = []
    for seed in range(4):
        case = Case(days=42)
        offered, came = case.poisson(flat(rate), seed=seed)
        handle = measured_at(case, offered, 240.0, seed=seed)
        then = measured_at(case, came, 240.0, seed=100 + seed)
        forecast = case.forecast(offered, handle_seconds=handle)
        held.append(
            coverage(offered=then, low=forecast.handle_seconds_low, high=forecast.handle_seconds_high)
        )

    assert np.mean(held) == pytest.approx(0.9, abs=0.05)


def test_a_drifting_mean_widens_the_bounds_and_the_spread():
    case = Case(days=60)
    offered, _ = case.poisson(flat(60), seed=5)
    wander = np.repeat(np.exp(0.15 * np.random.default_rng(5).normal(size=60)), 48)

    steady = case.forecast(offered, handle_seconds=measured_at(case, offered, 200.0, seed=6))
    drifting = case.forecast(offered, handle_seconds=measured_at(case, offered, 200 * wander, seed=6))

    assert steady.handle_spread.max() < 0.08
    assert drifting.handle_spread.min() > 0.1


def test_recent_weeks_count_more():
    case = Case(days=180)
    offered, _ = case.poisson(flat(20), seed=7)
    true = np.where(np.arange(len(case.past)) < 120 * 48, 300.0, 200.0)

    forecast = case.forecast(offered, handle_seconds=measured_at(case, offered, true, seed=7))

    assert forecast.handle_seconds_mean.mean() < 255  # the plain mean is 267
