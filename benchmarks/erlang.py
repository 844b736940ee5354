"""Fewest agents by Erlang C and A: ours, pyworkforce, and a good vectorised solution on scipy.

    .venv/bin/uv pip install --python .venv/bin/python -e '.[bench]'   # the peers, once
    .venv/bin/python benchmarks/erlang.py

A million half hours of 5 to 45 erlangs, 80 % within 20 s, 180 s each. Peers answer a sample of the same
half hours, and their cost is counted per answer. pyworkforce is 0.5.1, the last for Python 3.11; it has
Erlang C alone. The scipy solutions are what a careful programmer would write: levels in closed form by
incomplete gamma functions, all cases at once, bisected between bounds that square-root staffing gives,
and only where they are still apart. Before costs are told both have to agree; errors of pyworkforce are
counted.
"""

import warnings
from collections.abc import Callable
from importlib.util import find_spec
from time import perf_counter

import numpy as np
from _harness import Row, measured, report
from numpy.typing import NDArray
from scipy import special

from halfhour.engine.queueing import erlang_c
from halfhour.engine.staffing import minimum_agents

HANDLE, WITHIN, SHARE, PATIENCE = 180.0, 20.0, 0.8, 120.0
GOAL = {"handle_seconds": HANDLE, "within_seconds": WITHIN, "share": SHARE}
MANY, FEW, SOME = 1_000_000, 2_000, 100_000
Floats = NDArray[np.float64]
Staff = Callable[[float], int]


def main() -> None:
    loads = np.random.default_rng(1).uniform(5, 45, MANY)
    agree(loads[:SOME])
    rows = [*erlang_c_rows(loads), erlang_a_row(loads[:SOME])]
    report(rows)
    print()
    by_size()
    wrong_answers()
    began = perf_counter()
    found = int(minimum_agents(load_erlangs=1e6, **GOAL))
    print(f"One answer at a million erlangs: {found:,} agents in {(perf_counter() - began) * 1000:.1f} ms")


def agree(loads: Floats) -> None:
    """Ours and scipy's find the same."""
    assert (minimum_agents(load_erlangs=loads, **GOAL) == scipy_erlang_c(loads)).all()
    impatient = minimum_agents(load_erlangs=loads, patience_seconds=PATIENCE, **GOAL)
    assert (impatient == scipy_erlang_a(loads)).all()


def erlang_c_rows(loads: Floats) -> list[Row]:
    def ours() -> float:
        minimum_agents(load_erlangs=loads, **GOAL)
        return loads.size

    def on_scipy() -> float:
        scipy_erlang_c(loads[:SOME])
        return SOME

    work = "fewest agents by Erlang C, a million intervals"
    rows = [measured(work=work, peer="scipy, vectorised", ours=ours, theirs=on_scipy, goal=15.0)]
    staff = peer_staff()
    if staff is None:
        print("pyworkforce is not installed: not compared (install the extra “bench”)")
        return rows

    def theirs() -> float:
        for load in loads[:FEW].tolist():
            staff(load)
        return FEW

    rows.append(measured(work=work, peer="pyworkforce 0.5.1", ours=ours, theirs=theirs, goal=150.0))
    return rows


def erlang_a_row(loads: Floats) -> Row:
    def ours() -> float:
        minimum_agents(load_erlangs=loads, patience_seconds=PATIENCE, **GOAL)
        return loads.size

    def on_scipy() -> float:
        scipy_erlang_a(loads)
        return loads.size

    return measured(
        work="fewest agents by Erlang A, intervals",
        peer="scipy, vectorised",
        ours=ours,
        theirs=on_scipy,
        goal=7.0,
    )


def scipy_erlang_c(loads: Floats) -> NDArray[np.int64]:
    """Erlang B as a Poisson chance over its upper tail, Erlang C from it."""

    def level(load: Floats, agents: Floats) -> Floats:
        log_chance = special.xlogy(agents, load) - load - special.gammaln(agents + 1)
        blocked = np.exp(log_chance) / special.gammaincc(agents + 1, load)
        waits = agents * blocked / (agents - load * (1 - blocked))
        return 1 - waits * np.exp(-(agents - load) * WITHIN / HANDLE)

    below = np.floor(loads)
    return bisected(level, loads, below=below, above=below + 2 + np.ceil(1.3 * np.sqrt(loads)))


def scipy_erlang_a(loads: Floats) -> NDArray[np.int64]:
    """Zeltyn's building blocks, whose integrals are lower incomplete gamma functions."""
    ratio = PATIENCE / HANDLE

    def level(load: Floats, agents: Floats) -> Floats:
        x, y = agents * ratio, load * ratio
        later = y * np.exp(-WITHIN / PATIENCE)
        scale = special.gammaln(x + 1) - special.xlogy(x, y) + y
        whole = np.exp(scale) * special.gammainc(x, y) / agents
        late = np.exp(scale) * special.gammainc(x, later) / agents
        height = np.exp(y - later - agents * WITHIN / HANDLE)
        before = agents - 1
        log_chance = special.xlogy(before, load) - load - special.gammaln(before + 1)
        idle = special.gammaincc(before + 1, load) / np.exp(log_chance)
        return (idle - 1 + height + agents * (whole - late)) / (idle + load * whole)

    below = np.floor(SHARE * loads)
    return bisected(level, loads, below=below, above=np.floor(loads) + 2 + np.ceil(1.3 * np.sqrt(loads)))


def bisected(
    level: Callable[[Floats, Floats], Floats], loads: Floats, *, below: Floats, above: Floats
) -> NDArray[np.int64]:
    """The fewest between two numbers, all cases at once; those that are found are left out."""
    short = np.arange(loads.size)
    while short.size:
        short = short[level(loads[short], above[short]) < SHARE]
        above[short] += np.ceil(np.sqrt(loads[short]))
    apart = np.flatnonzero(above - below > 1)
    while apart.size:
        middle = np.floor((above[apart] + below[apart]) / 2)
        kept = level(loads[apart], middle) >= SHARE
        above[apart] = np.where(kept, middle, above[apart])
        below[apart] = np.where(kept, below[apart], middle)
        apart = apart[above[apart] - below[apart] > 1]
    return above.astype(np.int64)


def by_size() -> None:
    """Answers per second of the three by size, in processor time of one run."""
    print("Answers per second, Erlang C and (ours) Erlang A with a patience of 120 s")
    print(
        f"{'erlangs':>8} {'ours':>12} {'one by one':>12} {'scipy':>12} {'pyworkforce':>12} {'Erlang A':>12}"
    )
    staff = peer_staff()
    for load in (1, 10, 100, 1_000, 10_000):
        loads = load * np.random.default_rng(1).uniform(0.8, 1.2, 20_000)
        rates = [
            rate(20_000, lambda loads=loads: minimum_agents(load_erlangs=loads, **GOAL)),
            rate(
                200,
                lambda loads=loads: [
                    minimum_agents(load_erlangs=each, **GOAL) for each in loads[:200].tolist()
                ],
            ),
            rate(20_000, lambda loads=loads: scipy_erlang_c(loads)),
            rate(20, lambda loads=loads: [staff(each) for each in loads[:20].tolist()]) if staff else np.nan,
            rate(
                2_000,
                lambda loads=loads: minimum_agents(
                    load_erlangs=loads[:2_000], patience_seconds=PATIENCE, **GOAL
                ),
            ),
        ]
        print(f"{load:>8,} " + " ".join(f"{each:>12,.0f}" for each in rates))


def rate(answers: int, work: Callable[[], object]) -> float:
    """Answers per second in the better of two runs."""
    taken = []
    for _ in range(2):
        began = perf_counter()
        work()
        taken.append(perf_counter() - began)
    return answers / min(taken)


def wrong_answers() -> None:
    """Answers that are not the first number from 1 on that keeps the goal."""
    loads = np.round(np.arange(0.1, 30, 0.1), 1)
    goals = [(within, share) for within in (20.0, 120.0, 600.0, 3600.0) for share in (0.8, 0.9, 0.95)]
    ours = theirs = total = 0
    for within, share in goals:
        goal = {"handle_seconds": HANDLE, "within_seconds": within, "share": share}
        right = counted_up(loads, goal)
        total += loads.size
        ours += int((minimum_agents(load_erlangs=loads, **goal) != right).sum())
        staff = peer_staff(within_seconds=within, share=share)
        if staff:
            theirs += sum(staff(load) != count for load, count in zip(loads, right, strict=True))
    print(
        f"Wrong of {total:,} answers: ours {ours}, pyworkforce {theirs if peer_staff() else 'not installed'}"
    )


def counted_up(loads: Floats, goal: dict[str, float]) -> NDArray[np.int64]:
    agents = np.arange(1, 60)
    levels = erlang_c.service_level(
        load_erlangs=loads[:, None],
        agents=agents,
        handle_seconds=goal["handle_seconds"],
        within_seconds=goal["within_seconds"],
    )
    return agents[np.argmax(levels >= goal["share"], axis=1)]


def peer_staff(within_seconds: float = WITHIN, share: float = SHARE) -> Staff | None:
    """pyworkforce's answer for one load: its times are minutes; None where it is not installed."""
    if find_spec("pyworkforce") is None:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pyworkforce.queuing import ErlangC

    def staff(load: float) -> int:
        centre = ErlangC(transactions=load * 10, aht=3, asa=within_seconds / 60, interval=30, shrinkage=0.0)
        return int(centre.required_positions(service_level=share)["raw_positions"])

    return staff


if __name__ == "__main__":
    main()
