"""Open spans by the day they belong to."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from halfhour.engine.business_time._calendar import BusinessCalendar
from halfhour.engine.team import DAY_SECONDS

SHORTEST_DAY = DAY_SECONDS - 7200  # where clocks go forward


def spans_by_day(*, calendar: BusinessCalendar, start: int) -> Iterator[tuple[date, int, int]]:
    """Open spans that end after an instant, ascending: the local date, when it opens and when it closes.

    A span belongs to the date on which it opens, past midnight too. One of a day or longer, of a team that
    is open round the clock, is cut at midnight: each date has its own.

    Parameters
    ----------
    start : int
        UTC epoch seconds.

    Examples
    --------
    >>> from datetime import date
    >>> from halfhour.engine.business_time import business_calendar
    >>> from halfhour.engine.team import OpeningHours, WeeklyPeriod
    >>> days = tuple(
    ...     WeeklyPeriod(weekday=day, opens_second=0, closes_second=86_400) for day in range(7)
    ... )
    >>> always = business_calendar(
    ...     hours=OpeningHours(periods=days),
    ...     timezone="UTC",
    ...     first_on=date(2026, 3, 2),
    ...     last_on=date(2026, 3, 4),
    ... )
    >>> [on.day for on, _opens, _closes in spans_by_day(calendar=always, start=0)]
    [2, 3, 4]
    """
    zone = ZoneInfo(calendar.timezone)
    first = int(calendar.closes.searchsorted(start, side="right"))
    for opens, closes in zip(calendar.opens[first:].tolist(), calendar.closes[first:].tolist(), strict=True):
        is_long = closes - opens >= SHORTEST_DAY
        while opens < closes:
            on = datetime.fromtimestamp(opens, tz=UTC).astimezone(zone).date()
            midnight = int(datetime.combine(on + timedelta(days=1), time(), tzinfo=zone).timestamp())
            ends = min(closes, midnight) if is_long else closes
            if ends > start:
                yield on, opens, ends
            opens = ends
