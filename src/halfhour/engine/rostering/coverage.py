"""How many people a finished roster puts on each queue, and where some are missing.

People who serve several queues are shared out so that as few hours as possible are missing; this is a
linear program of one day (HiGHS through SciPy). It shares no code with the solver.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array

from halfhour.engine.rostering.problem import Roster, RosterProblem
from halfhour.engine.team import Service

Floats = NDArray[np.float64]
# Where it makes no difference to what is missing, people go to live queues first.
LATER_COST = 1e-4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Coverage:
    """People on each queue and what is missing from or above its target, shape (queues, intervals).

    As in `RosterResult`: queues in the order of the requirements, the shortfall of a deferred queue
    spread over its day as the target is. Zero on days that were not asked for.
    """

    people: Floats
    shortfall: Floats
    surplus: Floats


class _Share(NamedTuple):
    """A variable: people of group `group` on queue `queue` in interval `at`."""

    group: int
    queue: int
    at: int


def measure_roster(
    *, problem: RosterProblem, roster: Roster, days: Collection[date] | None = None
) -> Coverage:
    """Share the people at work out to the queues, day by day.

    A person counts for the part of an interval in which they are at work, not at a break and not in
    a session.

    Parameters
    ----------
    days
        Local dates to measure; None for all.

    Notes
    -----
    Checked against counting where everybody serves one queue, and against brute force on small days:
    tests/engine/rostering/test_coverage.py.
    """
    grid = problem.grid
    shape = (len(problem.requirements), len(grid))
    found = Coverage(people=np.zeros(shape), shortfall=np.zeros(shape), surplus=np.zeros(shape))
    dates = grid.dates
    chosen = sorted(set(dates.tolist()) if days is None else days)
    wanted = np.isin(dates, np.array(chosen, dtype="datetime64[D]"))
    if not wanted.any():
        return found
    groups, present = people_present(problem, roster, wanted=wanted)
    for day in chosen:
        where = np.flatnonzero(dates == np.datetime64(day))
        if where.size:
            _measure_day(problem, groups, present, where, found)
    return found


def people_present(
    problem: RosterProblem, roster: Roster, *, wanted: NDArray[np.bool_] | None = None
) -> tuple[list[tuple[int, ...]], Floats]:
    """Groups of people by the queues (numbers) they serve, and how many of each are there.

    The second has shape (groups, intervals); it may be zero where an interval is not `wanted`.
    """
    queues = [problem.team.queue(requirement.queue) for requirement in problem.requirements]
    serves = {
        agent.name: tuple(number for number, queue in enumerate(queues) if agent.serves(queue))
        for agent in problem.team.agents
    }
    groups = sorted(set(serves.values()))
    row_of = {group: row for row, group in enumerate(groups)}
    starts, ends = problem.grid.starts, problem.grid.ends
    present = np.zeros((len(groups), len(starts)))
    asked = np.flatnonzero(np.ones(len(starts), dtype=np.bool_) if wanted is None else wanted)
    if not asked.size:
        return groups, present
    first_at, last_at = int(starts[asked[0]]), int(ends[asked[-1]])

    def count(agent: str, starts_at: int, ends_at: int, weight: float) -> None:
        """Add the part of each interval between two instants."""
        part = slice(np.searchsorted(ends, starts_at, side="right"), np.searchsorted(starts, ends_at))
        overlap = np.minimum(ends[part], ends_at) - np.maximum(starts[part], starts_at)
        present[row_of[serves[agent]], part] += weight * overlap / (ends[part] - starts[part])

    at_work = defaultdict(list)
    for shift in (*problem.previous, *roster.shifts):
        if shift.starts_at >= last_at or shift.ends_at <= first_at:
            continue
        at_work[shift.agent].append(shift)
        count(shift.agent, shift.starts_at, shift.ends_at, 1.0)
        for each in shift.breaks:
            count(shift.agent, each.starts_at, each.ends_at, -1.0)
    for session in roster.sessions:
        for shift in at_work[session.agent]:
            begins, leaves = max(session.starts_at, shift.starts_at), min(session.ends_at, shift.ends_at)
            if begins < leaves:
                count(session.agent, begins, leaves, -1.0)
    return groups, np.maximum(present, 0.0)


def _measure_day(
    problem: RosterProblem,
    groups: list[tuple[int, ...]],
    present: Floats,
    where: NDArray[np.intp],
    found: Coverage,
) -> None:
    targets = np.array([requirement.roster_target[where] for requirement in problem.requirements])
    is_open = np.array([problem.open_seconds[each.queue][where] > 0 for each in problem.requirements])
    shares = [
        _Share(group, queue, at)
        for group, served in enumerate(groups)
        for queue in served
        for at in np.flatnonzero(is_open[queue] & (present[group, where] > 0)).tolist()
    ]
    people = np.zeros(targets.shape)
    if shares:
        used = _share_out(problem, shares, present[:, where], targets, where)
        left = present[:, where].copy()
        for share, value in zip(shares, used.tolist(), strict=True):
            people[share.queue, share.at] += value
            left[share.group, share.at] -= value
        _give_the_rest(problem, groups, left, is_open, people)
    found.people[:, where] = people
    for number, requirement in enumerate(problem.requirements):
        short, surplus = _missing(
            problem, requirement.queue, people[number], targets[number], _hours(problem, where)
        )
        found.shortfall[number, where] = short
        found.surplus[number, where] = surplus


def _share_out(
    problem: RosterProblem, shares: list[_Share], present: Floats, targets: Floats, where: NDArray[np.intp]
) -> Floats:
    """The linear program: least people-hours missing, nobody in two places."""
    hours = _hours(problem, where)
    pools = _pools(problem, targets)
    width = len(shares) + len(pools)
    rows, columns, values, bounds = [], [], [], []
    row_of: dict[tuple[int, int], int] = {}
    for column, share in enumerate(shares):
        row = row_of.setdefault((share.group, share.at), len(row_of))
        rows.append(row)
        columns.append(column)
        values.append(1.0)
    bounds = [0.0] * len(row_of)
    for (group, at), row in row_of.items():
        bounds[row] = present[group, at]
    pool_of = {(queue, at): number for number, (queue, slots) in enumerate(pools) for at in slots}
    first = len(row_of)
    for column, share in enumerate(shares):
        if (share.queue, share.at) in pool_of:
            rows.append(first + pool_of[share.queue, share.at])
            columns.append(column)
            values.append(-hours[share.at])
    for number, (queue, slots) in enumerate(pools):
        rows.append(first + number)
        columns.append(len(shares) + number)
        values.append(-1.0)
        bounds.append(-float(sum(targets[queue, at] * hours[at] for at in slots)))
    live = {number for number in range(len(targets)) if _is_live(problem, number)}
    cost = [0.0 if share.queue in live else LATER_COST for share in shares] + [1.0] * len(pools)
    solved = linprog(  # type: ignore[call-overload]
        cost,
        A_ub=csr_array((values, (rows, columns)), shape=(first + len(pools), width)),
        b_ub=bounds,
        method="highs",
    )
    return np.asarray(solved.x[: len(shares)])


def _pools(problem: RosterProblem, targets: Floats) -> list[tuple[int, tuple[int, ...]]]:
    """What must be covered together: each interval of a live queue, the whole day of a deferred one."""
    pools: list[tuple[int, tuple[int, ...]]] = []
    for queue, target in enumerate(targets):
        wanted = np.flatnonzero(target > 0).tolist()
        if _is_live(problem, queue):
            pools += [(queue, (at,)) for at in wanted]
        elif wanted:
            pools.append((queue, tuple(range(target.size))))
    return pools


def _give_the_rest(
    problem: RosterProblem,
    groups: list[tuple[int, ...]],
    left: Floats,
    is_open: NDArray[np.bool_],
    people: Floats,
) -> None:
    """Who is left over is there all the same: on the first open live queue they serve, else on any."""
    for group, served in enumerate(groups):
        ranked = sorted(served, key=lambda queue: not _is_live(problem, queue))
        for at in np.flatnonzero(left[group] > 1e-9).tolist():
            queue = next((queue for queue in ranked if is_open[queue, at]), None)
            if queue is not None:
                people[queue, at] += left[group, at]


def _missing(
    problem: RosterProblem, queue: str, people: Floats, target: Floats, hours: Floats
) -> tuple[Floats, Floats]:
    if problem.team.queue(queue).service is Service.LIVE:
        return _cleaned(target - people), _cleaned(people - target)
    wanted, given = float(target @ hours), float(people @ hours)
    short = max(wanted - given, 0.0)
    spread = target / wanted if wanted else np.zeros(target.shape)
    over = people / given if given else np.zeros(people.shape)
    return _cleaned(spread * short), _cleaned(over * max(given - wanted, 0.0))


def _cleaned(values: Floats) -> Floats:
    """What is above zero by more than the program's own roundness."""
    return np.where(values > 1e-6, values, 0.0)


def _hours(problem: RosterProblem, where: NDArray[np.intp]) -> Floats:
    grid = problem.grid
    return ((grid.ends - grid.starts) / 3600)[where]


def _is_live(problem: RosterProblem, number: int) -> bool:
    return problem.team.queue(problem.requirements[number].queue).service is Service.LIVE
