"""Records laid on one line: the period that is measured, what was paid for in it, and what it went to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from halfhour.engine.intervals import clock_reaches, local_seconds
from halfhour.engine.shrinkage._line import Line, Stretches, overlay, stretches, value_at
from halfhour.engine.shrinkage._paid import Contracts, away_days, grouped, is_away, without_breaks
from halfhour.engine.shrinkage._settling import planned_use, settle
from halfhour.engine.shrinkage._spans import NO_SPANS, Ints, Spans
from halfhour.engine.shrinkage._uses import AWAY, CODES, codes_of
from halfhour.engine.team import DAY_SECONDS, TimeUse

OFF = CODES[TimeUse.OFF]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Records:
    """What is known of people's time.

    `activity` is what they did. `shifts` is what they were paid for, unpaid breaks included, of any use;
    `unpaid` those breaks, where they were planned. `planned` is what day plans held: breaks, sessions, leave;
    paid time without a block is time on queue. On days on which nobody has a shift, the time recorded as
    worked is taken for what was paid.
    """

    activity: Spans
    shifts: Spans = NO_SPANS
    unpaid: Spans = NO_SPANS
    planned: Spans = NO_SPANS


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """The records of the people of whom anything is recorded, on one line."""

    agents: tuple[str, ...]
    line: Line
    did: Stretches
    shifts: Stretches
    unpaid: Stretches
    planned: Stretches
    overlap_seconds: int
    not_recorded: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Laid:
    """Paid time with what it went to, and planned paid time with what was planned."""

    used: Stretches
    planned: Stretches
    from_activity_days: int
    outside_seconds: int


def on_one_line(records: Records) -> Table:
    activity = records.activity
    lasted = (activity.use != OFF) & (activity.ends_at > activity.starts_at)
    present = np.unique(activity.agent[lasted])
    agents = tuple(activity.agents[place] for place in present.tolist())
    parts = [spans.of_agents(agents) for spans in (activity, records.shifts, records.unpaid, records.planned)]
    line = Line.for_spans(*parts)
    (did, overlap), (shifts, _), (unpaid, _), (planned, _) = (stretches(line, part) for part in parts)
    rostered = {records.shifts.agents[place] for place in np.unique(records.shifts.agent).tolist()}
    return Table(
        agents=agents,
        line=line,
        did=did,
        shifts=shifts,
        unpaid=unpaid,
        planned=planned,
        overlap_seconds=overlap,
        not_recorded=len(rostered - set(agents)),
    )


def measured_period(table: Table, timezone: str, first_on: date | None) -> tuple[int, int] | None:
    """From the first to the last moment in which anybody is recorded at work."""
    at_work = table.did.where(~np.isin(table.did.value, [OFF, *codes_of(AWAY)]))
    if len(at_work) == 0:
        return None
    first = int(table.line.instants(at_work.starts).min())
    last = int(table.line.instants(at_work.ends).max())
    if first_on is not None:
        number = (first_on - date(1970, 1, 1)).days
        first = max(first, int(clock_reaches(np.array([number * DAY_SECONDS]), timezone)[0]))
    return (first, last) if first < last else None


def lay(table: Table, period: tuple[int, int], contracts: Contracts, timezone: str) -> Laid:
    line = table.line
    did, rostered, unpaid, planned = (
        _within(line, part, period) for part in (table.did, table.shifts, table.unpaid, table.planned)
    )
    worked = did.where(~np.isin(did.value, [OFF, *codes_of(AWAY)]))
    unrostered = _days_without_shifts(line, rostered, worked, timezone, people=len(table.agents))
    recorded = _common(worked, unrostered)
    shifts = grouped(line, _in_order(rostered, recorded))
    away = did.where(is_away(did))
    planned_away = planned.where(is_away(planned))

    def with_days_away(paid: Stretches, days: Stretches) -> Stretches:
        extra = away_days(
            line,
            rostered=_common(shifts, rostered),
            recorded=_common(shifts, recorded),
            away=_outside(days, shifts),
            agents=table.agents,
            contracts=contracts,
            timezone=timezone,
        )
        return _in_order(paid, extra)

    paid = with_days_away(without_breaks(shifts, unpaid, did), _either(away, planned_away))
    used = settle(line, paid=paid, did=did, planned=planned)
    planned_shifts = _with_a_plan(without_breaks(shifts, unpaid, _none()), planned)
    plan = planned_use(paid=with_days_away(planned_shifts, planned_away), planned=planned)
    return Laid(
        used=used,
        planned=plan,
        from_activity_days=_days_touched(line, recorded, timezone).size,
        outside_seconds=_seconds(worked) - _seconds(_common(worked, shifts)),
    )


def _within(line: Line, some: Stretches, period: tuple[int, int]) -> Stretches:
    """The parts that lie in the period."""
    base = line.agents(some.starts) * line.stride - line.origin
    starts = np.maximum(some.starts, base + period[0])
    ends = np.minimum(some.ends, base + period[1])
    return Stretches(starts=starts, ends=ends, value=some.value).where(ends > starts)


def _days_touched(line: Line, some: Stretches, timezone: str) -> Ints:
    """The local days, as days since 1970, in which any of the stretches lies."""
    if len(some) == 0:
        return np.zeros(0, dtype=np.int64)
    first = local_seconds(line.instants(some.starts), timezone) // DAY_SECONDS
    last = local_seconds(line.instants(some.ends - 1), timezone) // DAY_SECONDS
    longest = int((last - first).max())
    return np.unique(np.concatenate([np.minimum(first + ahead, last) for ahead in range(longest + 1)]))


def _days_without_shifts(
    line: Line, rostered: Stretches, worked: Stretches, timezone: str, *, people: int
) -> Stretches:
    """For every person the days on which somebody is recorded at work and nobody has a shift."""
    days = np.setdiff1d(_days_touched(line, worked, timezone), _days_touched(line, rostered, timezone))
    lowest, highest = line.origin, line.origin + line.stride - 1
    starts = np.clip(clock_reaches(days * DAY_SECONDS, timezone), lowest, highest)
    ends = np.clip(clock_reaches((days + 1) * DAY_SECONDS, timezone), lowest, highest)
    numbers = np.arange(people)[:, None]
    first, past = line.at(numbers, starts[None, :]).ravel(), line.at(numbers, ends[None, :]).ravel()
    return Stretches(starts=first, ends=past, value=np.zeros_like(first)).where(past > first)


def _common(one: Stretches, other: Stretches) -> Stretches:
    """The parts of one that lie in the other."""
    pieces = overlay(one, other)
    pieces = pieces.where((pieces.within[0] >= 0) & (pieces.within[1] >= 0))
    return Stretches(
        starts=pieces.starts, ends=pieces.ends, value=value_at(one, pieces.within[0], outside=OFF)
    )


def _outside(one: Stretches, other: Stretches) -> Stretches:
    """The parts of one that do not lie in the other."""
    pieces = overlay(one, other)
    pieces = pieces.where((pieces.within[0] >= 0) & (pieces.within[1] < 0))
    return Stretches(
        starts=pieces.starts, ends=pieces.ends, value=value_at(one, pieces.within[0], outside=OFF)
    )


def _either(one: Stretches, other: Stretches) -> Stretches:
    pieces = overlay(one, other)
    return Stretches(starts=pieces.starts, ends=pieces.ends, value=np.zeros_like(pieces.starts))


def _in_order(one: Stretches, other: Stretches) -> Stretches:
    """Both, none of which overlap."""
    starts = np.concatenate([one.starts, other.starts])
    order = np.argsort(starts, kind="stable")
    return Stretches(
        starts=starts[order],
        ends=np.concatenate([one.ends, other.ends])[order],
        value=np.concatenate([one.value, other.value])[order],
    )


def _none() -> Stretches:
    nothing = np.zeros(0, dtype=np.int64)
    return Stretches(starts=nothing, ends=nothing, value=nothing)


def _with_a_plan(shifts: Stretches, planned: Stretches) -> Stretches:
    """The shifts for which anything was planned."""
    touched = np.unique(_common(shifts, planned).value)
    return shifts.where(np.isin(shifts.value, touched))


def _seconds(some: Stretches) -> int:
    return int((some.ends - some.starts).sum())
