"""Into which bins waits are sorted: none, below a quarter of a second, then eight to every doubling."""

import numpy as np

from halfhour.engine.arguments import Numbers
from halfhour.engine.simulation._floor import Whole

BINS_PER_DOUBLING = 8
SHORTEST_WAIT = 0.25
DOUBLINGS = 26
BINS = 2 + BINS_PER_DOUBLING * DOUBLINGS


# A double's exponent and the first three digits of its fraction number the eighths of doublings.
EIGHTHS = np.int64(49)  # digits behind those
FIRST_EIGHTH = np.float64(SHORTEST_WAIT).view(np.int64) >> EIGHTHS


def bin_of(wait: float) -> Whole:
    if wait < SHORTEST_WAIT:
        return 0 if wait <= 0.0 else 1
    return min(2 + (np.float64(wait).view(np.int64) >> EIGHTHS) - FIRST_EIGHTH, BINS - 1)


def bin_edges() -> Numbers:
    """The lower ends of all bins, and the end of the last."""
    steps = np.arange(BINS_PER_DOUBLING * DOUBLINGS + 1)
    doubled = 2.0 ** (steps // BINS_PER_DOUBLING)
    edges = SHORTEST_WAIT * (1 + steps % BINS_PER_DOUBLING / BINS_PER_DOUBLING) * doubled
    return np.concatenate(([0.0, 0.0], edges))
