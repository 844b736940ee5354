"""A buffer in every day: time for what nobody foresaw, where it costs the queues least."""

from collections.abc import Iterator

import numpy as np

from halfhour.engine.dayplanning._board import BUFFER, IDLE, Board, free_runs, worth_now
from halfhour.engine.dayplanning._demand import QUARTER_SECONDS
from halfhour.engine.dayplanning._serving import serve
from halfhour.engine.dayplanning._workday import Workday

CUT = 1.0  # points for each side on which a buffer cuts work in two
CROWD = 1.0  # for each other person in their buffer at the same time: at any time somebody is free
TOO_SHORT = 100.0  # for each quarter hour that breaks and sessions leave the buffer too short
LATE = 0.02  # for each quarter hour that the buffer lies later, when more has gone wrong


def buffer_quarters(share: float, paid_seconds: int) -> int:
    """The share of a paid day in quarter hours, to the nearest, and one at least.

    Examples
    --------
    >>> buffer_quarters(0.05, 8 * 3600), buffer_quarters(0.05, 4 * 3600), buffer_quarters(0.0, 3600)
    (2, 1, 0)
    """
    if share <= 0:
        return 0
    return max(1, int(share * paid_seconds / QUARTER_SECONDS + 0.5))


def keep_buffer(board: Board, day: Workday, share: float) -> None:
    """Keep the person's buffer free, in one piece where one stretch of the day is long enough."""
    left = buffer_quarters(share, day.shift.paid_seconds)
    while left > 0:
        runs = free_runs(board, day)
        if not runs:
            return
        length = min(left, max(past - first for first, past in runs))
        first = min(_places(board, day, length))[1]
        board.give_pieces(day, first, first + length, BUFFER)
        left -= length


def move_buffer(board: Board, day: Workday, share: float) -> None:
    """Let the person choose queues and buffer again, now that it is known what all others do."""
    doing = board.doing(day).copy()
    doing[doing == BUFFER] = IDLE
    board.give(day, doing)
    serve(board, day)
    keep_buffer(board, day, share)


def _places(board: Board, day: Workday, length: int) -> Iterator[tuple[float, int]]:
    """What a buffer of so many pieces costs, by the piece at which it begins."""
    crowd = np.add.reduceat(board.buffers[day.quarters] * day.shares, day.first_parts).tolist()
    lost = [
        worth + CROWD * others - LATE * piece
        for piece, (worth, others) in enumerate(zip(worth_now(board, day), crowd, strict=True))
    ]
    for first, past in free_runs(board, day):
        for begin in range(first, past - length + 1):
            cuts = (begin > first) + (begin + length < past)
            too_short = max(length - day.filled(begin, begin + length), 0.0)
            yield sum(lost[begin : begin + length]) + CUT * cuts + TOO_SHORT * too_short, begin
