"""Who of the demo team was on duty on a day of the past: rotating shifts, leave, and sick days."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from halfhour.demo.demand import SATURDAY, SUNDAY
from halfhour.demo.desk import CALL, CHAT, MAIL, Duty
from halfhour.engine.team import Agent, Team

SKILL_QUEUES = {"phone": CALL, "chat": CHAT, "email": MAIL}
SHIFT_STARTS = (8 * 3600.0, 10 * 3600.0, 11.5 * 3600.0)
FULL_SHIFT, SHORT_SHIFT = 8.5 * 3600.0, 5.0 * 3600.0
SICK_SHARE = 0.04
LEAVE_EVERY_WEEKS = 13


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """One person's shift as it was planned, in seconds after midnight, and what became of it."""

    agent: Agent
    starts: float
    ends: float
    lunch_at: float | None
    late_seconds: float
    is_sick: bool
    is_on_leave: bool = False


def duties_on(
    *, team: Team, on: date, first: float, last: float, pace: dict[str, float], rng: np.random.Generator
) -> list[Duty]:
    """The people at work between opening and closing, in seconds after midnight."""
    return [
        Duty(
            agent=each.agent.name,
            skills=frozenset(SKILL_QUEUES[skill.name] for skill in each.agent.skills),
            starts=each.starts + each.late_seconds,
            ends=each.ends,
            speed=pace[each.agent.name],
            lunch_at=each.lunch_at,
        )
        for each in attendance_on(team=team, on=on, first=first, last=last, rng=rng)
        if not each.is_sick and not each.is_on_leave
    ]


def attendance_on(
    *, team: Team, on: date, first: float, last: float, rng: np.random.Generator
) -> list[Attendance]:
    """Everybody whose turn it is on a day on which the team opens, the sick and those on leave included."""
    sick = rng.random(len(team.agents)) < SICK_SHARE
    late_by = rng.normal(0, 240, len(team.agents))
    return [
        _attendance(agent, place, on, first, last, late_by=abs(float(late_by[place])), sick=bool(sick[place]))
        for place, agent in enumerate(team.agents)
        if _has_turn(agent, place, on)
    ]


def _is_on_leave(place: int, on: date) -> bool:
    return (on.toordinal() // 7 + 5 * place) % LEAVE_EVERY_WEEKS == 0


def _has_turn(agent: Agent, place: int, on: date) -> bool:
    week = on.toordinal() // 7
    weekdays = {period.weekday for period in agent.availability} or set(range(7))
    if on.weekday() not in weekdays:
        return False
    turns = {SATURDAY: (week + place) % 3, SUNDAY: (week + place + 1) % 4}
    works_on = {day for day, turn in turns.items() if turn == 0} & weekdays
    if on.weekday() in (SATURDAY, SUNDAY):
        return on.weekday() in works_on
    # A weekend day at work is a weekday off.
    off = {(place + week + 2 * number) % 5 for number in range(len(works_on))}
    return on.weekday() not in off


def _attendance(
    agent: Agent, place: int, on: date, first: float, last: float, *, late_by: float, sick: bool
) -> Attendance:
    length = FULL_SHIFT if agent.weekly_hours >= 30 else SHORT_SHIFT
    start = max(SHIFT_STARTS[(place + on.toordinal() // 7) % len(SHIFT_STARTS)], first)
    allowed = [period for period in agent.availability if period.weekday == on.weekday()]
    if allowed:
        start = max(start, float(allowed[0].opens_second))
        start = min(start, max(float(allowed[0].closes_second) - length, first))
    start = min(start, max(last - length, first))
    return Attendance(
        agent=agent,
        starts=start,
        ends=min(start + length, last),
        lunch_at=start + (3.5 + place % 4 / 2) * 3600
        if length == FULL_SHIFT and last - start > 6 * 3600
        else None,
        late_seconds=late_by,
        is_sick=sick,
        is_on_leave=_is_on_leave(place, on),
    )
