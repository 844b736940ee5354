"""From shares of paid time to people: divide by what is left, once.

Shares are read as the decimals they are written as and reckoned with as fractions: 21 people at
30 % are 30 paid, where binary floats would round up to 31.
"""

from collections.abc import Iterable
from fractions import Fraction
from math import ceil, isfinite

import numpy as np
from numpy.typing import ArrayLike, NDArray

from halfhour.engine.errors import NotMeasured, OutOfRange
from halfhour.engine.team import ShrinkageCause


def total_shrinkage(causes: Iterable[ShrinkageCause]) -> float:
    """Share of paid time not on queue, all causes together.

    Raises
    ------
    OutOfRange
        Where the shares are not each at least 0 and together below 1.
    NotMeasured
        Where a share is to be measured and has not been.

    Examples
    --------
    >>> from halfhour.engine.team import DEFAULT_SHRINKAGE
    >>> total_shrinkage(DEFAULT_SHRINKAGE)
    0.24
    """
    return float(_total(_share(cause) for cause in causes))


def unplanned_shrinkage(causes: Iterable[ShrinkageCause]) -> float:
    """Share of paid time lost to what a roster cannot place: sickness, and what goes beyond the plan.

    A cause that the roster places itself counts with what was measured above what was planned: breaks
    that were planned at 5 % and took 7 % leave 2 % that no roster places.

    Raises
    ------
    OutOfRange
        Where the shares are not each at least 0 and together below 1.
    NotMeasured
        Where a share is to be measured and has not been.

    Examples
    --------
    >>> from halfhour.engine.team import DEFAULT_SHRINKAGE
    >>> unplanned_shrinkage(DEFAULT_SHRINKAGE)
    0.04
    """
    return float(_total(_beyond_roster(cause) for cause in causes))


def stacked_shrinkage(shares: Iterable[float]) -> float:
    """One share of paid time from shares that are each of what the ones before leave.

    People are on leave or sick for 12 % of paid time, and 15 % of the time they are there goes to
    breaks and meetings: together that is 25.2 % of paid time, not 27 %.

    Raises
    ------
    OutOfRange
        Where a share is not at least 0 and below 1.

    Examples
    --------
    >>> stacked_shrinkage([0.12, 0.15])
    0.252
    """
    left = Fraction(1)
    for share in shares:
        left *= 1 - _within_one(_as_written(share))
    return float(1 - left)


def paid_people(*, on_queue: ArrayLike, shrinkage: float) -> NDArray[np.float64]:
    """People to pay so that `on_queue` of them are on queue: on_queue / (1 − shrinkage).

    Parameters
    ----------
    on_queue
        Whole numbers of people.
    shrinkage
        Share of paid time not on queue, at least 0 and below 1.

    Examples
    --------
    >>> paid_people(on_queue=[0, 21, 22], shrinkage=0.3).tolist()
    [0.0, 30.0, 31.428571428571427]
    """
    people, places = np.unique(np.asarray(on_queue), return_inverse=True)
    paid = [float(_paid(int(count), shrinkage)) for count in people]
    return np.array(paid, dtype=np.float64)[places].reshape(np.shape(on_queue))


def whole_paid_people(*, on_queue: ArrayLike, shrinkage: float) -> NDArray[np.int64]:
    """The smallest whole number of people whose paid time puts `on_queue` of them on queue.

    Examples
    --------
    >>> whole_paid_people(on_queue=[0, 21, 22], shrinkage=0.3).tolist()
    [0, 30, 32]
    """
    people, places = np.unique(np.asarray(on_queue), return_inverse=True)
    paid = [ceil(_paid(int(count), shrinkage)) for count in people]
    return np.array(paid, dtype=np.int64)[places].reshape(np.shape(on_queue))


def _paid(on_queue: int, shrinkage: float) -> Fraction:
    return on_queue / (1 - _within_one(_as_written(shrinkage)))


def _total(shares: Iterable[Fraction]) -> Fraction:
    return _within_one(sum((_within_one(share) for share in shares), Fraction(0)))


def _share(cause: ShrinkageCause) -> Fraction:
    if cause.to_measure:
        raise NotMeasured(f"shrinkage by {cause.cause!r} is to be measured and has not been")
    return _as_written(cause.share)


def _beyond_roster(cause: ShrinkageCause) -> Fraction:
    share = _share(cause)
    if not cause.in_roster:
        return share
    if cause.measured is None or cause.measured.planned is None:
        return Fraction(0)
    return max(share - _as_written(cause.measured.planned), Fraction(0))


def _as_written(share: float) -> Fraction:
    """The decimal that a person sees, not the binary number nearest to it."""
    if not isfinite(share):
        raise OutOfRange(f"shrinkage must be at least 0 and below 1; got {share:g}")
    return Fraction(repr(float(share)))


def _within_one(share: Fraction) -> Fraction:
    if not 0 <= share < 1:
        raise OutOfRange(f"shrinkage must be at least 0 and below 1; got {float(share):g}")
    return share
