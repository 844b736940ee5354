"""Checking a roster, completing a bare one, planning and checking its days, by size of team.

    .venv/bin/python benchmarks/day_plans.py

Everybody works five days of two weeks, serves two of three queues and phone, chat and e-mail need
about as many as there are: the planner has to choose for everybody. Seconds are those of the processor,
so that a busy machine does not count. No open peer plans days.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from time import process_time
from typing import TypeVar

import numpy as np

from halfhour.engine.dayplanning import check_days, complete_roster, plan_days
from halfhour.engine.intervals import clock_reaches
from halfhour.engine.rostering import RosterProblem, Shift, Target, check_roster, roster_problem
from halfhour.engine.team import (
    Agent,
    Channel,
    Goal,
    OpeningHours,
    Queue,
    Rules,
    Service,
    Session,
    SessionKind,
    Skill,
    Team,
    WeeklyPeriod,
)

T = TypeVar("T")
SIZES = (14, 75, 300)
MONDAY = date(2026, 11, 30)
SKILLS = (("phone", "email"), ("phone", "chat"), ("chat", "email"), ("phone", "chat", "email"), ("phone",))


def main() -> None:
    print(
        f"{'people':>7} {'shifts':>7} {'check roster':>13} {'complete':>9}"
        f" {'plan days':>10} {'check days':>11}"
    )
    for size in SIZES:
        problem = problem_of(size)
        shifts = shifts_of(problem)
        roster, complete = timed(lambda p=problem, s=shifts: complete_roster(problem=p, shifts=s))
        _, check = timed(lambda p=problem, r=roster: check_roster(problem=p, roster=r))
        days, plan = timed(lambda p=problem, r=roster: plan_days(problem=p, roster=r))
        found, check_plans = timed(
            lambda p=problem, r=roster, d=days: check_days(problem=p, roster=r, days=d)
        )
        assert not found
        print(
            f"{size:>7} {len(shifts):>7,} {check:>11.2f} s {complete:>7.2f} s {plan:>8.2f} s"
            f" {check_plans:>9.2f} s"
        )


def problem_of(size: int) -> RosterProblem:
    week = tuple(
        WeeklyPeriod(weekday=day, opens_second=8 * 3600, closes_second=20 * 3600) for day in range(6)
    )
    team = Team(
        name="Benchmark",
        timezone="Europe/Berlin",
        hours=OpeningHours(periods=week),
        queues=(
            queue("phone", Channel.PHONE, 20),
            queue("chat", Channel.CHAT, 60),
            queue("email", Channel.EMAIL, 28_800),
        ),
        agents=tuple(
            Agent(name=f"Agent {n:03}", skills=tuple(Skill(name=name) for name in SKILLS[n % len(SKILLS)]))
            for n in range(size)
        ),
        sessions=(Session(name="Coaching", kind=SessionKind.COACHING, minutes=30),),
        rules=Rules(shift_minutes=(480,), days_per_week=5, longest_run_of_days=6),
    )
    bare = roster_problem(team=team, first_on=MONDAY, weeks=2, requirements=())
    hour = bare.grid.slots / 2
    busy = np.exp(-((hour - 11) ** 2) / 8) + 0.8 * np.exp(-((hour - 16) ** 2) / 8) + 0.2
    shares = {"phone": 0.32 * busy, "chat": 0.2 * busy, "email": np.full(len(bare.grid), 0.12)}
    targets = [
        Target(queue=name, roster_target=np.where(bare.open_seconds[name] > 0, share * size, 0.0))
        for name, share in shares.items()
    ]
    return replace(bare, requirements=tuple(targets))


def queue(name: str, channel: Channel, within_seconds: int) -> Queue:
    service = Service.DEFERRED if channel is Channel.EMAIL else Service.LIVE
    goal = Goal(within_seconds=within_seconds, share=0.8)
    return Queue(name=name, channel=channel, service=service, goal=goal, skills=(name,))


def shifts_of(problem: RosterProblem) -> list[Shift]:
    """Five days of each week for everybody, starts spread over the day; breaks are left to be placed."""
    shifts = []
    for n, agent in enumerate(problem.team.agents):
        for week in range(2):
            for step in range(5):
                on = MONDAY + timedelta(days=7 * week + (step + n % 2))
                midnight = int(clock_reaches((on - date(1970, 1, 1)).days * 86_400, problem.team.timezone))
                starts_at = midnight + 8 * 3600 + n % 8 * 1800
                shifts.append(
                    Shift(
                        agent=agent.name,
                        on=on,
                        starts_at=starts_at,
                        ends_at=starts_at + 510 * 60,
                        paid_seconds=480 * 60,
                    )
                )
    return shifts


def timed(work: Callable[[], T]) -> tuple[T, float]:
    started = process_time()
    result = work()
    return result, process_time() - started


if __name__ == "__main__":
    main()
