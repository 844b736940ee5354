"""Shifts that could be worked: their lengths, their breaks, and when they may start."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from halfhour.engine.intervals import clock_reaches, from_local
from halfhour.engine.rostering._slots import SlotLine
from halfhour.engine.team import DAY_SECONDS, BreakRule, Rules

LONGEST_BRIDGE_SECONDS = 2 * 3600  # a shift may span a closing of up to two hours, such as midday


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakWindow:
    """When a break may start within a shift: slots after the shift's start, both ends included."""

    rule: BreakRule
    earliest: int
    latest: int
    slots: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftShape:
    """A length of shift with its breaks; `slots` is from start to end, unpaid breaks included.

    The windows of its breaks are disjoint and in order, so breaks placed in them never meet.
    """

    paid_minutes: int
    slots: int
    windows: tuple[BreakWindow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A shift that could be worked on day `day` of the horizon, by anybody who may."""

    day: int
    shape: int
    starts_at: int
    ends_at: int
    first_slot: int
    past_slot: int
    start_second: int  # by the wall clock


def breaks_for(rules: Rules, paid_minutes: int) -> tuple[BreakRule, ...]:
    """The breaks that a shift of so many paid minutes carries."""
    return tuple(
        rule
        for rule in rules.breaks
        if rule.shift_from_minutes <= paid_minutes
        and (rule.shift_below_minutes is None or paid_minutes < rule.shift_below_minutes)
    )


def shift_shape(rules: Rules, paid_minutes: int, slot_seconds: int) -> ShiftShape | None:
    """The shape of a length of shift; None where it cannot hold its breaks."""
    applying = breaks_for(rules, paid_minutes)
    elapsed = paid_minutes + sum(rule.minutes for rule in applying if not rule.paid)
    slots = elapsed * 60 // slot_seconds
    windows = _disjoint([_legal_window(rule, slots, slot_seconds) for rule in applying], slots)
    if windows is None:
        return None
    return ShiftShape(paid_minutes=paid_minutes, slots=slots, windows=windows)


def _legal_window(rule: BreakRule, shift_slots: int, slot_seconds: int) -> BreakWindow:
    slots = rule.minutes * 60 // slot_seconds
    earliest = -(-rule.not_before_minutes * 60 // slot_seconds)
    latest_end = shift_slots - -(-rule.not_within_minutes * 60 // slot_seconds)
    return BreakWindow(rule=rule, earliest=earliest, latest=latest_end - slots, slots=slots)


def _disjoint(windows: Sequence[BreakWindow], shift_slots: int) -> tuple[BreakWindow, ...] | None:
    """Cut the windows of several breaks so that they cannot meet and lie well apart; None if they must.

    Each break gets the stretch around its even share of the shift, up to midway to its neighbours.
    """
    ordered = sorted(windows, key=lambda window: window.earliest + window.latest + window.slots)
    if any(window.earliest > window.latest for window in ordered):
        return None
    ideal = [
        min(max(round(shift_slots * (n + 1) / (len(ordered) + 1) - w.slots / 2), w.earliest), w.latest)
        for n, w in enumerate(ordered)
    ]
    cut: list[BreakWindow] = []
    for n, window in enumerate(ordered):
        earliest = window.earliest
        if n:
            midway = -(-(ideal[n - 1] + ordered[n - 1].slots + ideal[n]) // 2)
            earliest = max(earliest, midway, cut[-1].latest + cut[-1].slots)
        latest = window.latest
        if n + 1 < len(ordered):
            latest = min(latest, max((ideal[n] + window.slots + ideal[n + 1]) // 2 - window.slots, earliest))
        if earliest > latest:
            return None
        cut.append(BreakWindow(rule=window.rule, earliest=earliest, latest=latest, slots=window.slots))
    return tuple(cut)


def bridged(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Open spans joined over closings short enough for one shift to span them."""
    joined: list[tuple[int, int]] = []
    for opens, closes in spans:
        if joined and opens - joined[-1][1] <= LONGEST_BRIDGE_SECONDS:
            joined[-1] = (joined[-1][0], max(joined[-1][1], closes))
        else:
            joined.append((opens, closes))
    return tuple(joined)


def holds(spans: Sequence[tuple[int, int]], starts_at: int, ends_at: int) -> bool:
    """Whether one of the spans holds the whole stretch."""
    return any(first <= starts_at and ends_at <= last for first, last in spans)


def start_instants(
    *, on: date, timezone: str, step_minutes: int, edges: Iterable[int] = ()
) -> tuple[tuple[int, int], ...]:
    """Instants of a date at which a shift may start, each with its wall-clock second of the day.

    They are the multiples of the step after midnight, and those of `edges` (instants) that fall on
    the date. A time that the clocks skip gives no start of its own; one that they repeat gives one.
    """
    midnight = (on - date(1970, 1, 1)).days * DAY_SECONDS
    seconds = np.arange(0, DAY_SECONDS, step_minutes * 60, dtype=np.int64)
    found = from_local(midnight + seconds, timezone)
    starts = {
        int(instant): int(second)
        for instant, second, skipped in zip(found.instants, seconds, found.nonexistent, strict=True)
        if not skipped
    }
    first_at, last_at = clock_reaches([midnight, midnight + DAY_SECONDS], timezone).tolist()
    for edge in edges:
        if first_at <= edge < last_at:
            starts.setdefault(edge, (edge - first_at) % DAY_SECONDS)
    return tuple(sorted(starts.items()))


def shift_options(
    *,
    first_on: date,
    days: int,
    timezone: str,
    rules: Rules,
    shapes: Sequence[ShiftShape],
    spans: Sequence[tuple[int, int]],
    line: SlotLine,
) -> tuple[Option, ...]:
    """Every shift that fits into the opening hours, day by day in order of start."""
    options: list[Option] = []
    for day in range(days):
        for index, shape in enumerate(shapes):
            elapsed = shape.slots * line.seconds
            edges = {opens for opens, _ in spans} | {closes - elapsed for _, closes in spans}
            starts = start_instants(
                on=first_on + timedelta(days=day),
                timezone=timezone,
                step_minutes=rules.start_step_minutes,
                edges=edges,
            )
            options += [
                _option(day, index, starts_at, second, elapsed, line)
                for starts_at, second in starts
                if (starts_at - line.origin) % line.seconds == 0
                and holds(spans, starts_at, starts_at + elapsed)
            ]
    return tuple(sorted(options, key=lambda option: (option.day, option.starts_at, option.shape)))


def _option(day: int, shape: int, starts_at: int, second: int, elapsed: int, line: SlotLine) -> Option:
    return Option(
        day=day,
        shape=shape,
        starts_at=starts_at,
        ends_at=starts_at + elapsed,
        first_slot=line.slot_at(starts_at),
        past_slot=line.slot_at(starts_at + elapsed),
        start_second=second,
    )
