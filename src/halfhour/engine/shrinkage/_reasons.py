"""What there is to say about measured shrinkage."""

from halfhour.engine.reasons import ReasonKind


class ShrinkageReason(ReasonKind):
    FEW_DAYS = "shrinkage.few_days"  # days, needed
    FEW_PEOPLE = "shrinkage.few_people"  # people, needed
    UNKNOWN_TIME = "shrinkage.unknown_time"  # share
    MOSTLY_UNKNOWN = "shrinkage.mostly_unknown"  # share, most
    PAID_FROM_ACTIVITY = "shrinkage.paid_from_activity"  # days
    NOT_RECORDED = "shrinkage.not_recorded"  # people
    OVERLAPS = "shrinkage.overlaps"  # hours
    OUTSIDE_SHIFTS = "shrinkage.outside_shifts"  # hours
    NO_PLAN = "shrinkage.no_plan"
    NO_HANDLING = "shrinkage.no_handling"
