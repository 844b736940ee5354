"""A quick estimate of what a centre answers in time, to choose what is worth simulating. Closed form.

Per interval, people are split over the queues they answer so that all are as busy as each other. A
queue's level lies between that of its own people and that of one big team of all who are connected
with it: half of its people need to be flexible for nearly the whole advantage (Wallace & Whitt 2004).
Loop letters: g kinds of people (by what they answer), q queues, t intervals.
"""

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.arguments import Numbers
from halfhour.engine.queueing import erlang_a
from halfhour.engine.simulation import Centre, Queue
from halfhour.engine.small_team._people import answers

ROUNDS = 25  # of making everybody equally busy
ENOUGH_FLEXIBLE = 0.5
NOTHING = 1e-9
Flags = NDArray[np.bool_]


def estimated_in_time(centre: Centre) -> Numbers:
    """Contacts of each queue that are answered in time on such a day, about; shape (queues,)."""
    load, expected = _work(centre)
    kinds, people = _kinds(centre)
    split = _evenly_busy(load, kinds, people)
    own = split.sum(axis=0)
    flexible = np.where((kinds.sum(axis=1) > 1)[:, None, None], split, 0.0).sum(axis=0)
    reach = _connected(kinds, people)
    alone = _level(centre, load, own)
    together = _level(centre, np.einsum("pqt,qt->pt", reach, load), np.einsum("pqt,qt->pt", reach, own))
    part = np.minimum(flexible / np.maximum(own, NOTHING) / ENOUGH_FLEXIBLE, 1.0)
    level = (1 - part) * alone + part * np.maximum(together, alone)
    in_time: Numbers = (level * expected).sum(axis=1)
    return in_time


def people_on(centre: Centre) -> Numbers:
    """People on each queue as such a split has them, shape (queues, intervals)."""
    load, _ = _work(centre)
    kinds, people = _kinds(centre)
    on_queue: Numbers = _evenly_busy(load, kinds, people).sum(axis=0)
    return on_queue


def work_on(centre: Centre) -> Numbers:
    """People's work on each queue, in people who do nothing else, shape (queues, intervals)."""
    return _work(centre)[0]


def places_of(queue: Queue) -> int:
    """Contacts that one person holds at once on the queue."""
    return len(queue.speeds)


def handle_seconds_of(queue: Queue) -> float:
    """How long a contact lasts while its person holds as many as they may."""
    return queue.handle.mean / queue.speeds[-1]


def _work(centre: Centre) -> tuple[Numbers, Numbers]:
    """Work on each queue, in people, and contacts; shape (queues, intervals)."""
    expected = np.array([queue.expected for queue in centre.queues], dtype=np.float64)
    scale = np.array([queue.handle_scale or (1.0,) * centre.intervals for queue in centre.queues])
    each = np.array([handle_seconds_of(queue) / places_of(queue) for queue in centre.queues])
    load: Numbers = expected * scale * each[:, None] / centre.interval_seconds
    return load, expected


def _kinds(centre: Centre) -> tuple[Flags, Numbers]:
    """Which queues each kind of people answers, shape (kinds, queues), and how many of them are there."""
    names = [queue.name for queue in centre.queues]
    edges = np.arange(centre.intervals + 1) * centre.interval_seconds
    there: dict[frozenset[str], Numbers] = {}
    for agent in centre.agents:
        for stretch in agent.stretches:
            overlap = np.minimum(edges[1:], stretch.end_seconds) - np.maximum(
                edges[:-1], stretch.start_seconds
            )
            present = np.maximum(overlap, 0.0) / centre.interval_seconds * (1 - agent.absence)
            kind = answers(agent, stretch)
            there[kind] = there.get(kind, np.zeros(centre.intervals)) + present
    kinds = np.array([[name in kind for name in names] for kind in there]).reshape(-1, len(names))
    return kinds, np.array(list(there.values())).reshape(-1, centre.intervals)


def _evenly_busy(load: Numbers, kinds: Flags, people: Numbers) -> Numbers:
    """People of each kind on each queue, shape (kinds, queues, intervals)."""
    pull = np.maximum(load, NOTHING)
    split = np.zeros((*kinds.shape, load.shape[1]))
    for _ in range(ROUNDS):
        drawn = kinds[:, :, None] * pull
        split = people[:, None] * drawn / np.maximum(drawn.sum(axis=1, keepdims=True), NOTHING**2)
        pull = pull * np.sqrt(np.maximum(load, NOTHING) / np.maximum(split.sum(axis=0), NOTHING))
    return split


def _connected(kinds: Flags, people: Numbers) -> Numbers:
    """Which queues each queue shares people with, directly or not, shape (queues, queues, intervals)."""
    queues = kinds.shape[1]
    meet = np.einsum("gp,gq,gt->pqt", kinds, kinds, people > 0, dtype=np.float64) > 0
    meet |= np.eye(queues, dtype=np.bool_)[:, :, None]
    for _ in range(queues.bit_length()):
        meet = np.einsum("prt,rqt->pqt", meet, meet, dtype=np.float64) > 0
    reach: Numbers = meet.astype(np.float64)
    return reach


def _level(centre: Centre, load: Numbers, people: Numbers) -> Numbers:
    """Share in time with so many people, parts of people mixed from the whole numbers around them."""
    places = np.array([[places_of(queue)] for queue in centre.queues])
    patience = [queue.patience.mean if queue.patience else np.inf for queue in centre.queues]
    handle = [handle_seconds_of(queue) for queue in centre.queues]
    within = [queue.goal_seconds for queue in centre.queues]

    def level(agents: Numbers) -> Numbers:
        return erlang_a.service_level(
            load_erlangs=load * places,
            agents=agents,
            handle_seconds=np.array(handle)[:, None],
            patience_seconds=np.array(patience)[:, None],
            within_seconds=np.array(within)[:, None],
        )

    there = people * places
    fewer = np.floor(there + NOTHING)
    part = np.clip(there - fewer, 0.0, 1.0)
    mixed: Numbers = (1 - part) * level(fewer) + part * level(fewer + 1)
    return mixed
