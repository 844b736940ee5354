"""How far off the simple estimate has been lately, and how often promises were broken.

A score is the work that passed before an answer over the work that stood before it, so it does not depend on
how long the line is. The promise takes the quantile of recent scores that was broken as rarely as allowed;
what is allowed moves against what happens (adaptive conformal inference), so that the share kept comes out
as claimed even while the world changes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.errors import OutOfRange

MEMORY = 500  # scores that count
STEP = 0.02  # by how much of its surprise one outcome moves the allowance
LEAST, MOST = 0.001, 0.5
USUAL_SCORES = (0.25, 0.5, 0.8, 1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0)  # before anything is known


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Calibration:
    """What has been learnt; `chance` is the share of promises to keep.

    `allowed` is the share of scores that the next promise may lie below for that.
    """

    chance: float
    scores: NDArray[np.float64]
    allowed: float
    promised: int = 0
    kept: int = 0

    @property
    def kept_share(self) -> float | None:
        """None before the first promise has come due."""
        return self.kept / self.promised if self.promised else None


def starting_calibration(*, chance: float = 0.9, scores: Sequence[float] = USUAL_SCORES) -> Calibration:
    """A calibration that has seen no promise; `scores` of the past help it to begin well.

    Raises
    ------
    OutOfRange
        Unless 0.5 <= chance < 1 and there are scores, all of 0 or more.
    """
    known = np.asarray(scores, dtype=np.float64)[-MEMORY:]
    if not 0.5 <= chance < 1:
        raise OutOfRange(f"got a chance of {chance:g}; need 0.5 <= chance < 1")
    if known.size == 0 or not (np.isfinite(known) & (known >= 0)).all():
        raise OutOfRange("got no scores, or some below 0 or not finite; need at least one of 0 or more")
    return Calibration(chance=chance, scores=known, allowed=1 - chance)


def learn(calibration: Calibration, *, score: float, was_kept: bool) -> Calibration:
    """The calibration after one more answer: its score, and whether its promise was kept.

    Raises
    ------
    OutOfRange
        Unless the score is 0 or more, and finite.
    """
    if not 0 <= score < inf:
        raise OutOfRange(f"got a score of {score:g}; need 0 or more")
    missed_less_than_meant = (1 - calibration.chance) - (not was_kept)
    return replace(
        calibration,
        scores=np.append(calibration.scores, score)[-MEMORY:],
        allowed=float(np.clip(calibration.allowed + STEP * missed_less_than_meant, LEAST, MOST)),
        promised=calibration.promised + 1,
        kept=calibration.kept + was_kept,
    )
