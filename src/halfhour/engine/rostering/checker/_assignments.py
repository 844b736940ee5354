"""What the roster counts on each queue: people who can serve it, and nobody more than once."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.rostering.checker._case import Case, Span
from halfhour.engine.rostering.checker._duty import time_at_work
from halfhour.engine.rostering.checker._kinds import RosterBreach
from halfhour.engine.rostering.problem import Breach

TOLERANCE = 1e-6  # of a person
Group = frozenset[str]


def check_assignments(case: Case) -> Iterator[Breach]:
    groups = _groups(case)
    yield from _skills(case, groups)
    yield from _counted_once(case, groups)


def _groups(case: Case) -> dict[Group, list[str]]:
    """The people who serve each set of queues."""
    asked = {requirement.queue for requirement in case.problem.requirements}
    queues = [queue for queue in case.problem.team.queues if queue.name in asked]
    found: dict[Group, list[str]] = defaultdict(list)
    for name, agent in case.agents.items():
        found[frozenset(queue.name for queue in queues if agent.serves(queue))].append(name)
    return found


def _skills(case: Case, groups: Mapping[Group, list[str]]) -> Iterator[Breach]:
    """Each count is of people who exist and serve the queue; told once per group and queue."""
    odd = {
        (row.queues_served, row.queue)
        for row in case.roster.assignments
        if row.queue not in row.queues_served or frozenset(row.queues_served) not in groups
    }
    for queues, queue in sorted(odd):
        yield Breach(
            rule=RosterBreach.UNSKILLED, figures={"queue": queue, "queues": ", ".join(sorted(queues))}
        )


def _counted_once(case: Case, groups: Mapping[Group, list[str]]) -> Iterator[Breach]:
    """In each interval a group is on its queues with no more people than are there of it."""
    counted: dict[Group, NDArray[np.float64]] = {}
    for row in case.roster.assignments:
        group = frozenset(row.queues_served)
        if group in groups and 0 <= row.interval < len(case.problem.grid):
            counts = counted.setdefault(group, np.zeros(len(case.problem.grid)))
            counts[row.interval] += max(row.agents, 0.0)
    for group, counts in sorted(counted.items(), key=lambda pair: sorted(pair[0])):
        there = _people_there(case, groups[group])
        for first, past in _runs(np.flatnonzero(counts > there + TOLERANCE)):
            most = first + int(np.argmax((counts - there)[first:past]))
            yield _counted_twice(case, group, first, past, float(counts[most]), float(there[most]))


def _counted_twice(case: Case, group: Group, first: int, past: int, counted: float, there: float) -> Breach:
    grid = case.problem.grid
    starts_at, ends_at = int(grid.starts[first]), int(grid.ends[past - 1])
    return Breach(
        rule=RosterBreach.COUNTED_TWICE,
        on=case.clock.date_of(starts_at),
        figures={
            "queues": ", ".join(sorted(group)),
            "starts": case.clock.text(starts_at),
            "ends": case.clock.text(ends_at),
            "counted": counted,
            "there": there,
        },
    )


def _people_there(case: Case, people: list[str]) -> NDArray[np.float64]:
    """People at work in each interval; somebody there for a part of it counts as that part."""
    grid = case.problem.grid
    seconds = np.zeros(len(grid))
    for starts_at, ends_at in _spans(case, people):
        first = max(int(np.searchsorted(grid.starts, starts_at, side="right")) - 1, 0)
        past = int(np.searchsorted(grid.starts, ends_at, side="left"))
        shared = np.minimum(grid.ends[first:past], ends_at) - np.maximum(grid.starts[first:past], starts_at)
        seconds[first:past] += np.maximum(shared, 0)
    there: NDArray[np.float64] = seconds / (grid.ends - grid.starts)
    return there


def _spans(case: Case, people: list[str]) -> Iterator[Span]:
    for agent in people:
        yield from time_at_work(case, agent)


def _runs(positions: NDArray[np.intp]) -> Iterator[tuple[int, int]]:
    """Neighbouring positions as (first, past)."""
    if positions.size:
        for run in np.split(positions, np.flatnonzero(np.diff(positions) > 1) + 1):
            yield int(run[0]), int(run[-1]) + 1
