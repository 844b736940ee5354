"""Words for what there is to say about how long customers are willing to wait."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from halfhour.engine.patience import PatienceReason
from halfhour.engine.reasons import ReasonKind

WORDS: dict[ReasonKind, str | Promise] = {
    PatienceReason.TOO_FEW: _("Too few gave up to be sure of their patience: {hangups}, needed {needed}."),
    PatienceReason.NOBODY_GAVE_UP: _(
        "Nobody gave up, so that patience is not known; contacts that waited: {contacts}."
    ),
    PatienceReason.END_UNSEEN: _(
        "Nobody waited for longer than {seconds} s; what is known of the most patient {percent}% is that"
        " they wait for longer."
    ),
}
