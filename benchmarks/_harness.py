"""Peers beside us: interleaved runs in processor seconds, one table, one file for all benchmarks.

    from _harness import Row, measured, report

    report([measured(work="...", peer="...", ours=..., theirs=..., goal=20.0)])

A row's ratio is the peer's cost over ours, so that more is better for us; it is taken pair by pair, ours
right before the peer's, so that a machine which is slow for a while is slow for both. `report` prints the
rows and puts them into build/bench.json, in place of earlier ones of the same work and peer, with the
script they come from, the day and how busy the machine was; scripts/benchmarks_page.py writes them into
docs/methods/benchmarks.md.
"""

import json
import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

BENCH = Path(__file__).resolve().parents[1] / "build" / "bench.json"
PAIRS = 5
Run = Callable[[], float]  # does some work once and tells how much it was, in whatever both sides count


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """How a peer compares: its cost for the same work over ours, in pairs of runs.

    `goal` is None where the row tells only what the machine can do.
    """

    work: str
    peer: str
    ratio_median: float
    ratio_min: float
    ratio_max: float
    goal: float | None


def measured(
    *, work: str, peer: str, ours: Run, theirs: Run, goal: float, pairs: int = PAIRS, wall: bool = False
) -> Row:
    """Runs both sides in turn; each run does what it likes of the work and says how much that was.

    Costs are processor seconds of all threads, with `wall` seconds on the clock.
    """
    ours(), theirs()  # whoever has something to load has loaded it now
    ratios = []
    for _ in range(pairs):
        our_cost = cost(ours, wall=wall)
        ratios.append(cost(theirs, wall=wall) / our_cost)
    return Row(
        work=work,
        peer=peer,
        ratio_median=median(ratios),
        ratio_min=min(ratios),
        ratio_max=max(ratios),
        goal=goal,
    )


def cost(run: Run, *, wall: bool = False) -> float:
    """Seconds for one piece of the work."""
    clock = perf_counter if wall else process_time
    began = clock()
    amount = run()
    return (clock() - began) / amount


def two_processes(work: Run) -> list[float]:
    """How much more two processes get done side by side than one alone, in pairs of runs.

    They share nothing but the machine: what threads of one process can reach at most.
    """
    context = get_context("spawn")
    with context.Pool(1) as one, context.Pool(1) as other:
        one.apply(work), other.apply(work)
        found = []
        for _ in range(PAIRS):
            began = perf_counter()
            one.apply(work)
            alone = perf_counter() - began
            began = perf_counter()
            both = [pool.apply_async(work) for pool in (one, other)]
            for each in both:
                each.wait()
            found.append(2 * alone / (perf_counter() - began))
    return found


def arithmetic() -> float:
    """Work that needs no memory."""
    return float(sum(number * number for number in range(10_000_000)))


def report(rows: Iterable[Row]) -> None:
    """Prints the rows and joins them to the file; a goal that was missed is said aloud, and no error."""
    rows = list(rows)
    width = max(len(row.work) for row in rows)
    print(f"\n{'work':<{width}}  {'peer':<24} {'times':>8} {'least':>8} {'most':>8} {'goal':>6}")
    for row in rows:
        told = ""
        if row.goal is not None:
            told = f" {row.goal:>6g} {'kept' if row.ratio_median >= row.goal else 'MISSED'}"
        print(
            f"{row.work:<{width}}  {row.peer:<24} {row.ratio_median:>8.3g} {row.ratio_min:>8.3g}"
            f" {row.ratio_max:>8.3g}{told}"
        )
    join(rows)


def join(rows: Iterable[Row], path: Path = BENCH) -> None:
    """Puts rows into the file of all benchmarks, in place of earlier ones of the same work and peer."""
    known = json.loads(path.read_text("utf-8")) if path.exists() else []
    joined = {(row["work"], row["peer"]): row for row in known}
    came = {
        "script": Path(sys.argv[0]).name,
        "measured_on": date.today().isoformat(),
        "load": round(os.getloadavg()[0], 1),
    }
    joined |= {(row.work, row.peer): asdict(row) | came for row in rows}
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(list(joined.values()), indent=2) + "\n", "utf-8")
