"""Measured shrinkage as values: by use of time, and by weekday and half hour."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.reasons import Reason
from halfhour.engine.shrinkage._bounds import share_bounds
from halfhour.engine.shrinkage._uses import CODES, ON_QUEUE, OUTSIDE, PLANNABLE, codes_of
from halfhour.engine.team import TimeUse

# So many people must stand behind a figure on leave, sickness, lateness or absence, and behind a cell.
LEAST_PEOPLE = 5
# Fewer days of a kind, and one odd day moves their share by more than a quarter of its own oddness.
ENOUGH_DAYS_OF_A_CELL = 4
ENOUGH_DAYS = 10
MOST_UNKNOWN = 0.2
UNKNOWN = CODES[TimeUse.UNKNOWN]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareFigures:
    """A share of known paid time: measured, with bounds, and as the day plans of the same time had it.

    `share` is None where nothing is known, `planned_share` where no plan is or could hold such a cause.
    """

    seconds: int
    share: float | None
    low: float
    high: float
    planned_share: float | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sums:
    """Seconds of shape (people, days, uses), as time was used and planned; people have no names here.

    `first_day` is the number of the first day since 1970.
    """

    used: NDArray[np.int32]
    planned: NDArray[np.int32]
    first_day: int

    @property
    def known(self) -> NDArray[np.int64]:
        """Paid seconds of known use, shape (people, days)."""
        found: NDArray[np.int64] = self.used.sum(axis=2) - self.used[:, :, UNKNOWN]
        return found

    def figures(self, uses: tuple[TimeUse, ...]) -> ShareFigures:
        codes, known = codes_of(uses), self.known
        part = self.used[:, :, codes].sum(axis=2)
        weeks = (self.first_day + np.arange(known.shape[1]) + 3) // 7  # day 0 was a Thursday
        low, high = share_bounds(part=part, whole=known, weeks=weeks)
        seconds, planned_paid = int(part.sum()), int(self.planned.sum())
        planned = set(uses) & {*PLANNABLE, *ON_QUEUE}
        return ShareFigures(
            seconds=seconds,
            share=seconds / int(known.sum()) if known.any() else None,
            low=low,
            high=high,
            planned_share=int(self.planned[:, :, codes].sum()) / planned_paid
            if planned_paid and planned
            else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ShrinkageMap:
    """Seconds by weekday (0 Monday) and slot of the local day.

    `used` and `planned` have shape (uses, 7, slots), uses in the order of `TimeUse`; all others (7, slots).
    `known` is paid time of known use, `planned_paid` paid time with a day plan; `people` and `days` tell how
    many stand behind `known`.
    """

    interval_seconds: int
    known: NDArray[np.int64]
    used: NDArray[np.int64]
    planned_paid: NDArray[np.int64]
    planned: NDArray[np.int64]
    people: NDArray[np.int64]
    days: NDArray[np.int64]
    people_of_weekday: NDArray[np.int64]
    people_of_slot: NDArray[np.int64]

    @property
    def told(self) -> NDArray[np.bool_]:
        """Cells with enough people behind them to be shown at all."""
        return self.people >= LEAST_PEOPLE

    @property
    def enough(self) -> NDArray[np.bool_]:
        """Cells that are told, with enough days behind them to be trusted."""
        return self.told & (self.days >= ENOUGH_DAYS_OF_A_CELL)

    def share(self, uses: Iterable[TimeUse]) -> NDArray[np.float64]:
        """Measured share of known paid time, shape (7, slots); NaN in cells that are not told."""
        return _share(self._summed(self.used, uses), self.known, told=self.told)

    def planned_share(self, uses: Iterable[TimeUse]) -> NDArray[np.float64]:
        """The share that was planned; NaN in cells that are not told or had no plan."""
        return _share(self._summed(self.planned, uses), self.planned_paid, told=self.told)

    def by_weekday(self, uses: Iterable[TimeUse]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Measured and planned shares of each weekday, shape (7,)."""
        return self._along(1, uses, told=self.people_of_weekday >= LEAST_PEOPLE)

    def by_slot(self, uses: Iterable[TimeUse]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Measured and planned shares of each slot of the day, shape (slots,)."""
        return self._along(0, uses, told=self.people_of_slot >= LEAST_PEOPLE)

    def _along(
        self, axis: int, uses: Iterable[TimeUse], *, told: NDArray[np.bool_]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        wanted = tuple(uses)
        measured = self._summed(self.used, wanted).sum(axis=axis)
        planned = self._summed(self.planned, wanted).sum(axis=axis)
        return (
            _share(measured, self.known.sum(axis=axis), told=told),
            _share(planned, self.planned_paid.sum(axis=axis), told=told),
        )

    @staticmethod
    def _summed(seconds: NDArray[np.int64], uses: Iterable[TimeUse]) -> NDArray[np.int64]:
        codes = [CODES[use] for use in uses]
        return np.asarray(seconds[codes].sum(axis=0), dtype=np.int64)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MeasuredShrinkage:
    """What paid time went to, measured over the local days `first_on` to `last_on`.

    `paid_seconds` = `known_seconds` + `unknown_seconds`, and `known_seconds` is the sum of all uses in
    `by_use`, to the second. Shares are of known time. `inside` and `outside` are the causes in the office
    and outside it, `total` both; idle time is in none of them. `inside_of_present` is what the causes in the
    office take of the time that people are there. `occupancy` is the share of time on queue spent
    handling, None where no handling is recorded.
    """

    timezone: str
    first_on: date
    last_on: date
    days: int
    people: int
    paid_seconds: int
    known_seconds: int
    unknown_seconds: int
    by_use: Mapping[TimeUse, ShareFigures]
    inside: ShareFigures
    outside: ShareFigures
    total: ShareFigures
    inside_of_present: float | None
    occupancy: float | None
    map: ShrinkageMap
    sums: Sums
    reasons: tuple[Reason, ...]

    def figures(self, uses: tuple[TimeUse, ...]) -> ShareFigures:
        """Several uses together: their bounds are not the sums of theirs."""
        return self.sums.figures(uses)

    @property
    def enough(self) -> bool:
        """Whether the figures may be planned with without a second look."""
        unknown = self.unknown_seconds / self.paid_seconds if self.paid_seconds else 1.0
        return self.days >= ENOUGH_DAYS and self.people >= LEAST_PEOPLE and unknown <= MOST_UNKNOWN

    def is_told(self, use: TimeUse) -> bool:
        """Whether so many people were measured that a use may be shown by itself."""
        return self.people >= LEAST_PEOPLE or use not in OUTSIDE


def _share(
    part: NDArray[np.int64], whole: NDArray[np.int64], *, told: NDArray[np.bool_]
) -> NDArray[np.float64]:
    found = np.full(whole.shape, np.nan)
    np.divide(part, whole, out=found, where=(whole > 0) & told)
    return found
