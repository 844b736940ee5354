"""The history of a ticket, every change in words: who, when, from what to what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

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
from halfhour.desk.queries.complaints import complaints_of, visible_complaints
from halfhour.desk.wording.history import NAMES, NOT_LISTED, event_details, people_in, why_words
from halfhour.people.access import TeamAccess
from halfhour.people.acting import acting_words
from halfhour.people.models import Team, User
from halfhour.people.wording.channels import channel_words

CHOICES = {"state": State, "priority": Priority, "complexity": Complexity, "step": StepKind}
PEOPLE = ("assignee", "owner", "reviewer")
NUMBERS = frozenset({"customer", "merged", "merged_into", "split_off", "split_from", *LinkKind.values})
COMPLAINTS = frozenset({"complaint", "closed"})
TIMES = frozenset({"from", "by"})  # of a promise
NOTHING = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One line of a history: `what` is a heading; `details` and `why` are empty where there are none.

    `reason` is why, as the engine gave it.
    """

    pk: int
    at: datetime
    who: str
    kind: str
    what: str
    changes: tuple[Change, ...]
    reason: dict[str, Any]
    details: str = ""
    why: str = ""


def seen_events(access: TeamAccess, ticket: Ticket, events: Iterable[TicketEvent]) -> list[TicketEvent]:
    """Events as a person may read them: of a complaint that is not theirs to see, only that there is one."""
    rows = list(events)
    told = [row for row in rows if row.kind == EventKind.COMPLAINT]
    if told and complaints_of(ticket).exclude(pk__in=visible_complaints(access).values("pk")).exists():
        for row in told:
            row.facts = {name: pair for name, pair in row.facts.items() if name in COMPLAINTS}
            row.reason = {}
    return rows


def history_of(
    access: TeamAccess,
    ticket: Ticket,
    *,
    before: TicketEvent | None = None,
    most: int | None = None,
) -> tuple[Happened, ...]:
    """What happened to a ticket as far as a person may see it, newest first; the `most` of it `before`."""
    events = ticket.events.select_related("by").order_by("-at", "-id")
    if before is not None:
        events = events.filter(Q(at__lt=before.at) | Q(at=before.at, pk__lt=before.pk))
    rows = seen_events(access, ticket, events[:most])
    fields = {field.key: field for field in TicketField.objects.filter(team=ticket.team_id)}
    people = people_named((row.facts for row in rows), also=people_in(row.reason for row in rows))
    return tuple(
        Happened(
            pk=row.pk,
            at=row.at,
            who=who_words(row),
            kind=row.kind,
            what=str(EventKind(row.kind).label),
            changes=tuple(_change(name, pair, fields, people) for name, pair in _in_order(row.facts)),
            reason=row.reason,
            details=event_details(row),
            why=why_words(row.reason, people),
        )
        for row in rows
    )


def _in_order(facts: Mapping[str, Iterable[Any]]) -> list[tuple[str, Iterable[Any]]]:
    """Those that are listed, as they were kept, and the end of a promise after its beginning."""
    listed = [fact for fact in facts.items() if fact[0] not in NOT_LISTED]
    return sorted(listed, key=lambda fact: fact[0] == "by")


def fact_words(team: Team, all_facts: Iterable[Mapping[str, Iterable[Any]]]) -> list[tuple[Change, ...]]:
    """Facts that are no event's, such as what a change of many would do, in words; in two queries."""
    each_facts = list(all_facts)
    fields = {field.key: field for field in TicketField.objects.filter(team=team)}
    people = people_named(each_facts)
    return [
        tuple(_change(name, pair, fields, people) for name, pair in facts.items()) for facts in each_facts
    ]


def who_words(event: TicketEvent) -> str:
    """Who did it; what Halfhour does by itself meanwhile is nobody's key's."""
    if event.by is not None:
        return acting_words(person_words(event.by), event.key)
    if event.actor == Actor.HALFHOUR:
        return str(Actor.HALFHOUR.label)
    who = _("Somebody") if event.actor == Actor.PERSON else str(Actor(event.actor).label)
    return acting_words(who, event.key)


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
    if name == "channel":
        return channel_words(str(value))
    if name in COMPLAINTS:
        return f"C{value}"
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


def people_named(
    all_facts: Iterable[Mapping[str, Iterable[Any]]], *, also: Iterable[str] = ()
) -> dict[str, str]:
    """The names of those whose user names the facts hold, and of others, by user name."""
    named = {name for facts in all_facts for who in PEOPLE for name in facts.get(who, ()) if name}
    named |= set(also)
    return {user.get_username(): person_words(user) for user in User.objects.filter(username__in=named)}
