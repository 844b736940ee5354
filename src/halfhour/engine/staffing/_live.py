"""Live queues: the fewest people with whom customers who wait are answered in time."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from halfhour.engine.arguments import Numbers, amounts, durations, heads, shares
from halfhour.engine.errors import OutOfRange
from halfhour.engine.queueing import erlang_a

Counts = NDArray[np.int64]
HALVINGS_OF_LOAD = 48


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LiveService:
    """How a live queue is served and what it promises; figures may be arrays over the intervals.

    `patience_seconds` is infinite where nobody gives up (Erlang C), else the mean wait before giving
    up (Erlang A). An agent holds up to `concurrency` contacts at once; `handle_seconds` is then how
    long a contact lasts while its agent holds that many, so n agents handle as n × concurrency.
    """

    handle_seconds: Numbers
    within_seconds: Numbers
    share: Numbers
    patience_seconds: Numbers
    concurrency: int = 1

    def level(self, *, load: Numbers, agents: Numbers) -> Numbers:
        """Share of contacts answered in time."""
        return erlang_a.service_level(
            load_erlangs=load,
            agents=agents * self.concurrency,
            handle_seconds=self.handle_seconds,
            patience_seconds=self.patience_seconds,
            within_seconds=self.within_seconds,
        )

    def occupancy(self, *, load: Numbers, agents: Numbers) -> Numbers:
        """Share of the places for contacts that is taken; 0 where nobody is there."""
        busy = erlang_a.occupancy(
            load_erlangs=load,
            agents=agents * self.concurrency,
            handle_seconds=self.handle_seconds,
            patience_seconds=self.patience_seconds,
        )
        return np.where(agents == 0, 0.0, busy)

    def at(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> "LiveService":
        """The service in some of the intervals only."""
        return LiveService(
            handle_seconds=self.handle_seconds[rows],
            within_seconds=self.within_seconds[rows],
            share=self.share[rows],
            patience_seconds=self.patience_seconds[rows],
            concurrency=self.concurrency,
        )


def live_service(
    *,
    handle_seconds: ArrayLike,
    within_seconds: ArrayLike,
    share: ArrayLike,
    patience_seconds: ArrayLike = np.inf,
    concurrency: int = 1,
    intervals: int,
) -> LiveService:
    """A checked `LiveService` with every figure spread over the intervals."""
    if concurrency < 1:
        raise OutOfRange(f"concurrency must be at least 1; got {concurrency}")

    def spread(figures: Numbers) -> Numbers:
        return np.array(np.broadcast_to(figures, (intervals,)))

    return LiveService(
        handle_seconds=spread(durations("handle_seconds", handle_seconds)),
        within_seconds=spread(amounts("within_seconds", within_seconds)),
        share=spread(shares("share", share)),
        patience_seconds=spread(amounts("patience_seconds", patience_seconds, endless=True)),
        concurrency=concurrency,
    )


def minimum_agents(
    *,
    load_erlangs: ArrayLike,
    handle_seconds: ArrayLike,
    within_seconds: ArrayLike,
    share: ArrayLike,
    patience_seconds: ArrayLike = np.inf,
    concurrency: int = 1,
) -> Counts:
    """The fewest agents who answer `share` of all contacts offered within `within_seconds`.

    Parameters
    ----------
    load_erlangs
        Arrivals per second times mean handling seconds, at least 0. Without load nobody is needed.
    share
        Above 0 and below 1: no finite number answers everybody in time.
    patience_seconds
        Mean time before a waiting contact gives up (Erlang A); infinity for never (Erlang C).
    concurrency
        Contacts one agent holds at once; `handle_seconds` is how long one lasts meanwhile.

    Examples
    --------
    >>> minimum_agents(load_erlangs=[0, 0.6, 10], handle_seconds=180, within_seconds=20, share=0.8).tolist()
    [0, 2, 14]
    """
    if concurrency < 1:
        raise OutOfRange(f"concurrency must be at least 1; got {concurrency}")
    places = erlang_a.fewest_agents(
        load_erlangs=load_erlangs,
        handle_seconds=handle_seconds,
        within_seconds=within_seconds,
        share=share,
        patience_seconds=patience_seconds,
    )
    agents = places if concurrency == 1 else np.ceil(places / concurrency)
    return np.asarray(agents).astype(np.int64)


def fewest_agents(service: LiveService, load: Numbers) -> Counts:
    """The fewest agents of each interval: the level never falls with one agent more."""
    return minimum_agents(
        load_erlangs=load,
        handle_seconds=service.handle_seconds,
        within_seconds=service.within_seconds,
        share=service.share,
        patience_seconds=service.patience_seconds,
        concurrency=service.concurrency,
    )


def largest_load(service: LiveService, agents: Counts) -> Numbers:
    """The most load with which so many agents keep the goal, by bisection; 0 with nobody there.

    Intervals that ask the same question are answered once.
    """
    questions = np.column_stack(
        (
            heads("agents", agents),
            service.handle_seconds,
            service.within_seconds,
            service.share,
            service.patience_seconds,
        )
    )
    _, first, places = np.unique(questions, axis=0, return_index=True, return_inverse=True)
    asked, count = service.at(first), agents[first].astype(np.float64)
    below = np.zeros(first.size)
    above = count * service.concurrency / asked.share  # no more than the agents can answer at all
    for _ in range(HALVINGS_OF_LOAD):
        middle = (below + above) / 2
        kept = asked.level(load=middle, agents=count) >= asked.share
        below, above = np.where(kept, middle, below), np.where(kept, above, middle)
    return np.where(count == 0, 0.0, below)[places.ravel()]
