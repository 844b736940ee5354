"""Why a contact goes to somebody, waits, goes on, or cannot be given to them."""

from halfhour.engine.reasons import ReasonKind


class RoutingReason(ReasonKind):
    """Refusals come first, then what decided a choice, then why a contact waits or goes on."""

    NOT_PRESENT = "not_present"
    NOT_IN_BLOCK = "not_in_block"
    LACKS_SKILL = "lacks_skill"
    NOT_SENIOR_ENOUGH = "not_senior_enough"
    FULL = "full"

    ONLY_PERSON = "only_person"
    KNOWS_CUSTOMER = "knows_customer"
    PUTS_NOTHING_ASIDE = "puts_nothing_aside"
    LEARNS = "learns"
    SENIORITY_FITS = "seniority_fits"
    KEEPS_OTHERS_FREE = "keeps_others_free"
    MORE_SKILLED = "more_skilled"
    LESS_LOADED = "less_loaded"
    LONGEST_IDLE = "longest_idle"
    BY_NAME = "by_name"

    ONLY_WORK = "only_work"
    OWN_CUSTOMER = "own_customer"
    MORE_URGENT = "more_urgent"
    WAITED_TOO_LONG = "waited_too_long"
    DUE_SOON = "due_soon"
    FEW_CAN = "few_can"
    DUE_FIRST = "due_first"
    STILL_IN_TIME = "still_in_time"
    OLDEST = "oldest"
    BY_KEY = "by_key"
    AMONG_ALIKE = "among_alike"

    NOBODY_CAN = "nobody_can"
    WAITS_FOR_SOMEBODY_FREE = "waits_for_somebody_free"
    WAITS_FOR_WHO_KNOWS = "waits_for_who_knows"
    NOTHING_WAITS = "nothing_waits"

    WENT_AWAY = "went_away"
    NOT_OPENED = "not_opened"
    NOT_NOW = "not_now"
