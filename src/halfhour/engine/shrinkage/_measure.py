"""From what people were paid for, what was planned and what they did to shrinkage by cause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.intervals import IntervalGrid, clock_reaches, interval_grid, local_seconds
from halfhour.engine.reasons import Reason
from halfhour.engine.shrinkage._laying import Laid, Records, Table, lay, measured_period, on_one_line
from halfhour.engine.shrinkage._paid import Contracts
from halfhour.engine.shrinkage._reasons import ShrinkageReason
from halfhour.engine.shrinkage._tally import by_interval, by_person_and_day, people_in_cells
from halfhour.engine.shrinkage._uses import CODES, INSIDE, ON_QUEUE, OUTSIDE, SHRINKAGE
from halfhour.engine.shrinkage._values import (
    ENOUGH_DAYS,
    LEAST_PEOPLE,
    MOST_UNKNOWN,
    MeasuredShrinkage,
    ShrinkageMap,
    Sums,
)
from halfhour.engine.team import DAY_SECONDS, TimeUse

UNKNOWN = CODES[TimeUse.UNKNOWN]
UNKNOWN_WORTH_TELLING = 0.01
USUAL_CONTRACTS = Contracts(day_seconds={})


def measure_shrinkage(
    *,
    records: Records,
    timezone: str,
    interval_minutes: int = 30,
    contracts: Contracts = USUAL_CONTRACTS,
    first_on: date | None = None,
) -> MeasuredShrinkage | None:
    """Measure where paid time went, from the first to the last moment in which anybody is recorded at work.

    A second counts in the local day, weekday and interval that the clock shows then, so night shifts
    are divided at midnight and the hour that is repeated when clocks go back counts twice. People of whom
    nothing is recorded are left out. None where nobody is recorded at work.

    Parameters
    ----------
    timezone, interval_minutes
        Whose clock, and the length of a slot, which must divide the day.
    contracts
        How much leave is paid on days without a shift.
    first_on
        Leaves out what came before this local day; None measures all.

    Raises
    ------
    OutOfRange, UnknownTimezone
        As `interval_grid` does.

    Notes
    -----
    Rules for overlaps, gaps and breaks at other times than planned, and the worked day that tests count by
    hand: docs/methods/shrinkage.md.

    Examples
    --------
    An hour at work, a quarter of it on break:

    >>> from halfhour.engine.shrinkage import Spans
    >>> did = Spans.of([("Ada", 0, 2700, TimeUse.ON_QUEUE), ("Ada", 2700, 3600, TimeUse.BREAK)])
    >>> found = measure_shrinkage(records=Records(activity=did), timezone="UTC")
    >>> found.total.share, found.by_use[TimeUse.BREAK].seconds
    (0.25, 900)
    """
    table = on_one_line(records)
    period = measured_period(table, timezone, first_on)
    if period is None:
        return None
    laid = lay(table, period, contracts, timezone)
    dates = (local_seconds(np.array([period[0], period[1] - 1]), timezone) // DAY_SECONDS).tolist()
    grid = interval_grid(
        first_on=_day(dates[0]), last_on=_day(dates[1]), timezone=timezone, interval_minutes=interval_minutes
    )
    midnights = clock_reaches(np.arange(dates[0], dates[1] + 2) * DAY_SECONDS, timezone)
    people = len(table.agents)
    sums = Sums(
        used=by_person_and_day(table.line, laid.used, people=people, midnights=midnights),
        planned=by_person_and_day(table.line, laid.planned, people=people, midnights=midnights),
        first_day=dates[0],
    )
    found = _summary(sums, _map(table, laid, grid), timezone)
    return replace(found, reasons=tuple(_reasons(found, table, laid, has_plan=bool(sums.planned.any()))))


def _summary(sums: Sums, cells: ShrinkageMap, timezone: str) -> MeasuredShrinkage:
    known = sums.known
    days = np.flatnonzero(known.any(axis=0))
    first, last = (int(days[0]), int(days[-1])) if days.size else (0, known.shape[1] - 1)
    by_use = {use: sums.figures((use,)) for use in (*ON_QUEUE, *SHRINKAGE)}
    inside, outside = sums.figures(INSIDE), sums.figures(OUTSIDE)
    present = int(known.sum()) - outside.seconds
    handled, idle = (by_use[use].seconds for use in ON_QUEUE)
    return MeasuredShrinkage(
        timezone=timezone,
        first_on=_day(sums.first_day + first),
        last_on=_day(sums.first_day + last),
        days=int(days.size),
        people=int(known.any(axis=1).sum()),
        paid_seconds=int(sums.used.sum()),
        known_seconds=int(known.sum()),
        unknown_seconds=int(sums.used[:, :, UNKNOWN].sum()),
        by_use=by_use,
        inside=inside,
        outside=outside,
        total=sums.figures(SHRINKAGE),
        inside_of_present=inside.seconds / present if present else None,
        occupancy=handled / (handled + idle) if handled else None,
        map=cells,
        sums=sums,
        reasons=(),
    )


def _map(table: Table, laid: Laid, grid: IntervalGrid) -> ShrinkageMap:
    slots = DAY_SECONDS // grid.seconds
    cell = grid.weekdays * slots + grid.slots

    def in_cells(values: NDArray[np.int64]) -> NDArray[np.int64]:
        """From (..., intervals) to (..., 7, slots)."""
        summed = np.zeros((7 * slots, *values.shape[:-1]), dtype=np.int64)
        np.add.at(summed, cell, values.T)
        return summed.T.reshape(*values.shape[:-1], 7, slots)

    used, planned = (by_interval(table.line, part, grid) for part in (laid.used, laid.planned))
    known_each = used.sum(axis=0) - used[UNKNOWN]
    known = laid.used.where(laid.used.value != UNKNOWN)
    there = people_in_cells(table.line, known, grid, people=len(table.agents), slots=slots)
    return ShrinkageMap(
        interval_seconds=grid.seconds,
        known=in_cells(known_each),
        used=in_cells(used),
        planned_paid=in_cells(planned.sum(axis=0)),
        planned=in_cells(planned),
        people=there.sum(axis=0),
        days=in_cells((known_each > 0).astype(np.int64)),
        people_of_weekday=there.any(axis=2).sum(axis=0),
        people_of_slot=there.any(axis=1).sum(axis=0),
    )


def _reasons(found: MeasuredShrinkage, table: Table, laid: Laid, *, has_plan: bool) -> Iterator[Reason]:
    def reason(kind: ShrinkageReason, **figures: float) -> Reason:
        return Reason(kind=kind, figures=figures)

    if found.days < ENOUGH_DAYS:
        yield reason(ShrinkageReason.FEW_DAYS, days=found.days, needed=ENOUGH_DAYS)
    if found.people < LEAST_PEOPLE:
        yield reason(ShrinkageReason.FEW_PEOPLE, people=found.people, needed=LEAST_PEOPLE)
    unknown = found.unknown_seconds / found.paid_seconds if found.paid_seconds else 0.0
    if unknown > MOST_UNKNOWN:
        yield reason(ShrinkageReason.MOSTLY_UNKNOWN, share=unknown, most=MOST_UNKNOWN)
    elif unknown >= UNKNOWN_WORTH_TELLING:
        yield reason(ShrinkageReason.UNKNOWN_TIME, share=unknown)
    if laid.from_activity_days:
        yield reason(ShrinkageReason.PAID_FROM_ACTIVITY, days=laid.from_activity_days)
    if table.not_recorded:
        yield reason(ShrinkageReason.NOT_RECORDED, people=table.not_recorded)
    if table.overlap_seconds >= 3600:
        yield reason(ShrinkageReason.OVERLAPS, hours=table.overlap_seconds / 3600)
    if laid.outside_seconds >= 3600:
        yield reason(ShrinkageReason.OUTSIDE_SHIFTS, hours=laid.outside_seconds / 3600)
    if not has_plan:
        yield reason(ShrinkageReason.NO_PLAN)
    if found.occupancy is None:
        yield reason(ShrinkageReason.NO_HANDLING)


def _day(number: int) -> date:
    return date(1970, 1, 1) + timedelta(days=number)
