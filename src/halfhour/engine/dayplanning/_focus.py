"""Deferred work in blocks: first by those who do nothing else, then where live work misses nobody."""

import heapq
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from halfhour.engine.dayplanning._board import Board, free_runs, idle_runs, worth_now
from halfhour.engine.dayplanning._demand import QUARTER_SECONDS
from halfhour.engine.dayplanning._workday import Workday

# Points for a quarter hour of deferred work that the day still asks for: more, the less of it is done.
WANTED, WANTED_MORE = 2.0, 2.0
CUT = 2.5  # for each side on which a block cuts live work in two
SCRAP = 2.5  # for leaving a single quarter hour of live work beside it
NEARLY = 0.9  # a block that gains so much of the best is taken without looking further
ENOUGH = 0.25  # person-quarters of a day's work below which it counts as done


class Window(NamedTuple):
    """Pieces [first, past) given to a queue, and the points that gains per quarter hour."""

    points: float
    first: int
    past: int
    queue: int


class Ask(NamedTuple):
    """Person-quarters of a day's work that a queue still asks for, and the points for each."""

    queue: int
    left: float
    points: float


def focus_pieces(focus_minutes: int) -> int:
    """A block of focus work in quarter hours, rounded up."""
    return -(-focus_minutes * 60 // QUARTER_SECONDS)


def fill_with_focus(board: Board, day: Workday, focus_minutes: int) -> None:
    """Give all that is left of a day to deferred work, in even blocks that are no shorter than asked.

    Each block goes to the queue of which the largest part of the day's work is still to be done.
    """
    if not day.waiting:
        return
    least = focus_pieces(focus_minutes)
    edges = _edges(day)
    for idle_first, idle_past in idle_runs(board, day):
        is_scrap = idle_past - idle_first < least and idle_first not in edges and idle_past not in edges
        for first, past in () if is_scrap else _evenly(idle_first, idle_past, least):
            queue = max(day.waiting, key=lambda queue: (_undone(board, queue, day.days[first]), -queue))
            board.give_pieces(day, first, past, queue)


def _edges(day: Workday) -> set[int]:
    """Pieces before which a stretch begins or ends: beside them a block may be cut short."""
    return {edge for stretch in day.stretches for edge in stretch}


def _evenly(first: int, past: int, least: int) -> Iterator[tuple[int, int]]:
    blocks = max(1, (past - first) // least)
    return pairwise(first - (first - past) * n // blocks for n in range(blocks + 1))


def take_to_focus(board: Board, days: Sequence[Workday], focus_minutes: int) -> None:
    """Take people off live work block by block, always where that gains most, while it gains anything."""
    length = focus_pieces(focus_minutes)
    waiting: list[tuple[float, int, Window]] = []

    def offer(number: int) -> None:
        best = max(_windows(board, days[number], length), default=None)
        if best is not None and best.points > 0:
            heapq.heappush(waiting, (-best.points, number, best))

    for number, day in enumerate(days):
        if day.timed and day.waiting:
            offer(number)
    while waiting:
        _, number, told = heapq.heappop(waiting)
        best = max(_windows(board, days[number], length), default=None)
        if best is None or best.points <= 0:
            continue
        if best.points < told.points and waiting and best.points < NEARLY * -waiting[0][0]:
            heapq.heappush(waiting, (-best.points, number, best))  # others moved; somebody else is better
            continue
        board.give_pieces(days[number], best.first, best.past, best.queue)
        offer(number)


def _windows(board: Board, day: Workday, length: int) -> Iterator[Window]:
    """Every block of focus work that the day has room for."""
    asks = {on: list(_asks(board, day, on)) for on in set(day.days)}
    if not any(asks.values()):
        return
    lost_before = [0.0, *accumulate(worth_now(board, day))]
    edges = _edges(day)
    for run_first, run_past in free_runs(board, day):
        for first, past in _placed(run_first, run_past, length, edges):
            lost = lost_before[past] - lost_before[first]
            lost += _cost_of_cuts(first, past, run_first, run_past)
            size = past - first
            for ask in asks[day.days[first]]:
                yield Window((min(size, ask.left) * ask.points - lost) / size, first, past, ask.queue)


def _asks(board: Board, day: Workday, on: int) -> Iterator[Ask]:
    for queue in day.waiting:
        left = _left(board, queue, on)
        if left > 0:
            yield Ask(queue, left, WANTED + WANTED_MORE * _undone(board, queue, on))


def _placed(run_first: int, run_past: int, length: int, edges: set[int]) -> Iterator[tuple[int, int]]:
    """Blocks of the length asked for; longer ones that leave no scrap; a shorter one for a short run."""
    room = run_past - run_first
    if room < length:
        if run_first in edges or run_past in edges:
            yield run_first, run_past
        return
    for first in range(run_first, run_past - length + 1):
        yield first, first + length
        if first + length < run_past < first + length + length // 2:
            yield first, run_past


def _cost_of_cuts(first: int, past: int, run_first: int, run_past: int) -> float:
    before, after = first - run_first, run_past - past
    cuts = (before > 0) + (after > 0)
    scraps = (before == 1) + (after == 1)
    return CUT * cuts + SCRAP * scraps


def _left(board: Board, queue: int, day: int) -> float:
    """Person-quarters of a day's work still to be given out; 0 where next to nothing is."""
    left = float(board.demand.work[queue, day] - board.done[queue, day])
    return left if left > ENOUGH else 0.0


def _undone(board: Board, queue: int, day: int) -> float:
    """The share of a day's work still to be given out."""
    work = float(board.demand.work[queue, day])
    return _left(board, queue, day) / work if work > 0 else 0.0
