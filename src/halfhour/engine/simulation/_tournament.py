"""Who is done next: a tournament over agents.

Node n has the nodes 2 n and 2 n + 1 below it, agents are the nodes of the lower half, and every node
holds the earlier finish of the two below: its time and its agent, of equal times the lower number. A
change goes up along one path, whose neighbours are known beforehand, and takes no decision on the way
that a processor would have to guess: times of at least 0 are in the same order as the whole numbers that
their bits spell, whose difference points to the earlier one by its sign.
"""

import numpy as np

from halfhour.engine.simulation._floor import Rows, Whole

ROOT = np.uint64(1)
ABOVE_ROOT = np.uint64(0)
SIGN = np.uint64(63)  # the place of a whole number's sign


def no_finishes(finishes: Rows) -> None:
    """Nobody has anything in hand."""
    leaves = finishes.size >> 1
    for node in range(finishes.size - 1, 0, -1):
        finishes[node].at = np.inf
        finishes[node].agent = node - leaves if node >= leaves else finishes[2 * node].agent


def set_finish(finishes: Rows, a: Whole, at: float) -> tuple[float, Whole]:
    """Says when an agent is done next, infinity for not at all; when the first of all is, and who that is."""
    node = np.uint64(finishes.size >> 1) + np.uint64(a)
    finishes[node].at = at
    who = np.uint32(a)
    while node > ROOT:
        beside = finishes[node ^ ROOT]
        # Whether the other is earlier, from a right node also whether it is equal: the sign of a difference.
        behind_by = bits(beside.at) - (bits(at) + np.int64(node & ROOT))
        who = finishes[node ^ (np.uint64(behind_by) >> SIGN)].agent
        at = min(beside.at, at)
        node >>= ROOT
        finishes[node].at = at
        finishes[node].agent = who
    return at, who


def is_done(finishes: Rows, a: Whole) -> bool:
    """Whether an agent has nothing in hand that will ever be done."""
    return finishes[np.uint64(finishes.size >> 1) + np.uint64(a)].at == np.inf


def enter_finish(finishes: Rows, a: Whole, at: float) -> None:
    """The same for an agent who was not to be done at all: up to where somebody else is done earlier."""
    node = np.uint64(finishes.size >> 1) + np.uint64(a)
    finishes[node].at = at
    node >>= ROOT
    while node > ABOVE_ROOT and (
        at < finishes[node].at or (at == finishes[node].at and a < finishes[node].agent)
    ):
        finishes[node].at = at
        finishes[node].agent = a
        node >>= ROOT


def bits(at: float) -> np.int64:
    """The whole number that a time's bits spell."""
    return np.float64(at).view(np.int64)
