"""What can be wrong with a roster, and the figures that each breach carries.

`agent` and `on` are the breach's own; times are what the team's clock shows ("09:30"), lengths of
shifts and weeks are hours, those of breaks and sessions minutes.
"""

from halfhour.engine.reasons import ReasonKind


class RosterBreach(ReasonKind):
    """The rules of a roster, by the way in which each is broken."""

    # Who and when
    UNKNOWN_AGENT = "rostering.breach.unknown_agent"
    OUTSIDE_PLAN = "rostering.breach.outside_plan"  # first_on, last_on
    WRONG_DATE = "rostering.breach.wrong_date"  # starts_on
    UNAVAILABLE = "rostering.breach.unavailable"  # starts, ends
    TIME_OFF = "rostering.breach.time_off"  # kind, first_on, last_on

    # One shift
    ENDS_BEFORE_START = "rostering.breach.ends_before_start"  # starts
    SHIFT_LENGTH = "rostering.breach.shift_length"  # hours, allowed
    PAID_TIME = "rostering.breach.paid_time"  # paid_minutes, worked_minutes
    START_STEP = "rostering.breach.start_step"  # starts, minutes
    OUTSIDE_HOURS = "rostering.breach.outside_hours"  # starts, ends

    # Shifts beside each other
    SHIFTS_OVERLAP = "rostering.breach.shifts_overlap"  # starts, before_on, before_ends
    TWO_SHIFTS = "rostering.breach.two_shifts"  # shifts
    REST = "rostering.breach.rest"  # hours, least
    RUN_OF_DAYS = "rostering.breach.run_of_days"  # days, most, first_on
    DAYS_IN_WEEK = "rostering.breach.days_in_week"  # days, most
    TOO_MANY_HOURS = "rostering.breach.too_many_hours"  # hours, most
    TOO_FEW_HOURS = "rostering.breach.too_few_hours"  # hours, least

    # Breaks
    BREAK_MISSING = "rostering.breach.break_missing"  # kind, minutes
    BREAK_NOT_DUE = "rostering.breach.break_not_due"  # kind, starts
    BREAK_LENGTH = "rostering.breach.break_length"  # kind, minutes, due
    BREAK_PAY = "rostering.breach.break_pay"  # kind, starts
    BREAK_WINDOW = "rostering.breach.break_window"  # kind, starts, ends, earliest, latest
    BREAK_OUTSIDE_SHIFT = "rostering.breach.break_outside_shift"  # kind, starts
    BREAKS_OVERLAP = "rostering.breach.breaks_overlap"  # kind, starts
    BREAK_IN_SESSION = "rostering.breach.break_in_session"  # kind, starts, session

    # Sessions
    SESSION_UNKNOWN = "rostering.breach.session_unknown"  # session
    SESSION_NOT_THEIRS = "rostering.breach.session_not_theirs"  # session
    SESSION_CHANGED = "rostering.breach.session_changed"  # session, minutes, kind, due, due_kind
    SESSION_OUTSIDE_SHIFT = "rostering.breach.session_outside_shift"  # session, starts, ends
    SESSIONS_OVERLAP = "rostering.breach.sessions_overlap"  # session, other, starts
    SESSION_MISSING = "rostering.breach.session_missing"  # session, times, due
    SESSION_TOO_OFTEN = "rostering.breach.session_too_often"  # session, times, due
    SESSION_APART = "rostering.breach.session_apart"  # session
    SESSION_MOVED = "rostering.breach.session_moved"  # session, starts

    # The team
    ON_DUTY = "rostering.breach.on_duty"  # starts, ends, people, least
    COUNTED_TWICE = "rostering.breach.counted_twice"  # queues, starts, ends, counted, there
    UNSKILLED = "rostering.breach.unskilled"  # queue, queues
