"""The service that a live queue gets with the people a roster puts on it."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from halfhour.engine.queueing import erlang_a
from halfhour.engine.staffing import QueueRequirement
from halfhour.engine.team import Service

# Five equally likely cases of the forecast stand for all: the middles of five fifths.
CASES = ndtri(np.array([0.1, 0.3, 0.5, 0.7, 0.9]))


def service_with(*, requirement: QueueRequirement, people: NDArray[np.float64]) -> float | None:
    """Share of contacts expected to be answered in time, over all intervals; None for deferred queues.

    Parameters
    ----------
    people
        People on queue as the roster counts them, before unplanned absence, shape (intervals,). A
        part of a person is there for a part of the interval: the levels of the whole numbers around
        it are mixed.
    """
    queue = requirement.settings
    contacts = np.where(requirement.open_seconds > 0, requirement.offered_mean, 0.0)
    rows = np.flatnonzero(contacts > 0)
    if queue.service is Service.DEFERRED or rows.size == 0:
        return None
    target = requirement.roster_target[rows]
    present = people[rows] * np.divide(
        requirement.on_queue[rows], target, out=np.ones(rows.size), where=target > 0
    )
    scale = np.maximum(1 + CASES[:, None] * requirement.load_spread[rows], 0.0)
    load = requirement.load_erlangs[rows] * scale
    fewer = np.floor(present + 1e-9)
    part = np.clip(present - fewer, 0.0, 1.0)
    level = (1 - part) * _level(requirement, rows, load, fewer) + part * _level(
        requirement, rows, load, fewer + 1
    )
    weights = contacts[rows] * scale
    return float((level * weights).sum() / weights.sum())


def _level(
    requirement: QueueRequirement,
    rows: NDArray[np.intp],
    load: NDArray[np.float64],
    agents: NDArray[np.float64],
) -> NDArray[np.float64]:
    queue = requirement.settings
    shape = load.shape
    handle = np.broadcast_to(requirement.handle_seconds[rows], shape)
    level = erlang_a.service_level(
        load_erlangs=load,
        agents=np.broadcast_to(agents * queue.concurrency, shape),
        handle_seconds=handle,
        patience_seconds=np.inf if queue.patience_seconds is None else queue.patience_seconds,
        within_seconds=float(queue.goal.within_seconds),
    )
    return np.asarray(level, dtype=np.float64)
