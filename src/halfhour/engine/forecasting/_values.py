"""What a forecast is: its mean, its bounds, and how the models that could have made it did."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.intervals import IntervalGrid
from halfhour.engine.reasons import Reason

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelScore:
    """How one model did in rolling-origin tests with the horizon asked for.

    `wape` is the sum of absolute errors over the contacts that came; `coverage` the share of open
    intervals inside the 5-95 % bounds; both NaN where nothing could be tested. `folds` counts the
    periods held back.
    """

    model: str
    wape: float
    coverage: float
    folds: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class QueueForecast:
    """Contacts and handle time of one queue in each interval of `grid`.

    `offered_quantiles` has shape (levels, intervals) and bounds the count that will come, chance
    included. `rate_spread` is what is uncertain beyond chance: the standard deviation of the true
    rate as a share of `offered_mean`; staffing models that bring the chance of arrivals themselves
    (Erlang, simulation) use it in place of the quantiles. `handle_seconds_low` and `_high` are the
    5 % and 95 % bounds of the mean that will be measured in the interval, chance included;
    `handle_spread` is what is uncertain about the true mean, as a share of it.
    """

    queue: str
    grid: IntervalGrid
    offered_mean: NDArray[np.float64]
    offered_quantiles: NDArray[np.float64]
    rate_spread: NDArray[np.float64]
    handle_seconds_mean: NDArray[np.float64]
    handle_seconds_low: NDArray[np.float64]
    handle_seconds_high: NDArray[np.float64]
    handle_spread: NDArray[np.float64]
    model: str
    scores: tuple[ModelScore, ...]
    reasons: tuple[Reason, ...]
    levels: tuple[float, ...] = LEVELS

    def offered_at(self, level: float) -> NDArray[np.float64]:
        """The bound of one of `levels`, shape (intervals,)."""
        bound: NDArray[np.float64] = self.offered_quantiles[self.levels.index(level)]
        return bound
