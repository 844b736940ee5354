"""What came in on one queue, interval by interval: the form in which history reaches the forecast."""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from halfhour.engine.errors import OutOfRange
from halfhour.engine.intervals import IntervalGrid

Scalar = TypeVar("Scalar", bound=np.generic)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class QueueHistory:
    """One queue's past on one grid; every array has shape (intervals,).

    `offered` counts the contacts that came in, NaN where that is not known. `handle_seconds` is the
    mean of those measured, NaN where none was. `handled` and `abandoned` count the answered and
    those that gave up first; None where the history does not tell.
    """

    queue: str
    grid: IntervalGrid
    offered: NDArray[np.float64]
    handle_seconds: NDArray[np.float64]
    handled: NDArray[np.float64] | None = None
    abandoned: NDArray[np.float64] | None = None

    def __post_init__(self) -> None:
        for name in ("offered", "handle_seconds", "handled", "abandoned"):
            values = getattr(self, name)
            if values is not None and values.shape != (len(self.grid),):
                raise OutOfRange(f"got {name} of shape {values.shape}; need ({len(self.grid)},) as the grid")


def queue_history_from_contacts(
    *,
    queue: str,
    grid: IntervalGrid,
    opened_at: ArrayLike,
    handle_seconds: ArrayLike | None = None,
    abandoned: ArrayLike | None = None,
    known_from: int | None = None,
    known_until: int | None = None,
) -> QueueHistory:
    """Count contacts into intervals.

    Intervals without a contact count 0 within what is known and NaN outside it. Contacts outside the
    grid are left out.

    Parameters
    ----------
    opened_at
        When each contact came in, UTC epoch seconds, shape (contacts,), in any order.
    handle_seconds
        Seconds each took, NaN where not measured; None where none was.
    abandoned
        Whether each gave up before it was answered; None where the history does not tell.
    known_from, known_until
        Instants between which the history is complete. None for the interval of the first, or of the
        last, contact: a quiet queue does best with the bounds of the whole export.

    Raises
    ------
    OutOfRange
        For arrays of unequal length or negative handle times.

    Examples
    --------
    >>> from datetime import date
    >>> from halfhour.engine.intervals import interval_grid
    >>> day = interval_grid(first_on=date(1970, 1, 1), last_on=date(1970, 1, 1), timezone="UTC")
    >>> history = queue_history_from_contacts(queue="phone", grid=day, opened_at=[3600, 3700, 9000])
    >>> history.offered[:7].tolist()
    [nan, nan, 2.0, 0.0, 0.0, 1.0, nan]
    """
    opened = np.asarray(opened_at, dtype=np.int64)
    position, inside = grid.index_of(opened)
    offered = _counts(position[inside], len(grid))
    first = opened.min(initial=np.iinfo(np.int64).max) if known_from is None else known_from
    last = opened.max(initial=np.iinfo(np.int64).min) + 1 if known_until is None else known_until
    offered[(grid.ends <= first) | (grid.starts >= last)] = np.nan
    gave_up = None
    if abandoned is not None:
        marks = _aligned("abandoned", np.asarray(abandoned, dtype=np.bool_), opened)
        gave_up = _counts(position[inside & marks], len(grid))
        gave_up[np.isnan(offered)] = np.nan
    return QueueHistory(
        queue=queue,
        grid=grid,
        offered=offered,
        handle_seconds=_mean_handle_seconds(handle_seconds, np.ones(opened.size), opened, grid),
        handled=None if gave_up is None else offered - gave_up,
        abandoned=gave_up,
    )


def queue_history_from_counts(
    *,
    queue: str,
    grid: IntervalGrid,
    interval_start: ArrayLike,
    offered: ArrayLike,
    handle_seconds: ArrayLike | None = None,
    handled: ArrayLike | None = None,
    abandoned: ArrayLike | None = None,
    row_seconds: int | None = None,
) -> QueueHistory:
    """Sum rows of counts, each as long as the grid's intervals or shorter, into the grid.

    A row belongs to the interval that holds its start. On a local date with rows, an interval without
    one counts 0; a date without any row, and what lies before the first or after the last row, is not
    known. Rows outside the grid are left out.

    Parameters
    ----------
    interval_start
        Start of each row, UTC epoch seconds, shape (rows,), in any order; several rows may share one.
    offered
        Contacts that came in; NaN where not known, which makes the interval unknown.
    handle_seconds
        Mean seconds per handled contact, NaN where not measured; None where none was. Rows are weighed
        by `handled` or, without it, by `offered`.
    handled, abandoned
        Counts; None where the history does not tell.
    row_seconds
        Length of a row; None for the shortest distance between two rows.

    Raises
    ------
    OutOfRange
        For arrays of unequal length, negative counts or handle times, or rows longer than intervals.

    Examples
    --------
    >>> from datetime import date
    >>> from halfhour.engine.intervals import interval_grid
    >>> day = interval_grid(first_on=date(1970, 1, 1), last_on=date(1970, 1, 1), timezone="UTC")
    >>> history = queue_history_from_counts(
    ...     queue="phone", grid=day, interval_start=[0, 300, 600, 3600], offered=[2, 3, 1, 4]
    ... )
    >>> history.offered[:4].tolist()
    [6.0, 0.0, 4.0, nan]
    """
    starts = np.asarray(interval_start, dtype=np.int64)
    counts = _aligned("offered", np.asarray(offered, dtype=np.float64), starts)
    _refuse_negative("offered", counts)
    _refuse_long_rows(starts, row_seconds, grid)
    known = _known_intervals(starts, grid)
    done = None if handled is None else _aligned("handled", np.asarray(handled, dtype=np.float64), starts)
    return QueueHistory(
        queue=queue,
        grid=grid,
        offered=_sums(counts, starts, grid, known),
        handle_seconds=_mean_handle_seconds(handle_seconds, counts if done is None else done, starts, grid),
        handled=_optional_sums("handled", handled, starts, grid, known),
        abandoned=_optional_sums("abandoned", abandoned, starts, grid, known),
    )


def _counts(position: NDArray[np.intp], intervals: int) -> NDArray[np.float64]:
    return np.bincount(position, minlength=intervals).astype(np.float64)


def _sums(
    values: NDArray[np.float64], starts: NDArray[np.int64], grid: IntervalGrid, known: NDArray[np.bool_]
) -> NDArray[np.float64]:
    position, inside = grid.index_of(starts)
    sums = np.bincount(position[inside], weights=values[inside], minlength=len(grid))
    return np.where(known, sums, np.nan)


def _optional_sums(
    name: str,
    values: ArrayLike | None,
    starts: NDArray[np.int64],
    grid: IntervalGrid,
    known: NDArray[np.bool_],
) -> NDArray[np.float64] | None:
    if values is None:
        return None
    counts = _aligned(name, np.asarray(values, dtype=np.float64), starts)
    _refuse_negative(name, counts)
    return _sums(counts, starts, grid, known)


def _known_intervals(starts: NDArray[np.int64], grid: IntervalGrid) -> NDArray[np.bool_]:
    """Intervals between the first and the last row, on local dates that have a row."""
    position, inside = grid.index_of(starts)
    if not inside.any():
        return np.zeros(len(grid), dtype=np.bool_)
    dates = grid.dates
    number = np.arange(len(grid))
    held = position[inside]
    known: NDArray[np.bool_] = np.isin(dates, dates[held])
    known &= (number >= held.min()) & (number <= held.max())
    return known


def _mean_handle_seconds(
    handle_seconds: ArrayLike | None,
    weights: NDArray[np.float64],
    instants: NDArray[np.int64],
    grid: IntervalGrid,
) -> NDArray[np.float64]:
    """Mean of the measured handle times in each interval, NaN where there is none."""
    if handle_seconds is None:
        return np.full(len(grid), np.nan)
    seconds = _aligned("handle_seconds", np.asarray(handle_seconds, dtype=np.float64), instants)
    _refuse_negative("handle_seconds", seconds)
    position, inside = grid.index_of(instants)
    measured = inside & ~np.isnan(seconds) & (weights > 0)
    where, weight = position[measured], weights[measured]
    totals = np.bincount(where, weights=seconds[measured] * weight, minlength=len(grid))
    counts = np.bincount(where, weights=weight, minlength=len(grid))
    means = np.full(len(grid), np.nan)
    np.divide(totals, counts, out=means, where=counts > 0)
    return means


def _aligned(name: str, values: NDArray[Scalar], instants: NDArray[np.int64]) -> NDArray[Scalar]:
    if values.shape != instants.shape or instants.ndim != 1:
        raise OutOfRange(
            f"got {name} of shape {values.shape} for times of shape {instants.shape}; need one each"
        )
    return values


def _refuse_negative(name: str, values: NDArray[np.float64]) -> None:
    if (values < 0).any():
        raise OutOfRange(f"got {name} down to {np.nanmin(values):g}; need 0 or more")


def _refuse_long_rows(starts: NDArray[np.int64], row_seconds: int | None, grid: IntervalGrid) -> None:
    distances = np.diff(np.unique(starts))
    shortest = int(distances.min()) if distances.size else 0
    length = shortest if row_seconds is None else row_seconds
    if length > grid.seconds:
        raise OutOfRange(f"got rows of {length} seconds; need at most the grid's {grid.seconds} seconds")
