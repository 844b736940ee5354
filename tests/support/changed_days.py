"""A small day to try changes on, and what a change makes of it."""

from dataclasses import replace
from datetime import date

from halfhour.engine.dayplanning import BlockKind
from halfhour.engine.plan import DayBlock, DayPerson, DayQueue, DaySkill, PlanDay
from halfhour.engine.scenarios import Applied, apply_scenario, read_scenario
from halfhour.engine.team import Channel, Goal, Queue, Service
from halfhour.wording import sentence

TUESDAY = date(2026, 12, 1)
KINDS = {"-": BlockKind.LUNCH, "b": BlockKind.BREAK, "u": BlockKind.BUFFER, "t": BlockKind.TRAINING}
HOUR = 3600.0


def queue(name: str, channel: Channel, *, each: float = 10.0, **settings) -> DayQueue:
    """Open from 08:00 to 18:00, so many contacts in each half hour of it."""
    deferred = channel is Channel.EMAIL
    made = Queue(
        name=name,
        channel=channel,
        service=Service.DEFERRED if deferred else Service.LIVE,
        goal=Goal(within_seconds=8 * 3600 if deferred else 20, share=0.8),
        **{"patience_seconds": None if deferred else 120.0, **settings},
    )
    return DayQueue(
        settings=made,
        expected=tuple(each if 16 <= slot < 36 else 0.0 for slot in range(48)),
        handle_seconds=(240.0,) * 48,
        open=((8 * HOUR, 18 * HOUR),),
        speeds=(1.0,) * made.concurrency,
    )


def person(name: str, answers: str, *blocks: str) -> DayPerson:
    """Blocks such as "08-12 phone", "12-12.5 -" (lunch), "9-10 b" (break), "u" (buffer), "t" (training)."""
    return DayPerson(
        name=name,
        skills=tuple(DaySkill(queue=each) for each in answers.split()),
        blocks=tuple(block(each) for each in blocks),
        absence=0.04,
    )


def block(text: str) -> DayBlock:
    span, what = text.split(" ")
    start, end = (float(each) * HOUR for each in span.split("-"))
    if what in KINDS:
        return DayBlock(kind=KINDS[what], start_seconds=start, end_seconds=end)
    queues = tuple(what.split("+"))
    kind = BlockKind.FOCUS if queues == ("email",) else BlockKind.QUEUE
    return DayBlock(kind=kind, start_seconds=start, end_seconds=end, queues=queues)


DAY = PlanDay(
    on=TUESDAY,
    timezone="Europe/Berlin",
    starts_at=1_796_079_600,
    intervals=48,
    interval_seconds=1800.0,
    queues=(
        queue("phone", Channel.PHONE),
        queue("chat", Channel.CHAT, each=5.0, concurrency=2),
        queue("email", Channel.EMAIL, each=4.0),
    ),
    people=(
        person("Kim Sommer", "phone chat", "8-12 phone", "12-12.5 -", "12.5-16 chat", "16-16.5 u"),
        person("Kim Winter", "phone", "9-12 phone", "12-12.5 -", "12.5-17.5 phone"),
        person("Lou", "phone email", "9.5-13 phone", "13-13.5 -", "13.5-15 email", "15-18 phone"),
        person("Max", "chat email", "10-11 chat", "11-12 t", "12-14 email", "14-14.25 b", "14.25-15 chat"),
        person("Zoe", "phone chat email"),
    ),
)


def after(*lines: str, day: PlanDay = DAY) -> Applied:
    return apply_scenario(day=day, scenario=read_scenario("\n".join(lines)))


def day_after(*lines: str, day: PlanDay = DAY) -> PlanDay:
    found = after(*lines, day=day)
    assert [sentence(problem.reason) for problem in found.problems] == []
    return found.day


def blocks_of(day: PlanDay, name: str) -> list[str]:
    """The blocks as `person` takes them."""
    signs = {kind: sign for sign, kind in KINDS.items()}
    return [
        f"{each.start_seconds / HOUR:g}-{each.end_seconds / HOUR:g} "
        + ("+".join(each.queues) if each.queues else signs.get(each.kind, str(each.kind)))
        for each in day.person(name).blocks
    ]


def refusals(*lines: str, day: PlanDay = DAY) -> list[str]:
    """What is told of lines that change nothing; that they did change nothing is seen here."""
    found = after(*lines, day=day)
    assert found.day == day
    return [sentence(problem.reason) for problem in found.problems]


def notes(*lines: str, day: PlanDay = DAY) -> list[str]:
    return [sentence(note.reason) for note in after(*lines, day=day).notes]


def with_person(changed: DayPerson, day: PlanDay = DAY) -> PlanDay:
    return replace(day, people=(*(each for each in day.people if each.name != changed.name), changed))
