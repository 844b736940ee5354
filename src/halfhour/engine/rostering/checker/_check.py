"""All rules of a roster, one after the other."""

from collections.abc import Iterator

from halfhour.engine.rostering.checker._assignments import check_assignments
from halfhour.engine.rostering.checker._case import Case, case_of
from halfhour.engine.rostering.checker._duty import check_duty
from halfhour.engine.rostering.checker._kinds import RosterBreach
from halfhour.engine.rostering.checker._sequence import check_sequence
from halfhour.engine.rostering.checker._sessions import check_sessions
from halfhour.engine.rostering.checker._shift import check_shift
from halfhour.engine.rostering.checker._week import check_weeks
from halfhour.engine.rostering.problem import Breach, Roster, RosterProblem


def check_roster(*, problem: RosterProblem, roster: Roster) -> tuple[Breach, ...]:
    """Everything that a roster breaks, by person and time; empty for a legal roster.

    Missing coverage is no breach: a roster can be legal and short, which `RosterResult.shortfall`
    measures. What the previous roster broke by itself is not told again.
    """
    case = case_of(problem, roster)
    return (
        *_strangers(case),
        *_strays(case),
        *(breach for name in case.agents for breach in _check_person(case, name)),
        *check_sessions(case),
        *check_duty(case),
        *check_assignments(case),
    )


def _check_person(case: Case, agent: str) -> Iterator[Breach]:
    for shift in case.shifts[agent]:
        yield from check_shift(case, shift)
    yield from check_sequence(case, agent)
    yield from check_weeks(case, agent)


def _strangers(case: Case) -> Iterator[Breach]:
    """Everybody in the roster is on the team."""
    for shift in case.roster.shifts:
        if shift.agent not in case.agents:
            yield Breach(rule=RosterBreach.UNKNOWN_AGENT, agent=shift.agent, on=shift.on)
    for session in case.roster.sessions:
        if session.agent not in case.agents:
            on = case.clock.date_of(session.starts_at)
            yield Breach(rule=RosterBreach.UNKNOWN_AGENT, agent=session.agent, on=on)


def _strays(case: Case) -> Iterator[Breach]:
    """Everything in the roster starts within the plan's weeks."""
    starts = [(shift.agent, shift.on) for shift in case.roster.shifts]
    starts += [(each.agent, case.clock.date_of(each.starts_at)) for each in case.roster.sessions]
    figures = {"first_on": case.problem.first_on.isoformat(), "last_on": case.last_on.isoformat()}
    for agent, on in starts:
        if not case.holds(on):
            yield Breach(rule=RosterBreach.OUTSIDE_PLAN, agent=agent, on=on, figures=figures)
