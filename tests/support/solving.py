"""Small teams to solve in tests, and legal rosters by counting all of them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import numpy as np

from halfhour.engine.intervals import IntervalGrid
from halfhour.engine.rostering import Roster, RosterProblem, RosterResult, check_roster, solve_roster
from halfhour.engine.team import Agent, OpeningHours, Queue, Rules, Team
from support.rosters import BERLIN, EMAIL, MONDAY, PHONE, WEEKDAYS, agent, problem_for, weekly

LEAST_EFFORT = 0.05


def team_of(
    agents: Iterable[Agent],
    *,
    hours: str = "08:00-18:00",
    weekdays: Iterable[int] = WEEKDAYS,
    queues: Sequence[Queue] = (PHONE,),
    rules: Rules | None = None,
    **settings: object,
) -> Team:
    return Team(
        name="Small",
        timezone=BERLIN,
        hours=OpeningHours(periods=weekly(hours, weekdays)),
        queues=tuple(queues),
        agents=tuple(agents),
        rules=rules or Rules(),
        **settings,  # type: ignore[arg-type]
    )


def callers(count: int, **settings: object) -> list[Agent]:
    """People who all answer the phone, alike but for their names."""
    return [replace(agent("", "phone"), name=f"Agent {n:02}", **settings) for n in range(1, count + 1)]


def all_rounders(count: int) -> list[Agent]:
    return [agent(f"Agent {n:02}", "phone", "email") for n in range(1, count + 1)]


def problem_of(
    team: Team,
    people: float | Callable[[Queue, IntervalGrid], np.ndarray] = 1.0,
    *,
    weeks: int = 1,
    **settings: object,
) -> RosterProblem:
    """A problem that asks for so many people on each queue whenever it is open."""
    targets = people if callable(people) else lambda queue, grid: np.full(len(grid), float(people))
    return problem_for(team, weeks=weeks, targets=targets, **settings)  # type: ignore[arg-type]


def solved(problem: RosterProblem, **settings: object) -> RosterResult:
    return solve_roster(problem=problem, **{"effort": LEAST_EFFORT, **settings})  # type: ignore[arg-type]


def legal(problem: RosterProblem, **settings: object) -> tuple[RosterResult, Roster]:
    """The result and its roster, in which the independent checker finds nothing."""
    result = solved(problem, **settings)
    assert result.roster is not None
    assert check_roster(problem=problem, roster=result.roster) == ()
    return result, result.roster


__all__ = [
    "BERLIN",
    "EMAIL",
    "LEAST_EFFORT",
    "MONDAY",
    "PHONE",
    "all_rounders",
    "callers",
    "legal",
    "problem_of",
    "solved",
    "team_of",
]
