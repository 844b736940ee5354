"""Looking for tickets by their words, the same on both databases. What is typed is text and never syntax.

A database guesses badly how many tickets hold words that begin so, and takes half a second where it guessed
wrong. So PostgreSQL is asked first among the newest tickets: where words are common those suffice, and where
they are rare the index is quick.
"""

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet, Value
from django.db.models.expressions import RawSQL

from halfhour.customers.addresses import digits_of
from halfhour.customers.models import Address, AddressKind
from halfhour.desk.access import visible_tickets
from halfhour.desk.models import Ticket
from halfhour.desk.queries.customers import with_merged_into
from halfhour.desk.queries.rows import TicketRow, rows_of
from halfhour.desk.words import asked_words
from halfhour.people.access import TeamAccess
from halfhour.people.models import Team
from halfhour.people.typed import whole_number

NEWEST = 1_500
FEWEST_OF_NUMBER, MOST_OF_NUMBER = 6, 40  # digits, so that a year or a price is none; signs
COMMON = 20  # so many among the newest, and words are common


def found(access: TeamAccess, text: str, limit: int = 20) -> tuple[TicketRow, ...]:
    """The tickets that hold all these words, the newest first; before them the one that has the number."""
    tickets = visible_tickets(access).filter(merged_into__isnull=True)
    named = list(tickets.filter(number=_number(text)).values_list("id", flat=True))
    ids = list(dict.fromkeys([*named, *_newest(tickets, text, limit)]))[:limit]
    return rows_of(access, ids)


def with_words(tickets: QuerySet[Ticket], text: str) -> QuerySet[Ticket]:
    """The tickets that hold all words of a text; none where it has no word."""
    asked = asked_words(text)
    if not asked:
        return tickets.none()
    if connection.vendor == "postgresql" and len(_among_newest(tickets, asked, COMMON)) >= COMMON:
        return tickets.filter(_one_by_one(asked))
    return tickets.filter(_by_index(asked) | _owned(text))


def _newest(tickets: QuerySet[Ticket], text: str, limit: int) -> list[int]:
    asked = asked_words(text)
    if not asked:
        return []
    if connection.vendor == "postgresql":
        newest = _among_newest(tickets, asked, limit)
        if len(newest) >= min(limit, COMMON):
            return newest
    matching = tickets.filter(_by_index(asked) | _owned(text))
    return list(matching.order_by("-id").values_list("id", flat=True)[:limit])


def _among_newest(tickets: QuerySet[Ticket], asked: list[tuple[str, bool]], limit: int) -> list[int]:
    newest = list(tickets.order_by("-number").values_list("id", flat=True)[:NEWEST])
    if not newest:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ticket_id FROM"  # OFFSET keeps the index over words out of this
            " (SELECT ticket_id, document FROM desk_tickettext WHERE ticket_id = ANY(%s) OFFSET 0) newest"
            " WHERE document @@ %s::tsquery ORDER BY ticket_id DESC LIMIT %s",
            [newest, _tsquery(asked), limit],
        )
        return [row[0] for row in cursor.fetchall()]


def _one_by_one(asked: list[tuple[str, bool]]) -> Func:
    """The condition, looked at ticket by ticket in the order of the list: OFFSET keeps it apart."""
    return Func(
        F("pk"),
        Value(_tsquery(asked)),
        template="EXISTS (SELECT 1 FROM desk_tickettext held WHERE held.ticket_id = %(expressions)s::tsquery"
        " OFFSET 0)",
        arg_joiner=" AND held.document @@ ",
        output_field=BooleanField(),
    )


def _by_index(asked: list[tuple[str, bool]]) -> Q:
    """All tickets that hold these words, by the index over them."""
    if connection.vendor == "postgresql":
        ids = RawSQL("SELECT ticket_id FROM desk_tickettext WHERE document @@ %s::tsquery", [_tsquery(asked)])
        return Q(each_of(ids))
    query = " AND ".join(f'"{word}"{"*" if begins else ""}' for word, begins in asked)
    rows = RawSQL("SELECT rowid FROM desk_tickettext_words WHERE desk_tickettext_words MATCH %s", [query])
    return Q(id__in=rows)


def each_of(ids: RawSQL) -> Func:
    """Tickets whose ids a query finds, fetched one by one where PostgreSQL would read them all."""
    return Func(
        F("pk"),
        ids,
        template="%(expressions)s)",
        arg_joiner=" = ANY(ARRAY",
        output_field=BooleanField(),
    )


def _tsquery(asked: list[tuple[str, bool]]) -> str:
    """Words are letters and digits only, so that nothing in them can be syntax."""
    return " & ".join(f"'{word}'{':*' if begins else ''}" for word, begins in asked)


def _owned(text: str) -> Q:
    """Tickets of the customer who has this very address, or this phone number however it is written."""
    digits = digits_of(text[:MOST_OF_NUMBER])
    if "\0" in text or ("@" not in text and len(digits) < FEWEST_OF_NUMBER):
        return Q()
    # The index over addresses begins with the team: each team is looked up there, instead of every address.
    owners = Address.objects.filter(team__in=Team.objects.order_by().values("id")).order_by("id")
    if "@" in text:
        owners = owners.filter(normalised=text.strip().casefold()[:500])
    elif text.strip().startswith(("+", "00")):
        owners = owners.filter(kind=AddressKind.PHONE, normalised=f"+{digits}")
    else:
        owners = owners.filter(kind=AddressKind.PHONE, normalised__endswith=digits)
    found = list(owners.values_list("customer_id", flat=True)[:20])
    return Q(customer__in=with_merged_into(found) if found else found)


def _number(text: str) -> int:
    number = whole_number(text.strip().removeprefix("#"))
    return -1 if number is None else number
