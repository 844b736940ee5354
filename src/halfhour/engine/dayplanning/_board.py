"""Who does what so far, and what it is worth to have one person more somewhere."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.dayplanning._demand import Demand
from halfhour.engine.dayplanning._workday import Workday
from halfhour.engine.team import Service

BUFFER, IDLE = -1, -2  # what a piece is given to, where it is no queue

# Points for one person in one quarter hour. A missing person counts more the larger the share that is
# missing, so short queues stay in step; deferred work due soon counts half as much as live work.
MISSING, MISSING_MORE = 4.0, 4.0
DUE_SOON = 0.5
SPARE = 0.5  # of the first person more than is needed; less and less of those after
AS_DEALT = 0.5  # for being where the roster counted on somebody of the same skills
CLOSED = -1000.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class View:
    """The demand as one day sees it: of its timed queues, over the quarters from its first to its last.

    `at` is where in `span` each part of the day lies; arrays have the shape (timed queues, quarters).
    """

    queues: NDArray[np.int64]
    span: slice
    at: NDArray[np.int64]
    needed: NDArray[np.float64]
    dealt: NDArray[np.float64]
    is_closed: NDArray[np.bool_]
    urgency: NDArray[np.float64]


class Board:
    """What everybody does so far; pieces of days are given out on it, and taken back.

    Attributes
    ----------
    people
        Shape (queues, quarters): people on each queue.
    done
        Shape (queues, days): person-quarters spent on each queue.
    buffers
        Shape (quarters,): people in their buffer.
    begins
        By day, the pieces at which a new block begins although the work stays the same.
    """

    def __init__(self, demand: Demand) -> None:
        self.demand = demand
        self.people = np.zeros(demand.people.shape)
        self.of_group = np.zeros(demand.dealt.shape)
        self.done = np.zeros(demand.work.shape)
        self.buffers = np.zeros(demand.day_of.shape)
        self.begins: dict[Workday, set[int]] = {}
        self._doing: dict[Workday, NDArray[np.int64]] = {}
        self._views: dict[Workday, View] = {}

    def doing(self, day: Workday) -> NDArray[np.int64]:
        """What each piece of a day is given to: a queue, BUFFER or IDLE."""
        found = self._doing.get(day)
        return np.full(len(day.pieces), IDLE, dtype=np.int64) if found is None else found

    def view(self, day: Workday) -> View:
        if day not in self._views:
            self._views[day] = _view(self.demand, day)
        return self._views[day]

    def give(self, day: Workday, doing: NDArray[np.int64]) -> None:
        """Give the pieces of a day to these queues in place of what they were given to."""
        before = self.doing(day)
        changed = (before != doing)[day.piece_of]
        if changed.any():
            quarters, shares = day.quarters[changed], day.shares[changed]
            self._count(day, before[day.piece_of[changed]], quarters, -shares)
            self._count(day, doing[day.piece_of[changed]], quarters, shares)
        self._doing[day] = doing

    def give_pieces(self, day: Workday, first: int, past: int, what: int) -> None:
        """Give the pieces [first, past) to one thing, as a block of its own."""
        doing = self.doing(day).copy()
        doing[first:past] = what
        if what >= 0:
            self.begins.setdefault(day, set()).update((first, past))
        self.give(day, doing)

    def _count(
        self,
        day: Workday,
        doing: NDArray[np.int64],
        quarters: NDArray[np.int64],
        shares: NDArray[np.float64],
    ) -> None:
        serves, rests = doing >= 0, doing == BUFFER
        queues, at, share = doing[serves], quarters[serves], shares[serves]
        np.add.at(self.people, (queues, at), share)
        np.add.at(self.done, (queues, self.demand.day_of[at]), share)
        if day.group is not None:
            np.add.at(self.of_group[day.group], (queues, at), share)
        np.add.at(self.buffers, quarters[rests], shares[rests])


def _view(demand: Demand, day: Workday) -> View:
    queues = np.array(day.timed, dtype=np.int64)
    span = slice(int(day.quarters[0]), int(day.quarters[-1]) + 1)
    needed = demand.people[queues, span]
    is_live = [demand.queues[queue].service is Service.LIVE for queue in day.timed]
    return View(
        queues=queues,
        span=span,
        at=day.quarters - span.start,
        needed=needed,
        dealt=np.zeros(needed.shape) if day.group is None else demand.dealt[day.group][queues, span],
        is_closed=~demand.is_open[queues, span],
        urgency=np.where(is_live, 1.0, DUE_SOON)[:, None],
    )


def worth_on(board: Board, day: Workday) -> NDArray[np.float64]:
    """What the person adds to each of their timed queues in each piece, given what all others do.

    Shape (timed queues, pieces), in points; far below zero where the queue is closed.
    """
    view = board.view(day)
    queues, span = view.queues, view.span
    here = board.doing(day)[day.piece_of] == queues[:, None]
    own = np.zeros(view.needed.shape)
    rows, parts = np.nonzero(here)
    np.add.at(own, (rows, view.at[parts]), day.shares[parts])
    value = view.urgency * added_value(needed=view.needed, there=board.people[queues, span] - own)
    if day.group is not None:
        others = board.of_group[day.group][queues, span] - own
        value += AS_DEALT * np.clip(view.dealt - others, 0.0, 1.0)
    value[view.is_closed] = CLOSED
    of_parts = value[:, view.at] * day.shares
    worth: NDArray[np.float64] = np.add.reduceat(of_parts, day.first_parts, axis=1)
    return worth


def added_value(*, needed: NDArray[np.float64], there: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points for one person more where so many are needed and so many are there."""
    missing = np.maximum(needed - there, 0.0)
    filled = np.minimum(missing, 1.0)
    urgent = MISSING + MISSING_MORE * (missing - filled / 2) / np.maximum(needed, 1.0)
    beyond = np.maximum(there + 1.0 - needed, 0.0)
    return filled * urgent + (1.0 - filled) * SPARE / (1.0 + beyond)


def worth_now(board: Board, day: Workday) -> list[float]:
    """What the person adds in each piece where they are now; 0 where they serve no timed queue."""
    if not day.timed:
        return [0.0] * len(day.pieces)
    worth = worth_on(board, day)
    row_of = {queue: row for row, queue in enumerate(day.timed)}
    return [
        float(worth[row_of[what], piece]) if what in row_of else 0.0
        for piece, what in enumerate(board.doing(day).tolist())
    ]


def free_runs(board: Board, day: Workday) -> list[tuple[int, int]]:
    """Runs of pieces, each within one stretch, that are given to a timed queue or to nothing yet."""
    return runs_of(day, [what == IDLE or what in day.timed for what in board.doing(day).tolist()])


def idle_runs(board: Board, day: Workday) -> list[tuple[int, int]]:
    """Runs of pieces, each within one stretch, that are given to nothing."""
    return runs_of(day, [what == IDLE for what in board.doing(day).tolist()])


def runs_of(day: Workday, chosen: Sequence[bool]) -> list[tuple[int, int]]:
    """The chosen pieces as (first, past) runs that no break or session cuts."""
    runs: list[tuple[int, int]] = []
    for first, past in day.stretches:
        for piece in range(first, past):
            if not chosen[piece]:
                continue
            if runs and runs[-1][1] == piece and piece > first:
                runs[-1] = (runs[-1][0], piece + 1)
            else:
                runs.append((piece, piece + 1))
    return runs
