"""What each queue asks for, in quarter hours: the smallest stretch that a day plan deals out.

A live queue asks for people in each quarter hour. A deferred queue that may wait asks for hours of
work on each day, whenever; one whose contacts fall due within a few hours asks like a live one.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.intervals import IntervalGrid, local_seconds
from halfhour.engine.rostering.problem import Assignment, RosterProblem
from halfhour.engine.team import DAY_SECONDS, Queue, Service

QUARTER_SECONDS = 900
WAITS_FROM_SECONDS = 4 * 3600  # deferred work due later than this may be done at any time of its day

Queues = tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Demand:
    """Queues by position in the problem's requirements; quarter hours from `origin` on.

    Attributes
    ----------
    waits
        By queue: whether its work may be done at any time of its day.
    people
        Shape (queues, quarters): people asked for; 0 for queues that wait.
    is_open
        Shape (queues, quarters).
    work
        Shape (queues, days): person-quarters asked for; 0 for queues that do not wait.
    day_of
        Shape (quarters,): the local day, counted from that of the first quarter.
    groups
        The distinct sets of queues that the roster counts people for.
    dealt
        Shape (groups, queues, quarters): how many of each group the roster counts on each queue.
    """

    queues: tuple[Queue, ...]
    waits: tuple[bool, ...]
    origin: int
    people: NDArray[np.float64]
    is_open: NDArray[np.bool_]
    work: NDArray[np.float64]
    day_of: NDArray[np.int64]
    groups: tuple[Queues, ...]
    dealt: NDArray[np.float64]

    def quarter_at(self, instant: int) -> int:
        return (instant - self.origin) // QUARTER_SECONDS


def demand_of(
    *, problem: RosterProblem, first_at: int, last_at: int, assignments: tuple[Assignment, ...]
) -> Demand:
    """The demand from `first_at` to `last_at`, which may lie outside the problem's grid, where it is 0."""
    grid = problem.grid
    origin = min(first_at, int(grid.starts[0])) // QUARTER_SECONDS * QUARTER_SECONDS
    starts = np.arange(origin, max(last_at, int(grid.ends[-1])), QUARTER_SECONDS, dtype=np.int64)
    interval_of, inside = grid.index_of(starts)
    queues = tuple(problem.team.queue(requirement.queue) for requirement in problem.requirements)
    waits = tuple(map(_waits, queues))
    target, opened = np.zeros((2, len(queues), len(grid)))
    for q, requirement in enumerate(problem.requirements):
        target[q] = requirement.roster_target
        opened[q] = problem.open_seconds[requirement.queue]
    people = np.where(inside, target[:, interval_of], 0.0)
    days = local_seconds(starts, grid.timezone) // DAY_SECONDS
    day_of = days - days[0]
    work = np.zeros((len(queues), int(day_of.max()) + 1))
    for q in np.flatnonzero(waits).tolist():
        work[q] = np.bincount(day_of, weights=people[q], minlength=work.shape[1])
        people[q] = 0.0
    groups, dealt = _dealt(queues, grid, interval_of, inside, assignments)
    return Demand(
        queues=queues,
        waits=waits,
        origin=origin,
        people=people,
        is_open=inside & (opened[:, interval_of] > 0),
        work=work,
        day_of=day_of,
        groups=groups,
        dealt=dealt,
    )


def _waits(queue: Queue) -> bool:
    return queue.service is Service.DEFERRED and queue.goal.within_seconds >= WAITS_FROM_SECONDS


def _dealt(
    queues: tuple[Queue, ...],
    grid: IntervalGrid,
    interval_of: NDArray[np.intp],
    inside: NDArray[np.bool_],
    assignments: tuple[Assignment, ...],
) -> tuple[tuple[Queues, ...], NDArray[np.float64]]:
    position = {queue.name: q for q, queue in enumerate(queues)}
    rows = [
        (tuple(sorted(position[name] for name in row.queues_served)), position[row.queue], row)
        for row in assignments
        if row.queue in position and position.keys() >= set(row.queues_served)
    ]
    groups = tuple(sorted({group for group, _, _ in rows}))
    number = {group: g for g, group in enumerate(groups)}
    counts = np.zeros((len(groups), len(queues), len(grid)))
    for group, q, row in rows:
        counts[number[group], q, row.interval] += row.agents
    return groups, np.where(inside, counts[:, :, interval_of], 0.0)
