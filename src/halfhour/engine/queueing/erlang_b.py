"""Erlang B: how often all agents are busy when nobody can wait.

The other formulas stand on this one. Derivation, source and worked table: docs/methods/erlang-c.md.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from halfhour.engine.arguments import Numbers, heads, loads

# Below this the upper tail of the Poisson distribution is left to a series in load and agents.
SMALLEST_TAIL = 1e-280
SERIES_ACCURACY = 1e-17


def blocking(*, load_erlangs: ArrayLike, agents: ArrayLike) -> Numbers:
    """Chance that a contact finds every agent busy and is lost (Erlang B).

    Parameters
    ----------
    load_erlangs
        Arrivals per second times mean handling seconds, at least 0.
    agents
        People who can each hold one contact; whole, at least 0. With none, everything is blocked.

    Examples
    --------
    >>> round(float(blocking(load_erlangs=8, agents=10)), 5)
    0.12166
    """
    load, count = np.broadcast_arrays(loads("load_erlangs", load_erlangs), heads("agents", agents))
    return np.exp(log_blocking(load, count))[()]


def log_blocking(load: Numbers, agents: Numbers) -> Numbers:
    """Logarithm of the blocking chance: it stays exact where the chance itself is too small for a float.

    The chance is the Poisson probability of `agents` contacts over that of at most `agents`. Where
    the load is far above the agents both vanish, and their ratio is summed directly.
    """
    with np.errstate(divide="ignore"):
        tail = special.gammaincc(agents + 1, load)
        result: Numbers = log_poisson(agents, load) - np.log(tail)
    swamped = tail < SMALLEST_TAIL
    if swamped.any():
        result = np.array(result)
        result[swamped] = -np.log(_ways_over_last(load[swamped], agents[swamped]))
    return result


def log_poisson(count: Numbers, mean: Numbers) -> Numbers:
    """Logarithm of the Poisson probability of `count`, exact to the last digits for large counts.

    Loader's saddle-point form: the distance between count and mean is taken before the logarithm,
    so that no two large numbers cancel (C. Loader, Fast and Accurate Computation of Binomial
    Probabilities, 2000).
    """
    some = np.maximum(count, 1.0)
    log_chance = -_stirling_error(some) - _deviance(some, mean) - 0.5 * np.log(2 * np.pi * some)
    return np.where(count == 0, -mean, log_chance)


def _stirling_error(count: Numbers) -> Numbers:
    """How far ln(count!) is from Stirling's formula."""
    direct = special.gammaln(count + 1) - (count + 0.5) * np.log(count) + count - 0.5 * np.log(2 * np.pi)
    inverse = 1 / (count * count)
    series = (
        1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680 - inverse / 1188)))
    ) / count
    return np.where(count < 16, direct, series)


def _deviance(count: Numbers, mean: Numbers) -> Numbers:
    """count × ln(count / mean) + mean − count, without cancellation where the two are close."""
    with np.errstate(divide="ignore"):
        direct = count * np.log(count / mean) + mean - count
    ratio = (count - mean) / (count + mean)
    square = ratio * ratio
    series = np.zeros_like(ratio)
    for order in range(19, 1, -2):
        series = square * (1 / order + series)
    return np.where(np.abs(ratio) < 0.1, (count - mean) * ratio + 2 * count * ratio * series, direct)


def _ways_over_last(load: Numbers, agents: Numbers) -> Numbers:
    """1 / blocking as the sum of agents! / (agents − k)! / load^k: short where load exceeds agents."""
    term = np.ones_like(load)
    total = np.ones_like(load)
    rank = 0
    while (term > SERIES_ACCURACY * total).any():
        term = term * np.maximum(agents - rank, 0) / load
        total = total + term
        rank += 1
    return total
