"""Open spans by the day they belong to, judged by walking through every minute."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from halfhour.engine.business_time import business_calendar, spans_by_day
from halfhour.engine.team import OpeningHours, WeeklyPeriod

HOUR = 3600
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Beirut", "Asia/Kathmandu")


def weekly(weekdays, *spans):
    return tuple(
        WeeklyPeriod(weekday=weekday, opens_second=opens * HOUR, closes_second=closes * HOUR)
        for weekday in range(weekdays)
        for opens, closes in spans
    )


ALWAYS, WEEK, NIGHTS = weekly(7, (0, 24)), weekly(5, (8, 18)), weekly(5, (22, 30))
HALVES = weekly(5, (0, 12), (12, 24))


def calendar_of(periods, zone, first_on, last_on):
    return business_calendar(
        hours=OpeningHours(periods=periods), timezone=zone, first_on=first_on, last_on=last_on
    )


@pytest.mark.parametrize(
    "zone", ["UTC", "Europe/Berlin", "America/New_York", "Asia/Beirut", "Asia/Kathmandu"]
)
@pytest.mark.parametrize("periods", [ALWAYS, WEEK, NIGHTS, HALVES])
def test_spans_are_the_same_open_time_and_none_holds_two_days(zone, periods):
    calendar = calendar_of(periods, zone, date(2026, 3, 2), date(2026, 3, 31))  # clocks change in it
    found = list(spans_by_day(calendar=calendar, start=0))
    assert sum(closes - opens for _on, opens, closes in found) == (calendar.closes - calendar.opens).sum()
    local = ZoneInfo(zone)
    for on, opens, closes in found:
        assert datetime.fromtimestamp(opens, tz=UTC).astimezone(local).date() == on
        ends = datetime.fromtimestamp(closes - 1, tz=UTC).astimezone(local).date()
        assert ends <= on + timedelta(days=1) if periods is NIGHTS else ends == on
    assert [opens for _on, opens, _closes in found] == sorted({opens for _on, opens, _closes in found})


def test_what_ended_before_the_start_is_left_out_and_what_is_under_way_is_not():
    calendar = calendar_of(ALWAYS, "UTC", date(2026, 3, 2), date(2026, 3, 4))
    start = int(datetime(2026, 3, 3, 12, tzinfo=UTC).timestamp())
    assert [on.day for on, *_span in spans_by_day(calendar=calendar, start=start)] == [3, 4]
    midnight = start + 12 * HOUR
    assert [on.day for on, *_span in spans_by_day(calendar=calendar, start=midnight)] == [4]
