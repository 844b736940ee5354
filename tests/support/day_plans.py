"""Small rosters for day plans, and what a day plan puts where."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from halfhour.engine.dayplanning import BlockKind, DayPlan, check_days, plan_days
from halfhour.engine.rostering import Breach, Roster, RosterProblem
from halfhour.engine.team import OpeningHours, Queue, Rules, Service, Team
from halfhour.wording.dayplanning import WORDS
from support.rosters import BERLIN, EMAIL, MONDAY, PHONE, agent, at, lunch, problem_for, shift, weekly

CHAT = replace(PHONE, name="chat", skills=("chat",))


def office(*agents, queues=(PHONE, EMAIL), needed, rules=None, **team) -> RosterProblem:
    """A week's problem, Monday to Friday from 08:00 to 18:00.

    `needed` gives each queue's people by name: one number for all day, or pairs of a clock time and a
    number from then on.
    """
    made = Team(
        name="Office",
        timezone=BERLIN,
        hours=OpeningHours(periods=weekly("08:00-18:00")),
        queues=queues,
        agents=agents,
        rules=rules or Rules(shift_minutes=(480,), buffer_share=0.0),
        **team,
    )

    def targets(queue, grid):
        course = needed.get(queue.name, 0.0)
        pairs = course if isinstance(course, tuple) else (("00:00", course),)
        slots = [int(clock[:2]) * 2 + int(clock[3:]) // 30 for clock, _ in pairs]
        people = np.array([people for _, people in pairs], dtype=float)
        return people[np.searchsorted(slots, grid.slots, side="right") - 1]

    return problem_for(made, weeks=1, targets=targets)


def full_day(name: str, on: date = MONDAY, *, starts: str = "08:00", pause_at: str = "12:00"):
    """Eight paid hours with half an hour of lunch."""
    ends = f"{int(starts[:2]) + 8 + (starts[3:] == '30'):02}:{'00' if starts[3:] == '30' else '30'}"
    return shift(name, on, starts, ends, lunch(on, pause_at))


def planned(problem: RosterProblem, *shifts, seed: int = 0, **roster) -> tuple[DayPlan, ...]:
    """The day plans of a roster, in which the other checker finds nothing."""
    made = Roster(shifts=shifts, **roster)
    days = plan_days(problem=problem, roster=made, seed=seed)
    assert check_days(problem=problem, roster=made, days=days) == ()
    for day in days:
        for block in day.blocks:
            assert "{" not in str(WORDS[block.reason.kind]).format(**block.reason.figures)
    return days


def told(problem: RosterProblem, roster: Roster, days: Sequence[DayPlan]) -> list[Breach]:
    """What the other checker finds, each of it fit for a sentence."""
    found = list(check_days(problem=problem, roster=roster, days=days))
    for breach in found:
        assert "{" not in str(WORDS[breach.rule]).format(**breach.reason.figures)
    return found


def people_on(days: Sequence[DayPlan], queue: str, clock: str, on: date = MONDAY) -> int:
    instant = at(on, clock)
    return sum(
        block.queue == queue and block.starts_at <= instant < block.ends_at
        for day in days
        for block in day.blocks
    )


def hours_on(days: Sequence[DayPlan], queue: str) -> float:
    return sum((b.ends_at - b.starts_at) / 3600 for day in days for b in day.blocks if b.queue == queue)


def written(day: DayPlan, timezone: str = BERLIN) -> list[str]:
    """A day plan as lines such as "08:00-12:00 phone"."""
    midnight = at(day.on, "00:00", timezone)

    def clock(instant: int) -> str:
        return f"{(instant - midnight) // 3600:02}:{(instant - midnight) // 60 % 60:02}"

    return [f"{clock(b.starts_at)}-{clock(b.ends_at)} {b.queue or b.kind.value}" for b in day.blocks]


def quarters(days: Sequence[DayPlan], on: date = MONDAY) -> dict[str, list[int]]:
    """People on each queue in each quarter hour of a date from 08:00 to 18:00."""
    clocks = [f"{8 + n // 4:02}:{15 * (n % 4):02}" for n in range(40)]
    names = {block.queue for day in days for block in day.blocks if block.queue}
    return {name: [people_on(days, name, clock, on) for clock in clocks] for name in sorted(names)}


def of_kind(day: DayPlan, kind: BlockKind):
    return [block for block in day.blocks if block.kind is kind]


def waits(queue: Queue, hours: float) -> Queue:
    """The queue with a goal of so many hours."""
    return replace(
        queue, service=Service.DEFERRED, goal=replace(queue.goal, within_seconds=round(hours * 3600))
    )


def week_of(*names: str) -> list:
    return [full_day(name, MONDAY + timedelta(days=n)) for n in range(5) for name in names]


ALL_ROUND = ("phone", "email")
ADA, BEN, CLEO = agent("Ada", *ALL_ROUND), agent("Ben", *ALL_ROUND), agent("Cleo", "phone")
EVE = agent("Eve", "email")
