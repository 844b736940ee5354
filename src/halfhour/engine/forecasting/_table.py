"""Half hours laid out as days × slots: what every model reads.

Letters: d ranges over days, s over slots of a local day. All days from the first of the history to the
last of the horizon are there, so a calendar fact is one look away; what is not known is NaN.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.errors import OutOfRange
from halfhour.engine.history import QueueHistory
from halfhour.engine.intervals import IntervalGrid

DAY_SECONDS = 86_400
LONGEST_DAYS = 3 * 366  # older history says little about the next weeks, and costs time

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Dates = NDArray[np.datetime64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """Rates and opening by day and slot.

    `counts` and `share`, shape (days, slots): contacts that came while open, NaN where unknown or
    closed, and the share of the slot that is open. A slot that comes twice on the day the clock goes
    back holds both; `share` is then up to 2. `first_target` is the first day to forecast.
    """

    dates: Dates
    counts: Floats
    share: Floats
    usual_share: Floats  # (7, slots): the share usually open on each weekday
    first_target: int

    @property
    def days(self) -> int:
        return len(self.dates)

    @property
    def weekdays(self) -> Ints:
        """0 is Monday; the epoch was a Thursday."""
        return (self.dates.astype(np.int64) + 3) % 7

    @property
    def known(self) -> Bools:
        """Shape (days, slots): open, and the count is known."""
        return ~np.isnan(self.counts)

    @property
    def known_days(self) -> Bools:
        return np.asarray(self.known.any(axis=1))

    def until(self, day: int) -> "Table":
        """The same days with nothing known from `day` on."""
        counts = self.counts.copy()
        counts[day:] = np.nan
        return replace(self, counts=counts, first_target=day)

    def with_counts(self, counts: Floats) -> "Table":
        return replace(self, counts=counts)


def table_of(
    *,
    history: QueueHistory,
    open_seconds: NDArray[np.int64],
    horizon: IntervalGrid,
    horizon_open_seconds: NDArray[np.int64],
) -> Table:
    """Lay history and horizon out by day and slot; nothing that came after the horizon began is used."""
    check_shapes(history, open_seconds, horizon, horizon_open_seconds)
    first_target_on = horizon.dates[0]
    before = history.grid.starts < horizon.starts[0]
    first_on = first_target_on
    if before.any():
        first_on = max(history.grid.dates[before][0], first_target_on - np.timedelta64(LONGEST_DAYS, "D"))
    dates = np.arange(first_on, horizon.dates[-1] + 1)
    slots = DAY_SECONDS // horizon.seconds
    shape = (len(dates), slots)

    kept = before & (history.grid.dates >= first_on)
    place = _places(history.grid, first_on, slots)[kept]
    share = _summed(place, open_seconds[kept] / history.grid.seconds, shape)
    offered = np.where(open_seconds > 0, history.offered, np.nan)[kept]
    heard = ~np.isnan(offered)
    counts = _summed(place[heard], offered[heard], shape)
    covered = _summed(place[heard], open_seconds[kept][heard] / history.grid.seconds, shape)
    partly = np.divide(share, covered, out=np.full(shape, np.nan), where=covered > 0)
    counts *= partly  # one of two equal slots unknown: the other stands for both

    share += _summed(_places(horizon, first_on, slots), horizon_open_seconds / horizon.seconds, shape)
    usual = _usual_share(dates, share, covered_days=_in_grids(dates, history.grid.dates[kept], horizon.dates))
    gap = ~_in_grids(dates, history.grid.dates[kept], horizon.dates)
    weekdays = (dates.astype(np.int64) + 3) % 7
    share[gap] = usual[weekdays[gap]]
    return Table(
        dates=dates,
        counts=counts,
        share=share,
        usual_share=usual,
        first_target=int((first_target_on - first_on).astype(np.int64)),
    )


def check_shapes(
    history: QueueHistory,
    open_seconds: NDArray[np.int64],
    horizon: IntervalGrid,
    horizon_open_seconds: NDArray[np.int64],
) -> None:
    """Refuse what cannot be laid out."""
    if len(horizon) == 0:
        raise OutOfRange("got an empty horizon; need at least one interval")
    if history.grid.seconds != horizon.seconds:
        raise OutOfRange(
            f"got a history in intervals of {history.grid.seconds} s for a horizon of {horizon.seconds} s; "
            "need the same"
        )
    if history.grid.timezone != horizon.timezone:
        raise OutOfRange(
            f"got a history in {history.grid.timezone} for a horizon in {horizon.timezone}; "
            "need the same zone"
        )
    if len(open_seconds) != len(history.grid) or len(history.offered) != len(history.grid):
        raise OutOfRange(
            f"got {len(open_seconds)} open seconds and {len(history.offered)} counts for "
            f"{len(history.grid)} intervals of history; need one each"
        )
    if len(horizon_open_seconds) != len(horizon):
        raise OutOfRange(
            f"got {len(horizon_open_seconds)} open seconds for {len(horizon)} intervals; need one each"
        )
    if np.nanmin(history.offered, initial=0.0) < 0:
        raise OutOfRange(f"got {np.nanmin(history.offered):g} contacts in an interval; need 0 or more")


def places(grid: IntervalGrid, table: Table) -> NDArray[np.int64]:
    """Position of each interval of `grid` in the raveled table."""
    return _places(grid, table.dates[0], table.counts.shape[1])


def _places(grid: IntervalGrid, first_on: np.datetime64, slots: int) -> NDArray[np.int64]:
    return (grid.dates - first_on).astype(np.int64) * slots + grid.slots


def _summed(place: NDArray[np.int64], values: Floats, shape: tuple[int, int]) -> Floats:
    sums = np.bincount(place, weights=values, minlength=shape[0] * shape[1])
    return sums.astype(np.float64).reshape(shape)


def _in_grids(dates: Dates, *grids: Dates) -> Bools:
    return np.isin(dates, np.concatenate(grids))


def _usual_share(dates: Dates, share: Floats, *, covered_days: Bools) -> Floats:
    """The median share per weekday and slot: what is open when no exception is made."""
    weekdays = (dates.astype(np.int64) + 3) % 7
    usual = np.zeros((7, share.shape[1]))
    for weekday in range(7):
        days = covered_days & (weekdays == weekday)
        if days.any():
            usual[weekday] = np.median(share[days], axis=0)
    return usual
