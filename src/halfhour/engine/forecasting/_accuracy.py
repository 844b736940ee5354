"""How good a forecast was, and how good any could have been."""

import numpy as np
from scipy.special import gammaln

from halfhour.engine.errors import OutOfRange
from halfhour.engine.forecasting._table import Bools, Floats


def wape(*, offered: Floats, expected: Floats) -> float:
    """Weighted absolute percentage error: absolute errors over the contacts that came.

    Intervals whose count is NaN are left out. NaN where no contact came at all.

    Examples
    --------
    >>> import numpy as np
    >>> wape(offered=np.array([10.0, 20.0, np.nan]), expected=np.array([12.0, 19.0, 5.0]))
    0.1
    """
    _same_shape(offered, expected)
    heard = ~np.isnan(offered)
    total = offered[heard].sum()
    if total == 0:
        return float("nan")
    return float(np.abs(offered[heard] - expected[heard]).sum() / total)


def coverage(*, offered: Floats, low: Floats, high: Floats) -> float:
    """Share of the known intervals whose count lies within the bounds, both included."""
    _same_shape(offered, low, high)
    heard = ~np.isnan(offered)
    if not heard.any():
        return float("nan")
    inside = (offered >= low) & (offered <= high)
    return float(inside[heard].mean())


def wape_floor(expected: Floats) -> float:
    """The WAPE that chance alone leaves to a perfect forecast of these rates; NaN where all are zero.

    The mean absolute deviation of a Poisson count from its mean m is 2 m^(k+1) e^-m / k! with k the
    whole part of m; for large m a share sqrt(2 / (pi m)) of it.

    Examples
    --------
    >>> import numpy as np
    >>> round(wape_floor(np.array([100.0])), 3)
    0.08
    """
    some = expected[expected > 0]
    if len(some) == 0:
        return float("nan")
    whole = np.floor(some)
    deviation = 2 * np.exp((whole + 1) * np.log(some) - some - gammaln(whole + 1))
    return float(deviation.sum() / some.sum())


def blocks_of(expected: Floats, *, contacts: float, most: int) -> int:
    """How many neighbouring slots to take together so that they hold `contacts` on average."""
    some = expected[expected > 0]
    if len(some) == 0:
        return 1
    return int(np.clip(np.ceil(contacts / some.mean()), 1, most))


def _same_shape(*arrays: Floats | Bools) -> None:
    shapes = {array.shape for array in arrays}
    if len(shapes) > 1:
        raise OutOfRange(f"got arrays of shapes {sorted(shapes)}; need one shape")
