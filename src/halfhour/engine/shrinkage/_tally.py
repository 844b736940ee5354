"""Seconds of each use, summed by person and day and by interval: whole numbers, so that sums agree."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.intervals import IntervalGrid
from halfhour.engine.shrinkage._line import Line, Stretches
from halfhour.engine.shrinkage._spans import Ints
from halfhour.engine.shrinkage._uses import ALL


def seconds_before(points: Ints, some: Stretches) -> Ints:
    """How many seconds of the stretches lie before each point."""
    return _before(points, some.starts) - _before(points, some.ends)


def _before(points: Ints, marks: Ints) -> Ints:
    """Sum of point − mark over the marks before each point."""
    marks = np.sort(marks)
    count = np.searchsorted(marks, points, side="left")
    summed = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(marks)])
    found: Ints = count * points - summed[count]
    return found


def by_person_and_day(line: Line, used: Stretches, *, people: int, midnights: Ints) -> NDArray[np.int32]:
    """Seconds of shape (people, days, uses); `midnights` has the start of each day and the last end.

    They are small numbers, held as such: a year of five thousand people fits into a hundred megabytes.
    """
    days = midnights.size - 1
    numbers = np.arange(people)
    inside = np.clip(midnights, line.origin, line.origin + line.stride - 1)
    edges = line.at(numbers[:, None], inside[None, :])
    found = np.zeros((people, days, len(ALL)), dtype=np.int32)
    for code in np.unique(used.value):
        before = seconds_before(edges.ravel(), used.where(used.value == code)).reshape(edges.shape)
        found[:, :, code] = np.diff(before, axis=1)
    return found


def by_interval(line: Line, used: Stretches, grid: IntervalGrid) -> NDArray[np.int64]:
    """Seconds of all people together, shape (uses, intervals)."""
    edges = np.append(grid.starts, grid.ends[-1:])
    found = np.zeros((len(ALL), len(grid)), dtype=np.int64)
    for code in np.unique(used.value):
        mine = used.where(used.value == code)
        real = Stretches(starts=line.instants(mine.starts), ends=line.instants(mine.ends), value=mine.value)
        found[code] = np.diff(seconds_before(edges, real))
    return found


def people_in_cells(
    line: Line, known: Stretches, grid: IntervalGrid, *, people: int, slots: int
) -> NDArray[np.bool_]:
    """Who has any of the stretches in which cell of the week, shape (people, 7, slots)."""
    cell = grid.weekdays * slots + grid.slots
    edges = np.append(grid.starts, grid.ends[-1:])
    whose = line.agents(known.starts)
    found = np.zeros((people, 7 * slots), dtype=np.bool_)
    for agent in range(people):
        first, past = np.searchsorted(whose, [agent, agent + 1])
        mine = Stretches(
            starts=line.instants(known.starts[first:past]),
            ends=line.instants(known.ends[first:past]),
            value=known.value[first:past],
        )
        there = np.diff(seconds_before(edges, mine)) > 0
        found[agent, cell[there]] = True
    return found.reshape(people, 7, slots)
