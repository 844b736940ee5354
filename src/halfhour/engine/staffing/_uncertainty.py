"""What a forecast does not know, as a distribution of the load: gamma, by its mean and its spread.

The spread is the standard deviation of the true rate of work as a share of its mean. Chance in the
single arrivals is no part of it: the queueing formulas bring that themselves.

Averages are taken on the scale of the standard normal that has the same chance of less.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import special

from halfhour.engine.arguments import Numbers

SMALLEST_SPREAD = 1e-6  # below this the load counts as known
USUAL_SPREAD = 0.1  # of a rate, where nothing better is known: as forecasts take it
OFF_LEVEL = 0.1  # times the mean: by how much bounds may tell another variance, as they are calibrated
ROUNDED = 0.25  # times the mean: how much rounding scatters the variance that bounds tell
NODES, WEIGHTS = np.polynomial.legendre.leggauss(4)
NORMAL_BREAKS = np.array([-5.5, -3.5, -2.0, -1.0, 0.0, 1.0, 2.0, 3.5, 5.5])
LIMIT_BREAKS = np.array([-32.0, -16, -8, -4, -2, -1, -0.5, 0, 0.5, 1, 2, 4, 8, 16, 32, 64])


def combined_spread(*spreads: Numbers) -> Numbers:
    """The spread of a product of independent factors."""
    product = np.ones_like(spreads[0])
    for spread in spreads:
        product = product * (1 + spread * spread)
    return np.sqrt(product - 1)


def rate_spread(*, offered_mean: Numbers, offered_quantiles: Numbers, levels: tuple[float, ...]) -> Numbers:
    """The spread of the rate, from bounds on the count: what they hold beyond chance.

    A count varies as its rate does and by chance on top, by its mean (Poisson). The outermost levels
    tell the variance of the count as if it were normal; that of a Poisson count with the same levels is
    chance. Bounds are whole numbers, so that those of a few contacts tell next to nothing by
    themselves: each interval's spread is drawn towards that of all, the more the less it tells, and
    that of all towards the one that a forecast is usually off by.
    """
    some = offered_mean > 0
    spread = np.zeros_like(offered_mean)
    if not some.any():
        return spread
    mean, low, high = offered_mean[some], offered_quantiles[0][some], offered_quantiles[-1][some]
    width = special.ndtri(levels[-1]) - special.ndtri(levels[0])
    by_chance = poisson_quantile(levels[-1], mean) - poisson_quantile(levels[0], mean)
    beyond = ((high - low) ** 2 - by_chance**2) / width**2
    of_all = max(float((beyond * mean).sum() / (mean**3).sum()), 0.0)
    trust = (USUAL_SPREAD**2 / (OFF_LEVEL * (mean**2).sum() / (mean**3).sum())) ** 2
    of_all = (trust * of_all + USUAL_SPREAD**2) / (trust + 1)
    told = mean**4 / (ROUNDED * mean)
    by_itself = beyond / mean**2
    towards = 1 / max(of_all, SMALLEST_SPREAD) ** 2
    squares = (told * by_itself + towards * of_all) / (told + towards)
    spread[some] = np.sqrt(np.maximum(squares, 0.0))
    return spread


def poisson_quantile(level: float, mean: Numbers) -> Numbers:
    """The smallest count that is not exceeded with this chance."""
    count: Numbers = np.maximum(np.ceil(special.pdtrik(level, mean) - 1e-9), 0.0)
    return np.where(special.pdtr(np.zeros_like(mean), mean) >= level, 0.0, count)


def load_at_chance(*, mean: Numbers, spread: Numbers, chance: float) -> Numbers:
    """The load that is not exceeded with the given chance."""
    known, shape = _shape(spread)
    return np.where(known, mean, special.gammaincinv(shape, chance) * mean / shape)


def chance_of_at_most(*, mean: Numbers, spread: Numbers, load: Numbers) -> Numbers:
    """Chance that the true load is at most `load`; 1 where none is expected."""
    known, shape = _shape(spread)
    some = np.where(mean == 0, 1.0, mean)
    chance: Numbers = np.where(known, mean <= load, special.gammainc(shape, shape * load / some))
    return np.where(mean == 0, 1.0, chance)


def factors_at(*, steps: Numbers, spread: Numbers, met_by_contacts: bool = False) -> Numbers:
    """True load over mean load at steps of the standard normal, shape (steps, intervals).

    `steps` are the same for all intervals or of that shape. `met_by_contacts` gives the load that a
    contact meets rather than that of an interval: more contacts come in the busy ones. In a gamma
    distribution that is one more in its shape.
    """
    if steps.ndim == 1:  # inverting is slow: each spread but once
        different, places = np.unique(spread, return_inverse=True)
        every = np.broadcast_to(steps[:, None], (steps.size, different.size))
        return factors_at(steps=every, spread=different, met_by_contacts=met_by_contacts)[:, places]
    known, shape = _shape(spread)
    drawn = np.broadcast_to(shape + 1 if met_by_contacts else shape, steps.shape)
    factors = special.gammaincinv(drawn, special.ndtr(np.minimum(steps, 0)))
    high = steps > 0
    factors[high] = special.gammainccinv(drawn[high], special.ndtr(-steps[high]))
    return np.where(known, 1.0, factors / shape)


def chance_met(*, steps: Numbers, spread: Numbers) -> Numbers:
    """Chance that a contact meets no more load than there is at a step, shape (intervals,).

    The step itself is on the scale of intervals; contacts meet the busy ones more often.
    """
    known, shape = _shape(spread)
    at_step = special.gammaincinv(shape, special.ndtr(steps))
    met: Numbers = special.gammainc(shape + 1, at_step)
    return np.where(known, special.ndtr(steps), met)


def steps_around(
    *, mean: Numbers, spread: Numbers, limit: Numbers, width: Numbers
) -> tuple[Numbers, Numbers]:
    """Steps and weights, shape (steps, intervals), to average what changes around a limit of the load.

    A service level falls from 1 to 0 within a few `width` of `limit`, which may be narrow beside the
    spread of the load, or wide. So Gauss's rule is used on panels between fixed steps and steps whose
    distance doubles away from the limit.
    """
    _, shape = _shape(spread)
    loads = np.maximum(limit + width * LIMIT_BREAKS[:, None], 0.0)
    passed = special.gammainc(shape + 1, shape * loads / np.where(mean == 0, 1.0, mean))
    lowest, highest = NORMAL_BREAKS[[0, -1]]
    limit_breaks = np.clip(special.ndtri(passed), lowest, highest)
    fixed_breaks = np.broadcast_to(NORMAL_BREAKS[:, None], (NORMAL_BREAKS.size, mean.size))
    edges = np.sort(np.concatenate((limit_breaks, fixed_breaks)), axis=0)[:, None]
    half = np.diff(edges, axis=0) / 2
    steps = (edges[:-1] + half * (1 + NODES[:, None])).reshape(-1, mean.size)
    weights = (half * WEIGHTS[:, None]).reshape(-1, mean.size) * np.exp(-steps * steps / 2)
    return steps, weights / weights.sum(axis=0)


def _shape(spread: Numbers) -> tuple[NDArray[np.bool_], Numbers]:
    """Where the load counts as known, and the gamma distribution's shape elsewhere (1 where known)."""
    known = spread < SMALLEST_SPREAD
    return known, 1 / np.square(np.where(known, 1.0, spread))
