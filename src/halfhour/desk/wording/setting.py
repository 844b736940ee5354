"""Changes of what a team sets, in words: which part, which value, from what to what."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language_info, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from halfhour.customers.models import FieldKind
from halfhour.desk.models import Complexity, Priority, State, StepKind
from halfhour.desk.wording.routing import change_words
from halfhour.desk.wording.triage import rule_words
from halfhour.people.models import Role, SettingChange
from halfhour.people.teamfile.values import duration_text
from halfhour.people.wording.changes import Change, changes
from halfhour.people.wording.channels import CHANNELS
from halfhour.people.wording.figures import length_words

PARTS: dict[str, str | Promise] = {
    "goals": _("Response goals"),
    "escalation": _("Warnings"),
    "triage": _("Triage"),
    "categories": _("Categories"),
    "learned": _("What is learned"),
    "routing": _("Routing"),
    "macros": _("Canned replies"),
    "form": _("Form for customers"),
    "ticket_fields": _("Fields of tickets"),
    "processes": _("Closing, complaints and ratings"),
    "departments": _("Departments"),
    "customer_fields": _("Fields of customers"),
    "tiers": _("Tiers"),
    "retention": _("Retention"),
    "members": _("Members"),
    "keys": _("API keys"),
}
NAMES: dict[str, str | Promise] = {
    "rules": _("Rules"),
    "when": pgettext_lazy("of a rule", "Conditions"),
    "sets": pgettext_lazy("of a rule or a canned reply", "Sets"),
    "is_off": _("Switched off"),
    "paused_in": _("Clocks pause in"),
    "first_answer_seconds": _("First answer"),
    "next_answer_seconds": _("Next answer"),
    "resolution_seconds": _("Resolution"),
    "is_used": _("Is asked"),
    "name": _("Name"),
    "label": _("Name"),
    "kind": _("Kind"),
    "choices": _("To choose from"),
    "on_form": _("Asked in the form"),
    "words": _("Words in the form"),
    "shortcut": _("Shortcut"),
    "texts": _("Text"),
    "is_retired": _("Retired"),
    "form_is_open": _("Customers can write by the form"),
    "shows_answers": _("Whoever sent the form reads the answers without the link from the mail"),
    "link_days": _("Links to a customer's page open for so many days"),
    "title": _("Heading"),
    "intro": _("Words above the form"),
    "topics": _("Topics"),
    "labels": _("Name"),
    "close_after_days": _("Resolved tickets close after so many days"),
    "reopen_days": _("A closed ticket opens again for a customer who writes within so many days"),
    "asks_for_rating": _("Customers are asked for a rating"),
    "rating_pause_hours": _("So many hours after the resolution"),
    "complaint_days": _("Complaints, working days until"),
    "opens_complaints": _("What reads like a complaint is one from the start"),
    "email": _("E-mail"),
    "language": _("Language"),
    "due_hours": _("Hours until the answer is due"),
    "tiers": _("Tiers"),
    "months": _("Months without contact"),
    "role": _("Role"),
    "agent_name": _("Name in the team's settings"),
    "acts_as": _("Acts as"),
    "scopes": _("May"),
    "channel": _("Channel"),
    "queue": _("Queue"),
    "category": _("Category"),
    "categories": _("Categories"),
    "priority": _("Priority"),
    "complexity": _("Complexity"),
    "tier": _("Tier"),
    "state": pgettext_lazy("of a ticket", "State"),
    "tags": _("Tags"),
    "fields": _("Fields"),
    "assign_to_me": _("Whoever uses it takes the ticket"),
    **{kind.value: kind.label for kind in StepKind},
}
NAMES |= {code: get_language_info(code)["name_local"].capitalize() for code, _name in settings.LANGUAGES}
VALUES: dict[str, dict[str, str | Promise]] = {
    "priority": {each.value: each.label for each in Priority},
    "complexity": {each.value: each.label for each in Complexity},
    "state": {each.value: each.label for each in State},
    "paused_in": {each.value: each.label for each in State},
    "kind": {each.value: each.label for each in FieldKind},
    "channel": dict(CHANNELS),
    "role": {each.value: each.label for each in Role},
    "language": {code: NAMES[code] for code, _name in settings.LANGUAGES},
}
TOLD: dict[str, str | Promise] = {"assignee": _("who holds it"), "leads": _("the leads")}


def setting_words(change: SettingChange) -> tuple[Change, ...]:
    """Every value that differs; what was empty and is still, in another way, is none.

    Nor is what a new row says of nothing: that it is not retired, and not asked for.
    """
    if change.part == "routing":
        lines = (change_words(name, *values) for name, values in change.changes.items())
        return tuple(Change(place=line, before="", after="") for line in lines)
    before, after = (
        {
            what: told(change.part, what, values[place])
            for what, values in change.changes.items()
            if values != [None, False]
        }
        for place in (0, 1)
    )
    return tuple(each for each in changes(before, after, NAMES) if each.before or each.after)


def told(part: str, what: str, value: Any) -> Any:
    """A value with the words that the pages use for it; times in hours and minutes."""
    if value is None:
        return ""
    if part == "escalation":
        return ", ".join(str(TOLD.get(each, each)) for each in value)
    if part == "triage" and what == "rules":
        return [_rule(each) for each in value]
    if isinstance(value, Mapping):
        return {name: told(part, name, each) for name, each in value.items()}
    if isinstance(value, list):
        return [told(part, what, each) for each in value]
    if what.endswith("_seconds"):
        return length_words(duration_text(value))
    known = VALUES.get(what, {})
    return str(known[value]) if isinstance(value, str) and value in known else value


def _rule(rule: Mapping[str, Any]) -> dict[str, Any]:
    when, sets = rule_words(rule)
    return {**rule, "when": "; ".join(when), "sets": "; ".join(sets)}
