"""What a roster gives as reasons: rules by name, rules that clash, and how good the roster is."""

from halfhour.engine.reasons import ReasonKind


class RosterRule(ReasonKind):
    """The rules, as clashes name them."""

    SHIFT_LENGTHS = "rostering.rule_shift_lengths"
    OPENING_HOURS = "rostering.rule_opening_hours"
    AVAILABILITY = "rostering.rule_availability"
    TIME_OFF = "rostering.rule_time_off"
    REST = "rostering.rule_rest"
    RUN_OF_DAYS = "rostering.rule_run_of_days"
    DAYS_PER_WEEK = "rostering.rule_days_per_week"
    WEEKLY_HOURS = "rostering.rule_weekly_hours"
    ON_DUTY = "rostering.rule_on_duty"
    BREAKS = "rostering.rule_breaks"
    SESSIONS = "rostering.rule_sessions"


class RosterReason(ReasonKind):
    """Why a roster is as it is."""

    CLASH = "rostering.clash"
    CLASH_OF_TWO = "rostering.clash_of_two"
    CLASH_OF_THREE = "rostering.clash_of_three"
    CLASH_OF_MANY = "rostering.clash_of_many"
    HOURS_SHORT = "rostering.hours_short"
    NOBODY_CAN_BE_ON_DUTY = "rostering.nobody_can_be_on_duty"
    TOO_FEW_ON_DUTY = "rostering.too_few_on_duty"
    SHIFT_WITHOUT_ROOM = "rostering.shift_without_room"
    SESSION_APART = "rostering.session_apart"
    SESSION_MISSED = "rostering.session_missed"
    NO_SHIFT_FITS = "rostering.no_shift_fits"
    COVERED = "rostering.covered"
    MOST_MISSING = "rostering.most_missing"
    NEAR_BEST = "rostering.near_best"
    BEST = "rostering.best"
