"""The figures of docs/methods/against-reality.md: a bank's sixteen days as they were, and as simulated.

    .venv/bin/python scripts/against_reality.py

Reads the calls from the public data sets beside the repository; takes about a minute on two cores.
"""

import math
import sys
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from halfhour.engine.attendance import AwayRule, away_share, seconds_after_contact
from halfhour.engine.patience import (
    Waits,
    leaving_rates,
    mean_patience,
    patience_curve,
)
from halfhour.engine.simulation import Centre, simulate
from support.anonymous_bank import (
    DAYS,
    NEVER_AWAY,
    BankCalls,
    BankModel,
    Floats,
    Model,
    read_bank,
    weekday,
)
from support.anonymous_pool import pool, pool_centre
from support.known_breaks import inferred, played, truly_away

SHARED_DATA = ROOT.parent / "shared" / "data"
REPLICATIONS = 100  # of the days; what leaves a part out or tries another rule takes fewer
FEWER = 25
THREADS = 2
WEEK = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")
RULES = [(math.inf, math.inf), (1800, math.inf), (900, math.inf), (600, math.inf)] + [
    (away, passed) for passed in (10, 30, 60) for away in (math.inf, 1800, 900, 600)
]


def main() -> None:
    calls = read_bank(SHARED_DATA)
    tell_patience(calls)
    tell_order_of_service(calls)
    tell_pauses(calls)
    tell_known_breaks()
    tell_pool(calls)
    tell_days(calls)
    tell_parts(calls)
    tell_rules(calls)


def tell_patience(calls: BankCalls) -> None:
    heading("Patience")
    kinds = (("all", calls.waited), ("new customers (NW)", calls.kind == "NW"))
    kinds += tuple(
        (f"{kind} {priority}", (calls.kind == kind) & (calls.priority == priority))
        for kind, priority in (("PS", 1), ("PS", 2), ("NE", 1), ("NE", 2), ("IN", 0))
    )
    for name, chosen in kinds:
        print(f"| {name} | {' | '.join(patience_row(calls.waits(chosen)))} |")
    edges = (0, 10, 20, 40, 60, 90, 120, 180, 300, 600)
    for rate in leaving_rates(calls.waits(), edges_seconds=edges):
        found = rate.per_minute
        print(
            f"| {rate.from_seconds:g} to {rate.until_seconds:g} s | {rate.hangups} |"
            f" {100 * found.value:.0f} % ({100 * found.low:.0f} to {100 * found.high:.0f}) |"
        )


def patience_row(waits: Waits) -> Iterator[str]:
    curve, mean = patience_curve(waits), mean_patience(waits)
    yield f"{waits.contacts:,}"
    yield f"{waits.hangups:,}"
    yield f"{mean.value:.0f} s ({mean.low:.0f} to {mean.high:.0f})"
    half = curve.seconds_until_left(0.5)
    yield "not seen" if half.value is None else f"{half.value:.0f} s ({half.low:.0f} to {half.high:.0f})"
    for seconds in (20, 60, 180):
        found = curve.staying_at(seconds)
        yield "?" if found.value is None else f"{100 * found.value:.0f} %"


def tell_order_of_service(calls: BankCalls) -> None:
    """Which of several waiting calls a person took, and what would have said so."""
    heading("Order of service")
    picks = list(contested_picks(calls))
    print(f"{len(picks):,} picks with several waiting")
    for step in (0, 30, 60, 75, 90, 105, 120, 180, 1e6):
        counted_from = calls.came_at - step * calls.priority
        right = np.mean([min(waiting, key=counted_from.__getitem__) == taken for taken, waiting in picks])
        print(f"| {step:g} s for each step of priority | {100 * right:.0f} % |")


def contested_picks(calls: BankCalls) -> Iterator[tuple[int, list[int]]]:
    """Each call taken out of the line while others waited that the same person took on that day."""
    kinds = {(day.agent, day.day): day.kinds for day in calls.attendance(NEVER_AWAY)}
    line = np.flatnonzero(calls.waited)
    line = line[np.argsort(calls.came_at[line], kind="stable")]
    since = calls.came_at[line]
    until = since + calls.wait_seconds[line]
    for place, i in enumerate(line.tolist()):
        if calls.hung_up[i] or not calls.agent[i]:
            continue
        taken_at, theirs = until[place], kinds[str(calls.agent[i]), int(calls.day[i])]
        near = slice(max(0, place - 300), place + 300)
        waits = (since[near] < taken_at - 2) & (until[near] > taken_at + 1)
        waits |= line[near] == i
        waiting = [j for j in line[near][waits].tolist() if calls.kind[j] in theirs]
        if len(waiting) > 1:
            yield i, waiting


def tell_pauses(calls: BankCalls) -> None:
    heading("Pauses")
    after = seconds_after_contact(calls.answered, at_most_seconds=120)
    for share in (0.5, 0.9, 0.95):
        print(
            f"{share:.0%} of the pauses before calls that had been waiting: {np.quantile(after, share):.0f} s"
        )
    for least, most in ((1, 1), (2, 2), (3, 4), (5, 99)):
        pauses = [pause for waiting, pause in pauses_by_line(calls) if least <= waiting <= most]
        longer = [np.mean([pause > limit for pause in pauses]) for limit in (60, 300)]
        print(f"| {least} to {most} | {len(pauses):,} | {100 * longer[0]:.0f} % | {100 * longer[1]:.1f} % |")


def pauses_by_line(calls: BankCalls) -> Iterator[tuple[int, float]]:
    """How many waited when somebody was done with a call, and how long it was until their next one."""
    since, until = np.sort(calls.waiting.since), np.sort(calls.waiting.until)
    answered = calls.answered
    order = np.lexsort((answered.started_at, answered.day, answered.agent))
    for before, after in pairwise(order.tolist()):
        same = answered.agent[before] == answered.agent[after] and answered.day[before] == answered.day[after]
        done = answered.ended_at[before]
        if same and answered.started_at[after] > done:
            waiting = np.searchsorted(since, done, "right") - np.searchsorted(until, done, "right")
            yield int(waiting), float(answered.started_at[after] - done)


def tell_pool(calls: BankCalls) -> None:
    heading("One pool of alike agents")
    for shrinkage in (0.0, 0.25, 0.3):
        found = pool(calls, shrinkage=shrinkage)
        simulated, _days = play(lambda day, found=found: pool_centre(calls, found, day))
        print(f"| {shrinkage:.0%} | {told(found.erlang_a())} | {told(simulated)} |")
    print(f"| inferred | {told(pool(calls, rule=AwayRule()).erlang_a())} | |")


def tell_days(calls: BankCalls) -> None:
    heading("The days, and the weekdays")
    whole, days = play(BankModel(calls).centre, replications=REPLICATIONS)
    within = 0
    for day, (sums, lost) in enumerate(days):
        real = calls.figures(calls.day == day)
        low, high = np.percentile(lost, [5, 95])
        within += low <= real[0] <= high
        came, bounds = int((calls.day == day).sum()), f"{100 * low:.1f} to {100 * high:.1f} %"
        print(f"| {weekday(day)} {day + 1} | {came:,} | {told(real)} | {told(figures(sums))} | {bounds} |")
    print(f"{within} of {DAYS} real days within the middle 90 % of the simulated ones")
    of_day = np.array([weekday(day) for day in range(DAYS)])
    for name in WEEK:
        real = calls.figures(of_day[calls.day] == name)
        sums = sum(days[day][0] for day in np.flatnonzero(of_day == name))
        print(f"| {name} | {(of_day == name).sum()} | {told(real)} | {told(figures(sums))} |")
    print(f"| all | {DAYS} | {told(calls.figures())} | {told(whole)} |")
    calm = np.array([day for day in range(DAYS) if day not in (2, 13)])
    sums = sum(days[day][0] for day in calm)
    real = calls.figures(np.isin(calls.day, calm))
    print(f"| without 3 and 14 February | {calm.size} | {told(real)} | {told(figures(sums))} |")


def tell_parts(calls: BankCalls) -> None:
    heading("What each part does")
    for name, model in (
        ("everything", Model()),
        ("half-hour profile in place of the calls' own times", Model(replayed=False)),
        ("no head start: longest wait first", Model(head_start_seconds=0)),
        ("strict priority", Model(head_start_seconds=1e6)),
        ("everybody answers everything", Model(skills=False)),
        ("one patience for all", Model(patience_by_kind=False)),
        ("nobody ever away", Model(rule=NEVER_AWAY)),
    ):
        print(f"| {name} | {told(play(BankModel(calls, model).centre)[0])} |")


def tell_rules(calls: BankCalls) -> None:
    heading("The rule of attendance")
    for away, passed in RULES:
        rule = AwayRule(away_after_seconds=away, passed_over_after_seconds=passed)
        share = away_share(calls.attendance(rule))
        found, _days = play(BankModel(calls, Model(rule=rule)).centre)
        print(f"| {away / 60:g} min | {passed:g} s | {100 * share:.0f} % | {told(found)} |")


def tell_known_breaks() -> None:
    heading("Known breaks found again")
    for contacts in (20, 30, 40, 60, 90):
        days = played(contacts, days=20)
        shares = [truly_away(days)]
        for away, passed in ((math.inf, 30), (1800, 30), (900, 30), (600, 30), (900, math.inf)):
            rule = AwayRule(away_after_seconds=away, passed_over_after_seconds=passed)
            shares.append(away_share(inferred(days, rule=rule)) or 0.0)
        row = " | ".join(f"{100 * share:.0f} %" for share in (days.service_level().mean, *shares))
        print(f"| {contacts} | {row} |")


def play(
    centre: Callable[[int], Centre], *, replications: int = FEWER
) -> tuple[tuple[float, float, float], list[tuple[Floats, Floats]]]:
    """All days: figures of all together; for each its sums, and the share lost in each replication.

    Each has a seed of its own: with one for all, the k-th call of a half hour would be as long on every day.
    """
    days = []
    for day in range(DAYS):
        found = simulate(centre(day), replications=replications, seed=day, threads=THREADS)
        sums = (found.offered, found.abandoned, found.wait_seconds, found.within_goal)
        lost = found.abandoned.sum(axis=(1, 2)) / found.offered.sum(axis=(1, 2))
        days.append((np.array([float(each.sum()) for each in sums]), lost))
    return figures(sum(sums for sums, _lost in days)), days


def figures(sums: Floats) -> tuple[float, float, float]:
    offered, abandoned, waited, kept = sums.tolist()
    return abandoned / offered, waited / offered, kept / offered


def told(found: tuple[float, float, float]) -> str:
    return f"{100 * found[0]:.1f} % | {found[1]:.0f} s | {100 * found[2]:.0f} %"


def heading(words: str) -> None:
    print(f"\n## {words}\n")


if __name__ == "__main__":
    main()
