"""What holds of every forecast, whatever came."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from halfhour.engine.forecasting import LEVELS, coverage, wape
from support.forecasting import BUSY_DAY, Case, always, flat, kinds, office

WEEK = np.array([1.3, 1.1, 1.0, 0.9, 1.0, 0.4, 0.2])


def weekly(level: float):
    return lambda grid: level * WEEK[grid.weekdays] * BUSY_DAY[grid.slots]


@pytest.mark.parametrize("rate", [0.0, 3.0, 40.0])
@pytest.mark.parametrize("days", [5, 30, 80])
def test_a_constant_queue_goes_on_as_it_was(rate, days):
    case = Case(days=days, ahead=7)

    forecast = case.forecast(flat(rate)(case.past))

    if days == 5:  # Saturday and Sunday were never seen
        weekdays = case.horizon.weekdays < 5
        assert forecast.offered_mean[weekdays] == pytest.approx(rate, rel=0.02)
    else:
        assert forecast.offered_mean == pytest.approx(rate, rel=0.02)


def test_a_known_week_is_recovered():
    case = Case(days=84, hours=office)
    rates = weekly(4000)

    forecast = case.forecast(case.poisson(rates, seed=1)[0])

    expected = np.where(office(case.horizon) > 0, rates(case.horizon), 0.0)
    assert wape(offered=expected, expected=forecast.offered_mean) < 0.015


def test_a_weekend_on_friday_and_saturday_is_recovered_too():
    case = Case(days=84)
    week = np.array([1.0, 1, 1, 1, 0.3, 0.1, 1.1])

    def rates(grid):
        return 300 * week[grid.weekdays] * BUSY_DAY[grid.slots]

    forecast = case.forecast(case.poisson(rates, seed=2)[0])

    by_weekday = [forecast.offered_mean[case.horizon.weekdays == day].sum() for day in range(7)]
    assert np.array(by_weekday) / by_weekday[0] == pytest.approx(week, rel=0.05)


def test_closed_intervals_are_zero_with_all_their_bounds():
    case = Case(days=60, hours=office)

    forecast = case.forecast(case.poisson(flat(20), seed=3)[0])

    closed = office(case.horizon) == 0
    assert (forecast.offered_mean[closed] == 0).all()
    assert (forecast.offered_quantiles[:, closed] == 0).all()
    assert (forecast.offered_mean[~closed] > 15).all()


def test_an_interval_open_for_ten_minutes_gets_a_third():
    case = Case(days=60)
    ten_minutes_at_six = np.where(case.horizon.slots == 36, 600, 1800)

    forecast = case.forecast(case.poisson(flat(90), seed=4)[0], horizon_open_seconds=ten_minutes_at_six)

    assert forecast.offered_mean[case.horizon.slots == 36] == pytest.approx(30, rel=0.1)
    assert forecast.offered_mean[case.horizon.slots == 35] == pytest.approx(90, rel=0.1)


def test_ten_times_the_contacts_are_ten_times_the_forecast():
    case = Case(days=70, hours=office)
    counts, _ = case.poisson(weekly(2000), seed=5)

    once, ten_times = case.forecast(counts), case.forecast(10 * counts)

    # Not to the last digit: the more contacts, the less is left to chance and the less is smoothed.
    assert wape(offered=10 * once.offered_mean, expected=ten_times.offered_mean) < 0.01


def test_the_same_arguments_give_the_same_forecast():
    case = Case(days=70)
    counts, _ = case.poisson(weekly(60), seed=6)

    once, twice = case.forecast(counts, seed=8), case.forecast(counts, seed=8)

    assert (once.offered_mean == twice.offered_mean).all()
    assert (once.offered_quantiles == twice.offered_quantiles).all()
    assert once.scores == twice.scores


def test_what_came_after_the_horizon_began_changes_nothing():
    case = Case(days=80)
    known = case.days - 20
    counts, _ = case.poisson(weekly(60), seed=7)
    tampered = np.where(np.arange(len(counts)) < known * 48, counts, 10_000.0)
    earlier = replace(case, days=known)

    def asked(offered):
        return case.forecast(offered, horizon=earlier.horizon, horizon_open_seconds=always(earlier.horizon))

    assert (asked(counts).offered_mean == asked(tampered).offered_mean).all()
    assert (asked(counts).offered_mean == earlier.forecast(counts[: known * 48]).offered_mean).all()


@pytest.mark.parametrize("level", [0.3, 4.0, 200.0])
@pytest.mark.parametrize("days", [4, 40, 70])
def test_bounds_are_in_order_and_never_narrower_than_chance(level, days):
    case = Case(days=days)

    forecast = case.forecast(case.poisson(weekly(level), seed=9)[0])

    assert (forecast.offered_quantiles >= 0).all()
    assert (np.diff(forecast.offered_quantiles, axis=0) >= 0).all()
    chance = stats.poisson.ppf(np.array(LEVELS)[:, None], forecast.offered_mean[None, :])
    assert (forecast.offered_at(0.05) <= chance[0]).all()
    assert (forecast.offered_at(0.95) >= chance[-1]).all()


@pytest.mark.parametrize("rate", [2.0, 20.0, 300.0])
def test_bounds_of_a_queue_of_pure_chance_hold_what_they_claim(rate):
    held = []
    for seed in range(6):
        case = Case(days=50, ahead=7)
        before, came = case.poisson(flat(rate), seed=seed)
        forecast = case.forecast(before)
        held.append(coverage(offered=came, low=forecast.offered_at(0.05), high=forecast.offered_at(0.95)))

    # Whole numbers hold more than they claim: at a rate of 2, from 0 to 5 holds 98 %.
    assert 0.88 <= np.mean(held) <= (0.99 if rate < 10 else 0.95)


def test_bounds_of_days_that_vary_hold_what_they_claim():
    held = []
    for seed in range(6):
        case = Case(days=60, ahead=14)
        rng = np.random.default_rng(seed)
        busy = rng.gamma(100, 1 / 100, case.days + case.ahead)  # a day is 10 % busier or quieter
        rates = 200 * np.repeat(busy, 48)
        counts = rng.poisson(rates).astype(float)
        forecast = case.forecast(counts[: case.days * 48])
        came = counts[case.days * 48 :]
        held.append(coverage(offered=came, low=forecast.offered_at(0.05), high=forecast.offered_at(0.95)))

    assert 0.82 <= np.mean(held) <= 0.96


def test_the_spread_tells_what_is_uncertain_beyond_chance():
    case = Case(days=90, ahead=7)
    rng = np.random.default_rng(11)
    busy = np.repeat(rng.gamma(1 / 0.15**2, 0.15**2, case.days), 48)

    steady = case.forecast(rng.poisson(np.full(case.days * 48, 30.0)).astype(float))
    varying = case.forecast(rng.poisson(30 * busy).astype(float))

    assert np.median(steady.rate_spread) < 0.06
    assert 0.1 < np.median(varying.rate_spread) < 0.25


def test_every_slot_of_a_day_on_which_the_clock_goes_back_is_forecast():
    case = Case(days=280, ahead=28, timezone="Europe/Berlin")  # the horizon holds 27 October 2024

    forecast = case.forecast(case.poisson(flat(40), seed=12)[0])

    long_day = case.horizon.dates == np.datetime64("2024-10-27")
    assert long_day.sum() == 50
    assert forecast.offered_mean[long_day] == pytest.approx(40, rel=0.1)


@pytest.mark.parametrize("minutes", [15, 60, 240])
def test_intervals_may_have_another_length(minutes):
    case = Case(days=50, ahead=7, minutes=minutes)

    forecast = case.forecast(case.poisson(flat(minutes), seed=13)[0])

    assert forecast.offered_mean == pytest.approx(minutes, rel=0.15)


def test_days_without_data_are_no_days_without_contacts():
    case = Case(days=70)
    counts, _ = case.poisson(flat(50), seed=14)
    counts[case.past.dates == np.datetime64("2024-02-07")] = np.nan
    counts[case.past.dates >= np.datetime64("2024-03-01")] = np.nan  # the last ten days

    forecast = case.forecast(counts)

    assert forecast.offered_mean == pytest.approx(50, rel=0.1)
    assert "forecasting.days_missing" in kinds(forecast)


def test_closures_that_nothing_explains_do_not_poison_the_forecast():
    case = Case(days=70, hours=office)
    counts, _ = case.poisson(flat(50), seed=15)
    poisoned = counts.copy()
    for closed_on in ("2024-02-06", "2024-02-27", "2024-03-05"):
        poisoned[case.past.dates == np.datetime64(closed_on)] = 0
    poisoned[(case.past.dates == np.datetime64("2024-03-07")) & (case.past.slots >= 26)] = 0  # from 13:00

    clean, told = case.forecast(counts), case.forecast(poisoned)

    assert told.offered_mean == pytest.approx(clean.offered_mean, rel=0.06)
    set_aside = [reason for reason in told.reasons if reason.kind == "forecasting.days_set_aside"]
    assert [reason.figures["days"] for reason in set_aside] == [4]
