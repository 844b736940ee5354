"""Records of people's time beside the shifts and day plans of Halfhour's own plans, and known time off."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import polars as pl

from halfhour.engine.intervals import clock_reaches, local_seconds
from halfhour.engine.rostering import Shift
from halfhour.engine.shrinkage import Contracts, Records, Spans, joined, uses_of_states
from halfhour.engine.team import DAY_SECONDS, Team, TimeOff, TimeUse

Row = tuple[str, int, int, TimeUse]
AWAY = (TimeUse.LEAVE, TimeUse.SICKNESS)
# What each kind of block in a day plan is planned for; a buffer is time on queue that is kept free.
PLANNED_USES = {
    "queue": TimeUse.ON_QUEUE,
    "focus": TimeUse.ON_QUEUE,
    "buffer": TimeUse.ON_QUEUE,
    "break": TimeUse.BREAK,
    "lunch": TimeUse.LUNCH,
    "training": TimeUse.TRAINING,
    "coaching": TimeUse.COACHING,
    "meeting": TimeUse.MEETING,
}
NEVER_STARTED = date(1970, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedBlock:
    """A block of somebody's day plan."""

    agent: str
    kind: str
    starts_at: int
    ends_at: int


def with_team_names(activity: pl.DataFrame, team: Team) -> pl.DataFrame:
    """Rows with people's names as the team writes them: case and spaces at the ends do not matter."""
    known = {agent.name.strip().casefold(): agent.name for agent in team.agents}
    written = {
        name: known[name.strip().casefold()]
        for name in activity["agent"].unique().to_list()
        if name.strip().casefold() in known
    }
    return activity.with_columns(pl.col("agent").replace(written)) if written else activity


def with_plan(
    records: Records,
    *,
    shifts: Iterable[Shift],
    blocks: Iterable[PlannedBlock],
    team: Team | None,
    timezone: str,
) -> Records:
    """The records with what Halfhour planned, on days for which the records hold no plan of their own."""
    own_days = _days(records.shifts, timezone)
    kept = [shift for shift in shifts if shift.on not in own_days]
    by_person: dict[str, list[PlannedBlock]] = {}
    for block in blocks:
        by_person.setdefault(block.agent, []).append(block)
    within = {(shift.agent, shift.on): list(_within(shift, by_person.get(shift.agent, ()))) for shift in kept}
    return replace(
        records,
        shifts=joined([records.shifts, _spans(_whole(shift) for shift in kept)]),
        unpaid=joined(
            [
                records.unpaid,
                _spans(row for shift in kept for row in _unpaid(shift, within[shift.agent, shift.on])),
            ]
        ),
        planned=joined(
            [
                records.planned,
                _spans(_planned(block) for found in within.values() for block in found),
                _spans(row for away in (team.time_off if team else ()) for row in _time_off(away, timezone)),
            ]
        ),
    )


def contracts_of(team: Team | None) -> Contracts:
    """How long a paid day away is for each person."""
    if team is None:
        return Contracts(day_seconds={})
    days = team.rules.days_per_week
    return Contracts(
        day_seconds={agent.name: round(agent.weekly_hours * 3600 / days) for agent in team.agents},
        days_per_week=days,
    )


def _spans(rows: Iterable[Row]) -> Spans:
    return Spans.of(rows)


def _whole(shift: Shift) -> Row:
    return shift.agent, shift.starts_at, shift.ends_at, TimeUse.ON_QUEUE


def _planned(block: PlannedBlock) -> Row:
    return block.agent, block.starts_at, block.ends_at, PLANNED_USES.get(block.kind, TimeUse.ON_QUEUE)


def _within(shift: Shift, blocks: Iterable[PlannedBlock]) -> Iterator[PlannedBlock]:
    return (block for block in blocks if shift.starts_at <= block.starts_at < shift.ends_at)


def _unpaid(shift: Shift, blocks: list[PlannedBlock]) -> Iterator[Row]:
    """Where the shift's unpaid time was planned; what is not known to lie anywhere lies in the middle."""
    if shift.breaks:
        for pause in shift.breaks:
            if not pause.paid:
                yield shift.agent, pause.starts_at, pause.ends_at, TimeUse.OFF
        return
    left = shift.ends_at - shift.starts_at - shift.paid_seconds
    for block in (each for kind in ("lunch", "break") for each in blocks if each.kind == kind):
        length = min(left, block.ends_at - block.starts_at)
        if length > 0:
            yield shift.agent, block.starts_at, block.starts_at + length, TimeUse.OFF
            left -= length
    if left > 0:
        begin = (shift.starts_at + shift.ends_at - left) // 2
        yield shift.agent, begin, begin + left, TimeUse.OFF


def _time_off(away: TimeOff, timezone: str) -> Iterator[Row]:
    """Paid time off as whole days; what is not paid is no shrinkage of paid time."""
    if not away.paid:
        return
    use = uses_of_states([away.kind])[away.kind]
    days = [(each - NEVER_STARTED).days for each in (away.first_on, away.last_on + timedelta(days=1))]
    starts, ends = clock_reaches(np.array(days) * DAY_SECONDS, timezone).tolist()
    yield away.agent, starts, ends, use if use in AWAY else TimeUse.LEAVE


def _days(shifts: Spans, timezone: str) -> set[date]:
    numbers = np.unique(local_seconds(shifts.starts_at, timezone) // DAY_SECONDS)
    return {NEVER_STARTED + timedelta(days=number) for number in numbers.tolist()}
