"""Why an answer is promised by a time, and not by another."""

from halfhour.engine.reasons import ReasonKind


class PromiseReason(ReasonKind):
    """What a promise follows from: the line, its work, the people, and how often such a promise holds."""

    AHEAD = "promise_ahead"
    HANDLE_MEASURED = "promise_handle_measured"
    HANDLE_SET = "promise_handle_set"
    PEOPLE_PLANNED = "promise_people_planned"
    PEOPLE_USUAL = "promise_people_usual"
    CHANCE = "promise_chance"
