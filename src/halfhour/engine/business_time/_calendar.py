"""The open spans of a team, from its weekly hours, dated exceptions and public holidays.

What opens on a date is decided by the first of these that says something:

1. a dated exception: its periods, or none;
2. a public holiday, where the team closes on them: none;
3. a make-up workday, where the team keeps public holidays: the weekday's own hours or, where that
   weekday has none, those of the nearest weekday before it that has;
4. the weekday's hours.

A period belongs to the date on which it opens and runs to its end, past midnight if need be,
whatever the next date is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.business_time._holidays import holidays_between, makeup_workdays_between
from halfhour.engine.errors import EmptyCalendar, OutOfRange
from halfhour.engine.intervals import clock_reaches
from halfhour.engine.team import DAY_SECONDS, OpeningHours, Period

LONGEST_PERIOD_DAYS = 2  # a period that opens just before midnight may run through the whole next day


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BusinessCalendar:
    """Open spans as UTC epoch seconds, and the stretch of time for which they are the whole truth.

    `opens` and `closes`, shape (spans,), are ascending and disjoint; spans that touch are one. Hours
    before `covers_from` and from `covers_until` on are not known; where they are left out, the
    calendar covers no more than its own spans.
    """

    opens: NDArray[np.int64]
    closes: NDArray[np.int64]
    timezone: str
    covers_from: int | None = None
    covers_until: int | None = None
    opened_before: NDArray[np.int64] = field(init=False)  # open seconds before each span, and in all

    def __post_init__(self) -> None:
        if self.opens.size == 0:
            raise EmptyCalendar("got a calendar without open time; need at least one open span")
        if (self.closes <= self.opens).any() or (self.opens[1:] <= self.closes[:-1]).any():
            raise OutOfRange("got open spans that overlap or end before they start; need them disjoint")
        passed = np.concatenate([[0], np.cumsum(self.closes - self.opens)])
        object.__setattr__(self, "opened_before", passed)
        if self.covers_from is None:
            object.__setattr__(self, "covers_from", int(self.opens[0]))
        if self.covers_until is None:
            object.__setattr__(self, "covers_until", int(self.closes[-1]))


def business_calendar(
    *,
    hours: OpeningHours,
    timezone: str,
    country: str | None = None,
    subdivision: str | None = None,
    first_on: date,
    last_on: date,
) -> BusinessCalendar:
    """The open spans of all local days from `first_on` to `last_on`, both included.

    The tail of a period that opened the evening before `first_on` is in it; a period that opens on
    `last_on` is cut at the midnight that ends that day, where the calendar's knowledge ends.

    Parameters
    ----------
    hours
        Weekly periods, dated exceptions, and whether the team closes on public holidays.
    timezone
        A name of the tz database, in which the hours are meant.
    country, subdivision
        Whose public holidays are kept; None for none.

    Raises
    ------
    EmptyCalendar
        Where no open time falls on these days, so that working time would never pass.
    OutOfRange
        Where the days run backwards, or a period ends before it opens.
    UnknownTimezone, UnknownCountry
        For names that are not known.

    Examples
    --------
    >>> from halfhour.engine.team import WeeklyPeriod
    >>> nine, five = 9 * 3600, 17 * 3600
    >>> week = [WeeklyPeriod(weekday=day, opens_second=nine, closes_second=five) for day in range(5)]
    >>> calendar = business_calendar(
    ...     hours=OpeningHours(periods=tuple(week)), timezone="Europe/Berlin", country="DE",
    ...     first_on=date(2024, 12, 23), last_on=date(2024, 12, 29),
    ... )
    >>> [str(opens.astype("datetime64[s]")) for opens in calendar.opens]
    ['2024-12-23T08:00:00', '2024-12-24T08:00:00', '2024-12-27T08:00:00']
    """
    before = first_on - timedelta(days=LONGEST_PERIOD_DAYS)
    periods = [
        (on, period)
        for on, periods in _periods_by_date(hours, country, subdivision, before, last_on).items()
        for period in periods
    ]
    covers_from, covers_until = _midnights([first_on, last_on + timedelta(days=1)], timezone).tolist()
    opens, closes = _merged(*_edges(periods, timezone))
    opens, closes = np.maximum(opens, covers_from), np.minimum(closes, covers_until)
    inside = opens < closes
    if not inside.any():
        raise EmptyCalendar(f"got no open time from {first_on} to {last_on}; need at least one open period")
    return BusinessCalendar(
        opens=opens[inside],
        closes=closes[inside],
        timezone=timezone,
        covers_from=covers_from,
        covers_until=covers_until,
    )


def _periods_by_date(
    hours: OpeningHours, country: str | None, subdivision: str | None, first_on: date, last_on: date
) -> Mapping[date, Sequence[Period]]:
    """The periods that open on each date, by the order of rules at the head of this module."""
    kept = country if hours.closed_on_holidays else None
    closed = holidays_between(country=kept, subdivision=subdivision, first_on=first_on, last_on=last_on)
    worked = makeup_workdays_between(
        country=kept, subdivision=subdivision, first_on=first_on, last_on=last_on
    )
    dated = {exception.on: exception.periods for exception in hours.exceptions}
    weekly = _weekly_periods(hours)
    found: dict[date, Sequence[Period]] = {}
    for day in range((last_on - first_on).days + 1):
        on = first_on + timedelta(days=day)
        if on in dated:
            found[on] = dated[on]
        elif on in closed:
            found[on] = ()
        elif on in worked:
            found[on] = _makeup_periods(weekly, on.weekday())
        else:
            found[on] = weekly[on.weekday()]
    return found


def _weekly_periods(hours: OpeningHours) -> tuple[tuple[Period, ...], ...]:
    """The periods that open on each weekday, 0 Monday to 6 Sunday."""
    return tuple(
        tuple(period for period in hours.periods if period.weekday == weekday) for weekday in range(7)
    )


def _makeup_periods(weekly: Sequence[Sequence[Period]], weekday: int) -> Sequence[Period]:
    """The weekday's own hours or, where it has none, those of the nearest weekday before it that has."""
    backwards = (weekly[(weekday - step) % 7] for step in range(7))
    return next((periods for periods in backwards if periods), ())


def _edges(
    periods: Sequence[tuple[date, Period]], timezone: str
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Instants at which dated periods open and close."""
    days = np.array([on for on, _ in periods], dtype="datetime64[D]").astype(np.int64) * DAY_SECONDS
    opens = np.array([period.opens_second for _, period in periods], dtype=np.int64)
    closes = np.array([period.closes_second for _, period in periods], dtype=np.int64)
    longest = LONGEST_PERIOD_DAYS * DAY_SECONDS
    wrong = (opens < 0) | (opens >= DAY_SECONDS) | (closes <= opens) | (closes > longest)
    if wrong.any():
        first = int(np.flatnonzero(wrong)[0])
        raise OutOfRange(
            f"got a period from second {opens[first]} to {closes[first]} of the day;"
            f" need 0 <= opens < {DAY_SECONDS} and opens < closes <= {longest}"
        )
    return clock_reaches(days + opens, timezone), clock_reaches(days + closes, timezone)


def _merged(
    opens: NDArray[np.int64], closes: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The same open time in spans that neither overlap nor touch, ascending."""
    if opens.size == 0:
        return opens, closes
    order = np.argsort(opens, kind="stable")
    opens, reached = opens[order], np.maximum.accumulate(closes[order])
    starts_anew = np.append(True, opens[1:] > reached[:-1])
    return opens[starts_anew], reached[np.append(starts_anew[1:], True)]


def _midnights(days: Sequence[date], timezone: str) -> NDArray[np.int64]:
    return clock_reaches(np.array(days, dtype="datetime64[D]").astype(np.int64) * DAY_SECONDS, timezone)
