"""Markov chains solved exactly: the judge of simulations that no formula covers.

Shares nothing with the simulator: a chain is a first state and a function that gives the rates to others.
"""

from collections.abc import Callable, Iterable
from typing import TypeVar

import numpy as np
from scipy.sparse import csc_matrix
from scipy.sparse.linalg import spsolve

State = TypeVar("State")


def long_run(first: State, moves: Callable[[State], Iterable[tuple[State, float]]]) -> dict[State, float]:
    """The share of time spent in each state that can be reached from the first.

    `moves` gives the states that follow and their rates; those of a chain that never ends must be cut off
    by it where they no longer matter.
    """
    places = {first: 0}
    states = [first]
    rows, columns, rates = [], [], []
    for state in states:
        for following, rate in moves(state):
            if following not in places:
                places[following] = len(states)
                states.append(following)
            rows += [places[following], places[state]]
            columns += [places[state], places[state]]
            rates += [rate, -rate]
    size = len(states)
    # One equation follows from the others; in place of the first, the shares sum to 1.
    kept = np.array(rows) > 0
    entries = np.concatenate((np.array(rates)[kept], np.ones(size)))
    down = np.concatenate((np.array(rows)[kept], np.zeros(size, int)))
    across = np.concatenate((np.array(columns)[kept], np.arange(size)))
    sums = np.zeros(size)
    sums[0] = 1.0
    shares = spsolve(csc_matrix((entries, (down, across)), shape=(size, size)), sums)
    return dict(zip(states, shares.tolist(), strict=True))


def mean_of(shares: dict[State, float], value: Callable[[State], float]) -> float:
    return sum(share * value(state) for state, share in shares.items())
