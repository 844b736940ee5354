"""Who is on which queue when, and centres with one thing about people changed."""

from collections.abc import Collection, Iterable
from dataclasses import replace

import numpy as np

from halfhour.engine.arguments import Numbers
from halfhour.engine.errors import OutOfRange
from halfhour.engine.simulation import Agent, Centre, Group, Stretch


def with_names(centre: Centre) -> Centre:
    """The centre with its nameless groups as agents: the k-th is there whenever at least k are."""
    named = (agent for group in centre.groups for agent in _members(group, centre))
    return replace(centre, agents=(*centre.agents, *named), groups=())


def checked_queues(centre: Centre, queues: Iterable[str]) -> tuple[int, ...]:
    """The places of these queues in the centre, in its order.

    Raises
    ------
    OutOfRange
        For no queue at all, or a name that no queue has.
    """
    wanted = set(queues)
    names = [queue.name for queue in centre.queues]
    if not wanted:
        raise OutOfRange("got no queue; need at least one to look at")
    for name in sorted(wanted):
        if name not in names:
            raise OutOfRange(f"got queue {name!r}; the centre has {', '.join(names)}")
    return tuple(place for place, name in enumerate(names) if name in wanted)


def without_absence(centre: Centre) -> Centre:
    """Everybody who is due comes."""
    return replace(centre, agents=tuple(replace(agent, absence=0.0) for agent in centre.agents))


def without_surprise(centre: Centre) -> Centre:
    """The forecast is right: what is left is the chance of single contacts."""
    queues = tuple(replace(queue, interval_cv=0.0, day_cv=0.0) for queue in centre.queues)
    return replace(centre, queues=queues, shared_day_cv=0.0)


def without_agent(centre: Centre, name: str) -> Centre:
    """One person stays away all day; everybody keeps their place, so that chance stays the same."""
    return _with_agents(centre, lambda agent: replace(agent, stretches=()) if agent.name == name else agent)


def answers(agent: Agent, stretch: Stretch) -> frozenset[str]:
    """The queues that somebody answers during a stretch."""
    return frozenset(stretch.queues or (skill.queue for skill in agent.skills))


def presence(centre: Centre, agent: Agent, queues: Collection[str]) -> Numbers:
    """The part of each interval in which somebody is on any of these queues, shape (intervals,)."""
    wanted = set(queues)
    edges = np.arange(centre.intervals + 1) * centre.interval_seconds
    there = np.zeros(centre.intervals)
    for stretch in agent.stretches:
        if wanted & answers(agent, stretch):
            overlap = np.minimum(edges[1:], stretch.end_seconds) - np.maximum(
                edges[:-1], stretch.start_seconds
            )
            there += np.maximum(overlap, 0.0)
    return there / centre.interval_seconds


def _with_agents(centre: Centre, changed) -> Centre:  # type: ignore[no-untyped-def]
    return replace(centre, agents=tuple(changed(agent) for agent in centre.agents))


def _members(group: Group, centre: Centre) -> Iterable[Agent]:
    for rank in range(1, max(group.staffed, default=0) + 1):
        there = np.array([rank <= number for number in group.staffed])
        turns = np.flatnonzero(np.diff(np.concatenate(([0], there, [0]))))
        yield Agent(
            name=f"{group.name} {rank}",
            skills=group.skills,
            absence=group.absence,
            stretches=tuple(
                Stretch(
                    start_seconds=float(first) * centre.interval_seconds,
                    end_seconds=float(last) * centre.interval_seconds,
                )
                for first, last in turns.reshape(-1, 2)
            ),
        )
