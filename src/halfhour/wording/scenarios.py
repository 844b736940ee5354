"""Scenarios in words: what each change does, what is wrong with a line, what is worth knowing."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from halfhour.engine.reasons import ReasonKind
from halfhour.engine.scenarios import ChangeReason, DayProblem, LineReason, Measure, NoteReason, Verdict

CHANGES: dict[ReasonKind, str | Promise] = {
    ChangeReason.PEOPLE_ADDED: ngettext_lazy(
        "{count} more person on {queues} from {start} to {end}.",
        "{count} more people on {queues} from {start} to {end}.",
        "count",
    ),
    ChangeReason.PEOPLE_ADDED_ANYWHERE: ngettext_lazy(
        "{count} more person on all live queues from {start} to {end}.",
        "{count} more people on all live queues from {start} to {end}.",
        "count",
    ),
    ChangeReason.PEOPLE_TAKEN: ngettext_lazy(
        "{count} person fewer on {queues} from {start} to {end}.",
        "{count} people fewer on {queues} from {start} to {end}.",
        "count",
    ),
    ChangeReason.SICK: _("Away all day: {names}."),
    ChangeReason.SICK_SOME: ngettext_lazy(
        "{count} person is away all day.", "{count} people are away all day.", "count"
    ),
    ChangeReason.ABSENCE: _("Everybody is away with a chance of {share:.1%}."),
    ChangeReason.TRAINED: _("Can also answer {queue}: {names}."),
    ChangeReason.TRAINED_SLOWER: _("Can also answer {queue}, in {factor:.0%} of the usual time: {names}."),
    ChangeReason.MOVED: _("{name} answers {queue} all day."),
    ChangeReason.MOVED_FOR: _("{name} answers {queue} from {start} to {end}."),
    ChangeReason.SHIFT_LATER: _("{name} works {duration} later."),
    ChangeReason.SHIFT_EARLIER: _("{name} works {duration} earlier."),
    ChangeReason.BREAKS_SPREAD: _("Spread from {start} to {end}: {break_kind}."),
    ChangeReason.BREAKS_TOGETHER: _("At one time, {start}, for everybody: {break_kind}."),
    ChangeReason.BUFFER_ON_QUEUE: _("Buffers are spent on live queues."),
    ChangeReason.POOLED: _("Whoever is on one of these answers all of them they can: {queues}."),
    ChangeReason.POOLED_FOR: _(
        "From {start} to {end}, whoever is on one of these answers all of them they can: {queues}."
    ),
    ChangeReason.INTERRUPTED: _("Work on {queue} yields to live contacts that find nobody free."),
    ChangeReason.INTERRUPTED_FOR: _("Work on {queue} yields to contacts of {queues} that find nobody free."),
    ChangeReason.HANDLE_TIME_BY: _("Handle time on {queue}: {change}."),
    ChangeReason.HANDLE_TIME_BY_ALL: _("Handle time on every queue: {change}."),
    ChangeReason.HANDLE_TIME: _("Handle time on {queue}: {duration} on average."),
    ChangeReason.HANDLE_TIME_ALL: _("Handle time on every queue: {duration} on average."),
    ChangeReason.VOLUME_BY: _("Contacts on {queue}: {change}."),
    ChangeReason.VOLUME_BY_ALL: _("Contacts on every queue: {change}."),
    ChangeReason.VOLUME_BY_FOR: _("Contacts on {queue} from {start} to {end}: {change}."),
    ChangeReason.VOLUME_BY_FOR_ALL: _("Contacts on every queue from {start} to {end}: {change}."),
    ChangeReason.VOLUME_MORE: _("{count:.0f} more contacts on {queue}."),
    ChangeReason.VOLUME_MORE_FOR: _("{count:.0f} more contacts on {queue} from {start} to {end}."),
    ChangeReason.GOAL: _("The goal of {queue}: answer {share:.0%} within {duration}."),
    ChangeReason.PATIENCE: _("Customers of {queue} wait {duration} on average before they give up."),
    ChangeReason.PATIENCE_BY: _("The patience of customers of {queue}: {change}."),
    ChangeReason.PATIENCE_ENDLESS: _("Customers of {queue} never give up."),
    ChangeReason.CONCURRENCY: ngettext_lazy(
        "Each person on {queue} holds {count} contact at a time.",
        "Each person on {queue} holds up to {count} contacts at once.",
        "count",
    ),
}

LINES: dict[ReasonKind, str | Promise] = {
    LineReason.UNKNOWN: _("“{text}” is no change. A line begins with one of these: {forms}."),
    LineReason.MEANT: _("“{text}” is no change. Perhaps you mean: {form}"),
    LineReason.FORM: _("“{text}” cannot be read. Such a line is written: {form}"),
    LineReason.TOO_LONG: _("The line is too long. A line has at most {most} characters."),
    LineReason.TOO_MANY: _("There are too many changes. A scenario has at most {most}."),
    LineReason.TIME: _("“{text}” is no time of day. Times go from 00:00 to 24:00, such as 12:00-20:00."),
    LineReason.DURATION: _("“{text}” is no length of time. Write 20 s, 4 min or 1 h 30 min."),
    LineReason.DATE: _("“{text}” is no date. Write 2026-12-24, or a weekday such as tuesday."),
    LineReason.PEOPLE: _("“{text}” people are too few or too many. Between 1 and {most} can be given."),
    LineReason.CONCURRENCY: _("Nobody holds {text} contacts at once. Between 1 and {most} can be given."),
    LineReason.CHANGE: _("A change of {text} is out of range. It may be from {least} to {most}."),
    LineReason.CONTACTS: _("{text} more contacts are out of range. Up to {most} can be given."),
    LineReason.HANDLE_TIME: _("A handle time of {text} is out of range. It may be from {least} to {most}."),
    LineReason.PATIENCE: _(
        "A patience of {text} is out of range. It may be from {least} to {most}, or endless."
    ),
    LineReason.GOAL_SHARE: _("A goal of {text} is out of range. It may be from 1 % to 99 %."),
    LineReason.GOAL_TIME: _(
        "A goal's time of {text} is out of range. It may be from {least} to {most}, in whole seconds."
    ),
    LineReason.ABSENCE: _("A chance of {text} is out of range. It may be from 0 % to {most}."),
    LineReason.PACE: _(
        "A pace of {text} is out of range. It may be from {least} to {most} of the usual time."
    ),
    LineReason.SHIFT: _("A shift cannot move by {text}. It may move by whole minutes, up to {most}."),
    LineReason.TWO_QUEUES: _("“{text}” is one queue. Name two or more, apart by commas."),
    LineReason.NO_NAME: _("A name is missing. Names stand apart by commas: {form}"),
    LineReason.QUEUE: _("The plan has no queue “{text}”. Its queues: {known}."),
    LineReason.QUEUE_MEANT: _("The plan has no queue “{text}”. Perhaps you mean “{meant}”."),
    LineReason.PERSON: _("Nobody in the team is called “{text}”. The people: {known}."),
    LineReason.PERSON_MEANT: _("Nobody in the team is called “{text}”. Perhaps you mean “{meant}”."),
    LineReason.PERSON_OF_SEVERAL: _("“{text}” may be one of several people: {known}. Write the whole name."),
    LineReason.NOT_AT_WORK: _("{name} does not work on this day. Choose somebody who has a shift."),
    LineReason.CANNOT_ANSWER: _(
        "{name} has no skill for {queue}. Add a line before: train {name} for {queue}"
    ),
    LineReason.CAN_ANSWER: _("{name} can answer {queue} already. Choose another queue or somebody else."),
    LineReason.FEWER_THERE: ngettext_lazy(
        "{count} cannot be taken away: {there} person is on {queues} from {start} to {end}.",
        "{count} cannot be taken away: {there} people are on {queues} from {start} to {end}.",
        "there",
    ),
    LineReason.FEWER_AT_WORK: ngettext_lazy(
        "{count} cannot be away: {there} person works on this day.",
        "{count} cannot be away: {there} people work on this day.",
        "there",
    ),
    LineReason.OUTSIDE_DAY: _("{start} to {end} is not on this day. Choose a time between 00:00 and 24:00."),
    LineReason.NO_BREAK: _(
        "Nobody has such a break on this day ({break_kind}). Lunches and breaks are the plan's."
    ),
    LineReason.NO_ROOM: _(
        "From {start} to {end} there is no room in anybody's shift ({break_kind}). Choose a longer time."
    ),
    LineReason.NO_BUFFER: _("Nobody has a buffer on this day, so there is none to spend on live queues."),
    LineReason.NOT_POOLED: _(
        "Nobody on one of {queues} can answer another of them then. Train somebody first."
    ),
    LineReason.NOT_DEFERRED: _(
        "{queue} is live, and live work is not interrupted. Work that may wait: {known}."
    ),
    LineReason.NOT_LIVE: _("{queue} may wait for hours. Name a live queue, such as phone or chat."),
    LineReason.NO_FOCUS: _(
        "Nobody who works on {queue} that day can answer a live queue, so nobody can be interrupted."
    ),
    LineReason.NO_LIVE_QUEUE: _(
        "No queue here is live, so say which one they answer: +1 person 09:00-17:00 for {queue}"
    ),
    LineReason.NO_TIME_TO_MOVE: _(
        "{name} has no time then that could go to {queue}: they are not at work, on a break or in a session."
    ),
    LineReason.ONE_AT_A_TIME: _("{queue} is a phone queue: one call at a time. Name a queue of chats."),
    LineReason.NOBODY_GIVES_UP: _(
        "On {queue} nobody waits on the line, so nobody gives up. Name a live queue."
    ),
    LineReason.NO_PATIENCE: _(
        "On {queue} nobody gives up as planned, so there is nothing to change by a share."
        " Write a length of time: patience {queue} 2 min"
    ),
    LineReason.NOBODY_COMES: _("Nobody is expected on {queue} at that time. Choose a time when it is open."),
    LineReason.CLOSED: _("{queue} is closed at that time. Choose a time when it is open."),
}

NOTES: dict[ReasonKind, str | Promise] = {
    NoteReason.OTHER_DAY: _("Meant for another day: it changes nothing on this one."),
    NoteReason.SICK_CHOSEN: _("Taken to be away are those with the most time on queue: {names}."),
    NoteReason.TAKEN_CHOSEN: _("Taken away are those with the most time there: {names}."),
    NoteReason.BREAKS_STAY: _(
        "No room in their shifts, so theirs stays where it is ({break_kind}): {names}."
    ),
    NoteReason.BREAKS_MOVED: ngettext_lazy(
        "Moved for {count} person ({break_kind}).", "Moved for {count} people ({break_kind}).", "count"
    ),
    NoteReason.NO_TIME_FOR_IT: _(
        "On this day they have no time in which to do {queue}, so this alone changes nothing: {names}."
        " Move them to it as well."
    ),
    NoteReason.SLOWER_CHATS: _(
        "While {count} are held, each is taken to last this much longer or shorter than today: {change}."
    ),
}

DAYS: dict[ReasonKind, str | Promise] = {
    DayProblem.NOTHING_COMES: _("Nothing is open and nobody is expected on this day. Choose another one."),
    DayProblem.NOBODY_WORKS: _(
        "Nobody is on a queue on this day. Add people, such as: +1 person 09:00-17:00 for {queue}"
    ),
    DayProblem.NOBODY_FOR: _(
        "Contacts come in on {queue}, but nobody in the team has the skill to answer them."
        " Train somebody, or give the queue no contacts."
    ),
    DayProblem.TOO_MANY_PEOPLE: _(
        "{people} people are too many to be played at once. At most {most} can be."
    ),
    DayProblem.TOO_MANY_CONTACTS: _(
        "{contacts} contacts in a day are too many to be played. At most {most} can be."
    ),
}

WORDS: dict[ReasonKind, str | Promise] = CHANGES | LINES | NOTES | DAYS

MEASURES: dict[Measure, str | Promise] = {
    Measure.SERVICE_LEVEL: _("Answered in time"),
    Measure.GOAL_CHANCE: _("Days that keep the goal"),
    Measure.MEAN_WAIT: _("Mean wait"),
    Measure.LONG_WAIT: _("Nine of ten answered within"),
    Measure.ABANDONMENT: _("Give up"),
    Measure.WAITING_AT_END: _("Still waiting at the end"),
    Measure.OCCUPANCY: _("Occupancy"),
}
VERDICTS: dict[Verdict, str | Promise] = {
    Verdict.BETTER: _("better"),
    Verdict.WORSE: _("worse"),
    Verdict.DIFFERENT: _("different"),
    Verdict.UNTOLD: _("no difference that can be told"),
    Verdict.SAME: _("the same"),
    Verdict.UNKNOWN: _("nothing to compare"),
}
