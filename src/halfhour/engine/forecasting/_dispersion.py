"""How much rates vary beyond chance: the extra variance of counts around what was expected.

A count is Poisson around its rate, and the rate scatters around what we expected of it:
variance = expected + rate variance × expected². The rate variance is found so that squared standard
residuals, cut off where outliers begin, average what they should if the counts were normal.
"""

import numpy as np

from halfhour.engine.forecasting._table import Bools, Floats, Ints

CUT = 2.0  # standard deviations
CUT_MEAN = 0.9205  # mean of min(z², 4) for a standard normal z
LARGEST = 4.0
HALVINGS = 40


def rate_variance(*, counts: Floats, expected: Floats) -> float:
    """Variance of the true rate around `expected`, as a share squared; 0 where chance explains all.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> rates = 1000 * rng.gamma(shape=100, scale=1 / 100, size=4000)  # a spread of 10 %
    >>> found = rate_variance(counts=rng.poisson(rates).astype(float), expected=np.full(4000, 1000.0))
    >>> round(found**0.5, 2)
    0.1
    """
    everything = np.zeros(len(counts), dtype=np.int64)
    return float(
        rate_variances(counts=counts, expected=expected, further=0.0, groups=everything, group_count=1)[0]
    )


def rate_variances(
    *, counts: Floats, expected: Floats, further: Floats | float, groups: Ints, group_count: int
) -> Floats:
    """The variance of the rate in each of several groups of counts, shape (groups,).

    `further` is variance known to be there besides, per count; it is not part of the answer.
    `groups` numbers the group of each count. Groups without counts get 0.
    """
    some = expected > 0
    counts, expected, groups = counts[some], expected[some], groups[some]
    further = np.broadcast_to(further, some.shape)[some]
    sizes = np.maximum(np.bincount(groups, minlength=group_count), 1)
    errors, squared = (counts - expected) ** 2, expected**2
    certain = expected + further * squared

    def is_short(variance: Floats) -> Bools:
        squares = np.minimum(errors / (certain + variance[groups] * squared), CUT**2)
        return np.bincount(groups, weights=squares, minlength=group_count) / sizes > CUT_MEAN

    low, high = np.zeros(group_count), np.full(group_count, LARGEST)
    at_all = is_short(low)
    if not at_all.any():
        return low
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        short = is_short(middle)
        low, high = np.where(short, middle, low), np.where(short, high, middle)
    return np.where(at_all, (low + high) / 2, 0.0)
