"""Finding the queue or person that a line names, however it is capitalised."""

from collections.abc import Sequence
from difflib import get_close_matches

from halfhour.engine.plan import DayPerson, DayQueue, PlanDay
from halfhour.engine.scenarios._amounts import plain
from halfhour.engine.scenarios._reasons import LineReason, Refused

MOST_NAMED = 12


def queue_named(day: PlanDay, text: str) -> DayQueue:
    found = next((queue for queue in day.queues if _folded(queue.name) == _folded(text)), None)
    if found is not None:
        return found
    known = [queue.name for queue in day.queues]
    if meant := _close(text, known):
        raise Refused(LineReason.QUEUE_MEANT, text=text, meant=meant)
    raise Refused(LineReason.QUEUE, text=text, known=_listed(known))


def live_queue_named(day: PlanDay, text: str) -> DayQueue:
    queue = queue_named(day, text)
    if queue.is_deferred:
        raise Refused(LineReason.NOT_LIVE, queue=queue.name)
    return queue


def person_named(day: PlanDay, text: str) -> DayPerson:
    """By the whole name, or by its first words where only one person's begin so."""
    asked = _folded(text)
    people = {_folded(person.name): person for person in day.people}
    if asked in people:
        return people[asked]
    begun = [person for name, person in people.items() if name.startswith(f"{asked} ")]
    if len(begun) == 1:
        return begun[0]
    if begun:
        raise Refused(
            LineReason.PERSON_OF_SEVERAL, text=text, known=_listed([person.name for person in begun])
        )
    known = [person.name for person in day.people]
    if meant := _close(text, known):
        raise Refused(LineReason.PERSON_MEANT, text=text, meant=meant)
    raise Refused(LineReason.PERSON, text=text, known=_listed(known))


def person_at_work(day: PlanDay, text: str) -> DayPerson:
    person = person_named(day, text)
    if not person.blocks:
        raise Refused(LineReason.NOT_AT_WORK, name=person.name)
    return person


def _folded(text: str) -> str:
    return plain(text).casefold()


def _close(text: str, known: Sequence[str]) -> str | None:
    by_folded = {_folded(name): name for name in known}
    close = get_close_matches(_folded(text), list(by_folded), n=1, cutoff=0.7)
    return by_folded[close[0]] if close else None


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:MOST_NAMED])
    return f"{shown}, …" if len(names) > MOST_NAMED else shown
