"""Where a search starts: the queues as one pool by closed form, in the proportions of the team."""

from collections.abc import Sequence

import numpy as np

from halfhour.engine.arguments import Numbers
from halfhour.engine.simulation import Centre, Queue
from halfhour.engine.staffing._risk import Risk
from halfhour.engine.staffing._risk_interval import Stream
from halfhour.engine.staffing._risk_queue import requirement_of, settled_agents
from halfhour.engine.staffing.search._play import Counts, Flags, who_serves


def start_of(centre: Centre, risk: Risk) -> tuple[Counts, Counts]:
    """People of each group in each interval: for a first play, and for the long run as expected.

    As many as one pool of all live queues would need by formula, and no queue by itself with fewer than
    its long run needs; shared among the groups by how many there may be. Shape (groups, intervals).
    """
    live = [queue for queue in centre.queues if not queue.deferred]
    most = np.array([group.staffed for group in centre.groups], dtype=np.int64)
    streams = [stream_of(centre, queue) for queue in live]
    pooled = pool(streams)
    days = np.zeros(centre.intervals, dtype=np.intp)
    needed = requirement_of("pool", pooled, days=days, risk=risk).people[0]
    alone = [settled_agents(stream, stream.load) for stream in streams]
    settled = settled_agents(pooled, pooled.load)
    serves = who_serves(centre, [queue.name for queue in live])
    return shared(needed, alone, most, serves), shared(settled, alone, most, serves)


def shared(needed: Counts, alone: list[Counts], most: Counts, serves: Flags) -> Counts:
    """The people of all groups in their proportions, and enough for each queue among those who serve it."""
    there = np.maximum(most.sum(axis=0), 1)
    people = np.floor(most * np.minimum(needed / there, 1.0) + 1e-9).astype(np.int64)
    people = _topped_up(people, needed, most, np.ones(len(most), dtype=bool))
    for queue, least in enumerate(alone):
        people = _topped_up(people, least, most, serves[:, queue])
    return people


def _topped_up(people: Counts, needed: Counts, most: Counts, chosen: Flags) -> Counts:
    """One more at a time from the chosen group with the largest part of its people left, while too few."""
    people = people.copy()
    while True:
        left = np.where(chosen[:, None], (most - people) / np.maximum(most, 1), 0.0)
        short = (people[chosen].sum(axis=0) < needed) & (left.max(axis=0) > 0)
        if not short.any():
            return people
        people[left.argmax(axis=0)[short], np.flatnonzero(short)] += 1


def stream_of(centre: Centre, queue: Queue) -> Stream:
    """A live queue as the formulas see it: its means, without the shapes of its times."""
    expected = np.array(queue.expected)
    scale = np.array(queue.handle_scale) if queue.handle_scale else np.ones_like(expected)
    handle = queue.handle.mean * scale / queue.speeds[-1]  # while its agent holds as many as may be
    spreads = (queue.interval_cv, queue.day_cv, centre.shared_day_cv)
    every = np.ones_like(expected)
    return Stream(
        load=expected * handle / centre.interval_seconds,
        spread=np.sqrt(np.prod([1 + spread * spread for spread in spreads]) - 1) * every,
        handle_seconds=handle,
        patience_seconds=(np.inf if queue.patience is None else queue.patience.mean) * every,
        within_seconds=queue.goal_seconds * every,
        share=queue.goal_share * every,
        seconds=centre.interval_seconds * every,
        concurrency=len(queue.speeds),
    )


def pool(streams: Sequence[Stream]) -> Stream:
    """All queues as one, whose figures are the means over contacts; an agent holds one at a time."""
    loads = np.array([stream.load / stream.concurrency for stream in streams])
    contacts = np.array([stream.load / stream.handle_seconds for stream in streams])
    weights = np.where(contacts.sum(axis=0) > 0, contacts, 1.0)
    weights /= weights.sum(axis=0)

    def mean(name: str) -> Numbers:
        average: Numbers = (weights * np.array([getattr(stream, name) for stream in streams])).sum(axis=0)
        return average

    leaving = (weights / np.array([stream.patience_seconds for stream in streams])).sum(axis=0)
    load = loads.sum(axis=0)
    rate = contacts.sum(axis=0)
    return Stream(
        load=load,
        spread=mean("spread"),
        handle_seconds=np.divide(load, rate, out=mean("handle_seconds"), where=rate > 0),
        patience_seconds=np.divide(1.0, leaving, out=np.full_like(leaving, np.inf), where=leaving > 0),
        within_seconds=mean("within_seconds"),
        share=mean("share"),
        seconds=mean("seconds"),
    )
