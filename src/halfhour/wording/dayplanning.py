"""Why a block of a day is where it is, and what a day plan breaks, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from halfhour.engine.dayplanning import DayBreach, DayReason
from halfhour.engine.reasons import ReasonKind

WORDS: dict[ReasonKind, str | Promise] = {
    DayReason.PEAK_LIVE: _(
        "“{queue}” is near the peak of its day: at {at} {needed:.1f} people are needed, {planned:.1f} are"
        " planned."
    ),
    DayReason.LIVE: _("“{queue}” needs {needed:.1f} people here; {planned:.1f} are planned."),
    DayReason.LIVE_SHORT: _("“{queue}” is short here: {needed:.1f} people needed, {planned:.1f} planned."),
    DayReason.LIVE_SPARE: _(
        "“{queue}” has people to spare here: {needed:.1f} needed, {planned:.1f} planned."
    ),
    DayReason.FOCUS_TROUGH: _(
        "Deferred work where live queues miss people least: {planned_hours:.1f} of {needed_hours:.1f} hours"
        " of “{queue}” are planned on this day."
    ),
    DayReason.FOCUS_ONLY: _(
        "Works on deferred queues only: {planned_hours:.1f} of {needed_hours:.1f} hours of “{queue}” are"
        " planned on this day."
    ),
    DayReason.FOCUS_AHEAD: _(
        "“{queue}” gets ahead of its work: {planned_hours:.1f} hours are planned on this day,"
        " {needed_hours:.1f} are needed."
    ),
    DayReason.FOCUS_DUE: _(
        "“{queue}” is due within hours: {needed:.1f} people needed here, {planned:.1f} planned."
    ),
    DayReason.BUFFER: _(
        "Kept free for what nobody foresaw ({share:.0%} of the paid day), where it is missed least."
    ),
    DayReason.BUFFER_TIGHT: _(
        "Kept free for what nobody foresaw ({share:.0%} of the paid day). “{queue}” is short here, but"
        " elsewhere in the shift this person would be missed more."
    ),
    DayReason.NOTHING_OPEN: _("None of this person's queues is open; free for anything else."),
    DayReason.BREAK_TROUGH: _(
        "The {kind} may lie between {earliest} and {latest}; here fewer people are needed than in most of"
        " that time."
    ),
    DayReason.BREAK_WINDOW: _(
        "The {kind} may lie between {earliest} and {latest}; here the people on shift make up for it."
    ),
    DayReason.BREAK_BY_HAND: _("The {kind} was placed by hand."),
    DayReason.SESSION_AGREED: _("“{session}”: the time was agreed before."),
    DayReason.SESSION_TROUGH: _(
        "“{session}”: placed where fewer people are needed than in most of the shift."
    ),
    DayReason.SESSION_TOGETHER: ngettext_lazy(
        "“{session}”: a time at which {people} person can come.",
        "“{session}”: a time at which all {people} can come.",
        "people",
    ),
    DayReason.SESSION_PLACED: _("“{session}”: placed where the people on shift make up for it."),
    DayBreach.UNPLANNED: _("{agent}, {on}: the shift has no day plan."),
    DayBreach.PLANNED_TWICE: _("{agent}, {on}: the shift has {plans} day plans."),
    DayBreach.NO_SHIFT: _("{agent}, {on}: a day plan without a shift."),
    DayBreach.GAP: _("{agent}, {on}: nothing is planned from {starts} to {ends}."),
    DayBreach.OVERLAP: _("{agent}, {on}: the block from {starts} to {ends} begins before another ends."),
    DayBreach.OUTSIDE_SHIFT: _("{agent}, {on}: the block from {starts} to {ends} lies outside the shift."),
    DayBreach.BREAK_MISSING: _("{agent}, {on}: the {kind} at {starts} is not in the day plan."),
    DayBreach.BREAK_NOT_IN_ROSTER: _("{agent}, {on}: the {kind} at {starts} is not in the roster."),
    DayBreach.SESSION_MISSING: _("{agent}, {on}: “{session}” at {starts} is not in the day plan."),
    DayBreach.SESSION_NOT_IN_ROSTER: _("{agent}, {on}: the {kind} at {starts} is not in the roster."),
    DayBreach.WRONG_KIND: _(
        "{agent}, {on}: the block from {starts} to {ends} is of the wrong kind for its queue “{queue}”."
    ),
    DayBreach.UNSKILLED: _(
        "{agent}, {on}: works on “{queue}” from {starts} to {ends} without the skills it asks for."
    ),
    DayBreach.CLOSED: _(
        "{agent}, {on}: is on “{queue}” from {starts} to {ends}, when it is closed for some of that time."
    ),
    DayBreach.SHORT_BLOCK: _(
        "{agent}, {on}: the block from {starts} to {ends} is shorter than {least} minutes."
    ),
    DayBreach.FOCUS_CUT: _(
        "{agent}, {on}: “{queue}” from {starts} to {ends} is cut to {minutes:.0f} minutes; the rules say"
        " {least}."
    ),
    DayBreach.BUFFER_SHORT: _(
        "{agent}, {on}: {minutes:.0f} minutes are kept free; the rules ask for {least:.0f}."
    ),
}
