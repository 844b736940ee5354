from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from halfhour.engine.business_time import (
    BusinessCalendar,
    business_calendar,
    holidays_between,
    makeup_workdays_between,
    open_seconds,
    working_seconds,
)
from halfhour.engine.errors import BeyondCalendar, EmptyCalendar, OutOfRange, UnknownCountry, UnknownTimezone
from halfhour.engine.intervals import interval_grid
from halfhour.engine.team import DatedHours, OpeningHours, Period, WeeklyPeriod
from support.opening import HOUR, at, daily, open_minutes, weekly

OFFICE = OpeningHours(periods=weekly("09:00-17:00"))
QUARTER = 900

# Days on which clocks change, one odd zone after the other.
CHANGE_DAYS = [
    ("Europe/Berlin", date(2024, 3, 31)),
    ("Europe/Berlin", date(2024, 10, 27)),
    ("America/New_York", date(2024, 3, 10)),
    ("America/New_York", date(2024, 11, 3)),
    ("Asia/Jerusalem", date(1999, 4, 2)),
    ("Asia/Jerusalem", date(1999, 9, 3)),
    ("Australia/Lord_Howe", date(2024, 4, 7)),
    ("Australia/Lord_Howe", date(2024, 10, 6)),
    ("Africa/Casablanca", date(2024, 3, 10)),
    ("Africa/Casablanca", date(2024, 4, 14)),
    ("America/Sao_Paulo", date(2018, 2, 17)),
    ("America/Sao_Paulo", date(2018, 11, 4)),
    ("Asia/Beirut", date(2024, 3, 31)),
    ("Asia/Beirut", date(2024, 10, 26)),
    ("America/Havana", date(2024, 11, 3)),
    ("America/St_Johns", date(2009, 11, 1)),
    ("Pacific/Apia", date(2011, 12, 30)),
    ("UTC", date(2024, 2, 29)),
]


def week_of(hours: OpeningHours, first: str, last: str, timezone: str = "UTC", **place) -> BusinessCalendar:
    return business_calendar(
        hours=hours,
        timezone=timezone,
        first_on=date.fromisoformat(first),
        last_on=date.fromisoformat(last),
        **place,
    )


def spans(calendar: BusinessCalendar) -> list[tuple[int, int]]:
    return list(zip(calendar.opens.tolist(), calendar.closes.tolist(), strict=True))


@st.composite
def opening_hours(draw, around: date) -> OpeningHours:
    def period(kind, **more):
        opens = draw(st.integers(0, 95)) * QUARTER
        return kind(opens_second=opens, closes_second=opens + draw(st.integers(1, 96)) * QUARTER, **more)

    weekdays = draw(st.lists(st.integers(0, 6), min_size=1, max_size=8))
    offsets = draw(st.lists(st.integers(-3, 3), max_size=3, unique=True))
    return OpeningHours(
        periods=tuple(period(WeeklyPeriod, weekday=weekday) for weekday in weekdays),
        exceptions=tuple(
            DatedHours(
                on=around + timedelta(days=offset),
                periods=tuple(period(Period) for _ in range(draw(st.integers(0, 2)))),
            )
            for offset in offsets
        ),
        closed_on_holidays=draw(st.booleans()),
    )


@settings(max_examples=120)
@given(data=st.data(), change=st.sampled_from(CHANGE_DAYS))
def test_calendars_are_what_telling_the_hours_minute_by_minute_finds(data, change):
    timezone, on = change
    hours = data.draw(opening_hours(on))
    first_on, last_on = on - timedelta(days=2), on + timedelta(days=2)
    minutes, is_open = open_minutes(hours, timezone, first_on, last_on)

    if not is_open.any():
        with pytest.raises(EmptyCalendar):
            business_calendar(hours=hours, timezone=timezone, first_on=first_on, last_on=last_on)
        return
    calendar = business_calendar(hours=hours, timezone=timezone, first_on=first_on, last_on=last_on)
    found = working_seconds(calendar=calendar, start=minutes, end=minutes + 60)

    assert (calendar.covers_from, calendar.covers_until) == (minutes[0], minutes[-1] + 60)
    assert found.tolist() == (is_open * 60).tolist()


@settings(max_examples=40)
@given(
    data=st.data(),
    place=st.sampled_from(
        [
            ("CN", "Asia/Shanghai", date(2024, 2, 11)),
            ("CN", "Asia/Shanghai", date(2024, 4, 29)),
            ("RU", "Europe/Moscow", date(2024, 12, 30)),
            ("IL", "Asia/Jerusalem", date(1999, 4, 4)),
            ("DE", "Europe/Berlin", date(2024, 12, 27)),
        ]
    ),
)
def test_calendars_with_public_holidays_are_what_telling_the_hours_minute_by_minute_finds(data, place):
    country, timezone, on = place
    hours = data.draw(opening_hours(on))
    days = {"first_on": on - timedelta(days=6), "last_on": on + timedelta(days=6)}
    wide = {"first_on": on - timedelta(days=9), "last_on": on + timedelta(days=9)}
    known = {"country": country, "subdivision": None}
    minutes, is_open = open_minutes(
        hours,
        timezone,
        **days,
        holidays=holidays_between(**known, **wide),
        worked=makeup_workdays_between(**known, **wide),
    )
    if not is_open.any():
        return
    calendar = business_calendar(hours=hours, timezone=timezone, country=country, **days)

    found = working_seconds(calendar=calendar, start=minutes, end=minutes + 60)

    assert found.tolist() == (is_open * 60).tolist()


@settings(max_examples=40)
@given(data=st.data(), change=st.sampled_from(CHANGE_DAYS), minutes=st.sampled_from([15, 30, 60]))
def test_the_intervals_of_a_grid_share_out_all_open_time(data, change, minutes):
    timezone, on = change
    hours = data.draw(opening_hours(on))
    days = {"timezone": timezone, "first_on": on - timedelta(days=2), "last_on": on + timedelta(days=2)}
    try:
        calendar = business_calendar(hours=hours, **days)
    except EmptyCalendar:
        return
    grid = interval_grid(interval_minutes=minutes, **days)

    found = open_seconds(calendar=calendar, grid=grid)

    assert found.sum() == (calendar.closes - calendar.opens).sum()
    assert (found >= 0).all()
    assert (found <= grid.ends - grid.starts).all()


def test_several_periods_a_day_leave_the_break_closed():
    calendar = week_of(OpeningHours(periods=weekly("09:00-12:30 13:00-17:00")), "2024-06-10", "2024-06-10")

    assert spans(calendar) == [
        (at("2024-06-10 09:00"), at("2024-06-10 12:30")),
        (at("2024-06-10 13:00"), at("2024-06-10 17:00")),
    ]


def test_periods_that_touch_or_overlap_are_one_span():
    calendar = week_of(
        OpeningHours(periods=weekly("09:00-12:00 12:00-15:00 14:00-17:00")), "2024-06-10", "2024-06-10"
    )

    assert spans(calendar) == [(at("2024-06-10 09:00"), at("2024-06-10 17:00"))]


def test_days_that_are_open_all_day_join_at_midnight():
    calendar = week_of(OpeningHours(periods=weekly("00:00-00:00", range(7))), "2024-06-10", "2024-06-16")

    assert spans(calendar) == [(at("2024-06-10 00:00"), at("2024-06-17 00:00"))]


def test_an_overnight_period_belongs_to_the_evening_on_which_it_opens():
    night = OpeningHours(periods=weekly("22:00-06:00", [4]))  # Friday night
    calendar = week_of(night, "2024-06-14", "2024-06-16")

    assert spans(calendar) == [(at("2024-06-14 22:00"), at("2024-06-15 06:00"))]


def test_the_tail_of_the_night_before_is_in_the_calendar_and_its_last_night_ends_with_it():
    night = OpeningHours(periods=weekly("22:00-06:00", range(7)))
    calendar = week_of(night, "2024-06-14", "2024-06-14")

    assert spans(calendar) == [
        (at("2024-06-14 00:00"), at("2024-06-14 06:00")),
        (at("2024-06-14 22:00"), at("2024-06-15 00:00")),
    ]


def test_a_night_lasts_an_hour_less_or_more_when_clocks_change():
    night = OpeningHours(periods=weekly("22:00-06:00", range(7)))
    spring = week_of(night, "2024-03-30", "2024-03-31", "Europe/Berlin")
    autumn = week_of(night, "2024-10-26", "2024-10-27", "Europe/Berlin")

    assert (spring.closes - spring.opens)[1] == 7 * HOUR
    assert (autumn.closes - autumn.opens)[1] == 9 * HOUR


def test_hours_that_open_at_a_time_that_does_not_exist_open_when_the_clock_is_changed():
    early = OpeningHours(periods=weekly("02:30-05:00", [6]))
    calendar = week_of(early, "2024-03-31", "2024-03-31", "Europe/Berlin")

    assert spans(calendar) == [
        (at("2024-03-31 03:00", "Europe/Berlin"), at("2024-03-31 05:00", "Europe/Berlin"))
    ]


def test_hours_inside_the_skipped_hour_are_no_open_time():
    skipped = OpeningHours(periods=weekly("02:00-03:00", [6]))

    with pytest.raises(EmptyCalendar):
        week_of(skipped, "2024-03-31", "2024-03-31", "Europe/Berlin")


def test_hours_on_either_side_of_a_repeated_time_stay_in_step():
    early_and_late = OpeningHours(periods=weekly("00:00-02:30 02:30-06:00", [6]))
    calendar = week_of(early_and_late, "2024-10-27", "2024-10-27", "Europe/Berlin")

    assert spans(calendar) == [
        (at("2024-10-27 00:00", "Europe/Berlin"), at("2024-10-27 06:00", "Europe/Berlin"))
    ]


def test_a_dated_exception_wins_over_the_week_and_over_a_holiday():
    christmas = DatedHours(on=date(2024, 12, 25), periods=daily("10:00-12:00"))
    inventory = DatedHours(on=date(2024, 12, 27))
    hours = OpeningHours(periods=weekly("09:00-17:00"), exceptions=(christmas, inventory))
    calendar = week_of(hours, "2024-12-23", "2024-12-29", country="DE")

    opened = [str(on) for on in calendar.opens.astype("datetime64[s]")]
    assert opened == ["2024-12-23T09:00:00", "2024-12-24T09:00:00", "2024-12-25T10:00:00"]


def test_a_holiday_does_not_cut_off_the_night_that_began_before_it():
    night = OpeningHours(periods=weekly("22:00-06:00", range(7)))
    calendar = week_of(night, "2024-12-24", "2024-12-27", country="DE")  # 25 and 26 December are holidays

    assert (at("2024-12-24 22:00"), at("2024-12-25 06:00")) in spans(calendar)
    assert not any(
        opens >= at("2024-12-25 00:00") and closes <= at("2024-12-27 00:00")
        for opens, closes in spans(calendar)
    )


def test_a_team_that_works_on_holidays_is_open_on_them():
    hours = OpeningHours(periods=weekly("09:00-17:00"), closed_on_holidays=False)

    assert len(spans(week_of(hours, "2024-12-23", "2024-12-29", country="DE"))) == 5
    assert len(spans(week_of(OFFICE, "2024-12-23", "2024-12-29", country="DE"))) == 3


def test_holidays_of_a_subdivision_close_there_alone():
    assert len(spans(week_of(OFFICE, "2024-05-27", "2024-05-31", country="DE"))) == 5
    assert len(spans(week_of(OFFICE, "2024-05-27", "2024-05-31", country="DE", subdivision="BY"))) == 4


def test_a_make_up_workday_at_a_weekend_takes_fridays_hours_where_the_team_is_closed_then():
    hours = OpeningHours(periods=(*weekly("09:00-18:00", range(4)), *weekly("09:00-15:00", [4])))
    sunday = week_of(hours, "2024-02-04", "2024-02-04", "Asia/Shanghai", country="CN")

    assert spans(sunday) == [
        (at("2024-02-04 09:00", "Asia/Shanghai"), at("2024-02-04 15:00", "Asia/Shanghai"))
    ]


def test_a_make_up_workday_keeps_the_hours_that_the_team_has_on_that_weekday_anyway():
    hours = OpeningHours(periods=(*weekly("09:00-18:00"), *weekly("10:00-14:00", [5])))
    saturday = week_of(hours, "2024-05-11", "2024-05-11", "Asia/Shanghai", country="CN")

    assert (saturday.closes - saturday.opens).tolist() == [4 * HOUR]


def test_a_team_that_keeps_no_holidays_makes_up_for_none():
    hours = OpeningHours(periods=weekly("09:00-18:00"), closed_on_holidays=False)

    with pytest.raises(EmptyCalendar):
        week_of(hours, "2024-02-04", "2024-02-04", "Asia/Shanghai", country="CN")


def test_a_dated_exception_wins_over_a_make_up_workday():
    closed = DatedHours(on=date(2024, 2, 4))
    hours = OpeningHours(periods=weekly("09:00-18:00"), exceptions=(closed,))

    with pytest.raises(EmptyCalendar):
        week_of(hours, "2024-02-04", "2024-02-04", "Asia/Shanghai", country="CN")


@pytest.mark.parametrize(
    "hours",
    [
        OpeningHours(periods=()),
        OpeningHours(periods=weekly("09:00-17:00", [5, 6])),
        OpeningHours(periods=weekly("09:00-17:00", [0]), exceptions=(DatedHours(on=date(2024, 6, 10)),)),
    ],
)
def test_a_calendar_without_open_time_is_refused(hours):
    with pytest.raises(EmptyCalendar, match="open"):
        week_of(hours, "2024-06-10", "2024-06-14")


def test_a_calendar_of_holidays_alone_is_refused():
    with pytest.raises(EmptyCalendar, match="2024-12-25"):
        week_of(OFFICE, "2024-12-25", "2024-12-26", country="DE")


@pytest.mark.parametrize(
    ("opens", "closes"), [(-1, HOUR), (24 * HOUR, 25 * HOUR), (9, 9), (9, 8), (0, 49 * HOUR)]
)
def test_a_period_that_is_no_stretch_of_a_day_is_refused(opens, closes):
    hours = OpeningHours(periods=(WeeklyPeriod(weekday=0, opens_second=opens, closes_second=closes),))

    with pytest.raises(OutOfRange, match="period"):
        week_of(hours, "2024-06-10", "2024-06-14")


@pytest.mark.parametrize(
    ("opens", "closes"), [([0, 40], [50, 90]), ([0, 50], [50, 90]), ([50], [50]), ([0, -9], [5, -5])]
)
def test_spans_that_overlap_or_run_backwards_are_no_calendar(opens, closes):
    with pytest.raises(OutOfRange):
        BusinessCalendar(opens=np.array(opens), closes=np.array(closes), timezone="UTC")


def test_a_calendar_of_no_spans_is_refused():
    nothing = np.empty(0, dtype=np.int64)

    with pytest.raises(EmptyCalendar):
        BusinessCalendar(opens=nothing, closes=nothing, timezone="UTC")


def test_days_that_run_backwards_are_refused():
    with pytest.raises(OutOfRange, match="2024-06-10"):
        week_of(OFFICE, "2024-06-14", "2024-06-10")


def test_a_calendar_in_an_unknown_zone_or_country_is_refused():
    with pytest.raises(UnknownTimezone):
        week_of(OFFICE, "2024-06-10", "2024-06-14", "Mars/Olympus")
    with pytest.raises(UnknownCountry):
        week_of(OFFICE, "2024-06-10", "2024-06-14", country="XX")


def test_a_grid_that_reaches_beyond_the_calendar_is_refused():
    calendar = week_of(OFFICE, "2024-06-10", "2024-06-14")
    grid = interval_grid(first_on=date(2024, 6, 14), last_on=date(2024, 6, 15), timezone="UTC")

    with pytest.raises(BeyondCalendar):
        open_seconds(calendar=calendar, grid=grid)


def test_thirty_years_of_hours_are_one_calendar():
    calendar = week_of(OFFICE, "1995-01-01", "2035-12-31", "Europe/Berlin", country="DE")

    assert calendar.opens.size > 40 * 245
    assert set((calendar.closes - calendar.opens).tolist()) == {8 * HOUR}
