"""What a queue needs before shrinkage: the common result of live and deferred staffing."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Need:
    """People on queue per interval and what they achieve; the fields of `QueueRequirement`."""

    on_queue_mean: NDArray[np.int64]
    on_queue: NDArray[np.int64]
    service_level_mean: NDArray[np.float64]
    goal_chance: NDArray[np.float64]
    occupancy: NDArray[np.float64]
    load_erlangs: NDArray[np.float64]
    load_spread: NDArray[np.float64]
