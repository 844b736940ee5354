"""Long horizons in parts: each part is solved for itself, and what it ends with is where the next begins."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import numpy as np

from halfhour.engine.intervals import IntervalGrid
from halfhour.engine.rostering._people import day_starts_at
from halfhour.engine.rostering.problem import Roster, RosterProblem, RosterResult, Shift, Target

MOST_WEEKS = 4  # weeks solved at once


def parts_of(problem: RosterProblem) -> list[tuple[int, int]]:
    """First week and number of weeks of each part, as even as they go."""
    count = -(-problem.weeks // MOST_WEEKS)
    edges = [problem.weeks * n // count for n in range(count + 1)]
    return [(first, past - first) for first, past in pairwise(edges)]


def part_of(problem: RosterProblem, first: int, weeks: int, worked: Sequence[Shift]) -> RosterProblem:
    """Some weeks of a problem, after the shifts already worked out for the weeks before."""
    first_on = problem.first_on + timedelta(days=7 * first)
    where = interval_range(problem, first, weeks)
    grid, zone = problem.grid, problem.team.timezone
    starts_at = day_starts_at(first_on, zone)
    ends_at = day_starts_at(first_on + timedelta(days=7 * weeks), zone)
    return replace(
        problem,
        first_on=first_on,
        weeks=weeks,
        grid=IntervalGrid(starts=grid.starts[where], seconds=grid.seconds, timezone=grid.timezone),
        requirements=tuple(
            Target(queue=each.queue, roster_target=each.roster_target[where]) for each in problem.requirements
        ),
        open_seconds={queue: seconds[where] for queue, seconds in problem.open_seconds.items()},
        open_spans=tuple(span for span in problem.open_spans if span[1] > starts_at),
        closed_on=frozenset(
            on for on in problem.closed_on if first_on <= on < first_on + timedelta(days=7 * weeks)
        ),
        previous=(*problem.previous, *worked),
        fixed_sessions=tuple(
            each for each in problem.fixed_sessions if starts_at <= each.starts_at < ends_at
        ),
    )


def interval_range(problem: RosterProblem, first: int, weeks: int) -> slice:
    """The intervals of some weeks."""
    zone = problem.team.timezone
    edges = [
        day_starts_at(problem.first_on + timedelta(days=7 * week), zone) for week in (first, first + weeks)
    ]
    begin, end = np.searchsorted(problem.grid.starts, edges).tolist()
    return slice(begin, end)


def joined(problem: RosterProblem, results: Sequence[RosterResult]) -> RosterResult:
    """The parts as one result; its reasons are still to be given."""
    firsts = [interval_range(problem, first, weeks).start for first, weeks in parts_of(problem)]
    rosters = [result.roster for result in results if result.roster is not None]
    cost, bound = sum(result.cost for result in results), sum(result.bound for result in results)
    return RosterResult(
        roster=_one_roster(list(zip(firsts, results, strict=True))) if rosters else None,
        clashes=tuple(clash for result in results for clash in result.clashes),
        coverage=np.concatenate([result.coverage for result in results], axis=1),
        shortfall=np.concatenate([result.shortfall for result in results], axis=1),
        surplus=np.concatenate([result.surplus for result in results], axis=1),
        cost=cost,
        bound=bound,
        gap=(cost - bound) / cost if cost > 0 else 0.0,
    )


def _one_roster(parts: Sequence[tuple[int, RosterResult]]) -> Roster:
    found = [(first, result.roster) for first, result in parts if result.roster is not None]
    return Roster(
        shifts=tuple(shift for _, roster in found for shift in roster.shifts),
        sessions=tuple(session for _, roster in found for session in roster.sessions),
        assignments=tuple(
            replace(each, interval=each.interval + first)
            for first, roster in found
            for each in roster.assignments
        ),
    )


def share_of_progress(parts: int) -> Iterator[tuple[float, float]]:
    """From which to which share of the whole each part takes the work."""
    for n in range(parts):
        yield n / parts, (n + 1) / parts
