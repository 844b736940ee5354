"""What there is to say about measured shrinkage, in words."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from halfhour.engine.reasons import ReasonKind
from halfhour.engine.shrinkage import CAUSES, LEAST_PEOPLE, ShrinkageReason
from halfhour.engine.team import TimeUse

WORDS: dict[ReasonKind, str | Promise] = {
    ShrinkageReason.FEW_DAYS: ngettext_lazy(
        "Only {days} day is recorded; at least {needed} are needed to be sure.",
        "Only {days} days are recorded; at least {needed} are needed to be sure.",
        "days",
    ),
    ShrinkageReason.FEW_PEOPLE: ngettext_lazy(
        "Only {people} person is recorded. With fewer than {needed}, leave, sickness, lateness and"
        " absence are"
        " shown only together.",
        "Only {people} people are recorded. With fewer than {needed}, leave, sickness, lateness and"
        " absence are"
        " shown only together.",
        "people",
    ),
    ShrinkageReason.UNKNOWN_TIME: _("Of {share:.1%} of paid time nothing is known; shares are of the rest."),
    ShrinkageReason.MOSTLY_UNKNOWN: _(
        "Of {share:.0%} of paid time nothing is known, which is more than {most:.0%}: the rest may not"
        " be like"
        " it. Look at the states without a meaning, and at days without records."
    ),
    ShrinkageReason.PAID_FROM_ACTIVITY: ngettext_lazy(
        "On {days} day no shifts are known: what was recorded counts as what was paid, so lateness and"
        " absence"
        " do not show.",
        "On {days} days no shifts are known: what was recorded counts as what was paid, so lateness and"
        " absence"
        " do not show.",
        "days",
    ),
    ShrinkageReason.NOT_RECORDED: ngettext_lazy(
        "{people} person has shifts and no record at all, and is left out.",
        "{people} people have shifts and no record at all, and are left out.",
        "people",
    ),
    ShrinkageReason.OVERLAPS: _(
        "In {hours:.1f} hours a person has several records at once; the one that began last counts."
    ),
    ShrinkageReason.OUTSIDE_SHIFTS: _(
        "{hours:.1f} hours were worked outside paid time; they are not part of these figures."
    ),
    ShrinkageReason.NO_PLAN: _(
        "No day plan is known for these days, so there is nothing to compare with but the settings."
    ),
    ShrinkageReason.NO_HANDLING: _(
        "No state says when contacts were handled, so the occupancy is not known."
    ),
}

# What a stretch of time went to, as people say it.
USES: dict[TimeUse, str | Promise] = {
    TimeUse.ON_QUEUE: _("on queue, handling contacts"),
    TimeUse.IDLE: _("on queue, ready for the next contact"),
    TimeUse.BREAK: _("breaks"),
    TimeUse.LUNCH: _("lunch"),
    TimeUse.TRAINING: _("training"),
    TimeUse.COACHING: _("coaching"),
    TimeUse.MEETING: _("meetings"),
    TimeUse.ADMIN: _("admin"),
    TimeUse.LEAVE: _("leave"),
    TimeUse.SICKNESS: _("sickness"),
    TimeUse.LATE: _("late arrival"),
    TimeUse.ABSENCE: _("unplanned absence"),
    TimeUse.UNKNOWN: _("not known"),
    TimeUse.OFF: _("not at work, not paid"),
}


def use_words(use: TimeUse) -> str:
    """What a stretch of time went to, in the active language."""
    return str(USES[use])


def cause_words(name: str) -> str:
    """A cause of shrinkage: one that the engine knows in the active language, a team's own as it wrote it."""
    uses = CAUSES.get(name)
    return name if uses is None else use_words(uses[0])


def not_measured_words(causes: Iterable[str], *, people: int) -> str:
    """Why measured shares that settings ask for cannot be had; `people` is 0 where nothing is recorded."""
    figures = {"causes": ", ".join(map(cause_words, causes)), "people": people, "needed": LEAST_PEOPLE}
    if people == 0:
        return gettext(
            "The settings take shrinkage as measured ({causes}), and nothing is recorded of what people"
            " did yet."
            " Import records of activity, or give shares in the settings."
        ).format(**figures)
    return gettext(
        "The settings take shrinkage as measured ({causes}), and records name {people} people: with"
        " fewer than"
        " {needed}, leave, sickness, lateness and absence are not told apart. Give their shares in the"
        " settings."
    ).format(**figures)
