"""Opening hours told minute by minute with the standard library alone: the judge of business calendars."""

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from halfhour.engine.team import OpeningHours, Period, WeeklyPeriod

HOUR = 3600
EPOCH = date(1970, 1, 1)


def at(text: str, timezone: str = "UTC") -> int:
    """The instant of a wall-clock time such as "2024-03-29 09:00"."""
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(timezone)).timestamp())


def weekly(spans: str, days: Collection[int] = range(5)) -> tuple[WeeklyPeriod, ...]:
    """Periods such as "09:00-12:30 13:00-17:00" on some weekdays, Monday to Friday by default."""
    return tuple(
        WeeklyPeriod(weekday=day, opens_second=period.opens_second, closes_second=period.closes_second)
        for day in days
        for period in daily(spans)
    )


def daily(spans: str) -> tuple[Period, ...]:
    """Periods of one day; one that closes no later than it opens runs past midnight."""
    periods = []
    for span in spans.split():
        opens, closes = (
            int(clock[:2]) * HOUR + int(clock[3:]) * 60 for clock in span.replace("–", "-").split("-")
        )
        periods.append(
            Period(opens_second=opens, closes_second=closes if closes > opens else closes + 24 * HOUR)
        )
    return tuple(periods)


def open_minutes(
    hours: OpeningHours,
    timezone: str,
    first_on: date,
    last_on: date,
    *,
    holidays: Collection[date] = (),
    worked: Collection[date] = (),
) -> tuple[np.ndarray, np.ndarray]:
    """Every minute from the day before `first_on` to the day after `last_on`, and whether it is open.

    While clocks repeat an hour, the calendar stays at the latest time that was shown before.
    """
    minutes = np.arange(
        midnight_utc(first_on - timedelta(days=2)), midnight_utc(last_on + timedelta(days=3)), 60
    )
    zone = ZoneInfo(timezone)
    faces = [
        int(datetime.fromtimestamp(minute, zone).replace(tzinfo=UTC).timestamp())
        for minute in minutes.tolist()
    ]
    latest = np.maximum.accumulate(faces)
    is_open = np.zeros(minutes.size, dtype=bool)
    day = first_on - timedelta(days=3)
    while day <= last_on + timedelta(days=2):
        for period in _periods_on(hours, day, holidays, worked):
            is_open |= (latest >= midnight_utc(day) + period.opens_second) & (
                latest < midnight_utc(day) + period.closes_second
            )
        day += timedelta(days=1)
    covered = (latest >= midnight_utc(first_on)) & (latest < midnight_utc(last_on + timedelta(days=1)))
    return minutes[covered], is_open[covered]


def midnight_utc(day: date) -> int:
    return (day - EPOCH).days * 24 * HOUR


def _periods_on(
    hours: OpeningHours, day: date, holidays: Collection[date], worked: Collection[date]
) -> list[Period]:
    for exception in hours.exceptions:
        if exception.on == day:
            return list(exception.periods)
    if hours.closed_on_holidays and day in holidays:
        return []
    weekday = day.weekday()
    own = [period for period in hours.periods if period.weekday == weekday]
    if not own and hours.closed_on_holidays and day in worked and hours.periods:
        while not own:
            weekday = (weekday - 1) % 7
            own = [period for period in hours.periods if period.weekday == weekday]
    return own
