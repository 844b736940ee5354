"""What keeps a day from being played at all, and how often it can be."""

from halfhour.engine.plan import PlanDay
from halfhour.engine.reasons import Reason
from halfhour.engine.scenarios._amounts import name_text
from halfhour.engine.scenarios._reasons import DayProblem

MOST_AT_WORK = 2_000
MOST_CONTACTS = 100_000  # in a day
MOST_PLAYED = 8_000_000  # contacts on one side
FEWEST_REPLICATIONS = 50


def day_problem(day: PlanDay, *, only_size: bool = False) -> Reason | None:
    """Why the day cannot be simulated, None where it can."""
    contacts, at_work = contacts_of(day), len(day.at_work)
    come = sum(sum(queue.expected) for queue in day.queues)
    if (contacts <= 0 or (come <= 0 and at_work == 0)) and not only_size:
        return Reason(kind=DayProblem.NOTHING_COMES)
    if at_work == 0 and not only_size:
        return Reason(kind=DayProblem.NOBODY_WORKS, figures={"queue": name_text(day.queues[0].name)})
    if at_work > MOST_AT_WORK:
        return Reason(kind=DayProblem.TOO_MANY_PEOPLE, figures={"people": at_work, "most": MOST_AT_WORK})
    if contacts > MOST_CONTACTS:
        figures = {"contacts": round(contacts), "most": MOST_CONTACTS}
        return Reason(kind=DayProblem.TOO_MANY_CONTACTS, figures=figures)
    return None


def nobody_for(day: PlanDay) -> tuple[Reason, ...]:
    """Queues to which contacts come though nobody has the skill to answer them."""
    return tuple(
        Reason(kind=DayProblem.NOBODY_FOR, figures={"queue": queue.name})
        for queue in day.queues
        if sum(queue.expected) + len(queue.waiting_seconds) > 0
        and not any(person.can_answer(queue.name) for person in day.people)
    )


def contacts_of(day: PlanDay) -> float:
    """Contacts expected in a day, those that wait already included."""
    return sum(sum(queue.expected) + len(queue.waiting_seconds) for queue in day.queues)


def replications_within(day: PlanDay, *, most: int) -> int:
    """As many as asked for, or as many as can be played in reasonable time."""
    can = int(MOST_PLAYED / max(contacts_of(day), 1.0))
    return min(most, max(can, FEWEST_REPLICATIONS))
