"""Breaks and sessions for shifts that name none, such as those of a roster file.

A roster that is solved has them placed already, all at once and better. Here they are placed one after
the other, each where people can best be spared: sessions first, those held together before those that
people have alone, and then the breaks around them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.dayplanning._board import added_value
from halfhour.engine.dayplanning._demand import QUARTER_SECONDS, Demand, demand_of
from halfhour.engine.rostering.problem import Break, PlacedSession, Roster, RosterProblem, Shift
from halfhour.engine.team import BreakRule, Session

Span = tuple[int, int]


@dataclass(slots=True, kw_only=True, eq=False)
class Office:
    """Who is at work when, as more and more breaks and sessions are placed.

    `needed` and `there`, shape (quarters,), are people on all queues that ask for people in time;
    `timed` the names of those who serve one. `taken` is each person's time already given away.
    """

    problem: RosterProblem
    zone: ZoneInfo
    demand: Demand
    needed: NDArray[np.float64]
    there: NDArray[np.float64]
    timed: frozenset[str]
    shifts: dict[str, list[Shift]]
    taken: defaultdict[str, list[Span]] = field(default_factory=lambda: defaultdict(list))
    sessions: list[PlacedSession] = field(default_factory=list)

    def take(self, agent: str, span: Span) -> None:
        self.taken[agent].append(span)
        if agent in self.timed:
            quarters, shares = self.parts(span)
            self.there[quarters] -= shares

    def cost(self, agents: Sequence[str], span: Span) -> float:
        """What it costs that these people are away at once, in the planner's points."""
        leaving = sum(agent in self.timed for agent in agents)
        if leaving == 0:
            return 0.0
        quarters, shares = self.parts(span)
        there = np.maximum(self.there[quarters] - leaving, 0.0)
        return leaving * float(shares @ added_value(needed=self.needed[quarters], there=there))

    def parts(self, span: Span) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """The quarter hours of a span, and the share of each that it fills."""
        quarters = np.arange(self.demand.quarter_at(span[0]), self.demand.quarter_at(span[1] - 1) + 1)
        opens = self.demand.origin + quarters * QUARTER_SECONDS
        filled = np.minimum(span[1], opens + QUARTER_SECONDS) - np.maximum(span[0], opens)
        return quarters, filled / QUARTER_SECONDS

    def is_free(self, agent: str, span: Span) -> bool:
        return all(ends <= span[0] or span[1] <= starts for starts, ends in self.taken[agent])

    def date_of(self, instant: int) -> date:
        return datetime.fromtimestamp(instant, self.zone).date()


def complete_roster(*, problem: RosterProblem, shifts: Iterable[Shift]) -> Roster:
    """The shifts with the breaks that the rules ask for, and the weeks' sessions.

    A shift that has breaks keeps them. What finds no place (a session when nobody is on shift) is left
    out, for the checker to tell.
    """
    in_order = sorted(shifts, key=lambda shift: (shift.starts_at, shift.agent))
    if not in_order:
        return Roster(shifts=())
    office = _office(problem, in_order)
    for shift in in_order:
        for each in shift.breaks:
            office.take(shift.agent, (each.starts_at, each.ends_at))
    for row in problem.fixed_sessions:
        _hold(office, row)
    for session in sorted(problem.team.sessions, key=lambda session: not session.together):
        for week in range(problem.weeks):
            _hold_week(office, session, week)
    finished = [shift if shift.breaks else _with_breaks(office, shift) for shift in in_order]
    sessions = sorted(office.sessions, key=lambda row: (row.starts_at, row.agent))
    return Roster(shifts=tuple(finished), sessions=tuple(sessions))


def _office(problem: RosterProblem, shifts: Sequence[Shift]) -> Office:
    demand = demand_of(
        problem=problem,
        first_at=min(shift.starts_at for shift in shifts),
        last_at=max(shift.ends_at for shift in shifts),
        assignments=(),
    )
    in_time = [queue for queue, waits in zip(demand.queues, demand.waits, strict=True) if not waits]
    by_agent: dict[str, list[Shift]] = {agent.name: [] for agent in problem.team.agents}
    for shift in shifts:
        by_agent.setdefault(shift.agent, []).append(shift)
    office = Office(
        problem=problem,
        zone=ZoneInfo(problem.team.timezone),
        demand=demand,
        needed=demand.people.sum(axis=0),
        there=np.zeros(demand.day_of.size),
        timed=frozenset(a.name for a in problem.team.agents if any(a.serves(queue) for queue in in_time)),
        shifts=by_agent,
    )
    for shift in shifts:
        if shift.agent in office.timed:
            quarters, shares = office.parts((shift.starts_at, shift.ends_at))
            office.there[quarters] += shares
    return office


def _hold(office: Office, row: PlacedSession) -> None:
    office.sessions.append(row)
    office.take(row.agent, (row.starts_at, row.ends_at))


def _hold_week(office: Office, session: Session, week: int) -> None:
    """The sessions of a week that are not agreed already, each on a day of its own."""
    first_on = office.problem.first_on + timedelta(days=7 * week)
    dates = [first_on + timedelta(days=step) for step in range(7)]
    names = [a.name for a in office.problem.team.agents if not session.agents or a.name in session.agents]
    groups = [names] if session.together else [[name] for name in names]
    for group in groups:
        held = {
            office.date_of(row.starts_at)
            for row in office.problem.fixed_sessions
            if row.name == session.name and row.agent in group and office.date_of(row.starts_at) in dates
        }
        for _ in range(session.per_week - len(held)):
            held |= _hold_once(office, session, group, [on for on in dates if on not in held])


def _hold_once(office: Office, session: Session, group: Sequence[str], dates: Sequence[date]) -> set[date]:
    """Hold a session where most of a group can come, and of those times where it costs least."""
    coming: defaultdict[int, list[str]] = defaultdict(list)
    for name in group:
        for shift in office.shifts[name]:
            if shift.on in dates:
                for start in _starts(office, shift, session, aligned=len(group) > 1):
                    coming[start].append(name)
    if not coming:
        return set()
    length = session.minutes * 60
    start = min(coming, key=lambda at: (-len(coming[at]), office.cost(coming[at], (at, at + length)), at))
    for name in coming[start]:
        _hold(
            office,
            PlacedSession(
                name=session.name,
                kind=session.kind,
                agent=name,
                starts_at=start,
                ends_at=start + length,
            ),
        )
    return {office.date_of(start)}


def _starts(office: Office, shift: Shift, session: Session, *, aligned: bool) -> Iterator[int]:
    """When a session may start in a shift so that the breaks still find room.

    A session that several attend starts with an interval, so that their shifts offer the same times.
    """
    step = office.problem.grid.seconds if aligned else QUARTER_SECONDS
    first = -(-shift.starts_at // step) * step if aligned else shift.starts_at
    for start in range(first, shift.ends_at - session.minutes * 60 + 1, step):
        span = (start, start + session.minutes * 60)
        if office.is_free(shift.agent, span) and _leaves_room(office, shift, span):
            yield start


def _leaves_room(office: Office, shift: Shift, span: Span) -> bool:
    if shift.breaks:
        return True
    return all(
        any(place[1] <= span[0] or span[1] <= place[0] for place in _places(office, shift, rule))
        for rule in _due(office, shift)
    )


def _due(office: Office, shift: Shift) -> list[BreakRule]:
    """The breaks that a shift carries, the one whose window closes first ahead."""
    paid_minutes = shift.paid_seconds / 60
    rules = [
        rule
        for rule in office.problem.team.rules.breaks
        if rule.shift_from_minutes <= paid_minutes
        and (rule.shift_below_minutes is None or paid_minutes < rule.shift_below_minutes)
    ]
    return sorted(rules, key=lambda rule: (rule.not_before_minutes - rule.not_within_minutes, rule.kind))


def _places(office: Office, shift: Shift, rule: BreakRule) -> Iterator[Span]:
    """Where a break may lie: in its window, a whole number of quarter hours after the window opens."""
    length = rule.minutes * 60
    first = shift.starts_at + rule.not_before_minutes * 60
    last = shift.ends_at - rule.not_within_minutes * 60 - length
    for start in range(first, last + 1, QUARTER_SECONDS):
        if office.is_free(shift.agent, (start, start + length)):
            yield start, start + length


def _with_breaks(office: Office, shift: Shift) -> Shift:
    """The shift with its breaks, each where it costs least, and then nearest to its even place."""
    due = _due(office, shift)
    breaks: list[Break] = []
    for number, rule in enumerate(due, start=1):
        even = shift.starts_at + (shift.ends_at - shift.starts_at) * number // (len(due) + 1)
        best = min(
            _places(office, shift, rule),
            key=lambda place: (
                round(office.cost([shift.agent], place), 6),
                abs(place[0] + place[1] - 2 * even),
                place,
            ),
            default=None,
        )
        if best is not None:
            office.take(shift.agent, best)
            breaks.append(Break(kind=rule.kind, starts_at=best[0], ends_at=best[1], paid=rule.paid))
    return replace(shift, breaks=tuple(sorted(breaks, key=lambda each: each.starts_at)))
