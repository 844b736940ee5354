"""What a move gains, simulated beside the centre as it is, and the moves ranked by it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from halfhour.engine.arguments import Numbers
from halfhour.engine.simulation import Centre, Figure, Outcome
from halfhour.engine.small_team._estimate import estimated_in_time
from halfhour.engine.small_team._moves import Move, MoveKind, after_move
from halfhour.engine.small_team._realised import days_of, paired_share, paired_total


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueGain:
    """How one queue's share in time changes by a move."""

    queue: str
    level: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """What a move gains on such a day, over all queues of the centre, with 95 % bounds.

    `in_time` is contacts fewer that miss their goal; `level` the change of the share in time; `left_over`
    contacts more left waiting at the end. `estimate` is the closed form's idea of `in_time`.
    `matches_best` says that the bounds of the difference to the best move hold 0: the days looked at do
    not tell the two apart.
    """

    move: Move
    estimate: float
    in_time: Figure
    level: Figure
    by_queue: tuple[QueueGain, ...]
    left_over: Figure
    matches_best: bool = False

    @property
    def is_sure(self) -> bool:
        """Whether it surely gains anything."""
        return self.in_time.low > 0


def most_promising(
    centre: Centre, moves: Sequence[Move], *, pairs: int, lessons: int
) -> tuple[tuple[Move, float], ...]:
    """Moves with what the closed form thinks they gain; of each sort no more than asked, the best first."""
    now = float(estimated_in_time(centre).sum())
    estimated = [(move, float(estimated_in_time(after_move(centre, move)).sum()) - now) for move in moves]
    estimated.sort(key=lambda found: -found[1])
    taught = [found for found in estimated if found[0].kind is MoveKind.TRAIN]
    shared = [found for found in estimated if found[0].kind is not MoveKind.TRAIN]
    return (*shared[:pairs], *taught[:lessons])


def ranked_gains(
    *,
    centre: Centre,
    today: Outcome,
    moves: Sequence[tuple[Move, float]],
    play: Callable[[Centre], Outcome],
) -> tuple[Gain, ...]:
    """The moves, most contacts gained first.

    Parameters
    ----------
    today
        Days of the centre as it is.
    moves
        Each with its estimate.
    play
        Simulates a centre under the same chance as `today`.
    """
    now = _missed(centre, today)
    found: list[tuple[Gain, Numbers]] = []
    for move, estimate in moves:
        outcome = play(after_move(centre, move))
        found.append((_gain(centre, move, estimate, today, outcome), now - _missed(centre, outcome)))
    found.sort(key=lambda each: -each[0].in_time.mean)
    if not found:
        return ()
    best = found[0][1]
    return tuple(replace(gain, matches_best=paired_total(days, best).low <= 0) for gain, days in found)


def _gain(centre: Centre, move: Move, estimate: float, today: Outcome, changed: Outcome) -> Gain:
    everything = range(len(centre.queues))
    return Gain(
        move=move,
        estimate=estimate,
        in_time=paired_total(-_missed(centre, today), -_missed(centre, changed)),
        level=_level(centre, everything, today, changed),
        by_queue=tuple(
            QueueGain(queue=queue.name, level=_level(centre, (place,), today, changed))
            for place, queue in enumerate(centre.queues)
        ),
        left_over=paired_total(_left_over(today), _left_over(changed)),
    )


def _level(centre: Centre, places: Sequence[int], today: Outcome, changed: Outcome) -> Figure:
    now, then = (days_of(outcome, places, centre) for outcome in (today, changed))
    return paired_share(
        (now.kept.sum(axis=1), now.offered.sum(axis=1)), (then.kept.sum(axis=1), then.offered.sum(axis=1))
    )


def _missed(centre: Centre, outcome: Outcome) -> Numbers:
    """Contacts of each day whose goal is missed, shape (replications,)."""
    missed: Numbers = days_of(outcome, range(len(centre.queues)), centre).missed.sum(axis=1)
    return missed


def _left_over(outcome: Outcome) -> Numbers:
    return np.asarray(outcome.backlog_counts[:, :, -1].sum(axis=1), dtype=np.float64)
