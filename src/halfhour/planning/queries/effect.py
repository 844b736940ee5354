"""What publishing a plan would change, against what is published for its days now."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from halfhour.engine.reasons import Reason
from halfhour.people.queries import latest_version
from halfhour.planning.adapter.series import reason
from halfhour.planning.adapter.teams import grid_of
from halfhour.planning.models import Plan, PublishedDay, Shift
from halfhour.planning.queries.coverage import series_of, totals_of
from halfhour.planning.queries.trouble import Trouble, trouble_of

Hours = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonChange:
    """One person's shifts now and then, over the plan's days."""

    agent: str
    shifts_changed: int
    hours_before: float
    hours_after: float
    first_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishEffect:
    """`short_before` is None where nothing is published for any of the days."""

    days: int
    days_replaced: int
    past_days: int
    people: tuple[PersonChange, ...]
    short_before: float | None
    short_after: float
    breaches: tuple[Reason, ...]
    trouble: Trouble
    settings_moved_on: bool

    @property
    def shifts_changed(self) -> int:
        return sum(person.shifts_changed for person in self.people)


def publish_effect(plan: Plan, *, today: date) -> PublishEffect:
    published = tuple(
        PublishedDay.objects.filter(team=plan.team, on__in=plan.days).select_related("plan").order_by("on")
    )
    latest = latest_version(plan.team)
    return PublishEffect(
        days=len(plan.days),
        days_replaced=len(published),
        past_days=sum(day < today for day in plan.days),
        people=_person_changes(plan, published),
        short_before=_short_hours_published(published) if published else None,
        short_after=_short_hours(plan, set(plan.days)),
        breaches=tuple(reason(kept) for kept in plan.findings.get("breaches", ())),
        trouble=trouble_of(plan),
        settings_moved_on=latest is not None and latest.id != plan.team_version_id,
    )


def _person_changes(plan: Plan, published: tuple[PublishedDay, ...]) -> tuple[PersonChange, ...]:
    """People whose shifts differ on a day that has a published plan now."""
    then = {
        (shift.agent, shift.on): shift for shift in Shift.objects.filter(plan=plan).order_by("on", "agent")
    }
    now: dict[tuple[str, date], Shift] = {}
    for other, days in _days_by_plan(published).items():
        for shift in Shift.objects.filter(plan=other, on__in=days).order_by("on", "agent"):
            now[shift.agent, shift.on] = shift
    covered = {day.on for day in published}
    changed = defaultdict(list)
    for agent, on in then.keys() | now.keys():
        if on in covered and _hours(now.get((agent, on))) != _hours(then.get((agent, on))):
            changed[agent].append(on)
    return tuple(
        PersonChange(
            agent=agent,
            shifts_changed=len(days),
            hours_before=_paid(now, agent, covered),
            hours_after=_paid(then, agent, covered),
            first_on=min(days),
        )
        for agent, days in sorted(changed.items())
    )


def _days_by_plan(published: tuple[PublishedDay, ...]) -> dict[Plan, set[date]]:
    days: dict[Plan, set[date]] = defaultdict(set)
    for day in published:
        days[day.plan].add(day.on)
    return days


def _short_hours_published(published: tuple[PublishedDay, ...]) -> float:
    return sum(_short_hours(plan, days) for plan, days in _days_by_plan(published).items())


def _short_hours(plan: Plan, days: set[date]) -> float:
    grid = grid_of(plan)
    short = totals_of(plan, series_of(plan)).short * (grid.ends - grid.starts) / 3600
    return float(short[np.isin(grid.dates, np.array(sorted(days), dtype="datetime64[D]"))].sum())


def _hours(shift: Shift | None) -> Hours | None:
    return (shift.starts_at, shift.ends_at) if shift else None


def _paid(shifts: dict[tuple[str, date], Shift], agent: str, days: set[date]) -> float:
    return (
        sum(shift.paid_seconds for (who, on), shift in shifts.items() if who == agent and on in days) / 3600
    )
