"""Blocks of somebody's day, cut and joined."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from halfhour.engine.dayplanning import BlockKind
from halfhour.engine.plan import DayBlock, DayPerson, PlanDay
from halfhour.engine.scenarios._amounts import clock_text
from halfhour.engine.scenarios._changes import Window
from halfhour.engine.scenarios._reasons import LineReason, Refused

Blocks = tuple[DayBlock, ...]
# What can be given to something else: breaks and sessions stay where they are.
MOVABLE = frozenset({BlockKind.QUEUE, BlockKind.FOCUS, BlockKind.BUFFER})


def span_of(day: PlanDay, window: Window | None) -> tuple[float, float]:
    """The part of a window that lies in the day; the whole day where there is none."""
    if window is None:
        return 0.0, day.horizon_seconds
    start = max(day.seconds_at(window.start_second), 0.0)
    end = min(day.seconds_at(window.end_second), day.horizon_seconds)
    if start >= end:
        raise Refused(
            LineReason.OUTSIDE_DAY,
            start=clock_text(window.start_second),
            end=clock_text(window.end_second),
        )
    return start, end


def changed_within(
    blocks: Iterable[DayBlock], span: tuple[float, float], change: Callable[[DayBlock], DayBlock]
) -> Blocks:
    """The blocks with `change` made to whatever part of them lies in the span."""
    start, end = span
    parts: list[DayBlock] = []
    for block in blocks:
        first, last = max(block.start_seconds, start), min(block.end_seconds, end)
        if first >= last:
            parts.append(block)
            continue
        if block.start_seconds < first:
            parts.append(replace(block, end_seconds=first))
        parts.append(change(replace(block, start_seconds=first, end_seconds=last)))
        if last < block.end_seconds:
            parts.append(replace(block, start_seconds=last))
    return joined(parts)


def joined(blocks: Iterable[DayBlock]) -> Blocks:
    """Neighbours that are alike as one block."""
    found: list[DayBlock] = []
    for block in blocks:
        last = found[-1] if found else None
        alike = last is not None and (last.kind, last.queues) == (block.kind, block.queues)
        if last is not None and alike and last.end_seconds == block.start_seconds:
            found[-1] = replace(last, end_seconds=block.end_seconds)
        else:
            found.append(block)
    return tuple(found)


def seconds_on(person: DayPerson, queues: Iterable[str], span: tuple[float, float]) -> float:
    """Time on any of some queues within a span."""
    wanted = set(queues)
    return sum(
        max(min(block.end_seconds, span[1]) - max(block.start_seconds, span[0]), 0.0)
        for block in person.blocks
        if wanted.intersection(block.queues)
    )


def with_person(day: PlanDay, changed: DayPerson) -> PlanDay:
    """The day with somebody's part changed; everybody keeps their place."""
    people = tuple(changed if person.name == changed.name else person for person in day.people)
    return replace(day, people=people)
