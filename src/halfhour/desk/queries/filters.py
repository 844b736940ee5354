"""Which tickets a list shows: all filters and sorts there are; nothing else reaches the database."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from math import isfinite
from operator import or_
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.fields.json import KeyTransform
from django.utils.translation import gettext as _

from halfhour.customers.models import Customer
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import Complexity, Priority, State, Ticket, TicketField, Watch
from halfhour.desk.models.tickets import ENDED, OURS, UNFINISHED
from halfhour.desk.queries import filter_values as values
from halfhour.desk.queries.customers import with_merged_into
from halfhour.desk.queries.filter_values import ME, NOBODY
from halfhour.desk.queries.search import with_words
from halfhour.engine.team import Channel
from halfhour.engine.triage import Signal
from halfhour.people.models import Team, User

# Groups of states; `open` is what the team has to do next.
GROUPS: dict[str, tuple[State, ...]] = {
    "open": OURS,
    "waiting": (State.WAITING_ON_CUSTOMER, State.WAITING_ON_THIRD_PARTY, State.SCHEDULED),
    "unfinished": UNFINISHED,
    "ended": ENDED,
    "all": (),
}
STATES = {**{state.value: (state,) for state in State if state != State.OPEN}, **GROUPS}
YES_OR_NO = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """The fields a list is in order of, `-` before one that goes down; `id` settles what is equal.

    With `then` the first field may be empty, and those where it is follow in the order of `then`.
    """

    fields: tuple[str, ...]
    then: tuple[str, ...] = ()


SORTS: dict[str, Sort] = {
    "due": Sort(fields=("due_at", "id"), then=("-changed_at", "-id")),
    "changed": Sort(fields=("-changed_at", "-id")),
    "newest": Sort(fields=("-opened_at", "-id")),
    "oldest": Sort(fields=("opened_at", "id")),
    "priority": Sort(fields=("-priority_rank", "opened_at", "id")),
}


def cleaned_filters(filters: Mapping[str, Any]) -> dict[str, Any]:
    """The filters as they are kept and used: only those that exist, each of its kind; empty ones left out.

    Raises
    ------
    DeskRefused
        In one sentence, for a filter or a value that does not exist.
    """
    cleaned = {}
    for name, value in filters.items():
        if name not in FILTERS:
            sentence = _("There is no filter “{name}”; there are: {known}.")
            sentence = sentence.format(name=str(name)[:60], known=", ".join(FILTERS))
            raise DeskRefused(sentence, field=str(name)[:60], allowed=FILTERS)
        if value in (None, "", [], ()):
            continue
        clean, _apply = FILTERS[name]
        try:
            cleaned[name] = clean(value)
        except (ValueError, TypeError, OverflowError) as unfit:
            raise _unfit(name, value, unfit) from None
    return cleaned


def _unfit(name: str, value: Any, why: Exception) -> DeskRefused:
    """Which value of which filter it is, and what there is instead."""
    sentence = _("“{value}” is nothing that the filter “{name}” can ask for.")
    allowed, wanted = (why.allowed, why.wanted) if isinstance(why, values.Unfit) else ((), "")
    if allowed or wanted:
        sentence = _("“{value}” is nothing that the filter “{name}” can ask for, but: {known}.")
    said = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    sentence = sentence.format(value=said[:60], name=name, known=wanted or ", ".join(allowed))
    return DeskRefused(sentence, field=name, allowed=allowed)


def refuse_unknown_fields(team: Team, cleaned: Mapping[str, Any]) -> None:
    """Refuse to ask for a field of the team's own that it never had."""
    asked = {text.partition(":")[0] for text in cleaned.get("field", ())}
    if not asked:
        return
    known = list(
        TicketField.objects.filter(team=team).order_by("position", "id").values_list("key", flat=True)
    )
    for key in sorted(asked - set(known)):
        sentence = _("There is no field “{name}” on tickets; there are: {known}.")
        sentence = sentence.format(name=key, known=", ".join(known) or "–")
        raise DeskRefused(sentence, field="field", allowed=known)


def sort_named(name: str) -> Sort:
    """A sort by its name; one that does not exist is refused."""
    if name not in SORTS:
        sentence = _("Lists cannot be sorted by “{name}”, but by: {known}.")
        sentence = sentence.format(name=str(name)[:60], known=", ".join(SORTS))
        raise DeskRefused(sentence, field="sort", allowed=SORTS)
    return SORTS[name]


def ends_soon(cleaned: Mapping[str, Any]) -> bool:
    """Whether a list is short, however many tickets the team has had: only what is unfinished is in it."""
    states = STATES.get(cleaned.get("state", ""), ())
    return bool(states) and set(states) <= set(UNFINISHED)


def filtered(
    tickets: QuerySet[Ticket], cleaned: Mapping[str, Any], *, reader: User, at: datetime
) -> QuerySet[Ticket]:
    """The tickets that `cleaned_filters` ask for; those merged into others are never among them."""
    tickets = tickets.filter(merged_into__isnull=True)
    for name, value in cleaned.items():
        _clean, apply = FILTERS[name]
        tickets = apply(tickets, value, reader, at)
    return tickets


Apply = Callable[[QuerySet[Ticket], Any, User, datetime], QuerySet[Ticket]]


def _state(tickets: QuerySet[Ticket], value: str, reader: User, at: datetime) -> QuerySet[Ticket]:
    return tickets.filter(state__in=STATES[value]) if STATES[value] else tickets


def _assignee(tickets: QuerySet[Ticket], value: str, reader: User, at: datetime) -> QuerySet[Ticket]:
    if value == NOBODY:
        return tickets.filter(assignee__isnull=True)
    return tickets.filter(assignee=reader.pk if value == ME else int(value))


def _tag(tickets: QuerySet[Ticket], value: list[str], reader: User, at: datetime) -> QuerySet[Ticket]:
    tagged = Ticket.tags.through.objects.filter(tag__name__in=value)
    return tickets.filter(id__in=tagged.values("ticket_id"))


def _signals(tickets: QuerySet[Ticket], value: list[str], reader: User, at: datetime) -> QuerySet[Ticket]:
    if connection.vendor == "postgresql":
        return tickets.filter(signals__contains=value)
    for each in value:
        tickets = tickets.filter(signals__icontains=f'"{each}"')
    return tickets


def _own(tickets: QuerySet[Ticket], value: list[str], reader: User, at: datetime) -> QuerySet[Ticket]:
    """Each field holds one of the values asked of it, whichever kind it keeps it as."""
    asked: dict[str, list[Any]] = {}
    for text in value:
        key, _colon, said = text.partition(":")
        asked.setdefault(key, []).extend(_readings(said))
    for place, (key, readings) in enumerate(asked.items()):
        name = f"own_{place}"
        tickets = tickets.alias(**{name: KeyTransform(key, "fields")})
        tickets = tickets.filter(reduce(or_, (Q((name, each)) for each in readings)))
    return tickets


def _readings(said: str) -> list[Any]:
    """What a typed value may be kept as: text, a number, yes or no."""
    readings: list[Any] = [said]
    if said in YES_OR_NO:
        readings.append(YES_OR_NO[said])
    with suppress(ValueError):
        number = float(said.replace(",", "."))
        if isfinite(number):
            readings.append(int(number) if number.is_integer() else number)
    return readings


def _late(tickets: QuerySet[Ticket], value: bool, reader: User, at: datetime) -> QuerySet[Ticket]:
    return tickets.filter(due_at__lt=at)


def _due_within(tickets: QuerySet[Ticket], value: int, reader: User, at: datetime) -> QuerySet[Ticket]:
    return tickets.filter(due_at__gte=at, due_at__lt=at + timedelta(minutes=value))


def _watched(tickets: QuerySet[Ticket], value: bool, reader: User, at: datetime) -> QuerySet[Ticket]:
    return tickets.filter(id__in=Watch.objects.filter(user=reader).values("ticket_id"))


def _words(tickets: QuerySet[Ticket], value: str, reader: User, at: datetime) -> QuerySet[Ticket]:
    return with_words(tickets, value)


def _customer(tickets: QuerySet[Ticket], value: int, reader: User, at: datetime) -> QuerySet[Ticket]:
    """Tickets of everybody who is this person by now; the teams' other customers of the number have none."""
    numbered = Customer.objects.filter(number=value).order_by("pk").values_list("pk", flat=True)
    return tickets.filter(customer__in=with_merged_into(numbered))


def _column(lookup: str) -> Apply:
    return lambda tickets, value, reader, at: tickets.filter(Q((lookup, value)))


def _time(lookup: str) -> Apply:
    return lambda tickets, value, reader, at: tickets.filter(Q((lookup, datetime.fromisoformat(value))))


FILTERS: dict[str, tuple[Callable[[Any], Any], Apply]] = {
    "state": (values.one_of(STATES), _state),
    "assignee": (values.somebody, _assignee),
    "queue": (values.texts, _column("queue__in")),
    "channel": (values.some_of(Channel), _column("channel__in")),
    "priority": (values.some_of(Priority), _column("priority__in")),
    "complexity": (values.one_of(Complexity), _column("complexity")),
    "category": (values.texts, _column("category__in")),
    "language": (values.texts, _column("language__in")),
    "tag": (values.texts, _tag),
    "customer": (values.number, _customer),
    "signals": (values.some_of(Signal), _signals),
    "late": (values.yes, _late),
    "due_before": (values.moment, _time("due_at__lt")),
    "due_within": (values.minutes, _due_within),
    "opened_from": (values.moment, _time("opened_at__gte")),
    "opened_until": (values.moment, _time("opened_at__lt")),
    "changed_from": (values.moment, _time("changed_at__gte")),
    "changed_until": (values.moment, _time("changed_at__lt")),
    "field": (values.own_fields, _own),
    "watched": (values.yes, _watched),
    "text": (values.text, _words),
}
