"""Goals that the past would have kept: the shortest round time within which enough were answered."""

from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from halfhour.engine.errors import OutOfRange
from halfhour.engine.response import Share, share_of

MINUTE, HOUR = 60, 3600
NICE_SECONDS = (
    *(10, 20, 30, 45),
    *(minutes * MINUTE for minutes in (1, 2, 3, 5, 10, 15, 20, 30, 45)),
    *(hours * HOUR for hours in (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 40, 60, 80, 120, 160, 240, 320, 400)),
)
ENOUGH = 30  # contacts, below which nothing is suggested


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestedGoal:
    """A goal in business seconds, and the share of past contacts that kept it, with its bounds."""

    within_seconds: int
    kept: Share


def suggest_goal(*, spent_seconds: ArrayLike, share: float = 0.9) -> SuggestedGoal | None:
    """The shortest round goal that at least `share` of past contacts would have kept.

    Parameters
    ----------
    spent_seconds
        Business seconds that each contact waited, shape (contacts,).
    share
        How many of them should have kept it.

    Returns
    -------
    None with fewer than 30 contacts, or where the longest goal there is would not have been kept.

    Raises
    ------
    OutOfRange
        Unless 0 < share < 1 and every time is 0 or more.

    Examples
    --------
    >>> goal = suggest_goal(spent_seconds=range(0, 6000, 60))
    >>> goal.within_seconds, goal.kept.share
    (7200, 1.0)
    """
    if not 0 < share < 1:
        raise OutOfRange(f"got a share of {share:g}; need 0 < share < 1")
    spent = np.sort(np.asarray(spent_seconds, dtype=np.float64))
    if not (np.isfinite(spent) & (spent >= 0)).all():
        raise OutOfRange("got business seconds below 0 or not finite; need 0 or more")
    if spent.size < ENOUGH:
        return None
    kept = np.searchsorted(spent, NICE_SECONDS, side="right")
    first = bisect_left(kept.tolist(), share * spent.size)
    if first == len(NICE_SECONDS):
        return None
    return SuggestedGoal(
        within_seconds=NICE_SECONDS[first], kept=share_of(hits=int(kept[first]), count=int(spent.size))
    )
