"""Response-time analysis: how long contacts wait for an answer and for a solution, and where."""

from halfhour.engine.response._heatmap import ENOUGH_DAYS, AnswerMap, ArrivalMap, answer_map, arrival_map
from halfhour.engine.response._outcomes import OutcomeShare, outcome_shares
from halfhour.engine.response._proportion import Share, share_of, wilson_bounds
from halfhour.engine.response._reasons import ResponseReason
from halfhour.engine.response._summary import (
    ENOUGH_FOR_MEDIAN,
    ENOUGH_FOR_P90,
    GroupSummary,
    ResponseSummary,
    by,
    summarise,
)
from halfhour.engine.response._times import TimesTaken, times_taken

__all__ = [
    "ENOUGH_DAYS",
    "ENOUGH_FOR_MEDIAN",
    "ENOUGH_FOR_P90",
    "AnswerMap",
    "ArrivalMap",
    "GroupSummary",
    "OutcomeShare",
    "ResponseReason",
    "ResponseSummary",
    "Share",
    "TimesTaken",
    "answer_map",
    "arrival_map",
    "by",
    "outcome_shares",
    "share_of",
    "summarise",
    "times_taken",
    "wilson_bounds",
]
