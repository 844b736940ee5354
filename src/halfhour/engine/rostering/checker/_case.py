"""A roster beside its problem, looked up in the ways the rules ask for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from halfhour.engine.intervals import clock_reaches
from halfhour.engine.rostering.problem import PlacedSession, Roster, RosterProblem, Shift
from halfhour.engine.team import DAY_SECONDS, Agent, Rules, TimeOff, WeeklyPeriod

Span = tuple[int, int]
EPOCH = date(1970, 1, 1)
LONGEST_CLOSING_SECONDS = 2 * 3600  # a shift may span a closing as short as this, such as midday

Row = TypeVar("Row", Shift, PlacedSession)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """What the team's clock shows, by Python's own reckoning of time zones."""

    zone: ZoneInfo

    def wall(self, instant: int) -> datetime:
        return datetime.fromtimestamp(instant, self.zone)

    def text(self, instant: int) -> str:
        return f"{self.wall(instant):%H:%M}"

    def date_of(self, instant: int) -> date:
        return self.wall(instant).date()

    def reaches(self, on: date, second: int) -> int:
        """The first instant at which the clock shows this second of the date's day, or a later one."""
        return int(clock_reaches((on - EPOCH).days * DAY_SECONDS + second, self.zone.key))


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is judged.

    Attributes
    ----------
    shifts, earlier, sessions, agreed
        By agent of the team, in order of time. `shifts` and `sessions` are the roster's within the
        plan's weeks, `earlier` the shifts worked just before, `agreed` the sessions already fixed.
    time_off, away
        By agent, the times off, and the stretch of each from its first midnight to its last.
    available
        By agent, when they may work, from the day before the plan to the day after it; None for any time.
    open_spans
        The stretches that a shift must lie in: when anything is open, short closings included.
    """

    problem: RosterProblem
    roster: Roster
    clock: Clock
    agents: Mapping[str, Agent]
    shifts: Mapping[str, Sequence[Shift]]
    earlier: Mapping[str, Sequence[Shift]]
    sessions: Mapping[str, Sequence[PlacedSession]]
    agreed: Mapping[str, Sequence[PlacedSession]]
    time_off: Mapping[str, Sequence[TimeOff]]
    away: Mapping[str, Sequence[Span]]
    available: Mapping[str, tuple[Span, ...] | None]
    open_spans: tuple[Span, ...]

    @property
    def rules(self) -> Rules:
        return self.problem.team.rules

    @property
    def last_on(self) -> date:
        return self.problem.first_on + timedelta(days=7 * self.problem.weeks - 1)

    def holds(self, on: date) -> bool:
        """Whether a date is one of the plan's."""
        return self.problem.first_on <= on <= self.last_on

    def week_of(self, on: date) -> int:
        return (on - self.problem.first_on).days // 7

    def dates_of(self, week: int) -> list[date]:
        return [self.problem.first_on + timedelta(days=7 * week + step) for step in range(7)]

    def all_shifts(self, agent: str) -> list[Shift]:
        return [*self.earlier[agent], *self.shifts[agent]]


def case_of(problem: RosterProblem, roster: Roster) -> Case:
    clock = Clock(zone=ZoneInfo(problem.team.timezone))
    agents = {agent.name: agent for agent in problem.team.agents}
    time_off = {name: [off for off in problem.team.time_off if off.agent == name] for name in agents}
    first_on = problem.first_on
    past_on = first_on + timedelta(days=7 * problem.weeks)
    return Case(
        problem=problem,
        roster=roster,
        clock=clock,
        agents=agents,
        shifts=_by_agent(agents, (s for s in roster.shifts if first_on <= s.on < past_on)),
        earlier=_by_agent(agents, problem.previous),
        sessions=_by_agent(
            agents, (s for s in roster.sessions if first_on <= clock.date_of(s.starts_at) < past_on)
        ),
        agreed=_by_agent(agents, problem.fixed_sessions),
        time_off=time_off,
        away={name: [_away_span(off, clock) for off in offs] for name, offs in time_off.items()},
        available=_available(problem, clock),
        open_spans=joined(problem.open_spans, bridging=LONGEST_CLOSING_SECONDS),
    )


def _by_agent(agents: Iterable[str], rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {name: [] for name in agents}
    for row in sorted(rows, key=lambda row: (row.starts_at, row.ends_at)):
        if row.agent in found:
            found[row.agent].append(row)
    return found


def joined(spans: Iterable[Span], *, bridging: int = 0) -> tuple[Span, ...]:
    """The spans in order, as one where they overlap, touch, or lie no further apart than `bridging`.

    A span without length, or one that runs backwards, is none.
    """
    found: list[Span] = []
    for starts, ends in sorted(span for span in spans if span[0] < span[1]):
        if found and starts - found[-1][1] <= bridging:
            found[-1] = (found[-1][0], max(found[-1][1], ends))
        else:
            found.append((starts, ends))
    return tuple(found)


def without(spans: Iterable[Span], holes: Iterable[Span]) -> tuple[Span, ...]:
    """What is left of the spans outside the holes."""
    left = list(joined(spans))
    for hole_starts, hole_ends in joined(holes):
        cut: list[Span] = []
        for starts, ends in left:
            if hole_ends <= starts or ends <= hole_starts:
                cut.append((starts, ends))
                continue
            cut += [(starts, hole_starts)] if starts < hole_starts else []
            cut += [(hole_ends, ends)] if hole_ends < ends else []
        left = cut
    return tuple(left)


def overlap(first: Shift | PlacedSession, second: Shift | PlacedSession) -> bool:
    return first.starts_at < second.ends_at and second.starts_at < first.ends_at


def _away_span(off: TimeOff, clock: Clock) -> Span:
    return clock.reaches(off.first_on, 0), clock.reaches(off.last_on + timedelta(days=1), 0)


def _available(problem: RosterProblem, clock: Clock) -> dict[str, tuple[Span, ...] | None]:
    dates = [problem.first_on + timedelta(days=step) for step in range(-1, 7 * problem.weeks + 1)]
    found: dict[tuple[WeeklyPeriod, ...], tuple[Span, ...] | None] = {(): None}
    for agent in problem.team.agents:
        if agent.availability not in found:
            found[agent.availability] = joined(
                (clock.reaches(on, period.opens_second), clock.reaches(on, period.closes_second))
                for on in dates
                for period in agent.availability
                if period.weekday == on.weekday()
            )
    return {agent.name: found[agent.availability] for agent in problem.team.agents}
