"""How long agents were on queue and busy, after the warm-up."""

from halfhour.engine.simulation._floor import Row, Whole


def seconds_after(warm_up: float, since: float, until: float) -> float:
    """How much of a stretch of time lies after the warm-up."""
    return max(until - max(since, warm_up), 0.0)


def starts_work(agent: Row, now: float) -> None:
    if not agent.is_busy:
        agent.is_busy = True
        agent.busy_since = now


def ends_work(agent: Row, warm_up: float, now: float) -> None:
    if agent.is_busy:
        agent.is_busy = False
        agent.busy_seconds += seconds_after(warm_up, agent.busy_since, now)


def comes(agent: Row, skilled: Whole, now: float) -> None:
    """On queue from now; who still finishes what was in hand never was away."""
    agent.skilled = skilled
    if not agent.is_busy:
        agent.on_since = now


def goes(agent: Row, warm_up: float, now: float) -> None:
    """Away from now."""
    agent.staffed_seconds += seconds_after(warm_up, agent.on_since, now)
