"""Crews: people with the same choices, counted together where a team is too large to name everybody."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from halfhour.engine.rostering._frame import Frame
from halfhour.engine.rostering._people import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """People who serve the same queues under the same contract; one person alone is named.

    Attributes
    ----------
    allowed
        Per day, the options that any of them may work.
    at_work_most
        Per day, how many of them may work at all.
    least_minutes, most_minutes
        Per week, in sum.
    """

    people: tuple[int, ...]
    group: int
    allowed: tuple[tuple[int, ...], ...]
    at_work_most: tuple[int, ...]
    least_minutes: tuple[int, ...]
    most_minutes: tuple[int, ...]
    runs_before: tuple[int, ...]

    @property
    def size(self) -> int:
        return len(self.people)


def crew_of(frame: Frame, people: Sequence[int]) -> Crew:
    """Count some people together."""
    members = [frame.people[index] for index in people]
    days = range(frame.days)
    weeks = range(frame.problem.weeks)
    return Crew(
        people=tuple(people),
        group=members[0].group,
        allowed=tuple(tuple(sorted({o for m in members for o in m.allowed[day]})) for day in days),
        at_work_most=tuple(sum(bool(member.allowed[day]) for member in members) for day in days),
        least_minutes=tuple(sum(member.least_minutes[week] for member in members) for week in weeks),
        most_minutes=tuple(sum(member.most_minutes[week] for member in members) for week in weeks),
        runs_before=tuple(member.run_before for member in members),
    )


def named_crews(frame: Frame, people: Iterable[int]) -> tuple[Crew, ...]:
    """Everybody a crew of their own."""
    return tuple(crew_of(frame, (index,)) for index in people)


def counted_crews(frame: Frame, *, most: int) -> tuple[Crew, ...]:
    """Everybody, people who are alike together.

    Alike in every way that concerns a roster, if that makes no more than `most` crews; else time off
    and what was worked before do not part people of one contract and one set of wishes.
    """
    exact = _gathered(frame, _likeness)
    return exact if len(exact) <= most else _gathered(frame, _contract)


def _gathered(frame: Frame, alike: Callable[[Person], tuple[object, ...]]) -> tuple[Crew, ...]:
    members: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for person in frame.people:
        members[alike(person)].append(person.index)
    return tuple(crew_of(frame, people) for people in members.values())


def _contract(person: Person) -> tuple[object, ...]:
    agent = person.agent
    return (
        person.group,
        agent.weekly_hours,
        agent.availability,
        agent.prefers_off,
        agent.prefers_start,
    )


def _likeness(person: Person) -> tuple[object, ...]:
    return (*_contract(person), person.allowed, person.least_minutes, person.most_minutes, person.run_before)
