"""How far a measured share can be trusted, when its seconds come in days and in spells of days."""

from __future__ import annotations

from statistics import NormalDist

from halfhour.engine.response import wilson_bounds
from halfhour.engine.shrinkage._spans import Ints

CONFIDENCE = 0.95
ROUNDING = 1e-12


def share_bounds(*, part: Ints, whole: Ints, weeks: Ints) -> tuple[float, float]:
    """Bounds that are to hold the true share with a chance of 95 %; measured is sum(part) / sum(whole).

    Parameters
    ----------
    part, whole
        Seconds by person and day, shape (people, days); 0 <= part <= whole.
    weeks
        The number of each day's week, shape (days,), ascending.

    Notes
    -----
    Seconds of one day are no independent trials: who is sick is sick all day, and often the next.
    So the share is that of as many independent trials as would scatter as much (Korn and Graubard 1998).
    Scatter is taken once between people's weeks, of which two in a row may belong together, and once between
    days of everybody; the wider bounds count. Where all or nothing was measured, each person's week
    is a trial. How often they hold, and where less: docs/methods/shrinkage.md.

    Examples
    --------
    Ten people, four weeks, one of them off for one week:

    >>> import numpy as np
    >>> whole = np.full((10, 20), 28800)
    >>> part = np.zeros((10, 20), dtype=np.int64)
    >>> part[0, :5] = 28800
    >>> [round(bound, 3) for bound in share_bounds(part=part, whole=whole, weeks=np.arange(20) // 5)]
    [0.004, 0.136]
    """
    total = int(whole.sum())
    if total == 0:
        return 0.0, 1.0
    share = int(part.sum()) / total
    in_week = (weeks[:, None] == sorted(set(weeks.tolist()))).astype(part.dtype)
    by_week, of_week = part @ in_week, whole @ in_week
    if share in (0.0, 1.0):
        return _wilson(share, float((of_week > 0).sum()))
    bounds = (
        _bounds(share, by_week, of_week, spells=True),
        _bounds(share, part.sum(axis=0), whole.sum(axis=0), spells=False),
    )
    return min(low for low, _high in bounds), max(high for _low, high in bounds)


def _bounds(share: float, part: Ints, whole: Ints, *, spells: bool) -> tuple[float, float]:
    """Bounds with these units as trials; with `spells` those that follow each other may go together."""
    count = int((whole > 0).sum())
    if count < 2:
        return 0.0, 1.0
    scatter = part - share * whole
    squares = float((scatter**2).sum())
    if spells:
        squares += max(2.0 * float((scatter[:, 1:] * scatter[:, :-1]).sum()), 0.0)
    variance = count / (count - 1) * squares / float(whole.sum()) ** 2
    if variance <= ROUNDING * share * (1 - share):
        return share, share
    from scipy import special  # slow to load, and only measuring needs it

    # Few units know little of their own scatter: the quantile of t in place of the normal one.
    certain = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    doubtful = float(special.stdtrit(count - 1, (1 + CONFIDENCE) / 2))
    return _wilson(share, share * (1 - share) / variance * (certain / doubtful) ** 2)


def _wilson(share: float, trials: float) -> tuple[float, float]:
    count = max(trials, 1.0)
    low, high = wilson_bounds(hits=share * count, count=count, confidence=CONFIDENCE)
    return float(low), float(high)
