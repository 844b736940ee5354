"""Calendars that the forecast must know, and what it says where it does not know enough."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from halfhour.engine.errors import OutOfRange
from halfhour.engine.forecasting import forecast_queue
from halfhour.engine.history import QueueHistory
from support.forecasting import Case, always, flat, kinds, office


def closing(days: set[str]):
    """Office hours, but not on these days."""
    return lambda grid: np.where(np.isin(grid.dates.astype(str), list(days)), 0, office(grid))


def on_day(case: Case, forecast, day: str) -> float:
    return float(forecast.offered_mean[case.horizon.dates == np.datetime64(day)].sum())


def test_a_closed_holiday_gets_nothing_and_the_day_after_gets_more():
    closed = {"2024-02-05", "2024-03-04", "2024-04-08", "2024-05-06"}  # Mondays
    case = Case(days=119, hours=closing(closed), holidays={date.fromisoformat(day): "Bank" for day in closed})
    rates = np.full(len(case.past), 60.0)
    rates[np.isin(case.past.dates.astype(str), ["2024-02-06", "2024-03-05", "2024-04-09"])] *= 1.4

    forecast = case.forecast(np.random.default_rng(1).poisson(rates).astype(float))

    assert on_day(case, forecast, "2024-05-06") == 0
    assert on_day(case, forecast, "2024-05-07") == pytest.approx(1.4 * 60 * 20, rel=0.1)
    assert on_day(case, forecast, "2024-04-30") == pytest.approx(60 * 20, rel=0.05)


def test_a_holiday_on_which_the_desk_is_open_is_as_quiet_as_those_before():
    quiet = [date(2024, 1, 17), date(2024, 2, 14), date(2024, 3, 13), date(2024, 4, 10)]
    case = Case(days=98, holidays=dict.fromkeys(quiet, "Quiet day"))
    rates = np.where(np.isin(case.past.dates.astype(object), quiet), 8.0, 40.0)

    forecast = case.forecast(np.random.default_rng(2).poisson(rates).astype(float))

    assert on_day(case, forecast, "2024-04-10") == pytest.approx(8 * 48, rel=0.25)
    assert on_day(case, forecast, "2024-04-17") == pytest.approx(40 * 48, rel=0.05)
    assert "forecasting.holidays_unseen" not in kinds(forecast)


def test_a_holiday_never_seen_has_wide_bounds_and_says_so():
    case = Case(days=70, holidays={date(2024, 3, 14): "New day"})

    forecast = case.forecast(case.poisson(flat(100), seed=3)[0])

    holiday = case.horizon.dates == np.datetime64("2024-03-14")
    width = forecast.offered_at(0.95) - forecast.offered_at(0.05)
    assert width[holiday].min() > 4 * np.median(width[~holiday])
    assert "forecasting.holidays_unseen" in kinds(forecast)


def test_busy_first_days_of_the_month_are_learned():
    case = Case(days=152, ahead=14, hours=office)  # ahead: 1 to 14 June 2024

    def rates(grid):
        first_days = (grid.dates - grid.dates.astype("datetime64[M]")).astype(int) < 4
        return np.where(first_days, 75.0, 50.0)

    forecast = case.forecast(case.poisson(rates, seed=4)[0])

    assert on_day(case, forecast, "2024-06-03") > 1.2 * on_day(case, forecast, "2024-06-10")


def test_nothing_known_is_forecast_as_nothing_and_says_so():
    case = Case(days=30)

    forecast = case.forecast(np.full(len(case.past), np.nan))

    assert forecast.offered_mean.sum() == 0
    assert forecast.model == "none"
    assert {"forecasting.no_history", "forecasting.handle_time.assumed"} == kinds(forecast)


def test_a_queue_without_a_contact_stays_at_zero():
    case = Case(days=30)

    forecast = case.forecast(np.zeros(len(case.past)))

    assert forecast.offered_quantiles.sum() == 0
    assert "forecasting.no_contacts" in kinds(forecast)


def test_a_queue_that_ended_weeks_ago_is_not_brought_back():
    case = Case(days=70)
    counts, _ = case.poisson(flat(20), seed=5)
    counts[case.past.dates >= np.datetime64("2024-02-20")] = 0  # the last twenty days

    forecast = case.forecast(counts)

    assert forecast.offered_mean.sum() == 0
    assert "forecasting.fell_silent" in kinds(forecast)


def test_a_quiet_queue_that_had_no_contact_of_late_has_not_ended():
    case = Case(days=70)
    counts = np.zeros(len(case.past))
    counts[[500, 900, 1400]] = 1

    forecast = case.forecast(counts)

    assert forecast.offered_mean.sum() > 0
    assert "forecasting.fell_silent" not in kinds(forecast)


@pytest.mark.parametrize("days", [1, 3, 6, 7, 13])
def test_a_short_history_is_used_untested_with_wide_bounds(days):
    case = Case(days=days, ahead=7)

    forecast = case.forecast(case.poisson(flat(50), seed=6)[0])

    assert forecast.offered_mean == pytest.approx(50, rel=0.25)
    assert {"forecasting.untested", "forecasting.short_history"} <= kinds(forecast)
    assert forecast.scores == ()
    assert (forecast.offered_at(0.95) - forecast.offered_at(0.05)).min() > 0.4 * 50


def test_weekdays_never_seen_are_wider_still():
    case = Case(days=5, ahead=7)  # Monday to Friday

    forecast = case.forecast(case.poisson(flat(50), seed=7)[0])

    weekend = case.horizon.weekdays >= 5
    assert (forecast.rate_spread[weekend] > 2 * forecast.rate_spread[~weekend].max()).all()
    unseen = [reason for reason in forecast.reasons if reason.kind == "forecasting.weekdays_unseen"]
    assert [reason.figures["days"] for reason in unseen] == [2]


def test_a_history_too_short_for_the_horizon_says_how_far_it_was_tested():
    case = Case(days=40, ahead=56)

    forecast = case.forecast(case.poisson(flat(50), seed=8)[0])

    shorter = [reason for reason in forecast.reasons if reason.kind == "forecasting.tested_shorter"]
    assert [reason.figures["days"] for reason in shorter] == [14]


def test_the_further_ahead_the_less_sure():
    near, far = Case(days=70), Case(days=70, gap=56)
    counts, _ = near.poisson(flat(200), seed=9)

    assert np.median(far.forecast(counts).rate_spread) > np.median(near.forecast(counts).rate_spread)


def test_contacts_before_opening_are_not_forecast_for_a_closed_hour():
    case = Case(days=70, hours=office)

    forecast = case.forecast(np.full(len(case.past), 30.0))

    assert forecast.offered_mean.sum() == pytest.approx(30 * 20 * 10, rel=0.02)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"default_handle_seconds": 0.0}, "got a default handle time of 0 s; need more than 0"),
        ({"open_seconds": np.full(5, 1800)}, "got 5 open seconds and 960 counts for 960 intervals"),
        ({"horizon_open_seconds": np.full(5, 1800)}, "got 5 open seconds for 672 intervals"),
    ],
)
def test_arguments_that_do_not_fit_are_refused(changed, sentence):
    case = Case(days=20)

    with pytest.raises(OutOfRange, match=sentence):
        case.forecast(np.ones(len(case.past)), **changed)


def test_negative_counts_are_refused():
    case = Case(days=20)
    counts = np.ones(len(case.past))
    counts[7] = -2

    with pytest.raises(OutOfRange, match="got -2 contacts in an interval; need 0 or more"):
        case.forecast(counts)


def test_an_empty_horizon_and_another_kind_of_interval_are_refused():
    case = Case(days=20)
    nothing = replace(case.horizon, starts=case.horizon.starts[:0])
    hours = replace(case, minutes=60).horizon

    with pytest.raises(OutOfRange, match="got an empty horizon; need at least one interval"):
        case.forecast(np.ones(960), horizon=nothing, horizon_open_seconds=np.zeros(0))
    elsewhere = replace(case.horizon, timezone="Asia/Tokyo")
    with pytest.raises(OutOfRange, match="a history in UTC for a horizon in Asia/Tokyo; need the same zone"):
        case.forecast(np.ones(960), horizon=elsewhere)
    with pytest.raises(OutOfRange, match="intervals of 1800 s for a horizon of 3600 s; need the same"):
        case.forecast(np.ones(960), horizon=hours, horizon_open_seconds=always(hours))


@pytest.mark.parametrize("intervals", [0, 5])
def test_a_history_that_begins_with_the_horizon_is_no_history(intervals):
    case = Case(days=20)
    grid = replace(case.horizon, starts=case.horizon.starts[:intervals])
    history = QueueHistory(
        queue="phone", grid=grid, offered=np.ones(intervals), handle_seconds=np.full(intervals, 9.0)
    )

    forecast = forecast_queue(
        history=history,
        open_seconds=always(grid),
        horizon=case.horizon,
        horizon_open_seconds=always(case.horizon),
        holidays={},
        default_handle_seconds=120.0,
    )

    assert "forecasting.no_history" in kinds(forecast)
    assert (forecast.handle_seconds_mean == 120).all()
