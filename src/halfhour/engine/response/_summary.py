"""Many response times in a few figures, and how many contacts stand behind them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from halfhour.engine.errors import OutOfRange
from halfhour.engine.reasons import Reason
from halfhour.engine.response._proportion import Share, share_of
from halfhour.engine.response._reasons import ResponseReason

# With fewer values, no two of them enclose the true median with 95 % confidence: 2 × 0.5⁵ > 5 %.
ENOUGH_FOR_MEDIAN = 6
# With fewer values, not even the largest bounds the true 90th percentile from above: 0.9²⁸ > 5 %.
ENOUGH_FOR_P90 = 29


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseSummary:
    """How long it took; times are seconds, None where nothing was measured.

    `count` contacts have a time. `within` tells how many were within the goal, of those for which
    that is decided: the measured ones with a goal, and the missed ones without a time. It is None
    where no contact has a goal.
    """

    count: int
    mean_seconds: float | None
    median_seconds: float | None
    p90_seconds: float | None
    within: Share | None
    reasons: tuple[Reason, ...] = ()

    @property
    def median_enough(self) -> bool:
        """Whether there are enough times for the median to mean something."""
        return self.count >= ENOUGH_FOR_MEDIAN

    @property
    def enough(self) -> bool:
        """Whether there are enough times for every figure, the 90th percentile too, to mean something."""
        return self.count >= ENOUGH_FOR_P90

    @property
    def share_within(self) -> float | None:
        return None if self.within is None else self.within.share


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSummary:
    """The summary of the contacts with one label."""

    label: str | int
    summary: ResponseSummary


def summarise(
    values_seconds: ArrayLike,
    within_seconds: ArrayLike | None = None,
    *,
    missed: ArrayLike | None = None,
) -> ResponseSummary:
    """Count, mean, median, 90th percentile, and share within the goal.

    Parameters
    ----------
    values_seconds
        Time each contact took, shape (contacts,); NaN where it has none (never answered, not yet).
    within_seconds
        The goal, one for all or one each, NaN for contacts without one; a time equal to it keeps it.
    missed
        Contacts without a time that missed their goal all the same: they gave up, or wait for longer
        than it already. None where there are none.

    Raises
    ------
    OutOfRange
        For negative times, or arrays of unequal length.

    Notes
    -----
    Percentiles interpolate linearly between the sorted times (type 7 of Hyndman and Fan).

    Examples
    --------
    >>> found = summarise([60, 120, 600, float("nan")], 300)
    >>> found.count, found.mean_seconds, found.median_seconds, round(found.share_within, 3)
    (3, 260.0, 120.0, 0.667)
    """
    values = _times(values_seconds)
    goals = None if within_seconds is None else np.broadcast_to(_floats(within_seconds), values.shape)
    lost = np.zeros(values.shape, dtype=np.bool_) if missed is None else np.asarray(missed, dtype=np.bool_)
    if lost.shape != values.shape:
        raise OutOfRange(f"got missed of shape {lost.shape} for times of shape {values.shape}; need one each")
    return _summary(values, goals, lost)


def by(
    *,
    labels: ArrayLike,
    values_seconds: ArrayLike,
    within_seconds: ArrayLike | None = None,
    missed: ArrayLike | None = None,
) -> tuple[GroupSummary, ...]:
    """A summary per label, in ascending order of the labels; parameters as `summarise`.

    Labels are integers or strings, shape (contacts,): queue, channel, category, weekday, hour.

    Examples
    --------
    >>> groups = by(labels=["mail", "chat", "mail"], values_seconds=[600, 20, 1200])
    >>> [(group.label, group.summary.mean_seconds) for group in groups]
    [('chat', 20.0), ('mail', 900.0)]
    """
    names, group = np.unique(np.asarray(labels), return_inverse=True)
    values = _times(values_seconds)
    if group.shape != values.shape:
        raise OutOfRange(f"got {group.size} labels for {values.size} times; need one each")
    members = np.split(np.argsort(group, kind="stable"), np.cumsum(np.bincount(group, minlength=1))[:-1])
    goals = None if within_seconds is None else np.broadcast_to(_floats(within_seconds), values.shape)
    lost = None if missed is None else np.asarray(missed, dtype=np.bool_)
    return tuple(
        GroupSummary(
            label=name,
            summary=summarise(
                values[chosen],
                None if goals is None else goals[chosen],
                missed=None if lost is None else lost[chosen],
            ),
        )
        for name, chosen in zip(names.tolist(), members, strict=False)
    )


def _summary(
    values: NDArray[np.float64], goals: NDArray[np.float64] | None, missed: NDArray[np.bool_]
) -> ResponseSummary:
    measured = ~np.isnan(values)
    times = values[measured]
    count = int(times.size)
    median, p90 = np.percentile(times, [50, 90]).tolist() if count else (None, None)
    lost = int(np.count_nonzero(missed & ~measured))
    return ResponseSummary(
        count=count,
        mean_seconds=float(times.mean()) if count else None,
        median_seconds=median,
        p90_seconds=p90,
        within=None if goals is None else _within(times, goals[measured], goals[missed & ~measured]),
        reasons=_reasons(count=count, lost=lost if goals is not None else 0),
    )


def _within(
    times: NDArray[np.float64], goals: NDArray[np.float64], goals_missed: NDArray[np.float64]
) -> Share | None:
    decided = np.count_nonzero(~np.isnan(goals)) + np.count_nonzero(~np.isnan(goals_missed))
    if not decided:
        return None
    return share_of(hits=int(np.count_nonzero(times <= goals)), count=int(decided))


def _reasons(*, count: int, lost: int) -> tuple[Reason, ...]:
    reasons = []
    if count < ENOUGH_FOR_P90:
        needed = ENOUGH_FOR_P90 if count >= ENOUGH_FOR_MEDIAN else ENOUGH_FOR_MEDIAN
        reasons.append(Reason(kind=ResponseReason.TOO_FEW, figures={"count": count, "needed": needed}))
    if lost:
        reasons.append(Reason(kind=ResponseReason.UNANSWERED_MISSED, figures={"count": lost}))
    return tuple(reasons)


def _times(values_seconds: ArrayLike) -> NDArray[np.float64]:
    values = _floats(values_seconds)
    if values.ndim != 1:
        raise OutOfRange(f"got times of shape {values.shape}; need one row of them")
    if (values < 0).any():
        raise OutOfRange(f"got times down to {np.nanmin(values):g} seconds; need 0 or more")
    return values


def _floats(values: ArrayLike) -> NDArray[np.float64]:
    return np.asarray(values, dtype=np.float64)
