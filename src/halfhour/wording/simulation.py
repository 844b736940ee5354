"""Why a team cannot be simulated, in words: what is wrong, of whom, and what to do about it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from halfhour.engine.reasons import ReasonKind
from halfhour.engine.simulation import CentrePart, CentreReason

PARTS: dict[ReasonKind, str | Promise] = {
    CentrePart.QUEUE: _("Queue"),
    CentrePart.AGENT: _("Person"),
    CentrePart.GROUP: _("Group"),
    CentrePart.INTERVALS: _("number of intervals"),
    CentrePart.INTERVAL_SECONDS: _("length of an interval in seconds"),
    CentrePart.SHARED_DAY_CV: _("how much all queues vary together from day to day"),
    CentrePart.EXPECTED: _("contacts expected"),
    CentrePart.ARRIVED_AT: _("times at which contacts come"),
    CentrePart.HANDLE: _("handle time in seconds"),
    CentrePart.HANDLE_SCALE: _("handle time of an interval beside the day's"),
    CentrePart.PATIENCE: _("patience in seconds"),
    CentrePart.PRIORITY: _("priority"),
    CentrePart.HEAD_START: _("head start in seconds"),
    CentrePart.GOAL_SECONDS: _("time of the goal in seconds"),
    CentrePart.GOAL_SHARE: _("share of the goal"),
    CentrePart.OPEN: _("opening hours"),
    CentrePart.SPEEDS: _("pace while several contacts are held"),
    CentrePart.INTERVAL_CV: _("how much contacts vary from interval to interval"),
    CentrePart.DAY_CV: _("how much contacts vary from day to day"),
    CentrePart.REPEAT: _("customers who come again"),
    CentrePart.REDIAL: _("customers who call again after giving up"),
    CentrePart.CALLBACK: _("calling back"),
    CentrePart.TRANSFERS: _("passing contacts on"),
    CentrePart.BACKLOG: _("contacts that wait at the start"),
    CentrePart.BACKLOG_WAITED: _("how long contacts have waited at the start"),
    CentrePart.SKILLS: _("skills"),
    CentrePart.HANDLE_FACTOR: _("pace of a person"),
    CentrePart.RANK: _("rank of a skill"),
    CentrePart.STRETCHES: _("time on queue"),
    CentrePart.STAFFED: _("people in each interval"),
    CentrePart.ABSENCE: _("chance of absence"),
}

REFUSALS: dict[ReasonKind, str | Promise] = {
    CentreReason.NOBODY_THERE: _("Nobody is there to answer. Add at least one person."),
    CentreReason.NO_QUEUE: _("There is no queue. Add at least one."),
    CentreReason.NOBODY_CAN_ANSWER: _(
        "Contacts come in on {queue}, but nobody has the skill to answer them. Give somebody the skill, or"
        " the queue no contacts."
    ),
    CentreReason.TOO_MANY_PEOPLE: _(
        "{people} people are too many to be simulated together. At most {most} can be."
    ),
    CentreReason.TOO_MANY_CONTACTS: _(
        "{contacts:.0f} contacts are too many to be simulated at once. At most {most} can be: choose a"
        " shorter time."
    ),
    CentreReason.GIVEN_TWICE: _("“{name}” is given twice. Choose another name for one of them."),
    CentreReason.SETTING: _("The {field_rule} cannot be {value:.6g}."),
    CentreReason.NO_NUMBER: _("{part_rule} {owner}: {field_rule}: the number is missing. Write one."),
    CentreReason.TOO_LOW: _(
        "{part_rule} {owner}: {field_rule}: {value:.6g} is too low. Write {least:.6g} or more."
    ),
    CentreReason.NOT_ABOVE: _(
        "{part_rule} {owner}: {field_rule}: {value:.6g} is too low. Write a number above {least:.6g}."
    ),
    CentreReason.TOO_HIGH: _(
        "{part_rule} {owner}: {field_rule}: {value:.6g} is too high. Write {most:.6g} or less."
    ),
    CentreReason.NOT_WHOLE: _(
        "{part_rule} {owner}: {field_rule}: {value:.6g} does not do. Write a whole number from {least} to"
        " {most}."
    ),
    CentreReason.LENGTH: _(
        "{part_rule} {owner}: {field_rule}: there are {got} numbers where {wanted} belong, one for each."
    ),
    CentreReason.NO_VALUES: _("{part_rule} {owner}: {field_rule}: nothing was measured. Give one value."),
    CentreReason.SHARES: _(
        "{part_rule} {owner}: {field_rule}: the shares add up to {total:.1%}. They have to make 100%."
    ),
    CentreReason.NO_DISTRIBUTION: _("{part_rule} {owner}: {field_rule}: this says no length of time."),
    CentreReason.NO_WORK: _(
        "{part_rule} {owner}: a contact takes no time at all. Give a handle time above 0 seconds."
    ),
    CentreReason.UNKNOWN_QUEUE: _(
        "{part_rule} {owner}: {field_rule}: there is no queue “{queue}”. Add it, or take it out here."
    ),
    CentreReason.NO_SKILL: _(
        "{part_rule} {owner}: is put on {queue} without the skill for it. Give them the skill."
    ),
    CentreReason.STRETCHES: _(
        "{part_rule} {owner}: {field_rule}: from {start:.6g} s to {end:.6g} s does not do. Times follow each"
        " other, do not overlap, and end after they start."
    ),
    CentreReason.GIVEN_TIMES: _(
        "{part_rule} {owner}: {field_rule}: {value:.6g} s does not do. Times follow each other, from 0 s to"
        " before {end:.6g} s."
    ),
    CentreReason.TIMES_AND_CHANCE: _(
        "{part_rule} {owner}: {field_rule}: {value:.6g} cannot stand beside given times of contacts."
        " Write 0, or leave the times out."
    ),
    CentreReason.CLOCK_OF_LIVE: _(
        "{part_rule} {owner}: only work that may wait has opening hours here. Leave them out for live work."
    ),
    CentreReason.ONE_AT_A_TIME: _(
        "{part_rule} {owner}: work that is interrupted is done one at a time. Hold one contact at a time,"
        " or do not let it be interrupted."
    ),
    CentreReason.NO_END: _(
        "Contacts would lead to one another for ever: {share:.1%} of them lead to another. Less than"
        " {most:.1%} may: pass fewer on, or let fewer come again."
    ),
}

WORDS: dict[ReasonKind, str | Promise] = PARTS | REFUSALS
