"""People on queue over time, as the roster has them, and the agent seconds that add up."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.errors import OutOfRange


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Capacity:
    """`people[i]` are on queue from `starts[i]` (UTC epoch seconds) on, the last of them until `until`.

    `passed`, shape (starts + 1,), are the agent seconds before each start, and in all.
    """

    starts: NDArray[np.int64]
    people: NDArray[np.float64]
    until: int
    passed: NDArray[np.float64]


def capacity_of(*, starts: Sequence[int], people: Sequence[float], until: int) -> Capacity:
    """The capacity of a roster.

    Raises
    ------
    OutOfRange
        Unless starts ascend to before `until`, each with a number of people of 0 or more.
    """
    begun, there = np.asarray(starts, dtype=np.int64), np.asarray(people, dtype=np.float64)
    ends = np.append(begun[1:], until)
    if begun.size == 0 or begun.shape != there.shape or (ends <= begun).any():
        raise OutOfRange("got starts that do not ascend or fit the people; need one number for each stretch")
    if not (np.isfinite(there) & (there >= 0)).all():
        raise OutOfRange("got people below 0 or not finite; need 0 or more")
    passed = np.concatenate([[0.0], np.cumsum(there * (ends - begun))])
    return Capacity(starts=begun, people=there, until=until, passed=passed)


def agent_seconds(*, capacity: Capacity, since: float, until: float) -> float:
    """Agent seconds on queue between two instants; there are none outside the roster.

    Examples
    --------
    >>> roster = capacity_of(starts=[0, 100], people=[2, 0], until=200)
    >>> agent_seconds(capacity=roster, since=50, until=150)
    100.0
    """
    edges = np.append(capacity.starts, capacity.until)
    upto = np.interp([since, until], edges, capacity.passed)
    return float(upto[1] - upto[0])


def reaches_at(*, capacity: Capacity, since: float, seconds: float) -> float | None:
    """The first instant by which so many agent seconds have been on queue; None where the roster ends before.

    No agent seconds are reached at once, though nobody be there.
    """
    if seconds <= 0:
        return since
    edges = np.append(capacity.starts, capacity.until)
    target = float(np.interp(since, edges, capacity.passed)) + seconds
    if target > capacity.passed[-1]:
        return None
    stretch = int(np.searchsorted(capacity.passed, target, side="left")) - 1
    reached = capacity.starts[stretch] + (target - capacity.passed[stretch]) / capacity.people[stretch]
    return max(float(reached), since)
