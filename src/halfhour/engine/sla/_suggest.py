"""Goals that the past would have kept: the shortest round time within which enough were answered."""

from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from halfhour.engine.errors import OutOfRange
from halfhour.engine.response import Share, share_of

MINUTE, HOUR = 60, 3600
NICE_SECONDS = (
    *(10, 20, 30, 45),
    *(minutes * MINUTE for minutes in (1, 2, 3, 5, 10, 15, 20, 30, 45)),
    *(hours * HOUR for hours in (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 40, 60, 80, 120, 160, 240, 320, 400)),
)
ENOUGH = 30  # contacts, below which nothing is suggested
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestedGoal:
    """A goal in business seconds, and the share of past contacts that kept it, with its bounds."""

    within_seconds: int
    kept: Share


def suggest_goal(
    *, spent_seconds: ArrayLike, waiting_seconds: ArrayLike = (), share: float = 0.9
) -> SuggestedGoal | None:
    """The shortest round goal that at least `share` of past contacts would have kept.

    Parameters
    ----------
    spent_seconds
        Business seconds that each answered contact waited, shape (contacts,).
    waiting_seconds
        Business seconds that each contact has waited which nobody answered yet, shape (waiting,).
    share
        How many of them should have kept it.

    Returns
    -------
    None with fewer than 30 answered contacts, or where the longest goal there is would not have been kept.

    Raises
    ------
    OutOfRange
        Unless 0 < share < 1 and every time is 0 or more.

    Notes
    -----
    Who still waits counts among those that may yet be answered up to the time they have waited (Kaplan and
    Meier's estimate), so one more who waits never makes a goal look better kept. `kept` leaves out only those
    who have waited no longer than the goal. Of 30 contacts, nine in ten leaves room for three that missed it:
    with fewer, one contact decides by itself which goal is suggested.

    Examples
    --------
    >>> goal = suggest_goal(spent_seconds=range(0, 6000, 60))
    >>> goal.within_seconds, goal.kept.share
    (7200, 1.0)
    """
    if not 0 < share < 1:
        raise OutOfRange(f"got a share of {share:g}; need 0 < share < 1")
    spent, waiting = _times(spent_seconds), _times(waiting_seconds)
    if spent.size < ENOUGH:
        return None
    answered = _answered_within(spent, waiting)
    first = bisect_left(answered.tolist(), share - ROUNDING)
    if first == len(NICE_SECONDS):
        return None
    within = NICE_SECONDS[first]
    return SuggestedGoal(within_seconds=within, kept=kept_within(within, spent=spent, waiting=waiting))


def kept_within(goal: float, *, spent: ArrayLike, waiting: ArrayLike) -> Share:
    """How many kept a goal: who has waited longer than it missed it, who has waited less is left out."""
    hits, ended = int((np.asarray(spent) <= goal).sum()), np.size(spent)
    return share_of(hits=hits, count=ended + int((np.asarray(waiting) > goal).sum()))


def _times(seconds: ArrayLike) -> NDArray[np.float64]:
    times = np.sort(np.asarray(seconds, dtype=np.float64))
    if not (np.isfinite(times) & (times >= 0)).all():
        raise OutOfRange("got business seconds below 0 or not finite; need 0 or more")
    return times


def _answered_within(spent: NDArray[np.float64], waiting: NDArray[np.float64]) -> NDArray[np.float64]:
    """The share answered within each round time, by Kaplan and Meier."""
    times, answered = np.unique(spent, return_counts=True)
    at_risk = spent.size - np.searchsorted(spent, times) + waiting.size - np.searchsorted(waiting, times)
    left = np.concatenate(([1.0], np.cumprod(1 - answered / at_risk)))
    found: NDArray[np.float64] = 1 - left[np.searchsorted(times, NICE_SECONDS, side="right")]
    return found
