"""Shrinkage: the share of paid time that is not spent on queue, by cause; measured, and applied."""

from halfhour.engine.shrinkage._applying import (
    paid_people,
    stacked_shrinkage,
    total_shrinkage,
    unplanned_shrinkage,
    whole_paid_people,
)
from halfhour.engine.shrinkage._bounds import share_bounds
from halfhour.engine.shrinkage._laying import Records
from halfhour.engine.shrinkage._measure import measure_shrinkage
from halfhour.engine.shrinkage._paid import Contracts
from halfhour.engine.shrinkage._reasons import ShrinkageReason
from halfhour.engine.shrinkage._spans import NO_SPANS, Spans, ended, joined
from halfhour.engine.shrinkage._states import USUAL_NAMES, uses_of_states
from halfhour.engine.shrinkage._taking import (
    CAUSES,
    PLACED_BY_ROSTER,
    all_to_measure,
    as_measured,
    asked_to_measure,
    uses_by_cause,
    with_measured_shares,
)
from halfhour.engine.shrinkage._uses import INSIDE, OUTSIDE, SHRINKAGE
from halfhour.engine.shrinkage._values import (
    ENOUGH_DAYS,
    ENOUGH_DAYS_OF_A_CELL,
    LEAST_PEOPLE,
    MOST_UNKNOWN,
    MeasuredShrinkage,
    ShareFigures,
    ShrinkageMap,
)

__all__ = [
    "CAUSES",
    "ENOUGH_DAYS",
    "ENOUGH_DAYS_OF_A_CELL",
    "INSIDE",
    "LEAST_PEOPLE",
    "MOST_UNKNOWN",
    "NO_SPANS",
    "OUTSIDE",
    "PLACED_BY_ROSTER",
    "SHRINKAGE",
    "USUAL_NAMES",
    "Contracts",
    "MeasuredShrinkage",
    "Records",
    "ShareFigures",
    "ShrinkageMap",
    "ShrinkageReason",
    "Spans",
    "all_to_measure",
    "as_measured",
    "asked_to_measure",
    "ended",
    "joined",
    "measure_shrinkage",
    "paid_people",
    "share_bounds",
    "stacked_shrinkage",
    "total_shrinkage",
    "unplanned_shrinkage",
    "uses_by_cause",
    "uses_of_states",
    "whole_paid_people",
    "with_measured_shares",
]
