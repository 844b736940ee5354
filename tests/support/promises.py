"""Replays contacts in order of time, promising each an answer from what was known when it came."""

from collections.abc import Iterable
from dataclasses import dataclass
from heapq import heappop, heappush

from halfhour.engine.promise import (
    Calibration,
    Capacity,
    Line,
    Promise,
    learn,
    promise_at,
    score_of,
)


@dataclass(frozen=True, kw_only=True)
class Answer:
    came_at: int
    answered_at: int
    line: Line


def replayed(
    answers: Iterable[Answer], *, capacity: Capacity, calibration: Calibration
) -> tuple[Calibration, list[tuple[Answer, Promise]]]:
    """Each contact with its promise, and what was learnt; left out is who could be promised nothing."""
    pending: list[tuple[int, int, Answer, Promise]] = []
    made = []

    def settle(until: float) -> None:
        nonlocal calibration
        while pending and pending[0][0] <= until:
            _, _, answer, promise = heappop(pending)
            score = score_of(
                at=answer.came_at, answered_at=answer.answered_at, line=answer.line, capacity=capacity
            )
            calibration = learn(calibration, score=score, was_kept=promise.is_kept(answer.answered_at))

    for number, answer in enumerate(answers):
        settle(answer.came_at)
        promise = promise_at(at=answer.came_at, line=answer.line, capacity=capacity, calibration=calibration)
        if promise is not None:
            made.append((answer, promise))
            heappush(pending, (answer.answered_at, number, answer, promise))
    settle(float("inf"))
    return calibration, made
