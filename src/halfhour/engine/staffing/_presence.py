"""How many of those rostered are there, each away with the same chance."""

import numpy as np
from numpy.typing import NDArray
from scipy import special

from halfhour.engine.arguments import Numbers

Counts = NDArray[np.int64]


def there_chances(*, rostered: Counts, absence: float, most: int) -> Numbers:
    """Chance that k of the rostered are there, for k from 0 to `most`, shape (cases, most + 1).

    Examples
    --------
    >>> there_chances(rostered=np.array([2]), absence=0.1, most=3).round(2).tolist()
    [[0.01, 0.18, 0.81, 0.0]]
    """
    there, all_ = np.arange(most + 1.0), np.asarray(rostered, dtype=np.float64)[:, None]
    away = np.maximum(all_ - there, 0.0)
    ways = special.gammaln(all_ + 1) - special.gammaln(there + 1) - special.gammaln(away + 1)
    chance = np.exp(ways + special.xlog1py(there, -absence) + special.xlogy(away, absence))
    return np.where(there <= all_, chance, 0.0)


def there_at(*, rostered: Counts, absence: float, levels: Numbers) -> Counts:
    """How many are there where fewer are with a chance of `levels`, shape (levels, cases).

    Examples
    --------
    >>> there_at(rostered=np.array([10]), absence=0.1, levels=np.array([0.1, 0.5, 0.9])).ravel().tolist()
    [8, 9, 10]
    """
    most = int(np.max(rostered, initial=0))
    at_most = np.cumsum(there_chances(rostered=rostered, absence=absence, most=most), axis=1)
    counts: Counts = (at_most[None, :, :] < levels[:, None, None] - 1e-12).sum(axis=2)
    return np.minimum(counts, rostered)
