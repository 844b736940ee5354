"""Shares and how far they can be trusted."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

from halfhour.engine.errors import OutOfRange

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """`hits` of `count`, with Wilson's bounds; the share is None where the count is 0."""

    hits: int
    count: int
    share: float | None
    low: float
    high: float


def share_of(*, hits: int, count: int, confidence: float = CONFIDENCE) -> Share:
    """A share with Wilson's bounds.

    Examples
    --------
    >>> found = share_of(hits=8, count=10)
    >>> found.share, round(found.low, 3), round(found.high, 3)
    (0.8, 0.49, 0.943)
    """
    low, high = wilson_bounds(hits=hits, count=count, confidence=confidence)
    return Share(
        hits=hits, count=count, share=hits / count if count else None, low=float(low), high=float(high)
    )


def wilson_bounds(
    *, hits: ArrayLike, count: ArrayLike, confidence: float = CONFIDENCE
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Wilson's score interval for a share, of shapes that broadcast; (0, 1) where the count is 0.

    Parameters
    ----------
    hits, count
        Whole numbers with 0 <= hits <= count.
    confidence
        Chance with which the bounds hold the true share, between 0 and 1.

    Raises
    ------
    OutOfRange
        For more hits than the count, negative numbers, or a confidence outside (0, 1).

    Notes
    -----
    Unlike the plain interval it stays within 0 and 1 and is honest at 0 of n and n of n.
    Source and worked table: docs/methods/response-times.md.

    Examples
    --------
    >>> low, high = wilson_bounds(hits=[0, 10], count=10)
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([0.0, 0.722], [0.278, 1.0])
    """
    if not 0 < confidence < 1:
        raise OutOfRange(f"got a confidence of {confidence:g}; need a number between 0 and 1")
    found, n = np.broadcast_arrays(np.asarray(hits, dtype=np.float64), np.asarray(count, dtype=np.float64))
    if ((found < 0) | (found > n)).any():
        raise OutOfRange("got more hits than contacts, or fewer than none; need 0 <= hits <= count")
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    some = np.maximum(n, 1)
    share, spread = found / some, z**2 / some
    centre = (share + spread / 2) / (1 + spread)
    half = np.sqrt(spread * share * (1 - share) + spread**2 / 4) / (1 + spread)
    low = np.where((n == 0) | (found == 0), 0.0, centre - half)
    high = np.where((n == 0) | (found == n), 1.0, centre + half)
    return low, high
