"""Statements that are put together once: the same rows as a query, the same saving as a model's own."""

from contextlib import nullcontext, suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import (
    DataError,
    IntegrityError,
    NotSupportedError,
    OperationalError,
    connection,
    transaction,
)
from django.db.models import Count, Q
from django.test.utils import CaptureQueriesContext
from psycopg import IsolationLevel

from halfhour.customers.models import Customer
from halfhour.desk.models import Message, Outgoing, RawInput, Tag, Ticket, TicketCount
from halfhour.desk.models.conversation import TicketText
from halfhour.ledger.models import Contact
from halfhour.people.models import Team
from halfhour.rows import (
    Asked,
    Prepared,
    PreparedValues,
    _postgresql,
    commit_too,
    counted_insertion,
    foresee,
    foreseen,
    insert,
    insert_counted,
    insert_soon,
    keys_ahead,
    together,
    update,
    update_soon,
    written_together,
)
from support.desk import a_ticket
from support.ledger import MONDAY

HOUR = timedelta(hours=1)


def tickets(team: int, subject: str, since, until):
    return (
        Ticket.objects.filter(Q(subject=subject) | Q(due_at__gt=until), team=team, opened_at__gte=since)
        .select_related("customer", "assignee", "team")
        .annotate(said=Count("messages"))
        .order_by("number")
    )


def test_a_prepared_query_gives_what_the_query_gives_each_time_with_other_values(cast):
    customer = Customer.objects.create(
        team=cast.team, number=1, name="Mia", created_at=MONDAY, fields={"plan": "gold"}
    )
    mine = a_ticket(cast, customer=customer, fields={"order": "7"})
    other = a_ticket(cast, subject="Another", at=MONDAY + HOUR, customer=None)
    prepared = Prepared(tickets, team=int, subject=str, since=type(MONDAY), until=type(MONDAY))
    for subject, found in (("My order", [mine]), ("Another", [other]), ("None's", [])):
        values = {"team": cast.team.pk, "subject": subject, "since": MONDAY, "until": MONDAY + 9000 * HOUR}
        rows = prepared(**values)
        assert rows == list(tickets(**values)) == found
    (row,) = prepared(team=cast.team.pk, subject="My order", since=MONDAY, until=MONDAY + 9000 * HOUR)
    for field in Ticket._meta.concrete_fields:
        assert getattr(row, field.attname) == getattr(Ticket.objects.get(pk=mine.pk), field.attname), field
    assert (row.customer.fields, row.assignee, row.team.slug, row.said) == (
        {"plan": "gold"},
        None,
        cast.team.slug,
        1,
    )


def test_fields_left_out_are_read_when_they_are_asked_for(cast):
    ticket = a_ticket(cast)
    only = Prepared(lambda number: Ticket.objects.filter(number=number).only("id", "subject"), number=int)
    row = only.first(number=ticket.number)
    assert row is not None
    assert row.get_deferred_fields() >= {"state", "opened_at"}
    assert row.opened_at == MONDAY


def test_what_no_database_keeps_is_no_rows(cast):
    ticket = a_ticket(cast)
    prepared = Prepared(
        lambda number, subject: Ticket.objects.filter(number=number, subject=subject), number=int, subject=str
    )
    assert prepared(number=ticket.number, subject="My order") == [ticket]
    for number, subject in ((10**30, "My order"), (-(10**30), "My order"), (ticket.number, "My\0order")):
        assert prepared(number=number, subject=subject) == []


def test_a_value_that_does_not_stand_in_the_query_as_it_is_is_refused(cast):
    wrong = Prepared(lambda word: Ticket.objects.filter(subject__icontains=word), word=str)
    with pytest.raises(TypeError, match="word"):
        wrong(word="order")


def test_a_row_inserted_is_the_row_saved(cast):
    ticket = a_ticket(cast)
    said = Message(ticket=ticket, kind="note", text="100 %s", author=cast.agent, mentions=[3], at=MONDAY)
    assert insert(said)
    kept = Message.objects.get(pk=said.pk)
    for field in Message._meta.concrete_fields:
        assert getattr(kept, field.attname) == getattr(said, field.attname), field
    said.text = "mended"
    said.save()
    assert Message.objects.filter(text="mended").count() == 1


def test_a_row_whose_key_is_another_row_is_inserted_under_it(cast):
    ticket = a_ticket(cast)
    TicketText.objects.all().delete()
    insert(TicketText(ticket=ticket, words="order"))
    assert TicketText.objects.get(pk=ticket.pk).words == "order"


def test_a_row_that_is_there_stays_or_takes_the_values_named(cast):
    ticket = a_ticket(cast)
    mail = {"ticket": ticket, "kind": "received", "key": "once", "made_at": MONDAY, "next_try_at": MONDAY}
    assert insert(Outgoing(**mail), conflict=["key"])
    assert not insert(Outgoing(**mail | {"kind": "answer"}), conflict=["key"])
    assert Outgoing.objects.get().kind == "received"
    source = Contact.objects.get().source_id
    for queue in ("email", "phone"):
        row = Contact(
            team=cast.team,
            contact_id="x",
            opened_at=MONDAY,
            queue=queue,
            channel="email",
            source_id=source,
            category=queue,
        )
        assert insert(row, conflict=["team", "contact_id"], replaces=["queue"])
    assert Contact.objects.values_list("queue", "category").get(contact_id="x") == ("phone", "email")


def test_an_update_saves_the_fields_named_and_no_other(cast):
    tag = Tag.objects.create(team=cast.team, name="one")
    ticket = a_ticket(cast)
    ticket.subject, ticket.queue, ticket.fields = "Mended", "phone", {"a": 1}
    with transaction.atomic():
        update(ticket, "subject", "fields")
    kept = Ticket.objects.get(pk=ticket.pk)
    assert (kept.subject, kept.queue, kept.fields) == ("Mended", "email", {"a": 1})
    tag.name = "two"
    update(tag, "name")
    assert Tag.objects.get().name == "two"


def test_rows_written_together_are_there_when_it_ends_and_not_where_it_broke(cast):
    ticket = a_ticket(cast)
    with transaction.atomic(), written_together():
        together(*keys_ahead(Tag))
        tag = Tag(team=cast.team, name="one")
        insert(tag)
        assert tag.pk is not None
        insert_soon(Message(ticket=ticket, kind="note", text="kept", at=MONDAY))
    assert Tag.objects.get(name="one") == tag
    assert Message.objects.filter(text="kept").exists()
    Tag.objects.create(team=cast.team, name="two")  # keys are counted on behind it
    with pytest.raises(ZeroDivisionError):
        _break_while_writing(ticket)
    assert not Message.objects.filter(text="lost").exists()


@transaction.atomic
def _break_while_writing(ticket: Ticket) -> None:
    with written_together():
        insert_soon(Message(ticket=ticket, kind="note", text="lost", at=MONDAY))
        raise ZeroDivisionError


def test_values_are_asked_for_with_lists_as_long_as_they_happen_to_be(cast):
    numbers = {a_ticket(cast, at=MONDAY + place * HOUR).number: place for place in range(3)}
    prepared = PreparedValues(
        lambda team, numbers: (
            Ticket.objects.filter(team=team, number__in=numbers)
            .order_by("number")
            .values_list("number", "opened_at", "signals")
        ),
        team=int,
        numbers=list,
    )
    for asked in ([*numbers], [max(numbers)], [*numbers, 99]):
        expected = [(each, MONDAY + numbers[each] * HOUR, []) for each in asked if each in numbers]
        assert prepared(team=cast.team.pk, numbers=asked) == expected


def test_what_is_foreseen_is_asked_with_what_is_asked_next_and_answered_within(cast):
    ticket = a_ticket(cast)
    by_number = Prepared(lambda number: Ticket.objects.filter(number=number), number=int)
    asked, other = by_number.asked(number=ticket.number), by_number.asked(number=ticket.number + 1)
    foresee(asked)
    assert foreseen(asked) is None
    with written_together():
        foresee(asked, other)
        assert foreseen(asked) is None
        assert together(Asked("SELECT 7", (), lambda cursor: cursor.fetchone()[0])) == [7]
        assert (foreseen(asked), foreseen(other)) == ([ticket], [])
    assert foreseen(asked) is None


def test_a_change_waits_for_the_rows_written_before_it(cast):
    with transaction.atomic(), written_together():
        together(*keys_ahead(Tag))
        tag = Tag(team=cast.team, name="one")
        insert(tag)
        tag.name = "two"
        update_soon(tag, "name")
    assert Tag.objects.get().name == "two"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="a plan is PostgreSQL's")
def test_a_plan_is_kept_but_not_for_lists_of_any_length(cast):
    named = Prepared(lambda name: Tag.objects.filter(team__slug="kept", name=name), name=str)
    several = Prepared(lambda ids: Tag.objects.filter(team__slug="not kept", id__in=ids), ids=list)
    named(name="one")
    named(name="two")
    several(ids=[1, 2])
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE statement LIKE '%kept''%'")
        kept = [row[0] for row in cursor.fetchall()]
    assert [("'kept'" in each, "$1" in each) for each in kept] == [(True, True)]


def test_what_the_driver_cannot_tell_breaks_the_one_and_not_the_connection(cast):
    whole = Asked("SELECT 7", (), lambda cursor: cursor.fetchone()[0])
    with pytest.raises(Exception, match=r"adapt|support"), transaction.atomic():
        together(whole, Asked("SELECT %s", [object()], lambda cursor: cursor.fetchone()), whole)
    assert together(whole, whole) == [7, 7]


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_begins_with_several_begins_once_and_tells_what_broke(cast):
    taken = Asked("INSERT INTO people_team SELECT * FROM people_team", (), lambda _: None)
    whole = Asked("SELECT 7", (), lambda cursor: cursor.fetchone()[0])
    warned: list[str] = []
    connection.ensure_connection()
    if connection.vendor == "postgresql":
        connection.connection.add_notice_handler(lambda notice: warned.append(notice.message_primary))
    with pytest.raises(IntegrityError), transaction.atomic():
        together(whole, whole, taken, whole)
    with transaction.atomic():
        assert together(whole, whole) == [7, 7]
    assert warned == []


def test_rows_are_counted_as_they_are_saved(cast):
    TicketCount.objects.update_or_create(team=cast.team, defaults={"last_number": 41})
    given = {"team": cast.team, "source": "mail", "channel": "email", "body": {}, "received_at": MONDAY}
    alone, ahead = RawInput(key="1", **given), RawInput(key="2", **given)
    insert_counted(alone, by=TicketCount)
    with transaction.atomic(), written_together():
        together(*keys_ahead(RawInput))
        insert_counted(ahead, by=TicketCount)
    assert [alone.number, ahead.number] == [42, 43]
    assert list(RawInput.objects.order_by("id").values_list("id", "number")) == [
        (alone.pk, 42),
        (ahead.pk, 43),
    ]
    assert TicketCount.objects.get(team=cast.team).last_number == 43


def test_a_team_that_counts_nothing_gives_no_number(cast):
    TicketCount.objects.filter(team=cast.team).delete()
    raw = RawInput(team=cast.team, key="1", source="mail", channel="email", body={}, received_at=MONDAY)
    insert_counted(raw, by=TicketCount)
    assert RawInput.objects.get().number is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_part_of_another", [False, True])
def test_what_is_written_last_ends_its_own_transaction_and_no_other(cast, is_part_of_another):
    larger = transaction.atomic() if is_part_of_another else nullcontext()
    with suppress(ZeroDivisionError), larger, CaptureQueriesContext(connection) as asked:
        _write_last(cast.team, "one")
        raise ZeroDivisionError
    assert Tag.objects.exists() is not is_part_of_another
    if connection.vendor == "postgresql":
        assert any("; COMMIT" in each["sql"] for each in asked) is not is_part_of_another


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no transaction beside another")
@pytest.mark.django_db(transaction=True)
def test_what_stands_alone_stays_whatever_becomes_of_the_rest(cast):
    raw = RawInput(team=cast.team, key="1", source="mail", channel="email", body={}, received_at=MONDAY)
    broken = Asked("SELECT 1 / %s", [0], lambda rows: rows.fetchone())
    with pytest.raises(DataError), transaction.atomic():
        together(broken, alone=counted_insertion(raw, by=TicketCount))
    assert RawInput.objects.get().key == "1"
    raw.key = "2"
    with transaction.atomic():
        Tag.objects.create(team=cast.team, name="begun")
        with pytest.raises(RuntimeError, match="has begun"):
            together(broken, alone=counted_insertion(raw, by=TicketCount))
    assert RawInput.objects.get().key == "1"


@pytest.mark.django_db(transaction=True)
def test_what_is_found_wrong_at_the_end_of_a_statement_is_told_and_the_connection_goes_on(cast):
    """Keys of other rows are looked up when a transaction ends."""
    row = RawInput(team_id=999_999, key="1", source="mail", channel="email", body={}, received_at=MONDAY)
    with pytest.raises(IntegrityError):
        insert(row)
    assert Team.objects.filter(pk=cast.team.pk).exists()
    if connection.vendor == "postgresql":
        with pytest.raises(IntegrityError), transaction.atomic():
            together(Asked("SELECT 1", (), lambda rows: rows), alone=counted_insertion(row, by=TicketCount))
        assert Team.objects.filter(pk=cast.team.pk).exists()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="a plan is PostgreSQL's")
@pytest.mark.django_db(transaction=True)
def test_what_breaks_again_and_again_leaves_one_plan(cast):
    given = {"team": cast.team, "source": "mail", "channel": "email", "body": {}, "received_at": MONDAY}
    insert(RawInput(key="1", **given))
    plans = []
    for _each in range(3):
        with pytest.raises(IntegrityError):
            insert(RawInput(key="1", **given))
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'halfhour%'")
            plans.append(cursor.fetchone()[0])
    assert len(set(plans)) == 1


@pytest.mark.django_db(transaction=True)
def test_what_breaks_while_it_is_written_last_leaves_nothing(cast):
    Tag.objects.create(team=cast.team, name="taken")
    with pytest.raises(IntegrityError):
        _write_last(cast.team, "free", "taken", "also free")
    assert list(Tag.objects.values_list("name", flat=True)) == ["taken"]


@transaction.atomic
def _write_last(team: Team, *names: str) -> None:
    with written_together():
        for name in names:
            insert_soon(Tag(team=team, name=name))
        commit_too()


def _plans(like: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s", [like])
        return int(cursor.fetchone()[0])


def _one(cursor: Any) -> Any:
    return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="a plan is PostgreSQL's")
def test_a_plan_outlives_what_was_rolled_back_and_one_that_never_came_to_be_is_made_later(cast):
    first, kept, lost = (Asked(f"SELECT %s + {number}", [1], _one) for number in (4710, 4711, 4712))
    breaks = Asked("SELECT 1 / %s", [0], _one)
    together(kept)
    with pytest.raises(DataError), transaction.atomic():
        together(first, kept, breaks, lost)
    assert _plans("%4711%") == 1
    assert together(kept, lost) == [4712, 4713]
    assert together(kept, lost) == [4712, 4713]
    assert (_plans("%4711%"), _plans("%4712%")) == (1, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no proxies between")
def test_behind_a_proxy_that_changes_connections_no_plan_is_kept(cast):
    connection.ensure_connection()
    was, connection.connection.prepare_threshold = connection.connection.prepare_threshold, None
    try:
        assert together(Asked("SELECT %s + 4713", [1], _one)) == [4714]
        assert _plans("%4713%") == 0
    finally:
        connection.connection.prepare_threshold = was


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite is not to be lost")
def test_a_connection_that_is_lost_while_it_is_asked_is_said_and_the_next_one_answers(cast):
    lost = Asked("SELECT pg_terminate_backend(pg_backend_pid())", (), _one)
    with pytest.raises(OperationalError):
        together(Asked("SELECT 7", (), _one), lost)
    assert connection.connection.closed
    connection.close()
    assert together(Asked("SELECT 7", (), _one)) == [7]


def test_a_percent_sign_that_is_written_twice_is_one(cast):
    assert together(Asked("SELECT 'a%%' || %s", ["b"], _one)) == ["a%b"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="a plan is PostgreSQL's")
def test_who_is_told_that_a_plan_is_outdated_has_a_new_one_the_next_time(cast):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE changing AS SELECT 7 AS value")
    try:
        asked = Asked("SELECT value FROM changing", (), _one)
        assert together(asked) == [7]
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE changing ALTER value TYPE text")
        with pytest.raises(NotSupportedError):
            together(asked)
        assert together(asked) == ["7"]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE changing")


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one kind of transaction")
def test_a_transaction_begins_as_the_settings_say(cast):
    level = Asked("SELECT current_setting('transaction_isolation')", (), _one)
    connection.ensure_connection()
    with transaction.atomic():
        assert together(level) == ["read committed"]
    connection.connection.isolation_level = IsolationLevel.REPEATABLE_READ
    try:
        with transaction.atomic():
            assert together(level, level) == ["repeatable read", "repeatable read"]
    finally:
        connection.connection.isolation_level = None


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="a plan is PostgreSQL's")
def test_a_connection_keeps_so_many_plans_and_no_more(cast, monkeypatch):
    monkeypatch.setattr(_postgresql, "MOST_PLANS", 0)
    assert together(Asked("SELECT %s + 4715", [1], _one)) == [4716]
    assert _plans("%4715%") == 0


def test_more_than_fits_on_the_way_at_once_arrives_whole_both_ways(cast):
    long = "ж" * 3_000_000
    asked = Asked("SELECT CAST(%s AS text)", [long], _one)
    assert together(asked, asked) == [long, long]
