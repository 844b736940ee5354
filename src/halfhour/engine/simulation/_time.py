"""How long agents were on queue and busy, after the warm-up: in all, and in each interval."""

from typing import NamedTuple

import numpy as np

from halfhour.engine.arguments import Numbers
from halfhour.engine.simulation._floor import Row, Whole


class Timesheet(NamedTuple):
    """Where the intervals of a replication are filled in; `busy`, `staffed` of shape (agents, intervals)."""

    warm_up: float
    interval_seconds: float
    busy: Numbers
    staffed: Numbers


def seconds_after(warm_up: float, since: float, until: float) -> float:
    """How much of a stretch of time lies after the warm-up."""
    return max(until - max(since, warm_up), 0.0)


def fill_in(sheet: Timesheet, seconds: Numbers, a: Whole, since: float, until: float) -> None:
    """Shares a stretch of time out among intervals; what lies beyond the last belongs to none."""
    since = max(since, sheet.warm_up)
    k = np.int64(since / sheet.interval_seconds)
    while since < until and k < seconds.shape[1]:
        end = min((k + 1) * sheet.interval_seconds, until)
        seconds[a, k] += end - since
        since = end
        k += 1


def starts_work(agent: Row, now: float) -> None:
    if not agent.is_busy:
        agent.is_busy = True
        agent.busy_since = now


def ends_work(agent: Row, sheet: Timesheet, now: float) -> None:
    if agent.is_busy:
        agent.is_busy = False
        agent.busy_seconds += seconds_after(sheet.warm_up, agent.busy_since, now)
        fill_in(sheet, sheet.busy, agent.number, agent.busy_since, now)


def comes(agent: Row, skilled: Whole, now: float) -> None:
    """On queue from now; who still finishes what was in hand never was away."""
    agent.skilled = skilled
    if not agent.is_busy:
        agent.on_since = now


def goes(agent: Row, sheet: Timesheet, now: float) -> None:
    """Away from now."""
    agent.staffed_seconds += seconds_after(sheet.warm_up, agent.on_since, now)
    fill_in(sheet, sheet.staffed, agent.number, agent.on_since, now)
