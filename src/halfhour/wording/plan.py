"""Words for what there is to say about a plan as a whole."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from halfhour.engine.plan import PlanReason
from halfhour.engine.reasons import ReasonKind

WORDS: dict[ReasonKind, str | Promise] = {
    PlanReason.NO_HISTORY: _("There is no history of “{queue}”, so nobody is planned for it."),
    PlanReason.HISTORY_WITHOUT_QUEUE: _(
        "The history names “{queue}” (contacts: {contacts}), which is no queue of the team; "
        "it is not planned for."
    ),
    PlanReason.OUTSIDE_HOURS: _(
        "{share:.1%} of the contacts of “{queue}” came outside its hours; they are not planned for."
    ),
    PlanReason.ARRIVES_AT_ALL_HOURS: _(
        "{share:.0%} of the contacts of “{queue}” come outside its hours; the work is planned for the next "
        "hours it is open."
    ),
    PlanReason.FAR_FROM_HISTORY: _(
        "The plan starts {days} days after the last contact of “{queue}”; the further ahead, the less sure."
    ),
    PlanReason.SHORT_HISTORY: _(
        "The history of “{queue}” covers {weeks} full weeks; from eight on, weekdays and trends are surer."
    ),
    PlanReason.TOO_FEW_HOURS: _(
        "The goals need {required:.0f} paid hours, the contracts give {contracted:.0f}."
    ),
    PlanReason.DAYS_AT_RISK: _(
        "Played many times, {risky} of {days} days show the goal of “{queue}” with less than the {asked:.0%}"
        " asked for; the lowest is {on} with {chance:.0%} (95% sure: {low:.0%} to {high:.0%})."
    ),
}
