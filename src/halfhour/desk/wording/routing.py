"""Why nothing is given to somebody now, and what was changed about routing, in words."""

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from halfhour import wording
from halfhour.desk.adapter.routing import OPENED_WITHIN, PUSH
from halfhour.desk.models import PresenceState
from halfhour.desk.queries.presence import PersonNow
from halfhour.engine.routing import Choice, RoutingReason
from halfhour.people.wording.channels import channel_words
from halfhour.planning.templatetags.planning import block_words

SHARES: dict[str, str | Promise] = {
    "growth_share": gettext_lazy("share of complex contacts for newer people"),
    "know_share": gettext_lazy("share of the goal's time to wait for who knows the customer"),
}


def why_nothing(me: PersonNow | None, choice: Choice) -> str:
    """Why somebody who asked for the next contact got none."""
    if me is None:
        return _("Contacts are given to the team's agents and leads; you are neither here.")
    if me.state != PresenceState.AVAILABLE:
        return _("You are set to “{state}”. Set yourself to “{available}” to take contacts.").format(
            state=me.state.label, available=PresenceState.AVAILABLE.label
        )
    if me.takes:
        return wording.sentence(choice.reasons[0])
    if me.block is not None:
        return _(
            "By your day plan you are in “{block}” until {time}; nothing is given to you meanwhile."
        ).format(
            block=block_words(me.block.kind),
            time=date_format(timezone.localtime(me.block.ends_at), "TIME_FORMAT"),
        )
    if me.has_plan:
        return _(
            "Today's plan has nothing for you now, so nothing is given to you. You can take tickets by hand."
        )
    return _("Nothing waits that your skills allow you to take.")


def kind_of_nothing(me: PersonNow | None, choice: Choice) -> str:
    """The same for programs, in one word of routing's own."""
    if me is None or not me.is_present:
        return RoutingReason.NOT_PRESENT
    if me.takes:
        return choice.reasons[0].kind
    return RoutingReason.NOT_IN_BLOCK if me.block or me.has_plan else RoutingReason.LACKS_SKILL


def why_in_hand(choice: Choice, *, held: int, waiting: int) -> str:
    """Why somebody who asked for the next contact was led to one they have, and how many wait meanwhile."""
    if any(each.kind == RoutingReason.FULL for each in choice.refusals):
        full = ngettext(
            "You have {count} contact in hand, as many as you may: go on with this one.",
            "You have {count} contacts in hand, as many as you may: go on with this one.",
            held,
        ).format(count=held)
        more = ngettext("{count} more waits in the line.", "{count} more wait in the line.", waiting)
        return f"{full} {more.format(count=waiting)}"
    if not waiting:
        return _("Nothing waits that you could take: go on with this one, which you have in hand.")
    return ngettext(
        "{count} waits in the line, but not for you: go on with this one, which you have in hand.",
        "{count} wait in the line, but not for you: go on with this one, which you have in hand.",
        waiting,
    ).format(count=waiting)


def change_words(name: str, before: Any, after: Any) -> str:
    """One change of the settings of routing."""
    what, _space, channel = name.partition(" ")
    if what == "room":
        return _("{channel}: at once {after}, before {before}").format(
            channel=channel_words(channel), after=after, before=_or_usual(before)
        )
    if what == "way":
        return _("{channel}: {after}").format(
            channel=channel_words(channel),
            after=_("given away as they come") if after == PUSH else _("taken by one key"),
        )
    if what == "interrupts":
        may, may_not = _("{channel}: may interrupt"), _("{channel}: no longer interrupts")
        return (may if after else may_not).format(channel=channel_words(channel))
    if name in SHARES:
        return _("{what}: {after}, before {before}").format(
            what=SHARES[name], after=_percent(after), before=_percent(before)
        )
    if name == "open_seconds":
        return _("seconds until what was not opened goes on: {after}, before {before}").format(
            after=after, before=OPENED_WITHIN if before is None else before
        )
    return _("without a plan, skills decide") if after else _("without a plan, nothing is given away")


def _or_usual(value: Any) -> str:
    return _("as the queue has it") if value is None else str(value)


def _percent(share: float) -> str:
    return _("{number} %").format(number=round(share * 100))
