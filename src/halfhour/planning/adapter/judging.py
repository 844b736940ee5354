"""What the independent checker and the coverage say of a roster, and of a change to it."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.reasons import Reason
from halfhour.engine.rostering import Breach, Roster, RosterProblem, Shift, check_roster
from halfhour.engine.rostering.coverage import Coverage, measure_roster
from halfhour.engine.rostering.edits import changed_roster, moved_shift, shift_with_breaks
from halfhour.planning import models
from halfhour.planning.adapter.loading import loaded_shift, problem_of, roster_of
from halfhour.planning.adapter.series import array
from halfhour.planning.edits import DayChange, EditCost, HoursChange, Place, ShiftEdit, Wanted


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Judgement:
    """A roster's breaches and its coverage over all the plan's days."""

    breaches: tuple[Breach, ...]
    coverage: Coverage


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Desk:
    """A plan as an edit needs it: what was asked for, the roster as it is, and its coverage as kept."""

    problem: RosterProblem
    roster: Roster
    kept: Coverage

    @property
    def timezone(self) -> str:
        return self.problem.team.timezone

    def shift_at(self, place: Place) -> Shift | None:
        return shift_of(self.roster, place)


def desk_of(plan: models.Plan, series: Sequence[models.QueueSeries]) -> Desk:
    kept = {
        name: np.array([array(row.coverage[name]).astype(np.float64) for row in series])
        for name in ("people", "shortfall", "surplus")
    }
    return Desk(problem=problem_of(plan, series), roster=roster_of(plan), kept=Coverage(**kept))


def shift_of(roster: Roster, place: Place) -> Shift | None:
    return next((s for s in roster.shifts if (s.agent, s.on) == (place.agent, place.on)), None)


def edited(desk: Desk, edit: ShiftEdit) -> Roster:
    """The roster after the edit; the edit must fit (`actions.editing` refuses what does not)."""
    taken = desk.shift_at(edit.taken) if edit.taken else None
    given = _given_shift(desk, taken, edit.given) if edit.given else None
    return changed_roster(desk.roster, taken=taken, given=given)


def touched_days(desk: Desk, after: Roster) -> set[date]:
    """The dates on which the two rosters differ, by the team's calendar."""
    zone = ZoneInfo(desk.timezone)
    changed = set(desk.roster.shifts) ^ set(after.shifts)
    moments = {moment for shift in changed for moment in (shift.starts_at, shift.ends_at - 1)}
    return {datetime.fromtimestamp(moment, zone).date() for moment in moments}


def judge(desk: Desk, roster: Roster, *, days: Collection[date]) -> Judgement:
    """What the checker says of the whole roster; its coverage measured anew on `days`."""
    measured = measure_roster(problem=desk.problem, roster=roster, days=days)
    fresh = np.isin(desk.problem.grid.dates, np.array(sorted(days), dtype="datetime64[D]"))
    return Judgement(
        breaches=check_roster(problem=desk.problem, roster=roster),
        coverage=Coverage(
            people=np.where(fresh, measured.people, desk.kept.people),
            shortfall=np.where(fresh, measured.shortfall, desk.kept.shortfall),
            surplus=np.where(fresh, measured.surplus, desk.kept.surplus),
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Judged:
    """An edit's cost, and what is to be said of the roster after it."""

    cost: EditCost
    after: Judgement


def judge_edit(desk: Desk, edit: ShiftEdit, *, after: Roster) -> Judged:
    """What the edit changes, as the checker and the coverage see the roster before and after."""
    days = touched_days(desk, after)
    before, then = judge(desk, desk.roster, days=days), judge(desk, after, days=days)
    broken, mended = _difference(before.breaches, then.breaches)
    cost = EditCost(
        broken=broken,
        mended=mended,
        short_before=_hours(desk, before.coverage.shortfall),
        short_after=_hours(desk, then.coverage.shortfall),
        surplus_before=_hours(desk, before.coverage.surplus),
        surplus_after=_hours(desk, then.coverage.surplus),
        days=tuple(_day_change(desk, day, before.coverage, then.coverage) for day in sorted(days)),
        hours=tuple(_hours_change(desk, agent, edit, after) for agent in edit.agents),
    )
    return Judged(cost=cost, after=then)


def kept_shift(roster: Roster, place: Place) -> dict[str, Any]:
    """A shift as the history keeps it: enough to tell of it, and to put it back as it was."""
    shift = shift_of(roster, place)
    if shift is None:
        raise LookupError(f"no shift of {place.agent} on {place.on}")
    return asdict(shift) | {"on": shift.on.isoformat()}


def put_back(desk: Desk, *, now: Mapping[str, Any], then: Mapping[str, Any]) -> Roster:
    """The roster with the shift that the history has as `then` in place of the one it has as `now`."""
    return changed_roster(
        desk.roster,
        taken=loaded_shift(now) if now else None,
        given=loaded_shift(then) if then else None,
    )


def local_instant(on: date, minute: int, timezone: str) -> int:
    """The instant at which the team's clock shows so many minutes after midnight."""
    day, minute = on + timedelta(days=minute // 1440), minute % 1440
    wall = datetime.combine(day, time(minute // 60, minute % 60), tzinfo=ZoneInfo(timezone))
    return int(wall.timestamp())


def _given_shift(desk: Desk, taken: Shift | None, wanted: Wanted) -> Shift:
    """A shift that keeps its length keeps its breaks; any other gets those of the rules."""
    starts_at = local_instant(wanted.place.on, wanted.starts_minute, desk.timezone)
    if taken is not None and taken.paid_seconds == wanted.paid_minutes * 60:
        return moved_shift(taken, agent=wanted.place.agent, on=wanted.place.on, starts_at=starts_at)
    return shift_with_breaks(
        rules=desk.problem.team.rules,
        agent=wanted.place.agent,
        on=wanted.place.on,
        starts_at=starts_at,
        paid_minutes=wanted.paid_minutes,
    )


def _difference(
    before: Iterable[Breach], after: Iterable[Breach]
) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
    was = {_key(breach): breach for breach in before}
    now = {_key(breach): breach for breach in after}
    counted_was, counted_now = Counter(map(_key, before)), Counter(map(_key, after))
    return (
        tuple(now[key].reason for key in counted_now - counted_was),
        tuple(was[key].reason for key in counted_was - counted_now),
    )


def _key(breach: Breach) -> tuple[Any, ...]:
    return breach.rule, breach.agent, breach.on, tuple(sorted(breach.figures.items()))


def _hours(desk: Desk, people: NDArray[np.float64], where: NDArray[np.bool_] | None = None) -> float:
    grid = desk.problem.grid
    hours = people.sum(axis=0) * (grid.ends - grid.starts) / 3600
    return float(hours.sum() if where is None else hours[where].sum())


def _day_change(desk: Desk, day: date, before: Coverage, after: Coverage) -> DayChange:
    where = desk.problem.grid.dates == np.datetime64(day)
    return DayChange(
        on=day,
        short_before=_hours(desk, before.shortfall, where),
        short_after=_hours(desk, after.shortfall, where),
        surplus_before=_hours(desk, before.surplus, where),
        surplus_after=_hours(desk, after.surplus, where),
    )


def _hours_change(desk: Desk, agent: str, edit: ShiftEdit, after: Roster) -> HoursChange:
    problem = desk.problem
    place = edit.given.place if edit.given else edit.taken
    assert place is not None
    week = (place.on - problem.first_on).days // 7
    first = problem.first_on + timedelta(days=7 * week)

    def paid(roster: Roster) -> float:
        return (
            sum(
                shift.paid_seconds
                for shift in roster.shifts
                if shift.agent == agent and first <= shift.on < first + timedelta(days=7)
            )
            / 3600
        )

    return HoursChange(
        agent=agent,
        before=paid(desk.roster),
        after=paid(after),
        contract=problem.team.agent(agent).weekly_hours,
    )
