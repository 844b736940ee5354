"""Business time: when a team is open, how much of that passed, and when so much will have passed."""

from halfhour.engine.business_time._calendar import BusinessCalendar, business_calendar
from halfhour.engine.business_time._changing import hours_over_time
from halfhour.engine.business_time._clock import due_at, open_seconds, working_seconds
from halfhour.engine.business_time._days import spans_by_day
from halfhour.engine.business_time._holidays import holidays_between, makeup_workdays_between

__all__ = [
    "BusinessCalendar",
    "business_calendar",
    "due_at",
    "holidays_between",
    "hours_over_time",
    "makeup_workdays_between",
    "open_seconds",
    "spans_by_day",
    "working_seconds",
]
