"""What each paid second went to, by rules that leave none of them out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.shrinkage._line import Line, Pieces, Stretches, overlay, value_at
from halfhour.engine.shrinkage._spans import Ints
from halfhour.engine.shrinkage._uses import CODES, OUTSIDE, codes_of
from halfhour.engine.team import TimeUse

NOTHING = -1
FAR = np.iinfo(np.int64).max


def settle(line: Line, *, paid: Stretches, did: Stretches, planned: Stretches) -> Stretches:
    """Paid time as stretches of what it went to.

    What is recorded counts as recorded. Paid time without a record is

    - leave, where leave was planned;
    - late, before the person's first record in the shift;
    - absence, after the last record in the shift; and the whole shift, if the person has no record in it
      while somebody else was recorded at work;
    - unknown, between two records, and wherever nobody was recorded.

    Parameters
    ----------
    paid
        The value is the number of the shift.
    did, planned
        The value is the code of the use.
    """
    pieces = overlay(paid, did, planned)
    pieces = pieces.where(pieces.within[0] >= 0)
    use = value_at(did, pieces.within[1], outside=CODES[TimeUse.OFF])
    gap = use == CODES[TimeUse.OFF]
    settled = np.where(gap, _meaning_of_gaps(line, pieces, gap, paid, did), use)
    plan = value_at(planned, pieces.within[2], outside=NOTHING)
    settled = np.where(gap & (plan == CODES[TimeUse.LEAVE]), CODES[TimeUse.LEAVE], settled)
    return Stretches(starts=pieces.starts, ends=pieces.ends, value=settled)


def _meaning_of_gaps(
    line: Line, pieces: Pieces, gap: NDArray[np.bool_], paid: Stretches, did: Stretches
) -> Ints:
    shift = value_at(paid, pieces.within[0], outside=NOTHING)
    shifts = int(paid.value.max(initial=NOTHING)) + 1
    first, last = np.full(shifts, FAR), np.full(shifts, NOTHING, dtype=np.int64)
    np.minimum.at(first, shift[~gap], pieces.starts[~gap])
    np.maximum.at(last, shift[~gap], pieces.ends[~gap])
    meaning = np.full(gap.shape, CODES[TimeUse.UNKNOWN], dtype=np.int64)
    is_recorded = last[shift] >= 0
    meaning[gap & is_recorded & (pieces.ends <= first[shift])] = CODES[TimeUse.LATE]
    meaning[gap & is_recorded & (pieces.starts >= last[shift])] = CODES[TimeUse.ABSENCE]
    empty = gap & ~is_recorded
    if empty.any():
        missed = empty & _others_at_work(line, paid, did)[shift]
        meaning[missed] = CODES[TimeUse.ABSENCE]
    return meaning


def _others_at_work(line: Line, paid: Stretches, did: Stretches) -> NDArray[np.bool_]:
    """Per shift, whether anybody is recorded at work while it lasts."""
    shifts = int(paid.value.max(initial=NOTHING)) + 1
    at_work = did.where(~np.isin(did.value, [CODES[TimeUse.OFF], *codes_of(OUTSIDE)]))
    starts, ends = np.full(shifts, FAR), np.full(shifts, NOTHING, dtype=np.int64)
    np.minimum.at(starts, paid.value, line.instants(paid.starts))
    np.maximum.at(ends, paid.value, line.instants(paid.ends))
    if len(at_work) == 0:
        return np.zeros(shifts, dtype=np.bool_)
    order = np.argsort(line.instants(at_work.starts), kind="stable")
    begins = line.instants(at_work.starts)[order]
    reached = np.maximum.accumulate(line.instants(at_work.ends)[order])
    before = np.searchsorted(begins, ends, side="left") - 1  # the last that begins before the shift ends
    return (before >= 0) & (reached[np.maximum(before, 0)] > starts)


def planned_use(*, paid: Stretches, planned: Stretches) -> Stretches:
    """Paid time as it was planned: what no block is planned for is time on queue."""
    pieces = overlay(paid, planned)
    pieces = pieces.where(pieces.within[0] >= 0)
    use = value_at(planned, pieces.within[1], outside=CODES[TimeUse.ON_QUEUE])
    use = np.where(use == CODES[TimeUse.OFF], CODES[TimeUse.ON_QUEUE], use)
    return Stretches(starts=pieces.starts, ends=pieces.ends, value=use)
