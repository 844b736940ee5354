"""The roster board: one week of a plan, people by days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from halfhour.planning.adapter.teams import team_of
from halfhour.planning.models import PlacedSession, Plan, PublishedDay, Shift
from halfhour.planning.queries.coverage import DayStrip, day_strips


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A break inside a shift."""

    kind: str
    starts_at: datetime
    ends_at: datetime
    paid: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One person on one day: at most one shift, what is placed in it, and why there may be none."""

    agent: str
    on: date
    shift: Shift | None
    pauses: tuple[Pause, ...]
    sessions: tuple[PlacedSession, ...]
    time_off: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRow:
    """One person's week. Hours are paid hours; `contract_hours` is what their week should hold."""

    agent: str
    skills: tuple[str, ...]
    seniority: str
    contract_hours: float
    paid_hours: float
    cells: tuple[Cell, ...]

    @property
    def hours_off(self) -> float:
        """Hours above (positive) or below (negative) the contract."""
        return self.paid_hours - self.contract_hours


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    plan: Plan
    week: int
    days: tuple[date, ...]
    rows: tuple[BoardRow, ...]
    strips: tuple[DayStrip, ...]
    skills: tuple[str, ...]
    people_hidden: int

    @property
    def first_on(self) -> date:
        return self.days[0]

    @property
    def last_on(self) -> date:
        return self.days[-1]

    @property
    def is_first_week(self) -> bool:
        return self.week == 0

    @property
    def is_last_week(self) -> bool:
        return self.week == self.plan.weeks - 1


def board_of(plan: Plan, *, week: int, skill: str = "", agent: str = "") -> Board:
    """The board of one week, for everybody or for those who have `skill` or are `agent`."""
    week = min(max(week, 0), plan.weeks - 1)
    days = week_days(plan, week)
    team = team_of(plan)
    shifts = {
        (shift.agent, shift.on): shift
        for shift in Shift.objects.filter(plan=plan, on__in=days).order_by("on", "starts_at", "agent")
    }
    sessions = _sessions_by_cell(plan, shifts)
    time_off = {
        (absence.agent, day): absence.kind
        for absence in team.time_off
        for day in days
        if absence.first_on <= day <= absence.last_on
    }
    shown = [
        person
        for person in team.agents
        if (not skill or skill in {held.name for held in person.skills})
        and (not agent or person.name == agent)
    ]
    rows = tuple(
        BoardRow(
            agent=person.name,
            skills=tuple(held.name for held in person.skills),
            seniority=str(person.seniority),
            contract_hours=person.weekly_hours,
            paid_hours=sum(
                shifts[person.name, day].paid_seconds for day in days if (person.name, day) in shifts
            )
            / 3600,
            cells=tuple(
                _cell(person.name, day, shifts=shifts, sessions=sessions, time_off=time_off) for day in days
            ),
        )
        for person in shown
    )
    return Board(
        plan=plan,
        week=week,
        days=days,
        rows=rows,
        strips=day_strips(plan, days),
        skills=tuple(sorted({held.name for person in team.agents for held in person.skills})),
        people_hidden=len(team.agents) - len(rows),
    )


def week_days(plan: Plan, week: int) -> tuple[date, ...]:
    first = plan.first_on + timedelta(days=7 * week)
    return tuple(first + timedelta(days=day) for day in range(7))


def pauses_of(shift: Shift) -> tuple[Pause, ...]:
    """A shift's breaks in time order."""
    found = (
        Pause(
            kind=kind,
            starts_at=datetime.fromtimestamp(starts, tz=shift.starts_at.tzinfo),
            ends_at=datetime.fromtimestamp(ends, tz=shift.starts_at.tzinfo),
            paid=bool(paid),
        )
        for kind, starts, ends, paid in shift.breaks
    )
    return tuple(sorted(found, key=lambda pause: pause.starts_at))


def published_plan_on(team_id: int, on: date) -> Plan | None:
    """The plan that holds on a day."""
    day = (
        PublishedDay.objects.filter(team_id=team_id, on=on)
        .select_related("plan", "plan__team", "plan__team_version")
        .first()
    )
    return day.plan if day else None


def _sessions_by_cell(
    plan: Plan, shifts: Mapping[tuple[str, date], Shift]
) -> dict[tuple[str, date], tuple[PlacedSession, ...]]:
    """Sessions by person and the day of the shift that they touch."""
    by_agent: dict[str, list[PlacedSession]] = {}
    for session in PlacedSession.objects.filter(plan=plan).order_by("starts_at", "agent"):
        by_agent.setdefault(session.agent, []).append(session)
    return {
        cell: tuple(
            session
            for session in by_agent.get(cell[0], [])
            if session.starts_at < shift.ends_at and shift.starts_at < session.ends_at
        )
        for cell, shift in shifts.items()
    }


def _cell(
    agent: str,
    on: date,
    *,
    shifts: Mapping[tuple[str, date], Shift],
    sessions: Mapping[tuple[str, date], tuple[PlacedSession, ...]],
    time_off: Mapping[tuple[str, date], str],
) -> Cell:
    shift = shifts.get((agent, on))
    return Cell(
        agent=agent,
        on=on,
        shift=shift,
        pauses=pauses_of(shift) if shift else (),
        sessions=sessions.get((agent, on), ()),
        time_off=time_off.get((agent, on)),
    )
