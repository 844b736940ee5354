"""Make the tables that Erlang B, C and A are judged by: `python tests/reference/make_erlang_tables.py`.

Written apart from the engine and by other means, with 50 digits kept throughout: blocking by the
recursion over agents, Erlang A by the power series of the incomplete gamma function, whose terms
are all positive. Arguments are written as the binary numbers that they are, so that a table row
and the function under test speak of the same case.
"""

import csv
from functools import cache
from itertools import product
from pathlib import Path

from mpmath import exp, mp, mpf, nstr

HERE = Path(__file__).parent
DIGITS_KEPT = 50
DIGITS_WRITTEN = 20
GUARD_DIGITS = 20  # lost at most by the one subtraction in the service level
MOST_TERMS = 150_000
HANDLE_SECONDS = 180.0


@cache
def inverse_blocking(load, agents):
    """1 / Erlang B, by 1/B(n) = 1 + n / load × 1/B(n − 1)."""
    inverse = mpf(1)
    for n in range(1, agents + 1):
        inverse = 1 + n / load * inverse
    return inverse


def erlang_c_rows():
    agents_asked = (1, 2, 3, 5, 10, 14, 15, 16, 17, 50, 100, 300, 1000, 3000, 10000)
    shares = (1e-6, 0.01, 0.1, 0.4, 0.7, 0.9, 0.99, 0.9999, 1.0, 1.001, 1.1, 2.0, 100.0)
    seconds = 20.0
    for agents, share in product(agents_asked, shares):
        load = float(agents * share)
        a = mpf(load)
        blocking = 1 / inverse_blocking(a, agents)
        row = {
            "agents": agents,
            "load_erlangs": repr(load),
            "handle_seconds": repr(HANDLE_SECONDS),
            "within_seconds": repr(seconds),
            "blocking": blocking,
        }
        if a < agents:
            waits = agents * blocking / (agents - a * (1 - blocking))
            free = agents - a
            row |= {
                "wait_probability": waits,
                "service_level": 1 - waits * exp(-free * seconds / HANDLE_SECONDS),
                "mean_wait_seconds": waits * HANDLE_SECONDS / free,
                "queue_length": waits * a / free,
                "occupancy": a / agents,
            }
        yield row


@cache
def growth(x, y):
    """The sum of y^k / ((x + 1) … (x + k)) over k from 0: x e^y y^(−x) times the lower incomplete gamma."""
    term = total = mpf(1)
    k = 0
    while term > total * mpf(10) ** (-mp.dps):
        k += 1
        term *= y / (x + k)
        total += term
    return total


def erlang_a_row(agents, load, patience, within):
    """Zeltyn's building blocks for M/M/n+M, in units of one handling time."""
    a = mpf(load)
    impatience = mpf(HANDLE_SECONDS) / mpf(patience)
    time = mpf(within) / mpf(HANDLE_SECONDS)
    x, y = agents / impatience, a / impatience
    y_later = y * exp(-impatience * time)
    whole = growth(x, y) / agents
    height = exp(y - y_later - agents * time)
    late = height * growth(x, y_later) / agents
    idle = inverse_blocking(a, agents - 1)
    everything = idle + a * whole
    gives_up = (1 + (a - agents) * whole) / everything
    return {
        "agents": agents,
        "load_erlangs": repr(load),
        "handle_seconds": repr(HANDLE_SECONDS),
        "patience_seconds": repr(patience),
        "within_seconds": repr(within),
        "wait_probability": a * whole / everything,
        "service_level": (idle - 1 + height + agents * (whole - late)) / everything,
        "wait_tail": a * exp(-impatience * time) * late / everything,
        "abandonment": gives_up,
        "mean_wait_seconds": gives_up * mpf(patience),
        "queue_length": gives_up * a / impatience,
        "occupancy": a * (1 - gives_up) / agents,
    }


def erlang_a_rows():
    agents_asked = (1, 2, 5, 14, 50, 300, 2000, 10000)
    shares = (0.05, 0.5, 0.8, 0.97, 1.0, 1.03, 1.5, 10.0)
    patiences = (1.0, 60.0, 900.0, 86400.0)
    seconds = (0.0, 20.0, 600.0)
    for agents, share, patience, within in product(agents_asked, shares, patiences, seconds):
        load = float(agents * share)
        x, y = agents * patience / HANDLE_SECONDS, load * patience / HANDLE_SECONDS
        if max(y - x, 0) + 20 * y**0.5 < MOST_TERMS:
            yield erlang_a_row(agents, load, patience, within)


def write(name, rows):
    rows = list(rows)
    columns = list(max(rows, key=len))
    with (HERE / name).open("w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(columns)
        for row in rows:
            cells = (row.get(column, "") for column in columns)
            table.writerow([nstr(cell, DIGITS_WRITTEN) if isinstance(cell, mpf) else cell for cell in cells])


def main():
    mp.dps = DIGITS_KEPT + GUARD_DIGITS
    write("erlang_c.csv", erlang_c_rows())
    write("erlang_a.csv", erlang_a_rows())


if __name__ == "__main__":
    main()
