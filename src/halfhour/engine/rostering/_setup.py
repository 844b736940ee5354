"""Frame a roster problem from a team: its grid, and when it is open."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.business_time import BusinessCalendar, business_calendar, open_seconds
from halfhour.engine.errors import EmptyCalendar
from halfhour.engine.intervals import IntervalGrid, interval_grid
from halfhour.engine.rostering.problem import PlacedSession, Requirement, RosterProblem, Shift
from halfhour.engine.team import OpeningHours, Team


def roster_problem(
    *,
    team: Team,
    first_on: date,
    weeks: int,
    requirements: Sequence[Requirement],
    previous: Sequence[Shift] = (),
    fixed_sessions: Sequence[PlacedSession] = (),
) -> RosterProblem:
    """A roster problem for whole weeks from `first_on`, its opening hours worked out from the team's.

    Parameters
    ----------
    requirements
        One per queue, on the grid of all the team's intervals from `first_on` for `weeks` weeks.
    previous
        Shifts worked just before; see `RosterProblem`.
    fixed_sessions
        Sessions whose time is already agreed.
    """
    last_on = first_on + timedelta(days=7 * weeks - 1)
    grid = interval_grid(
        first_on=first_on, last_on=last_on, timezone=team.timezone, interval_minutes=team.interval_minutes
    )
    calendars = {
        hours: _calendar(team, hours, first_on, last_on)
        for hours in {team.hours, *(queue.hours for queue in team.queues if queue.hours is not None)}
    }
    served = {queue.name: calendars[queue.hours or team.hours] for queue in team.queues}
    return RosterProblem(
        team=team,
        first_on=first_on,
        weeks=weeks,
        grid=grid,
        requirements=tuple(requirements),
        open_seconds={queue: _open_seconds(calendar, grid) for queue, calendar in served.items()},
        open_spans=_joined([calendar for calendar in calendars.values() if calendar is not None]),
        closed_on=_closed_on(team, first_on, last_on, calendars[team.hours]),
        previous=tuple(previous),
        fixed_sessions=tuple(fixed_sessions),
    )


def _calendar(team: Team, hours: OpeningHours, first_on: date, last_on: date) -> BusinessCalendar | None:
    try:
        return business_calendar(
            hours=hours,
            timezone=team.timezone,
            country=team.country,
            subdivision=team.subdivision,
            first_on=first_on,
            last_on=last_on,
        )
    except EmptyCalendar:
        return None


def _open_seconds(calendar: BusinessCalendar | None, grid: IntervalGrid) -> NDArray[np.int64]:
    if calendar is None:
        return np.zeros(len(grid), dtype=np.int64)
    return open_seconds(calendar=calendar, grid=grid)


def _joined(calendars: Sequence[BusinessCalendar]) -> tuple[tuple[int, int], ...]:
    """All open spans as one sorted and disjoint list."""
    spans = sorted(
        (int(opens), int(closes))
        for calendar in calendars
        for opens, closes in zip(calendar.opens, calendar.closes, strict=True)
    )
    joined: list[tuple[int, int]] = []
    for opens, closes in spans:
        if joined and opens <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], closes))
        else:
            joined.append((opens, closes))
    return tuple(joined)


def _closed_on(
    team: Team, first_on: date, last_on: date, calendar: BusinessCalendar | None
) -> frozenset[date]:
    """Dates that are usually open by their weekday, but on which the team never opens."""
    grid = interval_grid(first_on=first_on, last_on=last_on, timezone=team.timezone)
    opens = _open_seconds(calendar, grid) > 0
    dates = grid.dates.astype(object)
    open_dates = set(dates[opens])
    usual = {period.weekday for period in team.hours.periods}
    return frozenset(on for on in set(dates) if on.weekday() in usual and on not in open_dates)
