from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from halfhour.engine.business_time import BusinessCalendar, business_calendar, due_at, working_seconds
from halfhour.engine.errors import BeyondCalendar, EmptyCalendar, OutOfRange
from halfhour.engine.team import DatedHours, OpeningHours
from support.opening import HOUR, at, weekly

DAY = 24 * HOUR
OFFICE = OpeningHours(periods=weekly("09:00-17:00"))
TWO_SPANS = BusinessCalendar(opens=np.array([0, 100]), closes=np.array([50, 150]), timezone="UTC")

hours = st.builds(
    lambda spans, days, closed: OpeningHours(
        periods=weekly(spans, days), exceptions=tuple(DatedHours(on=on) for on in closed)
    ),
    spans=st.sampled_from(
        [
            "09:00-17:00",
            "08:30-12:00 13:00-18:15",
            "22:00-06:00",
            "00:00-00:00",
            "01:30-02:30",
            "02:30-03:30 23:00-01:00",
        ]
    ),
    days=st.sets(st.integers(0, 6), min_size=1),
    closed=st.lists(st.dates(date(2024, 3, 1), date(2024, 4, 30)), max_size=5),
)
zones = st.sampled_from(
    [
        "Europe/Berlin",
        "America/New_York",
        "Asia/Jerusalem",
        "Australia/Lord_Howe",
        "Africa/Casablanca",
        "Asia/Beirut",
    ]
)
moments = st.integers(at("2024-03-05 00:00"), at("2024-04-20 00:00"))
durations = st.integers(0, 30 * HOUR)


def calendar_of(hours: OpeningHours, timezone: str = "UTC", **more) -> BusinessCalendar:
    """March to December 2024: long enough for every goal below to fall due."""
    return business_calendar(
        hours=hours, timezone=timezone, first_on=date(2024, 3, 1), last_on=date(2024, 12, 31), **more
    )


@given(hours=hours, timezone=zones, start=moments, goal=durations)
def test_the_deadline_is_the_first_instant_at_which_the_goal_has_passed(hours, timezone, start, goal):
    calendar = calendar_of(hours, timezone)

    due = due_at(calendar=calendar, start=start, seconds=goal)

    assert working_seconds(calendar=calendar, start=start, end=due) == goal
    if goal:
        assert working_seconds(calendar=calendar, start=start, end=due - 1) == goal - 1
    else:
        assert due == start


@given(hours=hours, timezone=zones, start=moments, goal=durations, pause=durations)
def test_a_pause_moves_the_deadline_by_exactly_itself(hours, timezone, start, goal, pause):
    calendar = calendar_of(hours, timezone)

    before = due_at(calendar=calendar, start=start, seconds=goal)
    after = due_at(calendar=calendar, start=start, seconds=goal + pause)

    assert working_seconds(calendar=calendar, start=before, end=after) == pause
    assert due_at(calendar=calendar, start=before, seconds=pause) == (after if pause else before)


@given(
    hours=hours,
    timezone=zones,
    start=moments,
    goal=durations,
    holiday=st.dates(date(2024, 3, 1), date(2024, 4, 30)),
)
def test_a_holiday_never_makes_a_deadline_earlier(hours, timezone, start, goal, holiday):
    dates = {exception.on for exception in hours.exceptions}
    closed = OpeningHours(
        periods=hours.periods, exceptions=tuple(DatedHours(on=on) for on in dates | {holiday})
    )

    plain = due_at(calendar=calendar_of(hours, timezone), start=start, seconds=goal)
    later = due_at(calendar=calendar_of(closed, timezone), start=start, seconds=goal)

    assert later >= plain


@given(hours=hours, timezone=zones, starts=st.tuples(moments, moments), goals=st.tuples(durations, durations))
def test_a_later_start_or_a_longer_goal_is_never_due_earlier(hours, timezone, starts, goals):
    calendar = calendar_of(hours, timezone)

    early = due_at(calendar=calendar, start=min(starts), seconds=min(goals))
    later_start = due_at(calendar=calendar, start=max(starts), seconds=min(goals))
    longer_goal = due_at(calendar=calendar, start=min(starts), seconds=max(goals))

    assert early <= later_start
    assert early <= longer_goal


@given(hours=hours, timezone=zones, three=st.tuples(moments, moments, moments))
def test_working_seconds_add_up_over_any_instant_between(hours, timezone, three):
    calendar = calendar_of(hours, timezone)
    first, second, third = three

    parts = working_seconds(calendar=calendar, start=[first, second], end=[second, third])
    whole = working_seconds(calendar=calendar, start=first, end=third)

    assert parts.sum() == whole
    assert working_seconds(calendar=calendar, start=third, end=first) == -whole
    assert abs(whole) <= abs(third - first)


@settings(max_examples=30)
@given(data=st.data())
def test_small_calendars_agree_with_counting_second_by_second(data):
    edges = data.draw(st.lists(st.integers(0, 60), min_size=2, max_size=12, unique=True).map(sorted))
    edges = edges[: len(edges) // 2 * 2]
    calendar = BusinessCalendar(
        opens=np.array(edges[::2]),
        closes=np.array(edges[1::2]),
        timezone="UTC",
        covers_from=0,
        covers_until=61,
    )
    is_open = [
        any(a <= second < b for a, b in zip(edges[::2], edges[1::2], strict=True)) for second in range(61)
    ]
    begun, ended = np.meshgrid(np.arange(61), np.arange(61), indexing="ij")

    worked = working_seconds(calendar=calendar, start=begun, end=ended)

    for start in range(61):
        assert worked[start, start:].tolist() == [sum(is_open[start:end]) for end in range(start, 61)]
        for goal in range(1, sum(is_open[start:]) + 1):
            counted = next(end for end in range(start, 62) if sum(is_open[start:end]) == goal)
            assert due_at(calendar=calendar, start=start, seconds=goal) == counted


@given(hours=hours, timezone=zones, starts=st.lists(moments, min_size=1, max_size=9), goal=durations)
def test_many_at_once_are_what_each_alone_is(hours, timezone, starts, goal):
    calendar = calendar_of(hours, timezone)

    together = due_at(calendar=calendar, start=starts, seconds=goal)

    alone = [int(due_at(calendar=calendar, start=start, seconds=goal)) for start in starts]
    assert together.tolist() == alone


def test_a_contact_that_comes_exactly_at_closing_starts_its_clock_at_the_next_opening():
    calendar = calendar_of(OFFICE)

    due = due_at(calendar=calendar, start=at("2024-06-14 17:00"), seconds=60)  # a Friday

    assert due == at("2024-06-17 09:01")


def test_a_goal_that_ends_exactly_at_closing_is_due_at_closing():
    calendar = calendar_of(OFFICE)

    assert due_at(calendar=calendar, start=at("2024-06-14 16:00"), seconds=HOUR) == at("2024-06-14 17:00")
    assert due_at(calendar=calendar, start=at("2024-06-14 09:00"), seconds=8 * HOUR) == at("2024-06-14 17:00")


@pytest.mark.parametrize(
    "start", ["2024-06-14 12:00", "2024-06-14 17:00", "2024-06-15 03:00", "2024-06-17 09:00"]
)
def test_a_goal_of_nothing_is_due_at_once(start):
    assert due_at(calendar=calendar_of(OFFICE), start=at(start), seconds=0) == at(start)


def test_a_leap_day_is_worked_in_leap_years_alone():
    goal = 16 * HOUR
    leap = business_calendar(
        hours=OFFICE, timezone="UTC", first_on=date(2024, 2, 1), last_on=date(2024, 3, 31)
    )
    plain = business_calendar(
        hours=OFFICE, timezone="UTC", first_on=date(2023, 2, 1), last_on=date(2023, 3, 31)
    )

    assert due_at(calendar=leap, start=at("2024-02-28 09:00"), seconds=goal) == at("2024-02-29 17:00")
    assert due_at(calendar=plain, start=at("2023-02-28 09:00"), seconds=goal) == at("2023-03-01 17:00")


def test_office_hours_last_as_long_as_ever_when_clocks_change_at_night():
    calendar = calendar_of(OFFICE, "Europe/Berlin")
    friday, monday = at("2024-03-29 09:00", "Europe/Berlin"), at("2024-04-01 17:00", "Europe/Berlin")

    assert working_seconds(calendar=calendar, start=friday, end=monday) == 16 * HOUR
    assert due_at(calendar=calendar, start=friday, seconds=16 * HOUR) == monday


def test_a_goal_is_due_years_later_where_little_is_open():
    yearly = OpeningHours(
        periods=(),
        exceptions=tuple(
            DatedHours(on=date(year, 2, 28), periods=weekly("09:00-10:00", [0])) for year in range(1990, 2031)
        ),
    )
    calendar = business_calendar(
        hours=yearly, timezone="UTC", first_on=date(1990, 1, 1), last_on=date(2030, 12, 31)
    )

    due = due_at(calendar=calendar, start=at("1990-01-01 00:00"), seconds=[HOUR, 20 * HOUR, 41 * HOUR])

    assert due.tolist() == [at("1990-02-28 10:00"), at("2009-02-28 10:00"), at("2030-02-28 10:00")]


def test_a_deadline_after_the_calendars_end_is_refused_aloud():
    with pytest.raises(BeyondCalendar, match="got 61 business seconds from 40, of which 60 are left"):
        due_at(calendar=TWO_SPANS, start=[0, 40], seconds=[100, 61])


@pytest.mark.parametrize("instant", [-1, 151])
def test_instants_outside_what_the_calendar_covers_are_refused(instant):
    with pytest.raises(BeyondCalendar, match="covers 0 to 150"):
        working_seconds(calendar=TWO_SPANS, start=instant, end=100)
    with pytest.raises(BeyondCalendar, match="covers 0 to 150"):
        due_at(calendar=TWO_SPANS, start=instant, seconds=0)


def test_a_wider_cover_knows_that_nothing_is_open_around_the_spans():
    wide = BusinessCalendar(
        opens=np.array([0, 100]),
        closes=np.array([50, 150]),
        timezone="UTC",
        covers_from=-900,
        covers_until=900,
    )

    assert working_seconds(calendar=wide, start=[-900, 150], end=[900, 900]).tolist() == [100, 0]
    assert due_at(calendar=wide, start=-900, seconds=1) == 1


@pytest.mark.parametrize("seconds", [-1, 0.5, "60"])
def test_business_seconds_below_nothing_or_broken_are_refused(seconds):
    with pytest.raises(OutOfRange):
        due_at(calendar=TWO_SPANS, start=0, seconds=seconds)


def test_broken_instants_are_refused():
    with pytest.raises(OutOfRange, match="float64"):
        working_seconds(calendar=TWO_SPANS, start=0.5, end=1)


def test_starts_and_goals_of_different_shapes_make_a_table():
    starts, goals = np.array([[0], [20], [100]]), np.array([10, 40])

    due = due_at(calendar=TWO_SPANS, start=starts, seconds=goals)

    assert due.tolist() == [[10, 40], [30, 110], [110, 140]]
    assert working_seconds(calendar=TWO_SPANS, start=starts, end=due).tolist() == [[10, 40]] * 3


def test_nothing_asked_is_nothing_found():
    empty = np.empty((0, 2), dtype=np.int64)

    assert working_seconds(calendar=TWO_SPANS, start=empty, end=empty).shape == (0, 2)
    assert due_at(calendar=TWO_SPANS, start=empty, seconds=5).shape == (0, 2)


def test_an_empty_calendar_ends_in_a_refusal_and_not_in_an_endless_search():
    closed = OpeningHours(periods=(), exceptions=(DatedHours(on=date(2024, 3, 1)),))

    with pytest.raises(EmptyCalendar):
        calendar_of(closed)


def test_every_day_of_a_week_is_worked_alike_whatever_holiday_shifts_the_others():
    plain, german = calendar_of(OFFICE, "Europe/Berlin"), calendar_of(OFFICE, "Europe/Berlin", country="DE")
    days = [date(2024, 5, 1) + timedelta(days=step) for step in range(31)]
    midnights = [at(f"{on} 00:00", "Europe/Berlin") for on in days]
    ends = [at(f"{on + timedelta(days=1)} 00:00", "Europe/Berlin") for on in days]

    without = working_seconds(calendar=plain, start=midnights, end=ends)
    kept = working_seconds(calendar=german, start=midnights, end=ends)

    differs = [on.day for on, lost in zip(days, without - kept, strict=True) if lost]
    assert differs == [1, 9, 20]  # Labour Day, Ascension, Whit Monday
