"""Promises made anew to the callers of a bank and the customers of a help desk, and how many were kept.

    .venv/bin/python scripts/promises_on_history.py

Each contact is promised an answer from what was known as it came: how many waited before it, how many people
were there, how long contacts had taken, and how promises before it had fared. The figures stand on
docs/methods/promises.md. Needs ../shared/data.
"""

import sys
from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import polars as pl

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from halfhour.engine.promise import Capacity, Line, Promise, capacity_of, starting_calibration
from support.anonymous_bank import BankCalls, Model, read_bank
from support.promises import Answer, replayed

SHARED = ROOT.parent / "shared" / "data"
DAY, HOUR = 86_400, 3600
CHANCES = (0.8, 0.9, 0.95)


def main() -> None:
    calls = read_bank(SHARED)
    cases = {
        "bank, callers who waited": (list(bank_answers(calls)), bank_capacity(calls)),
        "help desk, until somebody takes charge": desk(),
    }
    print(f"{'':>40} {'chance':>7} {'promises':>9} {'kept':>7} {'in long lines':>14} {'range, median':>20}")
    for name, (answers, capacity) in cases.items():
        for chance in CHANCES:
            calibration, made = replayed(
                answers, capacity=capacity, calibration=starting_calibration(chance=chance)
            )
            low = np.median([promise.low_at - promise.made_at for _, promise in made])
            high = np.median([promise.high_at - promise.made_at for _, promise in made])
            print(
                f"{name:>40} {chance:7.0%} {calibration.promised:9,} {calibration.kept_share:7.1%}"
                f" {kept_in_long_lines(made):14.1%} {low / 60:8.1f} to {high / 60:6.1f} min"
            )


def kept_in_long_lines(made: Sequence[tuple[Answer, Promise]]) -> float:
    """The share kept among the fifth with the most before them."""
    ahead = np.array([answer.line.ahead for answer, _ in made])
    kept = np.array([promise.is_kept(answer.answered_at) for answer, promise in made])
    return float(kept[ahead >= np.quantile(ahead, 0.8)].mean())


def bank_answers(calls: BankCalls) -> Iterator[Answer]:
    """Who stood in the line and was answered; ahead of them, whoever stood there already."""
    line = np.flatnonzero(calls.waited)
    line = line[np.argsort(calls.came_at[line], kind="stable")]
    leaves: list[float] = []
    handled = np.sort(calls.ended_at[calls.handled])
    lengths = (calls.ended_at - calls.started_at)[calls.handled][np.argsort(calls.ended_at[calls.handled])]
    for n in line.tolist():
        at, left = float(calls.came_at[n]), float(calls.came_at[n] + calls.wait_seconds[n])
        ahead = len(leaves) - bisect_left(leaves, at)
        insort(leaves, left)
        past = int(np.searchsorted(handled, at))
        if not calls.hung_up[n] and past >= 30:
            mean = float(lengths[max(past - 500, 0) : past].mean())
            yield Answer(came_at=int(at), answered_at=int(left), line=Line(ahead=ahead, handle_seconds=mean))


def bank_capacity(calls: BankCalls) -> Capacity:
    stretches = [
        span
        for each in calls.attendance(Model().rule)
        for span in each.stretches_to_play
        if span[1] > span[0]
    ]
    return stacked([(int(start), int(end)) for start, end in stretches])


def desk() -> tuple[list[Answer], Capacity]:
    """Cases of an Italian help desk: open on weekdays from 7 to 17, its people counted as one."""
    rows = pl.read_csv(
        SHARED / "tickets-helpdesk-italy" / "events_first60pct.csv.gz", try_parse_dates=True
    ).with_columns(pl.col("timestamp_utc").dt.epoch("s").alias("at"))
    come = rows.group_by("case").agg(pl.col("at").min().alias("came"))
    taken = rows.filter(pl.col("activity") == "Take in charge ticket").group_by("case")
    both = come.join(taken.agg(pl.col("at").min().alias("taken")), on="case").sort("came")
    first, last = int(rows["at"].min()), int(rows["at"].max())  # type: ignore[arg-type]
    days = [
        day * DAY for day in range(first // DAY, last // DAY + 30) if (day + 3) % 7 < 5
    ]  # 1 January 1970 was a Thursday
    capacity = stacked([(day + 7 * HOUR, day + 17 * HOUR) for day in days])
    leaves: list[int] = []
    answers = []
    for came, until in zip(both["came"].to_list(), both["taken"].to_list(), strict=True):
        ahead = len(leaves) - bisect_left(leaves, came)
        insort(leaves, until)
        answers.append(Answer(came_at=came, answered_at=until, line=Line(ahead=ahead, handle_seconds=HOUR)))
    return answers, capacity


def stacked(spans: Sequence[tuple[int, int]]) -> Capacity:
    """How many of the spans hold each instant."""
    edges = sorted({edge for span in spans for edge in span})
    change = dict.fromkeys(edges, 0)
    for start, end in spans:
        change[start] += 1
        change[end] -= 1
    people = np.cumsum([change[edge] for edge in edges])
    return capacity_of(starts=edges[:-1], people=people[:-1].tolist(), until=edges[-1])


if __name__ == "__main__":
    main()
