"""The distribution of counts: negative binomial, which is Poisson where the rate is certain.

A rate that varies by `variance` (a share squared) around `expected`, as a gamma variable, makes counts
with variance expected + variance × expected². On arrays; without `variance` the counts are Poisson.
"""

import numpy as np
from scipy import special

from halfhour.engine.forecasting._table import Floats

NEARLY_POISSON = 1e-6  # below this variance no count is large enough to tell


def share_upto(counts: Floats, expected: Floats, variance: Floats | None = None) -> Floats:
    """The chance of at most this whole number of contacts; 0 for negative ones."""
    upto = np.maximum(counts, 0.0)
    if variance is None:
        share = special.pdtr(upto, expected)
    else:
        size, chance = _size_and_chance(expected, variance)
        share = special.betainc(size, upto + 1, chance)
    return np.asarray(np.where(counts < 0, 0.0, share))


def counts_at(level: float, expected: Floats, variance: Floats | None = None) -> Floats:
    """The smallest whole count that at least a share `level` of counts does not exceed.

    Examples
    --------
    >>> counts_at(0.95, np.array([2.0, 100.0])).tolist()
    [5.0, 117.0]
    >>> counts_at(0.95, np.array([2.0, 100.0]), np.array([0.04, 0.04])).tolist()
    [5.0, 139.0]
    """
    if variance is None:
        exact = special.pdtrik(level, expected)
    else:
        size, chance = _size_and_chance(expected, variance)
        exact = special.nbdtrik(level, size, chance)
    # Not a number where even no contact at all is above the level.
    return np.asarray(np.maximum(np.ceil(np.nan_to_num(exact) - 1e-9), 0.0))


def place_of(counts: Floats, expected: Floats, variance: Floats) -> Floats:
    """Where counts fall in their distributions, from 0 to 1: the middle of the step at each count.

    Published data hold half values; a step ends at the whole count below.
    """
    whole = np.floor(counts)
    return (share_upto(whole, expected, variance) + share_upto(whole - 1, expected, variance)) / 2


def _size_and_chance(expected: Floats, variance: Floats) -> tuple[Floats, Floats]:
    size = 1 / np.maximum(variance, NEARLY_POISSON)
    return size, size / (size + expected)
