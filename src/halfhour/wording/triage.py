"""Why a contact is taken for what it is taken for, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from halfhour.engine.reasons import ReasonKind
from halfhour.engine.triage import TriageReason

WORDS: dict[ReasonKind, str | Promise] = {
    TriageReason.SCRIPT_OF_ONE_LANGUAGE: _("Its script is that of one language."),
    TriageReason.LETTERS_OF_LANGUAGE: _(
        "Its words look like those of one language; the chance that this is right is {confidence:.0%}."
    ),
    TriageReason.NO_LETTERS: _("There are no words in it, so its language cannot be told."),
    TriageReason.TOO_SHORT_TO_TELL: _("It is too short to tell its language."),
    TriageReason.SCRIPT_NOT_KNOWN: _("It is in a script whose languages cannot be told apart here."),
    TriageReason.SAYS_ACCOUNT_IN_DANGER: _("Speaks of an account or money in danger: {words}"),
    TriageReason.SAYS_OUTAGE: _("Says that something does not work at all: {words}"),
    TriageReason.SAYS_COMPLAINT: _("Complains: {words}"),
    TriageReason.SAME_NUMBER: _("The same customer wrote about {number} before."),
    TriageReason.SAME_WORDS: _("The same customer wrote nearly the same before ({share:.0%} alike)."),
    TriageReason.LIKELY_LABEL: _("Looks like “{label}”; the chance that this is right is {confidence:.0%}."),
    TriageReason.DECIDED_BY_WORDS: _("What decided: {words}"),
    TriageReason.NOT_SURE_ENOUGH: _(
        "Looks most like “{label}”, but the chance that this is right is only {confidence:.0%};"
        " {needed:.0%} is needed."
    ),
    TriageReason.NO_SUCH_LABEL: _("Looks like “{label}”, which the team has no longer."),
    TriageReason.NOTHING_KNOWN_IN_TEXT: _("Nothing in it was in the contacts that were learned from."),
    TriageReason.TOO_FEW_OF_LABEL: ngettext_lazy(
        "“{label}” is not learned: it has {count} example, and {needed} are needed.",
        "“{label}” is not learned: it has {count} examples, and {needed} are needed.",
        "count",
    ),
    TriageReason.TOO_FEW_LABELS: _(
        "Nothing is learned: {labels} of the labels have enough examples, and {needed} are needed."
    ),
    TriageReason.OUT_OF_SCOPE_GUESSED: _(
        "No contact is marked as fitting no label, so labels left out of learning stood in for such contacts."
    ),
    TriageReason.OUT_OF_SCOPE_UNKNOWN: _(
        "No contact is marked as fitting no label, so what fits none may be given one."
    ),
    TriageReason.UNREADABLE_CLASSIFIER: _("This is not a classifier, or not one of this version."),
    TriageReason.SET_BY_RULE: _("The rule “{rule}” set it."),
    TriageReason.COMPLAINT_BY_RULE: _("The rule “{rule}” opened a complaint."),
    TriageReason.SAME_ALREADY: _("The rule “{rule}” matches, but what it sets is set already."),
    TriageReason.EARLIER_RULE_WON: _("The rule “{rule}” matches, but “{winner}” stands before it."),
    TriageReason.SET_BY_PERSON: _("The rule “{rule}” matches, but a person has decided this."),
    TriageReason.RULES_GO_IN_CIRCLES: _(
        "These rules undo one another, so what they would set stays as it was: {rules}"
    ),
    TriageReason.RULES_TOO_DEEP: _(
        "Rules set off one another more than {depth} times; stopped after: {rules}"
    ),
}
