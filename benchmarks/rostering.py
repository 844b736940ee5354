"""Rosters: how near the best, and how long, on a contact-centre shaped week and on two whole teams.

    .venv/bin/python benchmarks/rostering.py            # all
    .venv/bin/python benchmarks/rostering.py week       # the week alone

The week is the shape of a published comparison: 7 days of 48 half hours, N people on 5 shifts of 8.5
hours with half an hour's lunch at one of 7 places, 12 starts a day, 4 points for a person missing for
half an hour and 1 for one too many. That comparison gave a 0/1 model that names everybody and a model
that counts them 60 seconds each, on two cores; its figures stand beside ours. Its demand curve is not
published and it keeps one start all week, so costs do not compare; gaps and seconds do.
"""

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from time import perf_counter, process_time

import numpy as np

from halfhour.engine.intervals import IntervalGrid
from halfhour.engine.rostering import (
    RosterProblem,
    Target,
    Weights,
    check_roster,
    roster_problem,
    solve_roster,
)
from halfhour.engine.team import (
    Agent,
    BreakRule,
    Channel,
    Goal,
    OpeningHours,
    Queue,
    Rules,
    Service,
    Team,
    WeeklyPeriod,
)
from halfhour.people.teamfile import read_team

MONDAY = date(2026, 11, 30)
EXAMPLES = Path(__file__).parents[1] / "examples"
POINTS = Weights(
    short=4, very_short=4, over=1, far_over=1, step_unsteady=0.0, share_unfair=0.0, hour_without_duty=0.0
)
# N: cost (bound) and seconds of the named 0/1 model and of anonymous counts, both CP-SAT.
PUBLISHED = {
    10: ("224 (48) 60 s", "139 (124) 60 s"),
    25: ("1319 (0) 60 s", "269 optimal 15 s"),
    50: ("none 60 s", "495 optimal 3.6 s"),
    200: ("none 60 s", "1923 optimal 1.0 s"),
}


def main() -> None:
    asked = set(sys.argv[1:]) or {"week", "teams"}
    if "week" in asked:
        print("A week of a contact centre (peers: their own demand, one start all week)")
        print(f"{'people':>6} {'ours':>8} {'bound':>8} {'gap':>6} {'wall':>7}   {'named 0/1':<16} counts")
        for people, (named, counts) in PUBLISHED.items():
            result, wall, _ = timed(week(people), weights=POINTS)
            figures = f"{result.cost:8.0f} {result.bound:8.0f} {result.gap:6.1%} {wall:6.1f}s"
            print(f"{people:>6} {figures}   {named:<16} {counts}")
    if "teams" in asked:
        print("\nTwo weeks of whole teams, everything weighed")
        print(
            f"{'team':>28} {'people':>6} {'cost':>8} {'bound':>8} {'covered':>8} {'wall':>7} {'CPU':>7}"
            " breaches"
        )
        for name, problem in teams():
            result, wall, cpu = timed(problem)
            asked_for = sum(float(each.roster_target.sum()) for each in problem.requirements)
            covered = 1 - float(result.shortfall.sum()) / asked_for
            breaches = len(check_roster(problem=problem, roster=result.roster)) if result.roster else 0
            print(
                f"{name:>28} {len(problem.team.agents):>6} {result.cost:8.0f} {result.bound:8.0f}"
                f" {covered:8.1%} {wall:6.1f}s {cpu:6.1f}s {breaches}"
            )


def timed(problem: RosterProblem, **settings):
    wall, cpu = perf_counter(), process_time()
    result = solve_roster(problem=problem, **settings)
    return result, perf_counter() - wall, process_time() - cpu


def week(people: int) -> RosterProblem:
    """A round-the-clock week with two peaks a day and quieter weekends, as many hours asked as worked."""
    lunch = BreakRule(
        kind="lunch",
        minutes=30,
        paid=False,
        shift_from_minutes=0,
        not_before_minutes=150,
        not_within_minutes=150,
    )
    team = Team(
        name="Contact centre",
        timezone="UTC",
        hours=OpeningHours(
            periods=tuple(WeeklyPeriod(weekday=d, opens_second=0, closes_second=86_400) for d in range(7))
        ),
        queues=(
            Queue(
                name="calls",
                channel=Channel.PHONE,
                service=Service.LIVE,
                goal=Goal(within_seconds=20, share=0.8),
            ),
        ),
        agents=tuple(Agent(name=f"{n:04}") for n in range(people)),
        rules=Rules(start_step_minutes=120, longest_run_of_days=7, on_duty_at_least=0, breaks=(lunch,)),
    )
    return with_targets(team, {"calls": people * 5 * 16 / 336}, round_the_clock, weeks=1)


def teams() -> Iterator[tuple[str, RosterProblem]]:
    small, bank = read_team(EXAMPLES / "small-team.toml"), read_team(EXAMPLES / "bank.toml")
    yield small.name, with_targets(small, {"Phone": 2.7, "Chat": 1.3, "E-mail": 1.2}, office_hours)
    yield bank.name, with_targets(bank, {"phone": 155.0}, office_hours)


def with_targets(team: Team, means: dict[str, float], shape, *, weeks: int = 2) -> RosterProblem:
    """A problem with the shape's curve, scaled to a mean number of people over open time."""
    empty = roster_problem(team=team, first_on=MONDAY, weeks=weeks, requirements=())
    targets = []
    for queue, mean in means.items():
        curve = shape(empty.grid) * (empty.open_seconds[queue] > 0)
        targets.append(Target(queue=queue, roster_target=mean * curve / curve[curve > 0].mean()))
    return replace(empty, requirements=tuple(targets))


def round_the_clock(grid: IntervalGrid) -> np.ndarray:
    hours = grid.slots * grid.seconds / 3600
    day = 0.25 + np.exp(-(((hours - 10.5) / 3) ** 2)) + 0.8 * np.exp(-(((hours - 16) / 3) ** 2))
    return day * np.where(grid.weekdays < 5, 1.0, 0.6)


def office_hours(grid: IntervalGrid) -> np.ndarray:
    hours = grid.slots * grid.seconds / 3600
    day = 0.35 + np.exp(-(((hours - 10.5) / 2.5) ** 2)) + 0.8 * np.exp(-(((hours - 15) / 2.5) ** 2))
    return day * np.array([1.2, 1.05, 1.0, 1.0, 0.95, 0.5, 0.5])[grid.weekdays]


if __name__ == "__main__":
    main()
