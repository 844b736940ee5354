"""Words for what there is to say about response times."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from halfhour.engine.reasons import ReasonKind
from halfhour.engine.response import ResponseReason

WORDS: dict[ReasonKind, str | Promise] = {
    ResponseReason.TOO_FEW: _("Too few to be sure: times measured {count}, needed {needed}."),
    ResponseReason.UNANSWERED_MISSED: _(
        "Contacts without an answer that count as outside the goal: {count}."
    ),
}
