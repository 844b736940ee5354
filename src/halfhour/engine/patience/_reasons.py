"""What there is to say about an estimate of patience."""

from halfhour.engine.reasons import ReasonKind


class PatienceReason(ReasonKind):
    TOO_FEW = "patience.too_few"  # hangups, needed
    NOBODY_GAVE_UP = "patience.nobody_gave_up"  # contacts
    END_UNSEEN = "patience.end_unseen"  # percent, seconds
