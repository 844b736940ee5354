"""What each person may work: the rules that concern one shift or one week of one person alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import numpy as np

from halfhour.engine.intervals import clock_reaches
from halfhour.engine.rostering._shapes import Option, ShiftShape, holds
from halfhour.engine.rostering.problem import RosterProblem, Shift
from halfhour.engine.team import DAY_SECONDS, Agent, TimeOff, WeeklyPeriod

EPOCH = date(1970, 1, 1)
Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One agent in a roster: the shifts open to them, and the limits of their weeks.

    Attributes
    ----------
    group
        Position of the set of queues they serve among the frame's groups.
    allowed
        Per day of the horizon, the options (positions in the frame's list) they may work.
    least_minutes, most_minutes
        Per week, paid minutes owed and allowed, paid time off already taken away.
    run_before
        Days worked in a row up to the day before the first.
    """

    index: int
    agent: Agent
    group: int
    allowed: tuple[tuple[int, ...], ...]
    least_minutes: tuple[int, ...]
    most_minutes: tuple[int, ...]
    run_before: int


def is_available(option: Option, spans: Sequence[Span] | None) -> bool:
    """Availability: the whole shift lies in one available span; None where any time will do."""
    return spans is None or holds(spans, option.starts_at, option.ends_at)


def is_away(option: Option, spans: Sequence[Span]) -> bool:
    """Time off: the shift touches a day on which the person is away."""
    return any(option.starts_at < last and first < option.ends_at for first, last in spans)


def is_rested(option: Option, worked_until: int | None, rest_seconds: int) -> bool:
    """Rest: enough of it after the last shift of the previous roster."""
    return worked_until is None or option.starts_at >= worked_until + rest_seconds


def availability_spans(
    periods: Sequence[WeeklyPeriod], *, first_on: date, days: int, timezone: str
) -> tuple[Span, ...] | None:
    """When a person may work, from the day before the horizon to the day after it."""
    if not periods:
        return None
    edges = [
        (midnight_second(on) + period.opens_second, midnight_second(on) + period.closes_second)
        for on in (first_on + timedelta(days=n) for n in range(-1, days + 1))
        for period in periods
        if period.weekday == on.weekday()
    ]
    opens, closes = clock_reaches(np.array(sorted(edges), dtype=np.int64).T, timezone).tolist()
    joined: list[Span] = []
    for first, last in zip(opens, closes, strict=True):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return tuple(joined)


def away_spans(absences: Sequence[TimeOff], timezone: str) -> tuple[Span, ...]:
    """Whole local days on which a person is away."""
    return tuple(
        (day_starts_at(absence.first_on, timezone), day_starts_at(absence.last_on + timedelta(1), timezone))
        for absence in absences
    )


def midnight_second(on: date) -> int:
    return (on - EPOCH).days * DAY_SECONDS


@cache
def day_starts_at(on: date, timezone: str) -> int:
    return int(clock_reaches(midnight_second(on), timezone))


def week_limits(
    *, agent: Agent, problem: RosterProblem, week: int, open_days: frozenset[date]
) -> tuple[int, int]:
    """The paid minutes that a week owes and allows one person.

    A paid day off counts as an even share of the weekly hours, on days the team is open; so many
    hours are already worked. An unpaid day off or a public holiday owes nothing but allows the rest
    of the week to make up for it.
    """
    rules = problem.team.rules
    first_on = problem.first_on + timedelta(days=7 * week)
    dates = [first_on + timedelta(days=n) for n in range(7)]
    absences = [absence for absence in problem.team.time_off if absence.agent == agent.name]
    paid_off = {on for on in dates for a in absences if a.paid and a.first_on <= on <= a.last_on}
    unpaid_off = {on for on in dates for a in absences if not a.paid and a.first_on <= on <= a.last_on}
    usual = open_days | problem.closed_on
    paid_days = min(len(paid_off & usual), rules.days_per_week)
    free = ((unpaid_off & usual) | problem.closed_on.intersection(dates)) - paid_off
    excused = min(paid_days + len(free), rules.days_per_week)
    weekly, share = agent.weekly_hours * 60, agent.weekly_hours * 60 / rules.days_per_week
    least = max(0, round(weekly - rules.undertime_hours * 60 - share * excused))
    most = max(0, round(weekly + rules.overtime_hours * 60 - share * paid_days))
    return least, most


def run_of_days_before(shifts: Sequence[Shift], first_on: date) -> int:
    """Days worked in a row up to the day before `first_on`."""
    worked = {shift.on for shift in shifts}
    run = 0
    while first_on - timedelta(days=run + 1) in worked:
        run += 1
    return run


def people_of(
    *,
    problem: RosterProblem,
    options: Sequence[Option],
    shapes: Sequence[ShiftShape],
    groups: Mapping[frozenset[str], int],
    served: Mapping[str, frozenset[str]],
    open_days: frozenset[date],
) -> tuple[Person, ...]:
    """Each agent with the shifts and weeks open to them."""
    team, rules, days = problem.team, problem.team.rules, 7 * problem.weeks
    people = []
    for index, agent in enumerate(team.agents):
        previous = [shift for shift in problem.previous if shift.agent == agent.name]
        worked_until = max((shift.ends_at for shift in previous), default=None)
        available = availability_spans(
            agent.availability, first_on=problem.first_on, days=days, timezone=team.timezone
        )
        away = away_spans([a for a in team.time_off if a.agent == agent.name], team.timezone)
        limits = [
            week_limits(agent=agent, problem=problem, week=week, open_days=open_days)
            for week in range(problem.weeks)
        ]
        allowed: list[list[int]] = [[] for _ in range(days)]
        for position, option in enumerate(options):
            if (
                shapes[option.shape].paid_minutes <= limits[option.day // 7][1]
                and is_available(option, available)
                and not is_away(option, away)
                and is_rested(option, worked_until, rules.rest_minutes * 60)
            ):
                allowed[option.day].append(position)
        people.append(
            Person(
                index=index,
                agent=agent,
                group=groups[served[agent.name]],
                allowed=tuple(map(tuple, allowed)),
                least_minutes=tuple(least for least, _ in limits),
                most_minutes=tuple(most for _, most in limits),
                run_before=run_of_days_before(previous, problem.first_on),
            )
        )
    return tuple(people)
