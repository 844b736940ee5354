"""What stands in a ticket's history: the names of what changed, and why, in words."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from halfhour.desk.adapter.routing import reason_from
from halfhour.desk.models import EventKind, LinkKind, TicketEvent
from halfhour.engine.reasons import Reason
from halfhour.engine.routing import RoutingReason
from halfhour.wording import sentence

NAMES: dict[str, str | Promise] = {
    "state": pgettext_lazy("of a ticket", "State"),
    "assignee": gettext_lazy("Held by"),
    "subject": gettext_lazy("Subject"),
    "priority": gettext_lazy("Priority"),
    "complexity": gettext_lazy("Complexity"),
    "category": gettext_lazy("Category"),
    "queue": gettext_lazy("Queue"),
    "channel": gettext_lazy("Channel"),
    "language": gettext_lazy("Language"),
    "customer": gettext_lazy("Customer"),
    "tier": gettext_lazy("Tier"),
    "tags": gettext_lazy("Tags"),
    "wakes_at": gettext_lazy("Put off until"),
    "merged": gettext_lazy("Merged with"),
    "merged_into": gettext_lazy("Merged into"),
    "split_off": gettext_lazy("Split off"),
    "split_from": gettext_lazy("Split from"),
    "messages": gettext_lazy("Messages"),
    "checklist": gettext_lazy("Checklist"),
    "done": gettext_lazy("Done"),
    "from": gettext_lazy("From"),
    "by": gettext_lazy("Until"),
    "macro": gettext_lazy("Canned reply"),
    "speed": gettext_lazy("Speed"),
    "quality": gettext_lazy("Quality"),
    "complaint": gettext_lazy("Complaint"),
    "owner": gettext_lazy("Owner"),
    "reviewer": gettext_lazy("Reviewer"),
    "step": pgettext_lazy("of a complaint", "Step done"),
    "is_upheld": pgettext_lazy("of a complaint", "Upheld"),
    "root_cause": gettext_lazy("Root cause"),
    "closed": pgettext_lazy("of a complaint", "Closed"),
    "department": gettext_lazy("Department"),
    **{kind.value: kind.label for kind in LinkKind},
}
# Facts that are told in a sentence of the event's, or are nobody's business.
NOT_LISTED = frozenset({"share", "clock", "link_version"})
CLOCKS = {
    "first_answer": gettext_lazy("First answer"),
    "next_answer": gettext_lazy("Next answer"),
    "resolution": gettext_lazy("Resolution"),
}
# Why Halfhour did something by itself; of a rule without its name, since the customer was erased, less.
WHY: dict[str, str | Promise] = {
    "customer_erased": gettext_lazy("the customer was erased"),
    "not_delivered": gettext_lazy("the answer could not be mailed"),
    "reads_like_complaint": gettext_lazy("it reads like a complaint"),
    "complaint_by_rule": gettext_lazy("by the triage rule “{rule}”"),
}
BY_A_RULE = gettext_lazy("by a triage rule")
ROUTING = frozenset(each.value for each in RoutingReason)


def event_details(event: TicketEvent) -> str:
    """What an event says beyond its facts: which clock a warning is about, or who owes the next step."""
    if event.kind == EventKind.WARNED and "clock" in event.facts:
        return _warning_words(event.facts["clock"][1], event.facts.get("share", (None, None))[1])
    if event.kind == EventKind.HANDED and not event.facts:
        return _next_step_words(event.segment)
    return ""


def _warning_words(clock: str, share: float | None) -> str:
    name = str(CLOCKS.get(clock, _("A goal")))
    if share is None:
        return name
    if share >= 1:
        return _("{clock}: all of the time is used").format(clock=name)
    percent = _("{number} %").format(number=round(share * 100))
    return _("{clock}: {share} of the time is used").format(clock=name, share=percent)


def _next_step_words(segment: str) -> str:
    if segment.startswith("department-"):
        return pgettext("of a ticket", "Next step: a department")
    if segment.startswith("user-"):
        return pgettext("of a ticket", "Next step: whoever holds it")
    return pgettext("of a ticket", "Next step: the team")


def why_words(reason: Mapping[str, Any], people: Mapping[str, str] | None = None) -> str:
    """Why Halfhour did something, in words; empty for what has none here.

    `people` are names by user name, for reasons that tell of somebody.
    """
    kind, figures = reason.get("kind", ""), reason.get("figures", {})
    if kind in ROUTING:
        return _routing_words(reason, people or {})
    if kind == "complaint_by_rule" and "rule" not in figures:
        return str(BY_A_RULE)
    return str(WHY.get(kind, "")).format(**figures)


def people_in(reasons: Iterable[Mapping[str, Any]]) -> set[str]:
    """The user names that reasons tell of."""
    named = (reason.get("figures", {}).get("person") for reason in reasons)
    return {person for person in named if isinstance(person, str)}


def _routing_words(kept: Mapping[str, Any], people: Mapping[str, str]) -> str:
    """The first reason of routing; nothing where its figures went with a customer who was erased."""
    reason = reason_from(kept)
    figures = dict(reason.figures)
    if isinstance(person := figures.get("person"), str):
        figures["person"] = people.get(person, person)
    try:
        return sentence(Reason(kind=reason.kind, figures=figures))
    except KeyError:
        return ""
