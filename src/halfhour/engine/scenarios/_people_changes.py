"""Changes to who is there and what they answer."""

from collections.abc import Iterable
from dataclasses import replace

from halfhour.engine.dayplanning import BlockKind
from halfhour.engine.plan import DayBlock, DayPerson, DaySkill, PlanDay
from halfhour.engine.reasons import Reason
from halfhour.engine.scenarios._amounts import clock_text, name_text
from halfhour.engine.scenarios._blocks import (
    MOVABLE,
    changed_within,
    joined,
    seconds_on,
    span_of,
    with_person,
)
from halfhour.engine.scenarios._changes import (
    Absence,
    AddPeople,
    BufferOnQueue,
    Interrupt,
    Move,
    Pool,
    ShiftDay,
    Sick,
    SickSome,
    TakePeople,
    Train,
)
from halfhour.engine.scenarios._names import (
    live_queue_named,
    person_at_work,
    queue_named,
)
from halfhour.engine.scenarios._reasons import LineReason, NoteReason, Refused

Changed = tuple[PlanDay, tuple[Reason, ...]]
NEW_LEVEL = 1  # of a skill just learned


def add_people(day: PlanDay, change: AddPeople) -> Changed:
    """People who come last in the team's order, so that nobody else's luck changes."""
    named = [queue_named(day, name) for name in change.queues]
    queues = tuple(queue.name for queue in named or day.queues if named or not queue.is_deferred)
    if not queues:
        raise Refused(LineReason.NO_LIVE_QUEUE, queue=name_text(day.queues[0].name))
    start, end = span_of(day, change.window)
    kind = BlockKind.FOCUS if named and all(queue.is_deferred for queue in named) else BlockKind.QUEUE
    block = DayBlock(kind=kind, start_seconds=start, end_seconds=end, queues=queues)
    absence = max((person.absence for person in day.people), default=0.0)
    new = tuple(
        DayPerson(
            name=name,
            skills=tuple(DaySkill(queue=queue) for queue in queues),
            blocks=(block,),
            absence=absence,
            is_extra=True,
        )
        for name in _new_names(day, change.count)
    )
    return replace(day, people=(*day.people, *new)), ()


def _new_names(day: PlanDay, count: int) -> list[str]:
    taken = {person.name for person in day.people}
    free = (name for number in range(1, count + len(taken) + 1) if (name := f"+{number}") not in taken)
    return [next(free) for _ in range(count)]


def take_people(day: PlanDay, change: TakePeople) -> Changed:
    """Those go who have the most time on the queues in the window."""
    queues = {queue_named(day, name).name for name in change.queues}
    span = span_of(day, change.window)
    there = [person for person in day.people if seconds_on(person, queues, span) > 0]
    if len(there) < change.count:
        raise Refused(
            LineReason.FEWER_THERE,
            count=change.count,
            there=len(there),
            queues=", ".join(change.queues),
            start=clock_text(change.window.start_second),
            end=clock_text(change.window.end_second),
        )
    chosen = sorted(there, key=lambda person: -seconds_on(person, queues, span))[: change.count]

    def without(block: DayBlock) -> DayBlock:
        left = tuple(name for name in block.queues if name not in queues)
        gone = bool(block.queues) and not left
        return replace(block, queues=left, kind=BlockKind.BUFFER if gone else block.kind)

    for person in chosen:
        day = with_person(day, replace(person, blocks=changed_within(person.blocks, span, without)))
    return day, (_named(NoteReason.TAKEN_CHOSEN, chosen),)


def sick(day: PlanDay, change: Sick) -> Changed:
    for name in change.names:
        day = _without(day, person_at_work(day, name))
    return day, ()


def sick_some(day: PlanDay, change: SickSome) -> Changed:
    """Those with the most time on queue: the worst case, and always the same."""
    at_work = [person for person in day.at_work if not person.is_extra]
    if len(at_work) < change.count:
        raise Refused(LineReason.FEWER_AT_WORK, count=change.count, there=len(at_work))
    chosen = sorted(at_work, key=lambda person: -person.on_queue_seconds())[: change.count]
    for person in chosen:
        day = _without(day, person)
    return day, (_named(NoteReason.SICK_CHOSEN, chosen),)


def _without(day: PlanDay, person: DayPerson) -> PlanDay:
    return with_person(day, replace(person, blocks=(), absence=0.0))


def _named(kind: NoteReason, people: Iterable[DayPerson], **more: str) -> Reason:
    return Reason(kind=kind, figures={"names": ", ".join(person.name for person in people), **more})


def absence(day: PlanDay, change: Absence) -> Changed:
    people = tuple(
        replace(person, absence=change.share) if person.blocks else person for person in day.people
    )
    return replace(day, people=people), ()


def train(day: PlanDay, change: Train) -> Changed:
    """From now on they answer the queue too: a live one in blocks on live queues, else in focus work."""
    queue = queue_named(day, change.queue)
    wanted = BlockKind.FOCUS if queue.is_deferred else BlockKind.QUEUE
    idle: list[DayPerson] = []  # who has learned it, and no time in which to do it
    learned = DaySkill(queue=queue.name, level=NEW_LEVEL, handle_factor=change.handle_factor)
    for name in change.names:
        person = person_at_work(day, name)
        if person.can_answer(queue.name):
            raise Refused(LineReason.CAN_ANSWER, name=person.name, queue=queue.name)
        blocks = tuple(
            replace(block, queues=(*block.queues, queue.name))
            if block.kind is wanted and block.queues
            else block
            for block in person.blocks
        )
        if blocks == person.blocks:
            idle.append(person)
        day = with_person(day, replace(person, skills=(*person.skills, learned), blocks=joined(blocks)))
    return day, (_named(NoteReason.NO_TIME_FOR_IT, idle, queue=queue.name),) if idle else ()


def move(day: PlanDay, change: Move) -> Changed:
    person, queue = person_at_work(day, change.name), queue_named(day, change.queue)
    if not person.can_answer(queue.name):
        raise Refused(LineReason.CANNOT_ANSWER, name=person.name, queue=queue.name)
    kind = BlockKind.FOCUS if queue.is_deferred else BlockKind.QUEUE

    def given(block: DayBlock) -> DayBlock:
        return replace(block, kind=kind, queues=(queue.name,)) if block.kind in MOVABLE else block

    span = span_of(day, change.window)
    if not any(
        block.kind in MOVABLE and block.start_seconds < span[1] and block.end_seconds > span[0]
        for block in person.blocks
    ):
        raise Refused(LineReason.NO_TIME_TO_MOVE, name=person.name, queue=queue.name)
    blocks = changed_within(person.blocks, span, given)
    return with_person(day, replace(person, blocks=blocks)), ()


def shift_day(day: PlanDay, change: ShiftDay) -> Changed:
    """All blocks moved together; what would fall out of the day is lost to it."""
    person = person_at_work(day, change.name)
    moved = (
        replace(
            block,
            start_seconds=max(block.start_seconds + change.seconds, 0.0),
            end_seconds=min(block.end_seconds + change.seconds, day.horizon_seconds),
        )
        for block in person.blocks
    )
    blocks = tuple(block for block in moved if block.start_seconds < block.end_seconds)
    return with_person(day, replace(person, blocks=blocks)), ()


def buffer_on_queue(day: PlanDay, _change: BufferOnQueue) -> Changed:
    live = {queue.name for queue in day.queues if not queue.is_deferred}
    changed = day
    for person in day.people:
        queues = tuple(skill.queue for skill in person.skills if skill.queue in live)
        if queues and any(block.kind is BlockKind.BUFFER for block in person.blocks):
            blocks = joined(
                replace(block, kind=BlockKind.QUEUE, queues=queues)
                if block.kind is BlockKind.BUFFER
                else block
                for block in person.blocks
            )
            changed = with_person(changed, replace(person, blocks=blocks))
    if changed == day:
        raise Refused(LineReason.NO_BUFFER)
    return changed, ()


def pool(day: PlanDay, change: Pool) -> Changed:
    queues = [live_queue_named(day, name).name for name in change.queues]
    span = span_of(day, change.window)
    changed = day
    for person in day.people:
        can = tuple(name for name in queues if person.can_answer(name))

        def opened(block: DayBlock, can: tuple[str, ...] = can) -> DayBlock:
            if not set(block.queues).intersection(can):
                return block
            others = tuple(name for name in can if name not in block.queues)
            return replace(block, queues=(*block.queues, *others))

        blocks = changed_within(person.blocks, span, opened)
        if blocks != person.blocks:
            changed = with_person(changed, replace(person, blocks=blocks))
    if changed == day:
        raise Refused(LineReason.NOT_POOLED, queues=", ".join(queues))
    return changed, ()


def interrupt(day: PlanDay, change: Interrupt) -> Changed:
    """Focus work opens to live queues, which the simulator lets interrupt it."""
    queue = queue_named(day, change.queue)
    if not queue.is_deferred:
        deferred = ", ".join(each.name for each in day.queues if each.is_deferred)
        raise Refused(LineReason.NOT_DEFERRED, queue=queue.name, known=deferred or "–")
    named = [live_queue_named(day, name) for name in change.live_queues]
    live = [each.name for each in named or day.queues if not each.is_deferred]
    changed = day
    for person in day.people:
        can = tuple(name for name in live if person.can_answer(name))
        blocks = tuple(
            replace(block, queues=(*block.queues, *(name for name in can if name not in block.queues)))
            if queue.name in block.queues
            else block
            for block in person.blocks
        )
        if blocks != person.blocks:
            changed = with_person(changed, replace(person, blocks=blocks))
    if changed == day:
        raise Refused(LineReason.NO_FOCUS, queue=queue.name)
    queues = tuple(
        replace(each, interruptible=True) if each.name == queue.name else each for each in day.queues
    )
    return replace(changed, queues=queues), ()
