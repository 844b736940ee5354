"""The history of a ticket, every change in words: who, when, from what to what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from halfhour.customers.fields import shown_value
from halfhour.customers.wording import language_name
from halfhour.desk.models import (
    Actor,
    Complexity,
    EventKind,
    LinkKind,
    Priority,
    State,
    StepKind,
    Ticket,
    TicketEvent,
    TicketField,
)
from halfhour.people.models import Team, User

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
CHOICES = {"state": State, "priority": Priority, "complexity": Complexity, "step": StepKind}
PEOPLE = ("assignee", "owner", "reviewer")
NUMBERS = frozenset({"customer", "merged", "merged_into", "split_off", "split_from", *LinkKind.values})
TIMES = frozenset({"from", "by"})  # of a promise
NOTHING = "–"
# Why Halfhour did something by itself; of a rule without its name, since the customer was erased, less.
WHY: dict[str, str | Promise] = {
    "customer_erased": gettext_lazy("the customer was erased"),
    "reads_like_complaint": gettext_lazy("it reads like a complaint"),
    "complaint_by_rule": gettext_lazy("by the triage rule “{rule}”"),
}
BY_A_RULE = gettext_lazy("by a triage rule")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One line of a history; `reason` is why, as the engine gave it, to be worded by who shows it.

    `why` is in words already, of what Halfhour did by itself.
    """

    at: datetime
    who: str
    kind: str
    what: str
    changes: tuple[Change, ...]
    reason: dict[str, Any]
    why: str = ""


def history_of(ticket: Ticket, *, newest_first: bool = True) -> tuple[Happened, ...]:
    """All that happened to a ticket, in three queries."""
    events = ticket.events.select_related("by").order_by("at", "id")
    rows = list(events.reverse() if newest_first else events)
    fields = {field.key: field for field in TicketField.objects.filter(team=ticket.team_id)}
    people = _people(row.facts for row in rows)
    return tuple(
        Happened(
            at=row.at,
            who=who_words(row),
            kind=row.kind,
            what=str(EventKind(row.kind).label),
            changes=tuple(_change(name, pair, fields, people) for name, pair in _in_order(row.facts)),
            reason=row.reason,
            why=why_words(row.reason),
        )
        for row in rows
    )


def why_words(reason: Mapping[str, Any]) -> str:
    """Why Halfhour did something, in words; empty for what has none here."""
    kind, figures = reason.get("kind", ""), reason.get("figures", {})
    if kind == "complaint_by_rule" and "rule" not in figures:
        return str(BY_A_RULE)
    return str(WHY.get(kind, "")).format(**figures)


def _in_order(facts: Mapping[str, Iterable[Any]]) -> list[tuple[str, Iterable[Any]]]:
    """As they were kept, and the end of a promise after its beginning."""
    return sorted(facts.items(), key=lambda fact: fact[0] == "by")


def fact_words(team: Team, all_facts: Iterable[Mapping[str, Iterable[Any]]]) -> list[tuple[Change, ...]]:
    """Facts that are no event's, such as what a change of many would do, in words; in two queries."""
    each_facts = list(all_facts)
    fields = {field.key: field for field in TicketField.objects.filter(team=team)}
    people = _people(each_facts)
    return [
        tuple(_change(name, pair, fields, people) for name, pair in facts.items()) for facts in each_facts
    ]


def who_words(event: TicketEvent) -> str:
    if event.by is not None:
        return person_words(event.by)
    return _("Somebody") if event.actor == Actor.PERSON else str(Actor(event.actor).label)


def person_words(user: User) -> str:
    return user.get_full_name() or user.get_username()


def name_words(name: str, fields: dict[str, TicketField]) -> str:
    if name.startswith("field-"):
        key = name.removeprefix("field-")
        return fields[key].label if key in fields else key
    return str(NAMES.get(name, name))


def value_words(name: str, value: Any, fields: dict[str, TicketField], people: dict[str, str]) -> str:
    """A value as a reader says it; a dash where there is none."""
    if value in (None, "", []):
        return NOTHING
    if name.startswith("field-"):
        field = fields.get(name.removeprefix("field-"))
        return shown_value(field.kind if field else "", value)
    if name in CHOICES and value in CHOICES[name].values:
        return str(CHOICES[name](value).label)
    if name in NUMBERS:
        return f"#{value}"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if name in PEOPLE:
        return people.get(str(value), str(value))
    if name == "language":
        return language_name(str(value))
    is_time = name in TIMES or name.endswith("_at")
    moment = parse_datetime(value) if is_time and isinstance(value, str) else None
    return date_format(localtime(moment), "SHORT_DATETIME_FORMAT") if moment else str(value)


def _change(name: str, pair: Iterable[Any], fields: dict[str, TicketField], people: dict[str, str]) -> Change:
    before, after = pair
    return Change(
        what=name_words(name, fields),
        before=value_words(name, before, fields, people),
        after=value_words(name, after, fields, people),
    )


def _people(all_facts: Iterable[Mapping[str, Iterable[Any]]]) -> dict[str, str]:
    """The names of those whose user names the facts hold."""
    named = {name for facts in all_facts for who in PEOPLE for name in facts.get(who, ()) if name}
    return {user.get_username(): person_words(user) for user in User.objects.filter(username__in=named)}
