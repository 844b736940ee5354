"""How good a roster is, in a few figures."""

from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.reasons import Figure, Reason
from halfhour.engine.rostering._frame import Frame
from halfhour.engine.rostering._reasons import RosterReason

WORTH_TELLING_PEOPLE = 0.05
WORTH_TELLING_GAP = 0.005  # less would be told as 0%


def against_target(
    frame: Frame, coverage: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What is missing from the targets and what lies above them, shape (queues, intervals)."""
    shortfall, surplus = np.zeros(coverage.shape), np.zeros(coverage.shape)
    for bucket in frame.buckets:
        at = list(bucket.intervals)
        slots = frame.line.slots_in[at]
        asked, there = frame.target[bucket.queue, at] * slots, coverage[bucket.queue, at] * slots
        short, over = max(asked.sum() - there.sum(), 0.0), max(there.sum() - asked.sum(), 0.0)
        if asked.sum() > 0:
            shortfall[bucket.queue, at] = short * asked / asked.sum() / slots
        if there.sum() > 0:
            surplus[bucket.queue, at] = over * there / there.sum() / slots
    return shortfall, surplus


def summary_reasons(
    frame: Frame, shortfall: NDArray[np.float64], bound: float, cost: float
) -> tuple[Reason, ...]:
    """The share of the targets covered, where most is missing, and how near the best the roster is."""
    hours = frame.line.slots_in * frame.line.seconds / 3600
    asked, missing = float((frame.target * hours).sum()), float((shortfall * hours).sum())
    found = []
    if asked > 0:
        figures: dict[str, Figure] = {
            "share": 1 - missing / asked,
            "asked_hours": asked,
            "missing_hours": missing,
        }
        found.append(Reason(kind=RosterReason.COVERED, figures=figures))
    if shortfall.size and shortfall.max() > WORTH_TELLING_PEOPLE:
        queue, interval = np.unravel_index(int(shortfall.argmax()), shortfall.shape)
        worst: dict[str, Figure] = {
            "queue": frame.problem.requirements[queue].queue,
            **_when(frame, int(frame.problem.grid.starts[interval])),
            "people": float(shortfall[queue, interval]),
        }
        found.append(Reason(kind=RosterReason.MOST_MISSING, figures=worst))
    gap = (cost - bound) / cost if cost > 0 else 0.0
    kind = RosterReason.BEST if gap < WORTH_TELLING_GAP else RosterReason.NEAR_BEST
    found.append(Reason(kind=kind, figures={"gap": gap, "cost": cost, "bound": bound}))
    return tuple(found)


def _when(frame: Frame, at: int) -> dict[str, Figure]:
    local = datetime.fromtimestamp(at, tz=ZoneInfo(frame.problem.team.timezone))
    return {"on": local.date().isoformat(), "starts": f"{local:%H:%M}"}
