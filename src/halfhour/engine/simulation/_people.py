"""Everybody who works in a centre, with and without names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from halfhour.engine.simulation._centre import Centre
from halfhour.engine.simulation._parts import Agent, Group, Skill, Stretch

# The queues that somebody answers, each with its rank: how contacts and agents find each other.
Class = frozenset[tuple[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An agent, or a member of a group; stretches that follow each other without a change are one.

    A crew is whose intervals are told together: an agent alone, or a group; numbered in this order.
    """

    name: str
    skills: tuple[Skill, ...]
    stretches: tuple[Stretch, ...]
    absence: float
    crew: int


def people_of(centre: Centre) -> tuple[Person, ...]:
    """Everybody, in the order in which results count them: who has a name, then groups' members."""
    named = (_person(agent, crew) for crew, agent in enumerate(centre.agents))
    members = (
        person
        for crew, group in enumerate(centre.groups, start=len(centre.agents))
        for person in _members(group, crew, centre.interval_seconds)
    )
    return (*named, *members)


def classes_of(people: Sequence[Person]) -> dict[Class, int]:
    """The sets of skills with which somebody is ever on queue, numbered as they are met."""
    classes: dict[Class, int] = {}
    for person in people:
        for stretch in person.stretches:
            classes.setdefault(class_in(person, stretch), len(classes))
    return classes


def class_in(person: Person, stretch: Stretch) -> Class:
    return frozenset(
        (skill.queue, skill.rank)
        for skill in person.skills
        if not stretch.queues or skill.queue in stretch.queues
    )


def _person(agent: Agent, crew: int) -> Person:
    joined: list[Stretch] = []
    for stretch in agent.stretches:
        last = joined[-1] if joined else None
        if last and last.end_seconds == stretch.start_seconds and set(last.queues) == set(stretch.queues):
            joined[-1] = replace(last, end_seconds=stretch.end_seconds)
        else:
            joined.append(stretch)
    return Person(
        name=agent.name, skills=agent.skills, stretches=tuple(joined), absence=agent.absence, crew=crew
    )


def _members(group: Group, crew: int, interval_seconds: float) -> Iterable[Person]:
    staffed = np.asarray((*group.staffed, 0), dtype=np.int64)
    for number in range(1, int(staffed.max()) + 1):
        change = np.diff((staffed >= number).astype(np.int8), prepend=0)
        starts, ends = np.flatnonzero(change == 1).tolist(), np.flatnonzero(change == -1).tolist()
        stretches = tuple(
            Stretch(start_seconds=start * interval_seconds, end_seconds=end * interval_seconds)
            for start, end in zip(starts, ends, strict=True)
        )
        yield Person(
            name=f"{group.name} {number}",
            skills=group.skills,
            stretches=stretches,
            absence=group.absence,
            crew=crew,
        )
