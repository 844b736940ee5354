"""Patience as one number: its mean if it were exponential, and how the rate of giving up changes."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from halfhour.engine.errors import OutOfRange
from halfhour.engine.patience._estimate import CONFIDENCE, Estimate, check_confidence
from halfhour.engine.patience._waits import Waits


@dataclass(frozen=True, slots=True, kw_only=True)
class LeavingRate:
    """How fast the line lost its customers between two waiting times.

    `per_minute` is hang-ups over the minutes waited there; without a value where nobody waited there.
    """

    from_seconds: float
    until_seconds: float
    hangups: int
    waited_seconds: float
    per_minute: Estimate


def mean_patience(waits: Waits, *, confidence: float = CONFIDENCE) -> Estimate:
    """Mean patience in seconds, if patience is exponential: all time waited over all who gave up.

    Notes
    -----
    The maximum-likelihood estimate. The bounds are those of a Poisson count seen over the time waited;
    where nobody gave up the mean has no upper bound, and its best guess is infinite.

    Examples
    --------
    >>> from halfhour.engine.patience import waits_of
    >>> found = mean_patience(waits_of(seconds=[10, 20, 20, 30, 50, 50],
    ...                                gave_up=[True, False, True, True, True, False]))
    >>> found.value, round(found.low, 1), round(found.high, 1)
    (45.0, 17.6, 165.2)
    """
    check_confidence(confidence)
    if not waits.contacts:
        return Estimate(value=None, low=0.0, high=float("inf"))
    waited, hangups = float(waits.seconds.sum()), waits.hangups
    fewest, most = _count_bounds(hangups, confidence)
    return Estimate(
        value=waited / hangups if hangups else float("inf"),
        low=waited / most,
        high=waited / fewest if fewest else float("inf"),
    )


def leaving_rates(
    waits: Waits, *, edges_seconds: ArrayLike, confidence: float = CONFIDENCE
) -> tuple[LeavingRate, ...]:
    """The rate of giving up within each stretch of the wait: level if patience is exponential.

    Parameters
    ----------
    edges_seconds
        Ascending; a stretch includes its start, not its end.

    Raises
    ------
    OutOfRange
        Unless the edges ascend from 0 or more.

    Examples
    --------
    >>> from halfhour.engine.patience import waits_of
    >>> rates = leaving_rates(waits_of(seconds=[5, 30, 90], gave_up=[True, False, True]),
    ...                       edges_seconds=[0, 10, 120])
    >>> [(rate.hangups, rate.waited_seconds) for rate in rates]
    [(1, 25.0), (1, 100.0)]
    """
    check_confidence(confidence)
    edges = np.asarray(edges_seconds, dtype=np.float64)
    if edges.size < 2 or edges[0] < 0 or not (np.diff(edges) > 0).all():
        raise OutOfRange(f"got edges {edges.tolist()}; need two or more, ascending from 0 or more")
    found = []
    for start, end in pairwise(edges.tolist()):
        left_here = waits.gave_up & (waits.seconds >= start) & (waits.seconds < end)
        hangups, waited = int(left_here.sum()), float(np.clip(waits.seconds - start, 0, end - start).sum())
        per_second = _rate(hangups, waited, confidence)
        per_minute = Estimate(
            value=None if per_second.value is None else 60 * per_second.value,
            low=60 * per_second.low,
            high=60 * per_second.high,
        )
        found.append(
            LeavingRate(
                from_seconds=start,
                until_seconds=end,
                hangups=hangups,
                waited_seconds=waited,
                per_minute=per_minute,
            )
        )
    return tuple(found)


def _rate(count: int, exposure: float, confidence: float) -> Estimate:
    if exposure == 0:
        return Estimate(value=None, low=0.0, high=float("inf"))
    fewest, most = _count_bounds(count, confidence)
    return Estimate(value=count / exposure, low=fewest / exposure, high=most / exposure)


def _count_bounds(count: int, confidence: float) -> tuple[float, float]:
    """The smallest and largest Poisson mean that make such a count no rarer than agreed (Garwood)."""
    tail = (1 - confidence) / 2
    fewest = float(special.gammaincinv(count, tail)) if count else 0.0
    return fewest, float(special.gammainccinv(count + 1, tail))
