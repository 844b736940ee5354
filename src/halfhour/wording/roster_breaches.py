"""What the roster checker found, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from halfhour.engine.reasons import ReasonKind
from halfhour.engine.rostering import RosterBreach

WORDS: dict[ReasonKind, str | Promise] = {
    RosterBreach.UNKNOWN_AGENT: _("{agent} is planned on {on}, but is not on the team."),
    RosterBreach.OUTSIDE_PLAN: _("{agent}, {on}: the plan runs from {first_on} to {last_on} only."),
    RosterBreach.WRONG_DATE: _("{agent}, {on}: the shift starts on {starts_on}, another date."),
    RosterBreach.UNAVAILABLE: _(
        "{agent}, {on}: works from {starts} to {ends}, and is not available all of that time."
    ),
    RosterBreach.TIME_OFF: _("{agent}, {on}: works while away from {first_on} to {last_on} ({kind})."),
    RosterBreach.ENDS_BEFORE_START: _("{agent}, {on}: the shift ends no later than it starts, at {starts}."),
    RosterBreach.SHIFT_LENGTH: _(
        "{agent}, {on}: a shift of {hours:.3g} paid hours; the rules name shifts of {allowed} hours."
    ),
    RosterBreach.PAID_TIME: _(
        "{agent}, {on}: {paid_minutes:.0f} minutes are paid, but {worked_minutes:.0f} are worked."
    ),
    RosterBreach.START_STEP: _(
        "{agent}, {on}: the shift starts at {starts}, which is neither a multiple of {minutes} minutes nor"
        " set by the opening hours."
    ),
    RosterBreach.OUTSIDE_HOURS: _("{agent}, {on}: works from {starts} to {ends}, outside opening hours."),
    RosterBreach.SHIFTS_OVERLAP: _(
        "{agent}, {on}: the shift starts at {starts}, when the one of {before_on} runs until {before_ends}."
    ),
    RosterBreach.TWO_SHIFTS: _("{agent}, {on}: {shifts} shifts on one day; the rules allow one."),
    RosterBreach.REST: _(
        "{agent}, {on}: starts {hours:.3g} hours after the shift before; the rest must be {least:.3g} hours."
    ),
    RosterBreach.RUN_OF_DAYS: ngettext_lazy(
        "{agent}, {on}: works {days} days in a row from {first_on}; the rules allow {most} day.",
        "{agent}, {on}: works {days} days in a row from {first_on}; the rules allow {most} days.",
        "most",
    ),
    RosterBreach.DAYS_IN_WEEK: ngettext_lazy(
        "{agent}, week of {on}: works {days} days; the rules allow {most} day.",
        "{agent}, week of {on}: works {days} days; the rules allow {most} days.",
        "most",
    ),
    RosterBreach.TOO_MANY_HOURS: _(
        "{agent}, week of {on}: {hours:.3g} paid hours, when the week allows {most:.3g}."
    ),
    RosterBreach.TOO_FEW_HOURS: _(
        "{agent}, week of {on}: {hours:.3g} paid hours, when the week owes {least:.3g}."
    ),
    RosterBreach.BREAK_MISSING: _("{agent}, {on}: no {kind} of {minutes} minutes in the shift."),
    RosterBreach.BREAK_NOT_DUE: _("{agent}, {on}: a {kind} at {starts} that no rule asks for."),
    RosterBreach.BREAK_LENGTH: _(
        "{agent}, {on}: the {kind} at {starts} lasts {minutes:.3g} minutes; the rules say {due}."
    ),
    RosterBreach.BREAK_PAY: _("{agent}, {on}: the {kind} at {starts} is not paid as the rules say."),
    RosterBreach.BREAK_WINDOW: _(
        "{agent}, {on}: {kind} from {starts} to {ends}; it must lie between {earliest} and {latest}."
    ),
    RosterBreach.BREAK_OUTSIDE_SHIFT: _("{agent}, {on}: the {kind} at {starts} lies outside the shift."),
    RosterBreach.BREAKS_OVERLAP: _(
        "{agent}, {on}: the {kind} at {starts} begins before the break ahead of it ends."
    ),
    RosterBreach.BREAK_IN_SESSION: _("{agent}, {on}: the {kind} at {starts} falls into “{session}”."),
    RosterBreach.SESSION_UNKNOWN: _("{agent}, {on}: “{session}” is no session of the team."),
    RosterBreach.SESSION_NOT_THEIRS: _("{agent}, {on}: “{session}” is not for this person."),
    RosterBreach.SESSION_CHANGED: _(
        "{agent}, {on}: “{session}” is planned as {minutes:.3g} minutes of {kind}; the team's settings ask"
        " for {due} minutes of {due_kind}."
    ),
    RosterBreach.SESSION_OUTSIDE_SHIFT: _(
        "{agent}, {on}: “{session}” from {starts} to {ends} lies outside the person's shifts."
    ),
    RosterBreach.SESSIONS_OVERLAP: _("{agent}, {on}: “{session}” at {starts} meets “{other}”."),
    RosterBreach.SESSION_MISSING: _(
        "{agent}, week of {on}: “{session}” is planned {times} times; the week asks for {due}."
    ),
    RosterBreach.SESSION_TOO_OFTEN: _(
        "{agent}, week of {on}: “{session}” is planned {times} times; the week asks for only {due}."
    ),
    RosterBreach.SESSION_APART: _(
        "{agent}, week of {on}: “{session}” is held together, but this person is planned for it at another"
        " time than the rest."
    ),
    RosterBreach.SESSION_MOVED: _(
        "{agent}, {on}: “{session}” was agreed for {starts}, and is not held then."
    ),
    RosterBreach.ON_DUTY: ngettext_lazy(
        "{on}, {starts} to {ends}: {people} on duty; the rules ask for at least {least} person.",
        "{on}, {starts} to {ends}: {people} on duty; the rules ask for at least {least} people.",
        "least",
    ),
    RosterBreach.COUNTED_TWICE: _(
        "{on}, {starts} to {ends}: {counted:.3g} people are counted for {queues}, when {there:.3g} are there."
    ),
    RosterBreach.UNSKILLED: _(
        "People are counted on {queue} who are not known to serve it (they serve: {queues})."
    ),
}
