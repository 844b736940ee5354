"""When each queue is served and when its contacts come, before the plan and during it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.business_time import BusinessCalendar, business_calendar, open_seconds
from halfhour.engine.history import QueueHistory
from halfhour.engine.intervals import IntervalGrid
from halfhour.engine.team import OpeningHours, Queue, Service, Team

# A deferred queue with more than this share of its contacts outside opening hours is taken to
# receive them at all hours; below it, they are strays.
STRAY_SHARE = 0.02
# Work that comes in on the last day may fall due long after it: with holidays and the longest goals
# (30 days of business time) within half a year.
DAYS_AFTER = 183


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class QueueHours:
    """The hours of one queue, over its history and over the plan.

    `open_seconds` is how long the queue is served in each interval of the plan; `arrival_seconds`
    how long its contacts may come in, which for deferred queues can be around the clock. Both of
    shape (intervals,). `outside_share` is the share of past contacts that came outside the hours.
    """

    calendar: BusinessCalendar
    open_seconds: NDArray[np.int64]
    arrival_seconds: NDArray[np.int64]
    past_arrival_seconds: NDArray[np.int64]
    outside_share: float
    arrives_at_all_hours: bool


def queue_hours(*, queue: Queue, team: Team, history: QueueHistory, grid: IntervalGrid) -> QueueHours:
    """When the queue is open, and when its contacts come.

    Parameters
    ----------
    history
        The queue's past; its grid may be empty.
    grid
        The intervals of the plan.

    Raises
    ------
    EmptyCalendar
        Where the queue never opens.
    """
    calendar = calendar_of(queue=queue, team=team, grids=(history.grid, grid))
    past_open = open_seconds(calendar=calendar, grid=history.grid)
    horizon_open = open_seconds(calendar=calendar, grid=grid)
    share = outside_share(history.offered, past_open)
    all_hours = queue.service is Service.DEFERRED and share > STRAY_SHARE
    return QueueHours(
        calendar=calendar,
        open_seconds=horizon_open,
        arrival_seconds=grid.ends - grid.starts if all_hours else horizon_open,
        past_arrival_seconds=history.grid.ends - history.grid.starts if all_hours else past_open,
        outside_share=share,
        arrives_at_all_hours=all_hours,
    )


def calendar_of(*, queue: Queue, team: Team, grids: Iterable[IntervalGrid]) -> BusinessCalendar:
    """The queue's open spans over all the grids, and long enough after them for what falls due later."""
    days = [day for grid in grids if len(grid) for day in (grid.dates[0].item(), grid.dates[-1].item())]
    return business_calendar(
        hours=hours_of(queue, team),
        timezone=team.timezone,
        country=team.country,
        subdivision=team.subdivision,
        first_on=min(days),
        last_on=max(days) + timedelta(days=DAYS_AFTER),
    )


def hours_of(queue: Queue, team: Team) -> OpeningHours:
    return queue.hours or team.hours


def outside_share(offered: NDArray[np.float64], open_before: NDArray[np.int64]) -> float:
    """The share of contacts that came in intervals without open time; 0 where none came at all."""
    contacts = np.nansum(offered)
    return float(np.nansum(offered[open_before == 0]) / contacts) if contacts > 0 else 0.0


def open_spans(calendars: Iterable[BusinessCalendar], grid: IntervalGrid) -> tuple[tuple[int, int], ...]:
    """Stretches of the grid's time in which any of the calendars is open, sorted and disjoint."""
    first_at, last_at = int(grid.starts[0]), int(grid.ends[-1])
    spans = sorted(
        (max(int(opens), first_at), min(int(closes), last_at))
        for calendar in calendars
        for opens, closes in zip(calendar.opens, calendar.closes, strict=True)
        if closes > first_at and opens < last_at
    )
    merged: list[tuple[int, int]] = []
    for opens, closes in spans:
        if merged and opens <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], closes))
        else:
            merged.append((opens, closes))
    return tuple(merged)


def closed_days(*, team: Team, spans: tuple[tuple[int, int], ...], grid: IntervalGrid) -> frozenset[date]:
    """Dates on which the weekday usually opens but nothing of the team does.

    The tail of a period that opened the day before does not open a day.
    """
    first_opening: dict[int, int] = {}
    for hours in (team.hours, *(queue.hours for queue in team.queues if queue.hours)):
        for period in hours.periods:
            earliest = first_opening.get(period.weekday, period.opens_second)
            first_opening[period.weekday] = min(earliest, period.opens_second)
    is_open = np.zeros(len(grid), dtype=np.bool_)
    for opens, closes in spans:
        is_open |= (grid.starts < closes) & (grid.ends > opens)
    dates, weekdays, slot_seconds = grid.dates, grid.weekdays, grid.slots * grid.seconds
    opening = np.array([first_opening.get(day, 0) for day in range(7)])[weekdays]
    opened_on = set(dates[is_open & (slot_seconds + grid.seconds > opening)].tolist())
    usual = np.isin(weekdays, sorted(first_opening))
    return frozenset(set(dates[usual].tolist()) - opened_on)
