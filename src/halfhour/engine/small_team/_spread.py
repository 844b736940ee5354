"""How the service level that one interval really shows strays from its mean: chance alone, in closed form."""

from dataclasses import dataclass

import numpy as np
from scipy.special import betainc, betaln, gammaln, ndtri

from halfhour.engine.arguments import Numbers, amounts, durations, heads, loads, shares
from halfhour.engine.errors import OutOfRange
from halfhour.engine.small_team._line import Kept, kept_in_interval

LOW, HIGH = 0.05, 0.95
COUNTED_UP_TO = 80.0  # contacts; more than that are no longer counted one by one
NODES_OF_MANY = 15
GRID = np.linspace(0.0, 1.0, 2001)
SLACK = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelSpread:
    """Service levels that single intervals show, as a distribution.

    `mean` is the share of all contacts answered in time in the long run; `low` and `high` are the
    levels that 5 % and 95 % of the intervals stay below; `under_goal` is the chance that an interval
    in which anybody comes shows less than the goal's share, `all_in_time` that it shows 100 %.
    """

    contacts: float
    mean: float
    low: float
    high: float
    under_goal: float
    all_in_time: float

    @property
    def worse(self) -> float:
        """How much worse than the mean an interval can be: one in twenty is worse still."""
        return max(self.mean - self.low, 0.0)


def level_spread(
    *,
    load_erlangs: float,
    agents: int,
    handle_seconds: float,
    within_seconds: float,
    share: float,
    patience_seconds: float = np.inf,
    concurrency: int = 1,
    interval_seconds: float = 1800.0,
) -> LevelSpread:
    """The realised service level of one interval of a settled live queue, forecast and staff being right.

    Parameters
    ----------
    load_erlangs
        Arrivals per second times mean handling seconds.
    agents
        People on queue, each with `concurrency` places.
    share
        The goal's share, above 0 and below 1.
    patience_seconds
        Mean time before a waiting contact gives up, exponential; infinity for never.
    interval_seconds
        Length of the interval: a half hour, or a whole day of steady work.

    Notes
    -----
    The mean and the variance are those of a Markov chain; the shape is beta-binomial, given how
    many contacts come. Within 0.05 of simulation and of brute force: tests/engine/small_team/test_spread.py.

    Examples
    --------
    >>> found = level_spread(load_erlangs=5, agents=8, handle_seconds=240, within_seconds=20, share=0.8)
    >>> round(found.mean, 3), round(found.low, 2), round(found.high, 2), round(found.under_goal, 2)
    (0.87, 0.54, 1.0, 0.24)
    """
    load = float(loads("load_erlangs", load_erlangs))
    people = int(heads("agents", agents))
    goal = float(shares("share", share))
    handle = float(durations("handle_seconds", handle_seconds))
    within = float(amounts("within_seconds", within_seconds))
    patience = float(amounts("patience_seconds", patience_seconds, endless=True))
    seconds = float(durations("interval_seconds", interval_seconds))
    if concurrency < 1:
        raise OutOfRange(f"concurrency must be at least 1; got {concurrency}")
    if load == 0:
        return LevelSpread(contacts=0.0, mean=1.0, low=1.0, high=1.0, under_goal=0.0, all_in_time=1.0)
    if people == 0:
        return LevelSpread(
            contacts=load / handle * seconds, mean=0.0, low=0.0, high=0.0, under_goal=1.0, all_in_time=0.0
        )
    kept = kept_in_interval(
        load=load,
        places=people * concurrency,
        handle_seconds=handle,
        within_seconds=within,
        patience_seconds=patience,
        interval_seconds=seconds,
    )
    levels, chances = _counted(kept) if kept.contacts <= COUNTED_UP_TO else _many(kept)
    return _spread(kept, levels, chances, goal)


def _spread(kept: Kept, levels: Numbers, chances: Numbers, goal: float) -> LevelSpread:
    order = np.argsort(levels, kind="stable")
    levels, chances = levels[order], chances[order]
    below = np.cumsum(chances)
    low, high = levels[np.minimum(np.searchsorted(below, (LOW, HIGH)), levels.size - 1)]
    return LevelSpread(
        contacts=kept.contacts,
        mean=kept.level,
        low=float(low),
        high=float(high),
        under_goal=float(chances[levels < goal - SLACK].sum()),
        all_in_time=float(chances[levels > 1 - SLACK].sum()),
    )


def _counted(kept: Kept) -> tuple[Numbers, Numbers]:
    """Levels and their chances, every count of contacts and of answers in time by itself."""
    mean = kept.contacts
    most = int(mean + 6 * np.sqrt(mean) + 6)
    offered, answered = (grid.ravel().astype(np.float64) for grid in np.mgrid[1 : most + 1, 0 : most + 1])
    possible = answered <= offered
    offered, answered = offered[possible], answered[possible]
    weight = np.exp(offered * np.log(mean) - mean - gammaln(offered + 1))
    alpha, beta = _shape(kept, offered)
    ways = gammaln(offered + 1) - gammaln(answered + 1) - gammaln(offered - answered + 1)
    log_chance = ways + betaln(answered + alpha, offered - answered + beta) - betaln(alpha, beta)
    chance = weight * np.exp(log_chance)
    return answered / offered, chance / chance.sum()


def _many(kept: Kept) -> tuple[Numbers, Numbers]:
    """The same where contacts are too many to count: levels on a fine grid."""
    steps = ndtri((np.arange(NODES_OF_MANY) + 0.5) / NODES_OF_MANY)
    offered = kept.contacts + steps * np.sqrt(kept.contacts)
    alpha, beta = _shape(kept, offered, whole=False)
    below = betainc(alpha[:, None], beta[:, None], GRID).mean(axis=0)
    return GRID, np.diff(below, prepend=0.0)


def _shape(kept: Kept, offered: Numbers, *, whole: bool = True) -> tuple[Numbers, Numbers]:
    """The beta distribution of the level, given the contacts that come.

    Its variance is what the count of contacts leaves unexplained; `whole` takes the chance out that
    counting by itself will add again.
    """
    mean = np.clip(kept.level + kept.slope * (offered - kept.contacts) / offered, 1e-6, 1 - 1e-6)
    left = max(kept.variance - kept.slope**2 * kept.contacts, 0.0) / kept.contacts
    ratio = left / (mean * (1 - mean))  # against contacts that each have their luck alone
    tied = (ratio - 1) / np.maximum(offered - 1, 1.0) if whole else ratio / offered
    tied = np.clip(tied, 1e-9, 1 - 1e-9)
    size = 1 / tied - 1
    return mean * size, (1 - mean) * size
