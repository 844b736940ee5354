"""A centre as the arrays that the compiled code reads: numbers for names, a row for each thing.

q ranges over queues, k over intervals, a over agents (those with names first, then the members of the
groups), c over classes. A class is a set of queues and ranks with which somebody is on queue: all agents
with the same ones share it, and an agent whose stretches differ in their queues passes through several.
"""

import hashlib
import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.arguments import Numbers
from halfhour.engine.simulation._centre import Centre
from halfhour.engine.simulation._distributions import (
    Distribution,
    Empirical,
    Exponential,
    Fixed,
    Lognormal,
)
from halfhour.engine.simulation._floor import (
    CLASS,
    EDGE,
    HOLDER,
    NONE,
    OPENING,
    PERSON,
    POOL,
    QUEUE,
    SHAPE,
    TRANSFER,
    WANT,
    Rows,
)
from halfhour.engine.simulation._parts import DAY_SECONDS, Queue
from halfhour.engine.simulation._people import Class, Person, class_in, classes_of

FIXED, EXPONENTIAL, LOGNORMAL, EMPIRICAL = range(4)
HANDLE, PATIENCE, REPEAT_DELAY, REDIAL_DELAY = range(4)  # the shapes of each queue, in this order
NEVER = Fixed(seconds=math.inf)
AT_ONCE = Fixed(seconds=0.0)
QUEUE_STREAM, SHARED_STREAM, AGENT_STREAM = 1, 2, 3
ONE_LINE, PLAIN, ANY = range(3)  # loops
SMALLEST_CV = 1e-6  # below this a rate counts as known


class Tables(NamedTuple):
    """All that a replication depends on; `expected` and `handle_scale` have shape (queues, intervals)."""

    queues: Rows
    classes: Rows
    wants: Rows
    holders: Rows
    factor: Numbers  # on the work, shape (agents, queues)
    speeds: Numbers  # shape (queues, most at once)
    people: Rows
    edges: Rows  # in order of time; leaving before coming, then by number; one at infinity behind them
    shapes: Rows
    pool: Rows
    transfers: Rows
    openings: Rows
    waited: Numbers
    given: Numbers  # times of arrival
    expected: Numbers
    handle_scale: Numbers
    day_of: NDArray[np.uint32]  # of each interval
    interval_seconds: float
    warm_up_seconds: float
    shared_day_shape: float
    shared_stream: np.uint64


def tables_of(centre: Centre, people: Sequence[Person], *, seed: int, warm_up_seconds: float) -> Tables:
    classes = classes_of(people)
    places = {queue.name: q for q, queue in enumerate(centre.queues)}
    wants = [_wants(served, centre.queues, places) for served in classes]
    holders = [_holders(queue, classes) for queue in centre.queues]
    shapes, pool = _shapes(centre.queues)
    waited = [seconds for queue in centre.queues for seconds in _waited(queue)]
    days = np.arange(centre.intervals) * centre.interval_seconds // DAY_SECONDS
    return Tables(
        queues=_queues(centre.queues, holders, seed),
        classes=_rows(CLASS, _spans(wants)),
        wants=_rows(WANT, [row for rows in wants for row in rows]),
        holders=_rows(HOLDER, [row for rows in holders for row in rows]),
        factor=_factors(people, places),
        speeds=_speeds(centre.queues),
        people=_rows(
            PERSON, [(one.absence, _stream(seed, AGENT_STREAM, one.name), one.crew) for one in people]
        ),
        edges=_edges(people, classes),
        shapes=shapes,
        pool=pool,
        transfers=_transfers(centre.queues, places),
        openings=_openings(centre.queues),
        waited=np.array(waited, dtype=np.float64),
        given=np.array([at for queue in centre.queues for at in queue.arrived_at], dtype=np.float64),
        expected=np.array([queue.expected for queue in centre.queues], dtype=np.float64),
        handle_scale=np.array(
            [queue.handle_scale or (1.0,) * centre.intervals for queue in centre.queues], dtype=np.float64
        ),
        day_of=days.astype(np.uint32),
        interval_seconds=float(centre.interval_seconds),
        warm_up_seconds=float(warm_up_seconds),
        shared_day_shape=_gamma_shape(centre.shared_day_cv),
        shared_stream=np.uint64(_stream(seed, SHARED_STREAM, "")),
    )


def loop_for(centre: Centre, tables: Tables) -> int:
    """Which of the loops, all of which give the same, is the fastest that can play a centre."""
    if any(
        len(queue.speeds) > 1
        or queue.speeds[0] != 1.0
        or queue.interruptible
        or queue.repeat
        or queue.redial
        or queue.transfers
        for queue in centre.queues
    ):
        return ANY
    if tables.queues["head_start"].any():  # not in the order in which they come
        return PLAIN
    one_class = tables.classes.size == 1 and tables.wants.size == len(centre.queues)
    return ONE_LINE if one_class and not tables.wants["claim"].any() else PLAIN


def _queues(queues: Sequence[Queue], holders: Sequence[Sequence[object]], seed: int) -> Rows:
    keys = [(queue.deferred, queue.priority) for queue in queues]
    order = {key: place for place, key in enumerate(sorted(set(keys)))}
    least_start = min(queue.head_start_seconds for queue in queues)
    spans = zip(
        _spans(holders),
        _spans([queue.transfers for queue in queues]),
        _spans([queue.open for queue in queues]),
        _spans([_waited(queue) for queue in queues]),
        _spans([queue.arrived_at for queue in queues]),
        strict=True,
    )
    return _rows(
        QUEUE,
        [
            (
                order[key],
                len(queue.speeds),
                *(end for span in each for end in span),
                queue.deferred,
                queue.interruptible,
                queue.repeat.chance if queue.repeat else 0.0,
                queue.redial.chance if queue.redial else 0.0,
                queue.callback.after_seconds if queue.callback else math.inf,
                queue.callback.accepted if queue.callback else 0.0,
                queue.goal_seconds,
                queue.head_start_seconds - least_start,
                _gamma_shape(queue.interval_cv),
                _gamma_shape(queue.day_cv),
                _stream(seed, QUEUE_STREAM, queue.name),
                NONE,
                NONE,
                NONE,
                math.inf,
            )
            for queue, key, each in zip(queues, keys, spans, strict=True)
        ],
    )


def _wants(served: Class, queues: Sequence[Queue], places: dict[str, int]) -> list[tuple[int, int]]:
    """The queues of a class and their claims: live before deferred, then by priority, then by rank."""

    def key(name: str, rank: int) -> tuple[bool, int, int]:
        queue = queues[places[name]]
        return (queue.deferred, queue.priority, rank)

    claims = {each: claim for claim, each in enumerate(sorted({key(*one) for one in served}))}
    rows = sorted((claims[key(name, rank)], places[name]) for name, rank in served)
    return [(q, claim) for claim, q in rows]


def _holders(queue: Queue, classes: dict[Class, int]) -> list[tuple[int, int]]:
    """The classes that can answer a queue, by rank."""
    rows = [(rank, c) for served, c in classes.items() for name, rank in served if name == queue.name]
    return [(c, rank) for rank, c in sorted(rows)]


def _factors(people: Sequence[Person], places: dict[str, int]) -> Numbers:
    factor = np.ones((len(people), len(places)))
    for a, person in enumerate(people):
        for skill in person.skills:
            if skill.handle_factor != 1.0:
                factor[a, places[skill.queue]] = skill.handle_factor
    return factor


def _speeds(queues: Sequence[Queue]) -> Numbers:
    speeds = np.ones((len(queues), max(len(queue.speeds) for queue in queues)))
    for q, queue in enumerate(queues):
        speeds[q, : len(queue.speeds)] = queue.speeds
    return speeds


def _edges(people: Sequence[Person], classes: dict[Class, int]) -> Rows:
    rows: list[tuple[float, bool, int, int, int]] = []
    for a, person in enumerate(people):
        for stretch in person.stretches:
            skilled = classes[class_in(person, stretch)]
            day = int(stretch.start_seconds // DAY_SECONDS)
            rows.append((float(stretch.start_seconds), True, a, skilled, day))
            rows.append((float(stretch.end_seconds), False, a, skilled, day))
    rows.append((math.inf, True, 0, 0, 0))
    return _rows(EDGE, [(at, a, skilled, day, comes) for at, comes, a, skilled, day in sorted(rows)])


def _shapes(queues: Sequence[Queue]) -> tuple[Rows, Rows]:
    given = [
        shape
        for queue in queues
        for shape in (
            queue.handle,
            queue.patience or NEVER,
            queue.repeat.delay if queue.repeat else AT_ONCE,
            queue.redial.delay if queue.redial else AT_ONCE,
        )
    ]
    pools = [_pool(shape) for shape in given]
    rows = [(*_parameters(shape), *span) for shape, span in zip(given, _spans(pools), strict=True)]
    return _rows(SHAPE, rows), _rows(POOL, [row for pool in pools for row in pool])


def _parameters(given: Distribution) -> tuple[int, float, float]:
    match given:
        case Fixed():
            return FIXED, given.seconds, 0.0
        case Exponential():
            return EXPONENTIAL, given.mean_seconds, 0.0
        case Lognormal():
            # Logarithms to 28 digits, then rounded: libraries differ in the last bit between machines.
            variance = float((1 + Decimal(given.cv) ** 2).ln())
            return LOGNORMAL, float(Decimal(given.mean_seconds).ln()) - variance / 2, math.sqrt(variance)
        case Empirical():
            return EMPIRICAL, 0.0, 0.0


def _pool(given: Distribution) -> list[tuple[float, float]]:
    if not isinstance(given, Empirical):
        return []
    shares = given.shares or (1.0,) * len(given.seconds)
    rows = sorted((value, share) for value, share in zip(given.seconds, shares, strict=True) if share > 0)
    upto = list(accumulate(share for _, share in rows))
    return [(value, at / upto[-1]) for (value, _), at in zip(rows, upto, strict=True)]


def _transfers(queues: Sequence[Queue], places: dict[str, int]) -> Rows:
    rows: list[tuple[int, float]] = []
    for queue in queues:
        upto = accumulate(transfer.chance for transfer in queue.transfers)
        rows.extend((places[one.queue], at) for one, at in zip(queue.transfers, upto, strict=True))
    return _rows(TRANSFER, rows)


def _openings(queues: Sequence[Queue]) -> Rows:
    rows: list[tuple[float, float, float]] = []
    for queue in queues:
        passed = accumulate((end - start for start, end in queue.open), initial=0.0)
        rows.extend((start, end, at) for (start, end), at in zip(queue.open, passed, strict=False))
    return _rows(OPENING, rows)


def _waited(queue: Queue) -> list[float]:
    return sorted(queue.backlog_waited_seconds, reverse=True) or [0.0] * queue.backlog


def _gamma_shape(cv: float) -> float:
    return 1 / (cv * cv) if cv > SMALLEST_CV else 0.0


def _stream(seed: int, kind: int, name: str) -> int:
    """Where the chance of one queue or agent starts: by name, so that the others may come and go."""
    digest = hashlib.blake2b(f"{seed} {kind} {name}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def _spans(rows: Sequence[Sequence[object]]) -> list[tuple[int, int]]:
    """Where each row starts and ends once all are laid one behind the other."""
    ends = list(accumulate(len(row) for row in rows))
    return list(zip([0, *ends], ends, strict=False))


def _rows(kind: np.dtype[Any], rows: Iterable[tuple[Any, ...]]) -> Rows:
    return np.array(list(rows), dtype=kind)
