"""The roster as a table for each week, and what it means for each person."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from halfhour.engine.plan import Plan
from halfhour.engine.rostering import PlacedSession, Roster, Shift
from halfhour.engine.team import Agent, TimeOff
from halfhour.planning.outputs.report.words import Words

EARLY_BEFORE_HOUR, LATE_AFTER_HOUR = 8, 18


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterCell:
    """One person's day: `kind` is work, off or away."""

    kind: str
    text: str
    note: str = ""
    is_early: bool = False
    is_late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRow:
    agent: str
    hours: str
    cells: tuple[RosterCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterWeek:
    title: str
    days: tuple[str, ...]
    rows: tuple[RosterRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """One person over the whole plan; shifts are early before 8, late after 18, by start and end."""

    agent: str
    skills: str
    contracted: str
    rostered: str
    is_short: bool
    days: int
    early: int
    late: int
    weekend: int
    sessions: int
    away: int


def roster_weeks(plan: Plan, words: Words) -> tuple[RosterWeek, ...]:
    roster = plan.roster_result.roster or Roster(shifts=())
    shifts = {(shift.agent, shift.on): shift for shift in roster.shifts}
    sessions: defaultdict[str, list[PlacedSession]] = defaultdict(list)
    for placed in roster.sessions:
        sessions[placed.agent].append(placed)
    return tuple(_week(plan, week, shifts, sessions, words) for week in range(plan.weeks))


def _week(
    plan: Plan,
    week: int,
    shifts: dict[tuple[str, date], Shift],
    sessions: dict[str, list[PlacedSession]],
    words: Words,
) -> RosterWeek:
    days = [plan.first_on + timedelta(days=7 * week + step) for step in range(7)]
    away = {
        (off.agent, day): off
        for off in plan.team.time_off
        for day in days
        if off.first_on <= day <= off.last_on
    }
    rows = []
    for agent in plan.team.agents:
        worked = [shifts[agent.name, day] for day in days if (agent.name, day) in shifts]
        rows.append(
            RosterRow(
                agent=agent.name,
                hours=words.about(sum(shift.paid_seconds for shift in worked) / 3600),
                cells=tuple(
                    _cell(
                        shifts.get((agent.name, day)),
                        away.get((agent.name, day)),
                        sessions.get(agent.name, ()),
                        words,
                    )
                    for day in days
                ),
            )
        )
    return RosterWeek(
        title=_("{first} to {last}").format(first=words.day(days[0]), last=words.day(days[-1])),
        days=tuple(words.day(day) for day in days),
        rows=tuple(rows),
    )


def _cell(
    shift: Shift | None, off: TimeOff | None, sessions: Sequence[PlacedSession], words: Words
) -> RosterCell:
    if shift is None:
        return RosterCell(kind="away", text=off.kind) if off else RosterCell(kind="off", text="")
    inside = [each for each in sessions if shift.starts_at <= each.starts_at < shift.ends_at]
    parts = [
        *((rest.starts_at, rest.ends_at, kind_word(rest.kind)) for rest in shift.breaks),
        *((each.starts_at, each.ends_at, each.name) for each in inside),
    ]
    return RosterCell(
        kind="work",
        text=f"{words.time(shift.starts_at)}–{words.time(shift.ends_at)}",
        note="\n".join(f"{words.time(start)}–{words.time(end)} {what}" for start, end, what in sorted(parts)),
        is_early=is_early(shift, words),
        is_late=is_late(shift, words),
    )


def kind_word(kind: str) -> str:
    return {"break": _("break"), "lunch": _("lunch")}.get(kind, kind)


def is_early(shift: Shift, words: Words) -> bool:
    return words.moment(shift.starts_at).hour < EARLY_BEFORE_HOUR


def is_late(shift: Shift, words: Words) -> bool:
    ends = words.moment(shift.ends_at)
    return ends.date() > shift.on or ends.hour + ends.minute / 60 > LATE_AFTER_HOUR


def person_rows(plan: Plan, words: Words) -> tuple[PersonRow, ...]:
    roster = plan.roster_result.roster or Roster(shifts=())
    shifts: defaultdict[str, list[Shift]] = defaultdict(list)
    for shift in roster.shifts:
        shifts[shift.agent].append(shift)
    attended: defaultdict[str, int] = defaultdict(int)
    for placed in roster.sessions:
        attended[placed.agent] += 1
    return tuple(
        _person(plan, agent, shifts[agent.name], attended[agent.name], words) for agent in plan.team.agents
    )


def _person(plan: Plan, agent: Agent, shifts: list[Shift], sessions: int, words: Words) -> PersonRow:
    contracted = agent.weekly_hours * plan.weeks
    rostered = sum(shift.paid_seconds for shift in shifts) / 3600
    away = days_away(plan, agent.name)
    return PersonRow(
        agent=agent.name,
        skills=", ".join(skill.name for skill in agent.skills),
        contracted=words.about(contracted),
        rostered=words.about(rostered),
        is_short=rostered < contracted - plan.team.rules.undertime_hours * plan.weeks - 0.01 and not away,
        days=len(shifts),
        early=sum(is_early(shift, words) for shift in shifts),
        late=sum(is_late(shift, words) for shift in shifts),
        weekend=sum(shift.on.weekday() >= 5 for shift in shifts),
        sessions=sessions,
        away=away,
    )


def days_away(plan: Plan, agent: str) -> int:
    """Days of the plan on which the person has time off."""
    days = [plan.first_on + timedelta(days=step) for step in range(7 * plan.weeks)]
    return sum(
        any(off.agent == agent and off.first_on <= day <= off.last_on for off in plan.team.time_off)
        for day in days
    )
