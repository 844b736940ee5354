"""Lists of tickets a page at a time, as fast at a million as at a hundred."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from halfhour.desk.access import visible_tickets
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import Ticket
from halfhour.desk.queries.filters import (
    Sort,
    cleaned_filters,
    ends_soon,
    filtered,
    refuse_unknown_fields,
    sort_named,
)
from halfhour.desk.queries.rows import TicketRow, rows_of
from halfhour.people.access import TeamAccess

MOST_ROWS = 200
MOST_COUNTED, COUNTED_AT_ONCE = 1_000, 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many there are; with `is_more` so many at least."""

    count: int
    is_more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Rows in order; `next` is where the following page starts, None at the end."""

    rows: tuple[TicketRow, ...]
    next: str | None


class View(Protocol):
    """What can be counted: a saved or usual view."""

    @property
    def filters(self) -> Any: ...


def listed(
    access: TeamAccess,
    *,
    filters: Mapping[str, Any],
    sort: str = "due",
    after: str | None = None,
    limit: int = 50,
    at: datetime | None = None,
) -> Page:
    """A page of the tickets that a person sees, by filters and sorts of `queries.filters`.

    Pages follow each other by the last row and not by a count, so that none is skipped or shown twice when
    tickets change in between, and the thousandth page takes as long as the first.

    Raises
    ------
    DeskRefused
        For a filter, a sort or a place that does not exist.
    """
    limit = max(1, min(limit, MOST_ROWS))
    order = sort_named(sort)
    cleaned = cleaned_filters(filters)
    refuse_unknown_fields(access.team, cleaned)
    tickets = _asked(access, cleaned, at)
    parts = _parts(tickets, order, is_short=ends_soon(cleaned))
    keys = _keys(parts, _place(after, sort, order), limit + 1)
    rows = rows_of(access, [key[-1] for _part, key in keys[:limit]])
    following = _mark(sort, *keys[limit - 1]) if len(keys) > limit else None
    return Page(rows=rows, next=following)


def counts(access: TeamAccess, views: Sequence[View], *, at: datetime | None = None) -> list[Count]:
    """How many tickets each view holds, counted to a thousand, all in one query."""
    return _count([_asked(access, cleaned_filters(view.filters), at) for view in views])


def _asked(access: TeamAccess, cleaned: Mapping[str, Any], at: datetime | None) -> QuerySet[Ticket]:
    return filtered(visible_tickets(access), cleaned, reader=access.user, at=at or timezone.now())


Key = tuple[Any, ...]
Part = tuple[tuple[str, ...], QuerySet[Ticket]]


def _keys(parts: Sequence[Part], place: tuple[int, Key] | None, most: int) -> list[tuple[int, Key]]:
    """The first keys after a place: of part 0 where the first field is known, of part 1 where it is not."""
    found: list[tuple[int, Key]] = []
    part, key = place or (0, None)
    for number, (fields, rows) in enumerate(parts):
        if number < part or len(found) >= most:
            continue
        if number == part and key is not None:
            rows = rows.filter(_behind(fields, key))
        plain = [field.removeprefix("-") for field in fields]
        keys = rows.order_by(*fields).values_list(*plain)[: most - len(found)]
        found += [(number, each) for each in keys if each[0] is not None]
    return found


def _parts(tickets: QuerySet[Ticket], order: Sort, *, is_short: bool) -> list[Part]:
    """The list as one part, or as two where its first field may be empty.

    PostgreSQL takes due times and states to have nothing to do with each other. Asked for those of a few
    states that have one, it expects hardly any and reads and sorts them all, where the first of thousands are
    found by their order. So it is asked for all of a short list, and what is empty, at the end, is left away.
    """
    if not order.then:
        return [(order.fields, tickets)]
    empty = f"{order.fields[0].removeprefix('-')}__isnull"
    is_left_away = is_short and connection.vendor == "postgresql"
    return [
        (order.fields, tickets if is_left_away else tickets.filter(Q((empty, False)))),
        (order.then, tickets.filter(Q((empty, True)))),
    ]


def _behind(fields: Sequence[str], key: Key) -> Q:
    """What follows a key. The first field's own bound is said apart: it is what an index can start at."""
    first, rest = fields[0], fields[1:]
    name, way = first.removeprefix("-"), "lt" if first.startswith("-") else "gt"
    further = Q((f"{name}__{way}", key[0]))
    if not rest:
        return further
    return Q((f"{name}__{way}e", key[0])) & (further | Q((name, key[0])) & _behind(rest, key[1:]))


def _mark(sort: str, part: int, key: Key) -> str:
    values = [each.isoformat() if isinstance(each, datetime) else each for each in key]
    return urlsafe_b64encode(json.dumps([sort, part, *values]).encode()).decode().rstrip("=")


def _place(after: str | None, sort: str, order: Sort) -> tuple[int, Key] | None:
    if not after:
        return None
    try:
        named, part, *values = json.loads(urlsafe_b64decode(after + "=" * (-len(after) % 4)))
        fields = (order.fields, order.then)[part] if part in (0, 1) else ()
        if named != sort or not fields:
            raise ValueError
        return part, tuple(_value(field, each) for field, each in zip(fields, values, strict=True))
    except (ValueError, TypeError, IndexError, OverflowError, RecursionError):
        sentence = _("This place in the list does not exist; start from its beginning.")
        raise DeskRefused(sentence, field="after") from None


def _value(field: str, value: Any) -> Any:
    if field.endswith("_at"):
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError
        return moment.astimezone(UTC)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**63:
        raise ValueError
    return value


def _count(lists: Sequence[QuerySet[Ticket]]) -> list[Count]:
    """Counts of several lists, none further than a thousand, as many in one query as a row has room for."""
    groups = (lists[start : start + COUNTED_AT_ONCE] for start in range(0, len(lists), COUNTED_AT_ONCE))
    return [count for group in groups for count in _count_group(group)]


def _count_group(lists: Sequence[QuerySet[Ticket]]) -> list[Count]:
    parts: list[str] = []
    values: list[Any] = []
    for tickets in lists:
        try:
            sql, parameters = tickets.order_by().values("pk")[: MOST_COUNTED + 1].query.sql_with_params()
        except EmptyResultSet:
            sql, parameters = "SELECT 1 WHERE 1 = 0", ()
        parts.append(f"(SELECT COUNT(*) FROM ({sql}) counted)")  # noqa: S608 – values are bound
        values += parameters
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        figures = cursor.fetchone()
    return [Count(count=min(each, MOST_COUNTED), is_more=each > MOST_COUNTED) for each in figures]
