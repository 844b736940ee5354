"""Why a contact goes to somebody, waits, or cannot be given to them, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from halfhour.engine.reasons import ReasonKind
from halfhour.engine.routing import RoutingReason

WORDS: dict[ReasonKind, str | Promise] = {
    RoutingReason.NOT_PRESENT: _("{person} is not there now."),
    RoutingReason.NOT_IN_BLOCK: _("{person} takes no contacts of {queue} now."),
    RoutingReason.LACKS_SKILL: _("{person} lacks the skill {skill}."),
    RoutingReason.NOT_SENIOR_ENOUGH: _("It asks for more experience than {person} has."),
    RoutingReason.FULL: _("{person} has as many contacts in hand as they may."),
    RoutingReason.ONLY_PERSON: _("Nobody else could take it now."),
    RoutingReason.KNOWS_CUSTOMER: _("Answered this customer last."),
    RoutingReason.PUTS_NOTHING_ASIDE: _("The others would have to put something aside for it."),
    RoutingReason.LEARNS: _("May take a share of harder contacts, to grow."),
    RoutingReason.SENIORITY_FITS: _(
        "Has the experience it asks for; those with more stay free for harder ones."
    ),
    RoutingReason.KEEPS_OTHERS_FREE: _("Those who can take more kinds of contacts stay free for them."),
    RoutingReason.MORE_SKILLED: _("Is the most skilled of those who could take it."),
    RoutingReason.LESS_LOADED: _("Has the least in hand of those who could take it."),
    RoutingReason.LONGEST_IDLE: _("Has been free the longest of those who could take it."),
    RoutingReason.BY_NAME: _("Several could take it equally well; the first by name was chosen."),
    RoutingReason.ONLY_WORK: _("Nothing else waits that could be taken now."),
    RoutingReason.OWN_CUSTOMER: _("The same person answered this customer last."),
    RoutingReason.MORE_URGENT: _("Nothing that waits is more urgent."),
    RoutingReason.WAITED_TOO_LONG: _("It has waited far beyond its goal."),
    RoutingReason.DUE_SOON: _("It is the first to become late."),
    RoutingReason.FEW_CAN: _("The fewest people can take it."),
    RoutingReason.DUE_FIRST: _("It is due before what else waits."),
    RoutingReason.STILL_IN_TIME: _("It can still be answered in time; what else waits is late already."),
    RoutingReason.OLDEST: _("It has waited the longest."),
    RoutingReason.BY_KEY: _("Several were equally good to take; the first by number was chosen."),
    RoutingReason.AMONG_ALIKE: _("{first_rule} Of {alike} that were alike so far: {then_rule}"),
    RoutingReason.NOBODY_CAN: _("Nobody who is there may take it."),
    RoutingReason.WAITS_FOR_SOMEBODY_FREE: _("Everybody who may take it has their hands full."),
    RoutingReason.WAITS_FOR_WHO_KNOWS: _("Waits a while for {person}, who knows the customer."),
    RoutingReason.WENT_AWAY: _("{person} went away before answering."),
    RoutingReason.NOT_OPENED: _("{person} was given it and did not open it in time."),
    RoutingReason.NOT_NOW: _("{person} said: not now."),
    RoutingReason.NOTHING_WAITS: _("Nothing waits that could be taken now."),
}
