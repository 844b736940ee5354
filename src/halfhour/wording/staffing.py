"""Why an interval needs so many people, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from halfhour.engine.reasons import ReasonKind
from halfhour.engine.staffing import StaffingReason

WORDS: dict[ReasonKind, str | Promise] = {
    StaffingReason.ERLANG_A: _(
        "{offered:.1f} contacts of {handle_seconds:.0f} seconds are {load:.2f} erlangs of work. People on"
        " queue needed to answer {share:.0%} within {within_seconds:.0f} seconds, when customers give up"
        " after {patience_seconds:.0f} seconds on average: {agents} (Erlang A)."
    ),
    StaffingReason.ERLANG_C: _(
        "{offered:.1f} contacts of {handle_seconds:.0f} seconds are {load:.2f} erlangs of work. People on"
        " queue needed to answer {share:.0%} within {within_seconds:.0f} seconds: {agents} (Erlang C)."
    ),
    StaffingReason.CONCURRENCY: _(
        "Each person holds up to {concurrency} contacts at once; the handle time is how long a contact"
        " lasts meanwhile."
    ),
    StaffingReason.GOAL_CHANCE: _(
        "With {agents} the goal is kept with a chance of {chance:.1%}; {asked:.0%} was asked for. The work"
        " may differ from the forecast by {spread:.0%} (one standard deviation), beyond the chance of"
        " single contacts."
    ),
    StaffingReason.MEAN_ONLY: _(
        "Staffed for the forecast's mean alone: with {agents} the goal is kept with a chance of {chance:.1%}."
    ),
    StaffingReason.CLOSED: _("The queue is closed."),
    StaffingReason.CLOSED_TO_CONTACTS: _(
        "The queue is closed, yet {offered:.1f} contacts are expected: nobody answers them."
    ),
    StaffingReason.NO_CONTACTS: _("No contacts are expected, so nobody is needed."),
    StaffingReason.DEFERRED_WORKLOAD: _(
        "Levelled so that {share:.0%} is done within {within_hours:.1f} business hours, the work of"
        " {load:.2f} people falls into this interval. In whole people, with what is left over carried on:"
        " {agents}."
    ),
    StaffingReason.DEFERRED_CHANCE: _(
        "With {agents} the goal of what comes in this interval is kept with a chance of {chance:.1%};"
        " {asked:.0%} was asked for. The work of a goal's time may differ from the forecast by"
        " {spread:.0%} (one standard deviation)."
    ),
    StaffingReason.SHRINKAGE: _("{share:.0%} of paid time is not spent on queue."),
    StaffingReason.SHRINKAGE_CAUSE: _("Of it {share:.1%}: {cause}."),
    StaffingReason.SHRINKAGE_MEASURED: _(
        "Of it {share:.1%}: {cause}, measured over {days} days of {people} people (surely between"
        " {low:.1%} and"
        " {high:.1%})."
    ),
    StaffingReason.SHRINKAGE_BEYOND_PLAN: _(
        "{cause}: {planned:.1%} was planned and {share:.1%} was taken; what goes beyond the plan is"
        " covered by"
        " more people."
    ),
    StaffingReason.RISK_INTERVAL: _(
        "{hours:.1f} hours on queue, so that each half hour really shows the goal's share with a chance of"
        " {chance:.0%}; {hours_mean:.1f} would do in the long run if everything came as expected. Each"
        " person may be away with a chance of {absence:.1%}."
    ),
    StaffingReason.RISK_DAY: _(
        "{hours:.1f} hours on queue, so that each day as a whole really shows the goal's share with a chance"
        " of {chance:.0%}; {hours_mean:.1f} would do in the long run if everything came as expected. Each"
        " person may be away with a chance of {absence:.1%}."
    ),
    StaffingReason.RISK_DEFERRED: _(
        "{hours:.1f} hours of its own beside {spare:.1f} hours that live work leaves free, so that due times"
        " are kept with a chance of {chance:.0%}; {hours_mean:.1f} would do if everything came as expected."
    ),
    StaffingReason.RISK_SETTLED: _(
        "{agents} keep the goal in the long run, if exactly the work comes that is expected."
    ),
    StaffingReason.RISK_SINGLE: _(
        "{more} more, because {contacts:.1f} contacts are few: a half hour of them is often worse than the"
        " long run."
    ),
    StaffingReason.RISK_DOUBT: _("{more} more, because more work may come than the forecast's mean."),
    StaffingReason.RISK_ABSENCE: _(
        "{more} more, because each person may be away with a chance of {absence:.1%}."
    ),
    StaffingReason.RISK_KEPT: _(
        "With {agents} the half hour shows {queue}'s share in time with a chance of {chance:.0%};"
        " {asked:.0%} was asked for."
    ),
    StaffingReason.RISK_DAY_KEPT: _(
        "Its day as a whole shows {queue}'s share in time with a chance of {chance:.0%}; {asked:.0%} was"
        " asked for."
    ),
    StaffingReason.RISK_SIMULATED: _(
        "Found by simulation: {simulations} variants of the days, {days} days and {contacts} contacts"
        " played in all."
    ),
    StaffingReason.RISK_PROVED: _(
        "Each of them was taken away in turn: without any one of {people} the chance would be missed."
    ),
    StaffingReason.RISK_OUT_OF_REACH: _(
        "{queue}: even with everybody there, the chance is only {chance:.0%} where it is worst (day {day},"
        " {clock}), and {asked:.0%} was asked for; {intervals} half hours fall short."
    ),
}
