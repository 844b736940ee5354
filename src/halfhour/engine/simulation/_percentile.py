"""Percentiles of waits that were sorted into bins."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.simulation._bins import bin_edges

EDGES = bin_edges()


def wait_below(share: float, counts: NDArray[np.integer[Any]]) -> float:
    """The wait that `share` of the counted ones does not exceed, evenly spread within its bin."""
    upto = np.cumsum(counts)
    wanted = share * upto[-1]
    place = int(np.searchsorted(upto, wanted))
    before = upto[place - 1] if place else 0
    inside = (wanted - before) / counts[place]
    low, high = EDGES[place], EDGES[place + 1]
    return float(low + inside * (high - low))
