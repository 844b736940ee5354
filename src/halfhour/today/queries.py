"""Days as people work them: from the plan that is published, or from a draft that a planner looks at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from math import gcd
from typing import Any

from django.utils import timezone

from halfhour.engine.team import Team as EngineTeam
from halfhour.people.models import Team
from halfhour.planning.adapter.teams import team_of
from halfhour.planning.models import Block, Plan, PublishedDay, Shift

AWAY = ("break", "lunch")
STEPS_MINUTES = (15, 10, 5, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayBlock:
    """A stretch of a day. `colour` is the name under which pages paint it; `reason` as the row keeps it."""

    kind: str
    queue: str
    colour: str
    starts_at: datetime
    ends_at: datetime
    reason: dict[str, Any]

    @property
    def seconds(self) -> float:
        return (self.ends_at - self.starts_at).total_seconds()

    @property
    def minutes(self) -> int:
        return round(self.seconds / 60)

    @property
    def quarters(self) -> int:
        """Length for the eye: quarters of an hour, at least one, at most sixteen."""
        return min(max(round(self.minutes / 15), 1), 16)

    @property
    def is_away(self) -> bool:
        return self.kind in AWAY

    def holds(self, at: datetime) -> bool:
        return self.starts_at <= at < self.ends_at


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDay:
    """One person's day; no blocks where they do not work."""

    agent: str
    on: date
    plan: Plan | None
    blocks: tuple[DayBlock, ...]
    time_off: str

    @property
    def starts_at(self) -> datetime | None:
        return self.blocks[0].starts_at if self.blocks else None

    @property
    def ends_at(self) -> datetime | None:
        return self.blocks[-1].ends_at if self.blocks else None

    @property
    def breaks(self) -> tuple[DayBlock, ...]:
        return tuple(block for block in self.blocks if block.is_away)

    def now(self, at: datetime) -> DayBlock | None:
        return next((block for block in self.blocks if block.holds(at)), None)

    def next(self, at: datetime) -> DayBlock | None:
        return next((block for block in self.blocks if block.starts_at > at), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekDay:
    """A day of the week strip: the shift on it, if any."""

    on: date
    shift: Shift | None
    is_published: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A cell of the team's day: a block, or nothing, over so many steps."""

    block: DayBlock | None
    steps: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamRow:
    agent: str
    day: PersonDay
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamDay:
    """Everybody's day on one scale of `step_minutes`, from full hour to full hour."""

    on: date
    plan: Plan | None
    rows: tuple[TeamRow, ...]
    starts_at: datetime | None
    ends_at: datetime | None
    step_minutes: int
    hours: tuple[datetime, ...]
    off: tuple[PersonDay, ...]

    @property
    def steps_per_hour(self) -> int:
        return 60 // self.step_minutes

    @property
    def blocks(self) -> tuple[DayBlock, ...]:
        return tuple(block for row in self.rows for block in row.day.blocks)


def plan_on(team: Team, on: date) -> Plan | None:
    """The plan that holds on a day."""
    held = (
        PublishedDay.objects.filter(team=team, on=on)
        .select_related("plan__team", "plan__team_version")
        .first()
    )
    return held.plan if held else None


def person_day(plan: Plan | None, *, agent: str, on: date) -> PersonDay:
    if plan is None:
        return PersonDay(agent=agent, on=on, plan=None, blocks=(), time_off="")
    rows = Block.objects.filter(plan=plan, agent=agent, on=on).order_by("starts_at")
    team = team_of(plan)
    return PersonDay(
        agent=agent, on=on, plan=plan, blocks=_day_blocks(rows, team), time_off=_time_off(team, agent, on)
    )


def team_day(plan: Plan | None, *, on: date) -> TeamDay:
    """Everybody who works, by start; those who do not, apart."""
    if plan is None:
        return TeamDay(
            on=on, plan=None, rows=(), starts_at=None, ends_at=None, step_minutes=15, hours=(), off=()
        )
    team = team_of(plan)
    blocks: dict[str, list[Block]] = {}
    for row in Block.objects.filter(plan=plan, on=on).order_by("agent", "starts_at"):
        blocks.setdefault(row.agent, []).append(row)
    days = [
        PersonDay(
            agent=agent.name,
            on=on,
            plan=plan,
            blocks=_day_blocks(blocks.get(agent.name, ()), team),
            time_off=_time_off(team, agent.name, on),
        )
        for agent in team.agents
    ]
    at_work = sorted(
        (day for day in days if day.blocks), key=lambda day: (day.blocks[0].starts_at, day.agent)
    )
    off = tuple(day for day in days if not day.blocks)
    if not at_work:
        return TeamDay(
            on=on, plan=plan, rows=(), starts_at=None, ends_at=None, step_minutes=15, hours=(), off=off
        )
    starts_at = _full_hour(min(day.blocks[0].starts_at for day in at_work))
    last_at = max(day.blocks[-1].ends_at for day in at_work)
    ends_at = _full_hour(last_at + timedelta(minutes=59, seconds=59))
    step = _step_minutes(at_work)
    return TeamDay(
        on=on,
        plan=plan,
        rows=tuple(
            TeamRow(agent=day.agent, day=day, stretches=_stretches(day.blocks, starts_at, ends_at, step))
            for day in at_work
        ),
        starts_at=starts_at,
        ends_at=ends_at,
        step_minutes=step,
        hours=tuple(
            starts_at + timedelta(hours=hour)
            for hour in range(int((ends_at - starts_at) / timedelta(hours=1)))
        ),
        off=off,
    )


def week_strip(team: Team, *, agent: str, on: date) -> tuple[WeekDay, ...]:
    """The seven days of the week of `on`, Monday first, as published."""
    monday = on - timedelta(days=on.weekday())
    days = [monday + timedelta(days=day) for day in range(7)]
    plans = dict(PublishedDay.objects.filter(team=team, on__in=days).order_by("on").values_list("on", "plan"))
    shifts = {
        (shift.plan_id, shift.on): shift
        for shift in Shift.objects.filter(plan__in=set(plans.values()), agent=agent, on__in=days).order_by(
            "on"
        )
    }
    return tuple(
        WeekDay(on=day, shift=shifts.get((plans.get(day, 0), day)), is_published=day in plans) for day in days
    )


def _day_blocks(rows: Iterable[Block], team: EngineTeam) -> tuple[DayBlock, ...]:
    channels = {queue.name: queue.channel.value for queue in team.queues}
    return tuple(
        DayBlock(
            kind=row.kind,
            queue=row.queue,
            colour=_colour(row, channels),
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            reason=row.reason,
        )
        for row in rows
    )


def _colour(row: Block, channels: dict[str, str]) -> str:
    if row.kind in ("queue", "focus"):
        channel = channels.get(row.queue, "other")
        return {"form": "email", "other": "focus"}.get(channel, channel)
    return row.kind


def _time_off(team: EngineTeam, agent: str, on: date) -> str:
    kinds = (off.kind for off in team.time_off if off.agent == agent and off.first_on <= on <= off.last_on)
    return next(kinds, "")


def _full_hour(at: datetime) -> datetime:
    return timezone.localtime(at).replace(minute=0, second=0, microsecond=0)


def _step_minutes(days: Sequence[PersonDay]) -> int:
    """The widest step that every edge falls on."""
    minutes = [
        moment.minute for day in days for block in day.blocks for moment in (block.starts_at, block.ends_at)
    ]
    common = reduce(gcd, minutes, 60)
    return next(step for step in STEPS_MINUTES if common % step == 0)


def _stretches(
    blocks: Sequence[DayBlock], starts_at: datetime, ends_at: datetime, step_minutes: int
) -> tuple[Stretch, ...]:
    step = timedelta(minutes=step_minutes)
    found: list[Stretch] = []
    at = starts_at
    for block in blocks:
        if block.starts_at > at:
            found.append(Stretch(block=None, steps=round((block.starts_at - at) / step)))
        found.append(Stretch(block=block, steps=max(round((block.ends_at - block.starts_at) / step), 1)))
        at = block.ends_at
    if ends_at > at:
        found.append(Stretch(block=None, steps=round((ends_at - at) / step)))
    return tuple(stretch for stretch in found if stretch.steps)
