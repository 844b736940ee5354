"""Required against scheduled people: by half hour, by day, over the week."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.plan import SHORT_FROM
from halfhour.planning.adapter.series import array
from halfhour.planning.adapter.teams import grid_of, moment
from halfhour.planning.models import Plan, QueueSeries


@dataclass(frozen=True, slots=True, kw_only=True)
class StripSlot:
    """One half hour of a day: people needed and scheduled on all queues together, and what is off."""

    starts_at: datetime
    needed: float
    scheduled: float
    short: float
    surplus: float

    @property
    def is_short(self) -> bool:
        return self.short > SHORT_FROM


@dataclass(frozen=True, slots=True, kw_only=True)
class DayStrip:
    """A day's coverage; empty where nothing is open and nobody works."""

    on: date
    slots: tuple[StripSlot, ...]
    short_hours: float
    surplus_hours: float
    largest: float

    @property
    def is_short(self) -> bool:
        return any(slot.is_short for slot in self.slots)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Totals:
    """People on all queues together, shape (intervals,)."""

    needed: NDArray[np.float64]
    scheduled: NDArray[np.float64]
    short: NDArray[np.float64]
    surplus: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortfallMap:
    """Hours short by weekday (0 Monday) and slot of the day, the mean over the plan's weeks.

    None where nobody is needed nor there.
    """

    slots: tuple[int, ...]
    interval_minutes: int
    cells: tuple[tuple[float | None, ...], ...]
    largest: float


def series_of(plan: Plan) -> tuple[QueueSeries, ...]:
    return tuple(QueueSeries.objects.filter(plan=plan).order_by("position"))


def totals_of(plan: Plan, series: Sequence[QueueSeries]) -> Totals:
    nothing = np.zeros(len(grid_of(plan)))

    def total(part: str, name: str) -> NDArray[np.float64]:
        rows = [array(getattr(row, part)[name]) for row in series]
        return np.nan_to_num(np.sum(rows, axis=0)) if rows else nothing

    return Totals(
        needed=total("requirement", "roster_target"),
        scheduled=total("coverage", "people"),
        short=total("coverage", "shortfall"),
        surplus=total("coverage", "surplus"),
    )


def day_strips(plan: Plan, days: Sequence[date]) -> tuple[DayStrip, ...]:
    """The coverage of each day, all queues together."""
    return _strips(plan, totals_of(plan, series_of(plan)), days)


def queue_strips(plan: Plan, row: QueueSeries, days: Sequence[date]) -> tuple[DayStrip, ...]:
    """The coverage of each day on one queue."""
    return _strips(plan, totals_of(plan, [row]), days)


def _strips(plan: Plan, totals: Totals, days: Sequence[date]) -> tuple[DayStrip, ...]:
    """All trimmed to the same hours, so that they line up."""
    grid = grid_of(plan)
    dates, slots = grid.dates, grid.slots
    hours = (grid.ends - grid.starts) / 3600
    busy = (totals.needed > 0) | (totals.scheduled > 0)
    shown = _span(slots[busy & np.isin(dates, np.array(days, dtype="datetime64[D]"))])
    largest = float(max(totals.needed.max(initial=0), totals.scheduled.max(initial=0)))
    return tuple(
        _strip(
            day,
            np.flatnonzero((dates == np.datetime64(day)) & np.isin(slots, shown)),
            grid,
            totals,
            hours,
            largest,
        )
        for day in days
    )


def shortfall_map(plan: Plan, series: Sequence[QueueSeries]) -> ShortfallMap:
    """Where people are missing, by weekday and half hour."""
    grid, totals = grid_of(plan), totals_of(plan, series)
    hours = totals.short * (grid.ends - grid.starts) / 3600
    busy = (totals.needed > 0) | (totals.scheduled > 0)
    slots = _span(grid.slots[busy])
    cells = tuple(
        tuple(
            _mean_hours(hours, busy & (grid.weekdays == weekday) & (grid.slots == slot), plan.weeks)
            for slot in slots
        )
        for weekday in range(7)
    )
    return ShortfallMap(
        slots=tuple(slots),
        interval_minutes=plan.interval_minutes,
        cells=cells,
        largest=max((value for row in cells for value in row if value is not None), default=0.0),
    )


def _mean_hours(hours: NDArray[np.float64], where: NDArray[np.bool_], weeks: int) -> float | None:
    return round(float(hours[where].sum()) / weeks, 3) if where.any() else None


def _span(slots: NDArray[np.int64]) -> list[int]:
    """Every slot from the first to the last, so that time runs without holes."""
    return list(range(int(slots.min()), int(slots.max()) + 1)) if slots.size else []


def _strip(on, positions, grid, totals: Totals, hours, largest: float) -> DayStrip:  # type: ignore[no-untyped-def]
    return DayStrip(
        on=on,
        slots=tuple(
            StripSlot(
                starts_at=moment(grid.starts[i]),
                needed=round(float(totals.needed[i]), 2),
                scheduled=round(float(totals.scheduled[i]), 2),
                short=round(float(totals.short[i]), 2),
                surplus=round(float(totals.surplus[i]), 2),
            )
            for i in positions
        ),
        short_hours=float((totals.short * hours)[positions].sum()),
        surplus_hours=float((totals.surplus * hours)[positions].sum()),
        largest=largest,
    )
