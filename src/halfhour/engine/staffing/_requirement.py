"""People needed on queue in each interval, for one queue."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.intervals import IntervalGrid
from halfhour.engine.reasons import Figure, Reason
from halfhour.engine.staffing._reasons import StaffingReason
from halfhour.engine.team import Queue, Service


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class QueueRequirement:
    """How many people a queue needs in each interval of `grid`, and what that achieves.

    Attributes
    ----------
    on_queue_mean
        People on queue with whom the goal is kept if the forecast's mean comes true.
    on_queue
        People on queue with whom the goal is kept with the chance asked for; never fewer.
    scheduled
        `on_queue` over 1 − all shrinkage: people paid for, as a number that need not be whole.
    roster_target
        `on_queue` over 1 − the shrinkage that a roster does not place itself.
    service_level_mean
        Share of contacts expected to be answered in time with `on_queue`, over all that the forecast
        holds possible.
    goal_chance
        Chance that the goal is kept with `on_queue`, given what the forecast does not know.
    occupancy
        Share of time on queue spent handling, at the forecast's mean; 0 with nobody on queue.
    load_erlangs, load_spread
        The work that comes while the queue is open, in people handling without pause, and the
        standard deviation of its true value as a share of it.
    offered_mean, handle_seconds
        The forecast's contacts and handle time that the numbers rest on.
    chance_asked
        The chance of keeping the goal that was asked for.
    settings
        The queue with its goal.
    reasons
        Of the queue as a whole; `reasons_at` gives those of one interval.
    """

    queue: str
    grid: IntervalGrid
    on_queue_mean: NDArray[np.int64]
    on_queue: NDArray[np.int64]
    scheduled: NDArray[np.float64]
    roster_target: NDArray[np.float64]
    service_level_mean: NDArray[np.float64]
    goal_chance: NDArray[np.float64]
    occupancy: NDArray[np.float64]
    load_erlangs: NDArray[np.float64]
    load_spread: NDArray[np.float64]
    offered_mean: NDArray[np.float64]
    handle_seconds: NDArray[np.float64]
    open_seconds: NDArray[np.int64]
    chance_asked: float
    settings: Queue
    reasons: tuple[Reason, ...]

    def reasons_at(self, position: int) -> tuple[Reason, ...]:
        """Why the interval at `position` needs the people it needs, the model's part first."""
        return (*interval_reasons(self, position), *self.reasons)


def interval_reasons(requirement: QueueRequirement, position: int) -> tuple[Reason, ...]:
    """The reasons that are the interval's own."""
    queue = requirement.settings
    offered, load = float(requirement.offered_mean[position]), float(requirement.load_erlangs[position])
    if requirement.open_seconds[position] == 0:
        turned_away = queue.service is Service.LIVE and offered > 0
        kind = StaffingReason.CLOSED_TO_CONTACTS if turned_away else StaffingReason.CLOSED
        return (Reason(kind=kind, figures={"offered": offered} if turned_away else {}),)
    if queue.service is Service.DEFERRED:
        model = _deferred_reason(requirement, position)
    elif load == 0:
        return (Reason(kind=StaffingReason.NO_CONTACTS),)
    else:
        model = _live_reason(requirement, position)
    reasons = [model]
    if queue.concurrency > 1:
        figures = {"concurrency": queue.concurrency}
        reasons.append(Reason(kind=StaffingReason.CONCURRENCY, figures=figures))
    reasons.append(_chance_reason(requirement, position))
    return tuple(reasons)


def _live_reason(requirement: QueueRequirement, position: int) -> Reason:
    queue = requirement.settings
    figures: dict[str, Figure] = {
        "offered": float(requirement.offered_mean[position]),
        "handle_seconds": float(requirement.handle_seconds[position]),
        "load": float(requirement.load_erlangs[position]),
        "agents": int(requirement.on_queue_mean[position]),
        "share": queue.goal.share,
        "within_seconds": queue.goal.within_seconds,
    }
    if queue.patience_seconds is None:
        return Reason(kind=StaffingReason.ERLANG_C, figures=figures)
    figures["patience_seconds"] = queue.patience_seconds
    return Reason(kind=StaffingReason.ERLANG_A, figures=figures)


def _deferred_reason(requirement: QueueRequirement, position: int) -> Reason:
    queue = requirement.settings
    figures: dict[str, Figure] = {
        "load": float(requirement.load_erlangs[position]),
        "agents": int(requirement.on_queue_mean[position]),
        "share": queue.goal.share,
        "within_hours": queue.goal.within_seconds / 3600,
    }
    return Reason(kind=StaffingReason.DEFERRED_WORKLOAD, figures=figures)


def _chance_reason(requirement: QueueRequirement, position: int) -> Reason:
    figures: dict[str, Figure] = {
        "agents": int(requirement.on_queue[position]),
        "chance": float(requirement.goal_chance[position]),
        "spread": float(requirement.load_spread[position]),
    }
    if requirement.chance_asked <= 0.5:
        return Reason(kind=StaffingReason.MEAN_ONLY, figures=figures)
    is_live = requirement.settings.service is Service.LIVE
    kind = StaffingReason.GOAL_CHANCE if is_live else StaffingReason.DEFERRED_CHANCE
    return Reason(kind=kind, figures={**figures, "asked": requirement.chance_asked})
