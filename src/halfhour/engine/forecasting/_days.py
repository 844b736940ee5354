"""What the calendar says of each day: weekday, holidays and their neighbours, place in the month."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from halfhour.engine.forecasting._table import Bools, Floats, Ints, Table

MONTH_START_DAYS = 3  # working days at the head of a month that may be busier
MONTH_END_DAYS = 2
PLAIN_DAY, MONTH_TURN, SPECIAL_DAY = range(3)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DayFacts:
    """Facts of each day of a table, shape (days,).

    `holiday` is a public holiday or a closed day on a weekday that is usually open; `after` is the
    first usual day after one, `second_after` the one after that, `before` the last one before.
    `from_month_start` counts usual days since the month began (0 is the first), `to_month_end` those
    left in it (0 is the last).
    """

    weekdays: Ints
    holiday: Bools
    after: Bools
    second_after: Bools
    before: Bools
    from_month_start: Ints
    to_month_end: Ints
    month_phase: Floats  # 0 at the first of the month, near 1 at its end
    year_phase: Floats

    @property
    def special(self) -> Bools:
        """Days that a plain weekday pattern cannot stand for."""
        return self.holiday | self.after | self.second_after | self.before

    @property
    def kinds(self) -> Ints:
        """What kind of day each is to a forecast's bounds: plain, at the turn of a month, or special."""
        month_turns = (self.from_month_start < MONTH_START_DAYS) | (self.to_month_end < MONTH_END_DAYS)
        return np.where(self.special, SPECIAL_DAY, np.where(month_turns, MONTH_TURN, PLAIN_DAY))


def facts_of(table: Table, holidays: Mapping[date, str]) -> DayFacts:
    """The facts of every day of the table, looking a month past either end for its neighbours."""
    margin = 40
    first = table.dates[0] - margin
    days = np.arange(first, table.dates[-1] + margin + 1)
    weekdays = (days.astype(np.int64) + 3) % 7
    inside = slice(margin, margin + table.days)

    usually_open = (table.usual_share.sum(axis=1) > 0)[weekdays]
    holiday = usually_open & np.isin(days, np.array(sorted(holidays), dtype="datetime64[D]"))
    closed = table.share.sum(axis=1) == 0
    holiday[inside] |= usually_open[inside] & closed

    after = usually_open & ~holiday & _neighbour(holiday, usually_open)
    second_after = usually_open & ~holiday & ~after & _neighbour(after, usually_open)
    before = usually_open & ~holiday & _neighbour(holiday[::-1], usually_open[::-1])[::-1]
    months = days.astype("datetime64[M]")
    month_starts = months.astype("datetime64[D]")
    month_lengths = (months + 1).astype("datetime64[D]") - month_starts
    working = usually_open & ~holiday
    years = days.astype("datetime64[Y]").astype("datetime64[D]")
    return DayFacts(
        weekdays=weekdays[inside],
        holiday=holiday[inside],
        after=after[inside],
        second_after=second_after[inside],
        before=before[inside],
        from_month_start=_counted_within(months, working)[inside],
        to_month_end=_counted_within(months[::-1], working[::-1])[::-1][inside],
        month_phase=((days - month_starts) / month_lengths)[inside],
        year_phase=((days - years).astype(np.float64) / 365.25)[inside],
    )


def _neighbour(marked: Bools, usually_open: Bools) -> Bools:
    """Whether the usual day before each day is marked."""
    found = np.zeros(len(marked), dtype=bool)
    last = False
    for day in range(len(marked)):
        found[day] = last
        if usually_open[day]:
            last = bool(marked[day])
    return found


def _counted_within(months: np.ndarray, working: Bools) -> Ints:
    """How many working days of the same month come earlier in the array."""
    earlier: Ints = np.cumsum(working) - working
    month_begins = np.r_[True, months[1:] != months[:-1]]
    at_begin = np.maximum.accumulate(np.where(month_begins, earlier, 0))
    return (earlier - at_begin).astype(np.int64)
