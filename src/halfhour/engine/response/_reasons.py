"""What there is to say about a summary of response times."""

from halfhour.engine.reasons import ReasonKind


class ResponseReason(ReasonKind):
    TOO_FEW = "response.too_few"  # count, needed
    UNANSWERED_MISSED = "response.unanswered_missed"  # count
