"""A live queue's requirement: Erlang A or C on the forecast's mean and on what it holds possible."""

import numpy as np

from halfhour.engine.arguments import Numbers
from halfhour.engine.forecasting import QueueForecast
from halfhour.engine.staffing._live import LiveService, fewest_agents, largest_load, live_service
from halfhour.engine.staffing._need import Need
from halfhour.engine.staffing._uncertainty import (
    chance_of_at_most,
    combined_spread,
    factors_at,
    load_at_chance,
    steps_around,
)
from halfhour.engine.team import Queue

NO_WEIGHT = 1e-8  # of a step in an average, below which it is not looked at


def live_need(
    *, queue: Queue, forecast: QueueForecast, open_seconds: Numbers, handle_seconds: Numbers, chance: float
) -> Need:
    """The need of a queue whose customers wait; contacts that come while it is closed are not served."""
    is_open = open_seconds > 0
    load = np.zeros_like(open_seconds)
    np.divide(forecast.offered_mean * handle_seconds, open_seconds, out=load, where=is_open)
    spread = combined_spread(forecast.rate_spread, forecast.handle_spread)
    service = live_service(
        handle_seconds=handle_seconds,
        within_seconds=queue.goal.within_seconds,
        share=queue.goal.share,
        patience_seconds=np.inf if queue.patience_seconds is None else queue.patience_seconds,
        concurrency=queue.concurrency,
        intervals=load.size,
    )
    on_queue_mean = fewest_agents(service, load)
    on_queue = on_queue_mean
    if chance > 0.5:
        covered = load_at_chance(mean=load, spread=spread, chance=chance)
        on_queue = np.maximum(on_queue_mean, fewest_agents(service, covered))
    turned_away = ~is_open & (forecast.offered_mean > 0)
    kept = chance_of_at_most(mean=load, spread=spread, load=largest_load(service, on_queue))
    agents = on_queue.astype(np.float64)
    return Need(
        on_queue_mean=on_queue_mean,
        on_queue=on_queue,
        service_level_mean=np.where(turned_away, 0.0, expected_level(service, load, spread, agents)),
        goal_chance=np.where(turned_away, 0.0, np.where(load == 0, 1.0, kept)),
        occupancy=service.occupancy(load=load, agents=agents),
        load_erlangs=load,
        load_spread=spread,
    )


def expected_level(service: LiveService, load: Numbers, spread: Numbers, agents: Numbers) -> Numbers:
    """Share of contacts answered in time, over all loads that the forecast holds possible."""
    level = np.ones_like(load)
    rows = np.flatnonzero(load > 0)
    if rows.size == 0:
        return level
    places = agents[rows] * service.concurrency
    in_time = service.handle_seconds[rows] / np.maximum(service.within_seconds[rows], 1.0)
    steps, weights = steps_around(
        mean=load[rows],
        spread=spread[rows],
        limit=places,
        width=np.minimum(np.sqrt(places + 1), in_time) / 2,
    )
    met = load[rows] * factors_at(steps=steps, spread=spread[rows], met_by_contacts=True)
    counts = weights > NO_WEIGHT
    case = np.broadcast_to(rows, met.shape)[counts]
    levels = np.zeros_like(met)
    levels[counts] = service.at(case).level(load=met[counts], agents=agents[case])
    level[rows] = (weights * levels).sum(axis=0)
    return level
