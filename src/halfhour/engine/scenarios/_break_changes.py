"""Breaks moved: what was done at their new time is done at their old one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from halfhour.engine.dayplanning import BlockKind
from halfhour.engine.plan import DayBlock, DayPerson, PlanDay
from halfhour.engine.reasons import Reason
from halfhour.engine.scenarios._blocks import MOVABLE, Blocks, changed_within, joined, span_of, with_person
from halfhour.engine.scenarios._changes import BreaksTogether, SpreadBreaks
from halfhour.engine.scenarios._reasons import LineReason, NoteReason, Refused

Changed = tuple[PlanDay, tuple[Reason, ...]]
STEP_SECONDS = 900.0  # breaks start at quarter hours


def spread_breaks(day: PlanDay, change: SpreadBreaks) -> Changed:
    """Evenly through the window, those on the same queue one after the other, in the order they had."""
    kind = BlockKind(change.kind.value)
    start, end = span_of(day, change.window)
    wanted: dict[str, float] = {}
    for people in _by_queue(_having(day, kind)):
        for number, (person, pause) in enumerate(people):
            room = end - start - _length(pause)
            if room < 0:
                continue
            if len(people) == 1:
                wanted[person.name] = min(max(pause.start_seconds, start), start + room)
            else:
                wanted[person.name] = start + room * number / (len(people) - 1)
    return _moved(day, kind, wanted, (start, end))


def breaks_together(day: PlanDay, change: BreaksTogether) -> Changed:
    kind = BlockKind(change.kind.value)
    start = day.seconds_at(change.start_second)
    longest = max((_length(pause) for _, pause in _having(day, kind)), default=0.0)
    wanted = {person.name: start for person, _ in _having(day, kind)}
    return _moved(day, kind, wanted, (start, start + longest), at_once=True)


def _having(day: PlanDay, kind: BlockKind) -> list[tuple[DayPerson, DayBlock]]:
    """Everybody with such a break, and the longest they have."""
    found = [
        (person, max(pauses, key=_length))
        for person in day.people
        if (pauses := [block for block in person.blocks if block.kind is kind])
    ]
    if not found:
        raise Refused(LineReason.NO_BREAK, break_kind=str(kind))
    return found


def _by_queue(
    having: Iterable[tuple[DayPerson, DayBlock]],
) -> Iterator[list[tuple[DayPerson, DayBlock]]]:
    """People who are mostly on the same queue, in the order of their breaks."""
    groups: dict[str, list[tuple[DayPerson, DayBlock]]] = defaultdict(list)
    for person, pause in having:
        names = {name for block in person.blocks for name in block.queues}
        main = max(sorted(names), key=person.on_queue_seconds, default="")
        groups[main].append((person, pause))
    for people in groups.values():
        yield sorted(people, key=lambda each: each[1].start_seconds)


def _moved(
    day: PlanDay,
    kind: BlockKind,
    wanted: dict[str, float],
    span: tuple[float, float],
    *,
    at_once: bool = False,
) -> Changed:
    """Breaks as near to the times wanted as they fit in the span; `at_once` then or not at all."""
    stay, moved = [], 0
    for person, pause in _having(day, kind):
        blocks = None
        if person.name in wanted:
            start = wanted[person.name]
            room = (start, start + _length(pause)) if at_once else span
            blocks = _with_break_at(person.blocks, pause, start, room)
        if blocks is None:
            stay.append(person.name)
        elif blocks != person.blocks:
            moved += 1
            day = with_person(day, replace(person, blocks=blocks))
    if not moved and stay:
        clock = {"start": day.clock_at(span[0]), "end": day.clock_at(span[1])}
        raise Refused(LineReason.NO_ROOM, break_kind=str(kind), **clock)
    notes = [Reason(kind=NoteReason.BREAKS_MOVED, figures={"break_kind": str(kind), "count": moved})]
    if stay:
        figures = {"break_kind": str(kind), "names": ", ".join(stay)}
        notes.append(Reason(kind=NoteReason.BREAKS_STAY, figures=figures))
    return day, tuple(notes)


def _with_break_at(
    blocks: Blocks, pause: DayBlock, wanted: float, span: tuple[float, float]
) -> Blocks | None:
    """The day with the break as near to a time as it fits in the span; None where it does not fit."""
    filled = _filled(blocks, pause)
    length = _length(pause)
    for start in _nearest_first(wanted, (span[0], span[1] - length)):
        if _is_free(filled, start, start + length):
            return changed_within(
                filled,
                (start, start + length),
                lambda block: replace(block, kind=pause.kind, queues=()),
            )
    return None


def _filled(blocks: Blocks, pause: DayBlock) -> Blocks:
    """The day with the break's time given to what is done before it, or after."""
    place = blocks.index(pause)
    around = (*reversed(blocks[:place]), *blocks[place + 1 :])
    doing = next((block for block in around if block.kind in MOVABLE), None)
    if doing is None:
        return blocks
    given = replace(pause, kind=doing.kind, queues=doing.queues)
    return joined((*blocks[:place], given, *blocks[place + 1 :]))


def _nearest_first(wanted: float, span: tuple[float, float]) -> list[float]:
    """Quarter hours in a span, the nearest to a time first; the time itself where it is one."""
    first = -(-span[0] // STEP_SECONDS)
    last = span[1] // STEP_SECONDS
    starts = {step * STEP_SECONDS for step in range(int(first), int(last) + 1)}
    if span[0] <= wanted <= span[1] and not starts:
        starts = {wanted}
    return sorted(starts, key=lambda start: (abs(start - wanted), start))


def _is_free(blocks: Blocks, start: float, end: float) -> bool:
    """Whether the person is at work all through, with nothing that must stay."""
    covered = 0.0
    for block in blocks:
        overlap = min(block.end_seconds, end) - max(block.start_seconds, start)
        if overlap > 0 and block.kind not in MOVABLE:
            return False
        covered += max(overlap, 0.0)
    return covered >= end - start - 1e-6


def _length(block: DayBlock) -> float:
    return block.end_seconds - block.start_seconds
