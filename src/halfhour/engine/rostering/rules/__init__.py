"""The rules of a roster as constraints: one function per rule, each of use alone.

Every rule is written for a *crew* of people with the same choices; a crew of one is a person, and
there the rule is exact. For more, counts stand for people and the rule holds in sum, which every
legal roster does, so a bound found with crews is a bound for all rosters.
"""

from halfhour.engine.rostering.rules.breaks import ShiftsToBreak, place_breaks
from halfhour.engine.rostering.rules.coverage import CoverageCost, measure_coverage, share_out
from halfhour.engine.rostering.rules.days import (
    limit_days_per_week,
    limit_run_of_days,
    work_one_shift_a_day,
)
from halfhour.engine.rostering.rules.duty import keep_on_duty
from halfhour.engine.rostering.rules.fairness import share_fairly
from halfhour.engine.rostering.rules.hours import keep_weekly_hours
from halfhour.engine.rostering.rules.rest import TimedShift, keep_rest
from halfhour.engine.rostering.rules.sessions import (
    Attendees,
    attend_agreed_session,
    be_in_one_place,
    hold_sessions_alone,
    hold_sessions_together,
)
from halfhour.engine.rostering.rules.wishes import count_wishes_missed, keep_starts_steady

__all__ = [
    "Attendees",
    "CoverageCost",
    "ShiftsToBreak",
    "TimedShift",
    "attend_agreed_session",
    "be_in_one_place",
    "count_wishes_missed",
    "hold_sessions_alone",
    "hold_sessions_together",
    "keep_on_duty",
    "keep_rest",
    "keep_starts_steady",
    "keep_weekly_hours",
    "limit_days_per_week",
    "limit_run_of_days",
    "measure_coverage",
    "place_breaks",
    "share_fairly",
    "share_out",
    "work_one_shift_a_day",
]
