"""Why a contact is taken for what it is taken for."""

from halfhour.engine.reasons import ReasonKind


class TriageReason(ReasonKind):
    """Languages, then signals and repeats, then the classifier, then rules."""

    SCRIPT_OF_ONE_LANGUAGE = "script_of_one_language"
    LETTERS_OF_LANGUAGE = "letters_of_language"
    NO_LETTERS = "no_letters"
    TOO_SHORT_TO_TELL = "too_short_to_tell"
    SCRIPT_NOT_KNOWN = "script_not_known"

    SAYS_ACCOUNT_IN_DANGER = "says_account_in_danger"
    SAYS_OUTAGE = "says_outage"
    SAYS_COMPLAINT = "says_complaint"

    SAME_NUMBER = "same_number"
    SAME_WORDS = "same_words"

    LIKELY_LABEL = "likely_label"
    DECIDED_BY_WORDS = "decided_by_words"
    NOT_SURE_ENOUGH = "not_sure_enough"
    NO_SUCH_LABEL = "no_such_label"
    NOTHING_KNOWN_IN_TEXT = "nothing_known_in_text"

    TOO_FEW_OF_LABEL = "too_few_of_label"
    TOO_FEW_LABELS = "too_few_labels"
    OUT_OF_SCOPE_GUESSED = "out_of_scope_guessed"
    OUT_OF_SCOPE_UNKNOWN = "out_of_scope_unknown"
    UNREADABLE_CLASSIFIER = "unreadable_classifier"

    SET_BY_RULE = "set_by_rule"
    COMPLAINT_BY_RULE = "complaint_by_rule"
    SAME_ALREADY = "same_already"
    EARLIER_RULE_WON = "earlier_rule_won"
    SET_BY_PERSON = "set_by_person"
    RULES_GO_IN_CIRCLES = "rules_go_in_circles"
    RULES_TOO_DEEP = "rules_too_deep"
