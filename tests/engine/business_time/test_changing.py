"""Opening hours that changed, judged by asking of every quarter of an hour which hours held then."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from halfhour.engine.business_time import BusinessCalendar, business_calendar, hours_over_time
from halfhour.engine.errors import EmptyCalendar, OutOfRange
from halfhour.engine.team import OpeningHours, WeeklyPeriod

QUARTER, DAY = 900, 86_400
START, END = date(2026, 3, 2), date(2026, 3, 10)
FIRST = 1_772_409_600  # 2 March 2026, midnight in UTC


def open_from(opens, closes):
    periods = tuple(
        WeeklyPeriod(weekday=day, opens_second=opens * QUARTER, closes_second=closes * QUARTER)
        for day in range(5)
    )
    return business_calendar(hours=OpeningHours(periods=periods), timezone="UTC", first_on=START, last_on=END)


def is_open(calendar, at):
    return bool(((calendar.opens <= at) & (at < calendar.closes)).any())


spans = st.tuples(st.integers(0, 95), st.integers(1, 96)).filter(lambda pair: pair[0] < pair[1])
hours = st.one_of(st.none(), spans.map(lambda pair: open_from(*pair)))


@given(first=spans, others=st.lists(st.tuples(st.integers(1, 800), hours), max_size=5))
def test_each_quarter_is_open_as_the_hours_say_that_held_then(first, others):
    later = sorted(dict(others).items())
    parts = [(0, open_from(*first)), *((FIRST + at * QUARTER, calendar) for at, calendar in later)]
    quarters = FIRST + QUARTER * np.arange(9 * DAY // QUARTER)
    held = [next(calendar for at, calendar in reversed(parts) if at <= quarter) for quarter in quarters]
    expected = [
        calendar is not None and is_open(calendar, at) for calendar, at in zip(held, quarters, strict=True)
    ]
    if not any(expected):
        return
    found = hours_over_time(parts=parts)
    assert [is_open(found, at) for at in quarters] == expected
    assert int((found.closes - found.opens).sum()) == QUARTER * sum(expected)


def test_hours_that_stay_are_one_calendar_whatever_else_changed():
    usual = open_from(32, 72)
    found = hours_over_time(parts=[(0, usual), (FIRST + 40 * QUARTER, usual), (FIRST + DAY, usual)])
    assert (found.opens.tolist(), found.closes.tolist()) == (usual.opens.tolist(), usual.closes.tolist())
    assert (found.covers_from, found.covers_until) == (usual.covers_from, usual.covers_until)


@pytest.mark.parametrize("parts", [[], [(5, open_from(0, 1)), (5, open_from(0, 1))]])
def test_parts_that_do_not_follow_each_other_are_refused(parts):
    with pytest.raises(OutOfRange, match="later instant"):
        hours_over_time(parts=parts)


def test_hours_that_never_open_are_refused():
    calendar = BusinessCalendar(opens=np.array([100]), closes=np.array([200]), timezone="UTC")
    with pytest.raises(EmptyCalendar):
        hours_over_time(parts=[(0, calendar), (50, None)])
