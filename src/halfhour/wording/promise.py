"""Why an answer is promised by a time, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from halfhour.engine.promise import PromiseReason
from halfhour.engine.reasons import ReasonKind

WORDS: dict[ReasonKind, str | Promise] = {
    PromiseReason.AHEAD: _("Contacts that are due before it: {ahead}."),
    PromiseReason.HANDLE_MEASURED: _("Contacts of this queue took {minutes:.1f} minutes each lately."),
    PromiseReason.HANDLE_SET: _(
        "Contacts of this queue take {minutes:.1f} minutes each by the team's settings."
    ),
    PromiseReason.PEOPLE_PLANNED: _(
        "The published plan has {people:.1f} people on this queue for the next work."
    ),
    PromiseReason.PEOPLE_USUAL: _(
        "No plan is published yet; {people:.1f} people are expected by opening hours."
    ),
    PromiseReason.CHANCE: _("Such promises are to be kept in {share:.0%} of cases."),
}
