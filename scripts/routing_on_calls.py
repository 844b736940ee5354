"""Routing policies on the calls of a bank as they came: share in time, waits of the urgent, evenness.

    .venv/bin/python scripts/routing_on_calls.py

Sixteen days of calls with their own times, kinds, priorities and lengths (docs/methods/against-reality.md),
the people who were there, as inferred from the calls, and what each of them answers. Who hung up then hangs
up after as long a wait here; the others wait on. Urgent is priority 2; goals are 20 seconds for them and a
minute for the others. The figures stand on docs/methods/routing.md. Needs ../shared/data.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from halfhour.engine.routing import Arrival, Halfhour, Outcome, Person, Played, Work, play_routing
from support.anonymous_bank import DAY_SECONDS, DAYS, BankCalls, Model, read_bank
from support.routing_policies import FirstComeFirstServed, LeastLoaded, RoundRobin, UrgentFirst

SHARED = ROOT.parent / "shared" / "data"
GOAL_SECONDS = {0: 60, 1: 60, 2: 20}
URGENT = 2
POLICIES = (Halfhour(), FirstComeFirstServed(), UrgentFirst(), LeastLoaded(), RoundRobin())


def main() -> None:
    if not (SHARED / "calls-bank-1999-callbycall").exists():
        raise SystemExit(f"There is nothing to play: {SHARED}/calls-bank-1999-callbycall is absent.")
    calls = read_bank(SHARED)
    print(f"{'':>22} {'in time':>8} {'urgent':>8} {'worst urgent':>13} {'hung up':>8} {'busiest/idlest':>15}")
    for policy in POLICIES:
        played = [
            play_routing(arrivals=come(calls, d), shifts=there(calls, d), policy=policy) for d in range(DAYS)
        ]
        found = [each for day in played for each in day.outcomes]
        urgent = [each for each in found if each.work.urgency]
        worst = np.mean(
            [max((wait(each) for each in day.outcomes if each.work.urgency), default=0) for day in played]
        )
        print(
            f"{type(policy).__name__:>22} {share(found):8.1%} {share(urgent):8.1%} {worst:11.0f} s"
            f" {np.mean([each.taken_at is None for each in found]):8.1%} {evenness(played):15.2f}"
        )


def come(calls: BankCalls, day: int) -> list[Arrival]:
    chance = np.random.default_rng(day)
    handled = calls.ended_at - calls.started_at
    found = []
    for n in np.flatnonzero(calls.day == day).tolist():
        kind, priority, at = str(calls.kind[n]), int(calls.priority[n]), int(calls.came_at[n])
        lengths = handled[calls.handled & (calls.kind == kind)]
        length = handled[n] if calls.handled[n] else chance.choice(lengths)
        found.append(
            Arrival(
                work=Work(
                    key=str(n),
                    queue=kind,
                    opened_at=at,
                    due_at=at + GOAL_SECONDS[priority],
                    urgency=int(priority == URGENT),
                ),
                handle_seconds=max(int(length), 1),
                patience_seconds=int(calls.wait_seconds[n]) if calls.hung_up[n] else None,
            )
        )
    return found


def there(calls: BankCalls, day: int) -> list[tuple[Person, int]]:
    return [
        (Person(name=each.agent, takes=frozenset(each.kinds), until=int(end)), int(start))
        for each in calls.attendance(Model().rule)
        if each.day == day
        for start, end in sorted(each.stretches_to_play)
        if start < (day + 1) * DAY_SECONDS
    ]


def wait(each: Outcome) -> int:
    return 0 if each.taken_at is None else each.taken_at - each.work.opened_at


def share(found: list[Outcome]) -> float:
    return float(np.mean([each.is_in_time for each in found]))


def evenness(played: Sequence[Played]) -> float:
    """The work of the busiest fifth of people over that of the least busy fifth, on an average day."""
    ratios = []
    for day in played:
        busy = np.sort([seconds for seconds in day.busy_seconds.values() if seconds])
        fifth = max(len(busy) // 5, 1)
        ratios.append(busy[-fifth:].mean() / busy[:fifth].mean())
    return float(np.mean(ratios))


if __name__ == "__main__":
    main()
