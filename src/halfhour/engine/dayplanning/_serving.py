"""Who serves which timed queue when: one person after the other takes the best way through their day."""

from collections.abc import Sequence

import numpy as np

from halfhour.engine.dayplanning._board import IDLE, Board, free_runs, worth_on
from halfhour.engine.dayplanning._workday import Workday

SWITCH = 2.5  # points that going over to another queue must gain, where no break lies between
IDLE_VALUE = -3.0  # below any open queue, above a closed one


def serve(board: Board, day: Workday) -> None:
    """Lay the person's free pieces on timed queues, given what all others do."""
    if not day.timed or not day.pieces:
        return
    worth = worth_on(board, day)
    options = [*day.timed, IDLE]
    doing = board.doing(day).copy()
    for first, past in free_runs(board, day):
        values = [[*row, IDLE_VALUE] for row in worth[:, first:past].T.tolist()]
        doing[first:past] = [options[choice] for choice in best_way(values)]
    board.give(day, doing)


def best_way(values: Sequence[Sequence[float]]) -> list[int]:
    """The choice at each step with the most points in all, when every change of choice costs SWITCH.

    Examples
    --------
    >>> best_way([[3.0, 0.0], [3.0, 7.0], [3.0, 0.0]])
    [0, 0, 0]
    >>> best_way([[3.0, 0.0], [3.0, 9.0], [3.0, 0.0]])
    [0, 1, 0]
    """
    best = list(values[0])
    came_from: list[list[int]] = []
    for step in values[1:]:
        leader = best.index(max(best))
        after_switch = best[leader] - SWITCH
        came = [choice if best[choice] >= after_switch else leader for choice in range(len(best))]
        best = [max(best[choice], after_switch) + step[choice] for choice in range(len(best))]
        came_from.append(came)
    choice = best.index(max(best))
    way = [choice]
    for came in reversed(came_from):
        choice = came[choice]
        way.append(choice)
    return way[::-1]


def serving_order(days: Sequence[Workday], rng: np.random.Generator) -> list[Workday]:
    """Who can do least chooses first; among equals chance decides, so that nobody is always last."""
    lots = rng.permutation(len(days)).tolist()
    ranked = sorted(
        range(len(days)),
        key=lambda n: (len(days[n].timed) + len(days[n].waiting), len(days[n].waiting), lots[n]),
    )
    return [days[n] for n in ranked]
