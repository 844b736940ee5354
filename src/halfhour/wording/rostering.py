"""How good a roster is, and which rules stand against each other, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from halfhour.engine.reasons import ReasonKind
from halfhour.engine.rostering import RosterReason, RosterRule

WORDS: dict[ReasonKind, str | Promise] = {
    RosterRule.SHIFT_LENGTHS: _("the lengths a shift may have"),
    RosterRule.OPENING_HOURS: _("opening hours"),
    RosterRule.AVAILABILITY: _("availability"),
    RosterRule.TIME_OFF: _("time off"),
    RosterRule.REST: _("the rest between shifts"),
    RosterRule.RUN_OF_DAYS: _("the most days in a row"),
    RosterRule.DAYS_PER_WEEK: _("the most days a week"),
    RosterRule.WEEKLY_HOURS: _("weekly hours"),
    RosterRule.ON_DUTY: _("the least number on duty"),
    RosterRule.BREAKS: _("breaks"),
    RosterRule.SESSIONS: _("protected sessions"),
    RosterReason.CLASH: ngettext_lazy(
        "{agent}, week of {week_on}: {short_hours:.3g} hours are missing; {first_rule} cannot be kept.",
        "{agent} and others, {people} people, week of {week_on}: {short_hours:.3g} hours each are missing;"
        " {first_rule} cannot be kept.",
        "people",
    ),
    RosterReason.CLASH_OF_TWO: ngettext_lazy(
        "{agent}, week of {week_on}: {short_hours:.3g} hours are missing; {first_rule} and {second_rule}"
        " cannot both be kept.",
        "{agent} and others, {people} people, week of {week_on}: {short_hours:.3g} hours each are missing;"
        " {first_rule} and {second_rule} cannot both be kept.",
        "people",
    ),
    RosterReason.CLASH_OF_THREE: ngettext_lazy(
        "{agent}, week of {week_on}: {short_hours:.3g} hours are missing; {first_rule}, {second_rule} and"
        " {third_rule} cannot all be kept.",
        "{agent} and others, {people} people, week of {week_on}: {short_hours:.3g} hours each are missing;"
        " {first_rule}, {second_rule} and {third_rule} cannot all be kept.",
        "people",
    ),
    RosterReason.CLASH_OF_MANY: ngettext_lazy(
        "{agent}, week of {week_on}: {short_hours:.3g} hours are missing; {first_rule}, {second_rule},"
        " {third_rule} and {more} more rules cannot all be kept.",
        "{agent} and others, {people} people, week of {week_on}: {short_hours:.3g} hours each are missing;"
        " {first_rule}, {second_rule}, {third_rule} and {more} more rules cannot all be kept.",
        "people",
    ),
    RosterReason.HOURS_SHORT: ngettext_lazy(
        "{agent}, week of {week_on}: {short_hours:.3g} hours are missing, though they could be worked; more"
        " effort may find how.",
        "{agent} and others, {people} people, week of {week_on}: {short_hours:.3g} hours each are missing,"
        " though they could be worked; more effort may find how.",
        "people",
    ),
    RosterReason.NOBODY_CAN_BE_ON_DUTY: ngettext_lazy(
        "{on}, {starts} to {ends}: {asked} must be on duty, but only {possible} may work then"
        " (what keeps most away: {because_rule}).",
        "{on}, {starts} to {ends}, and the like, {times} times: {asked} must be on duty, but only"
        " {possible} may work then (what keeps most away: {because_rule}).",
        "times",
    ),
    RosterReason.TOO_FEW_ON_DUTY: ngettext_lazy(
        "{on}, {starts} to {ends}: {on_duty} on duty, and {asked} asked for; hours, breaks, rest and days"
        " allow no more.",
        "{on}, {starts} to {ends}, and the like, {times} times: {on_duty} on duty, and {asked} asked for;"
        " hours, breaks, rest and days allow no more.",
        "times",
    ),
    RosterReason.SHIFT_WITHOUT_ROOM: _(
        "A shift of {minutes} minutes has no room for its breaks in their windows, and is never worked."
    ),
    RosterReason.SESSION_APART: _(
        "“{session}”, week of {week_on}: {agent} and {other_agent} can never be on shift at the same time."
    ),
    RosterReason.SESSION_MISSED: ngettext_lazy(
        "“{session}”, week of {week_on}: no time was found for {agent}.",
        "“{session}”, week of {week_on}: no time was found for {agent} and others, {people} people.",
        "people",
    ),
    RosterReason.NO_SHIFT_FITS: _(
        "Nobody may work any shift: no length of shift fits into opening hours, availability and days off."
    ),
    RosterReason.COVERED: _(
        "Of {asked_hours:.0f} hours asked for on the queues, {share:.1%} are covered; {missing_hours:.1f}"
        " are missing."
    ),
    RosterReason.MOST_MISSING: _("Most is missing on {queue}, {on} at {starts}: {people:.1f} people."),
    RosterReason.BEST: _(
        "By everything that is weighed (people missing first, then wishes, fairness and steady times), no"
        " roster is better than this one."
    ),
    RosterReason.NEAR_BEST: _(
        "By everything that is weighed (people missing first, then wishes, fairness and steady times), no"
        " roster can be more than {gap:.0%} better than this one."
    ),
}
