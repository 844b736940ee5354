"""Faults of other desks on the way in: lost, doubled and misfiled contacts, and one that stops the rest."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier, Event

import pytest
from django.db import connection, transaction

from halfhour.customers.actions import merge_customers
from halfhour.customers.models import Customer
from halfhour.desk.actions import gate, making, recording
from halfhour.desk.actions.complaint_opening import OPENS_THEM
from halfhour.desk.actions.locking import lock_desk
from halfhour.desk.models import Complaint, DeskSettings, IntakeState, RawInput, Ticket, TicketCount
from support.customers import known
from support.ledger import MONDAY

LATER = MONDAY + timedelta(minutes=5)
TWINS = 8
# These run on PostgreSQL with every `make tests`: on SQLite, threads of a test share its one connection, and
# whoever writes has the whole database to themselves.
on_many_connections = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="asks PostgreSQL, where many write at once"
)


def body(**more):
    return {"name": "Ann Lee", "email": "ann@example.org", "text": "Where is my order?"} | more


def test_one_poisoned_input_in_the_middle_does_not_stop_the_rest(cast, monkeypatch):
    settle = gate.settle

    def breaks_on_poison(raw, at):
        if raw.key == "2":
            raise ZeroDivisionError
        settle(raw, at=at)

    monkeypatch.setattr(gate, "settle", breaks_on_poison)
    for key in "1234":
        text = {"3": 7.5, "4": ["no text"]}.get(key, "Hello")
        gate.receive(team=cast.team, source="mail", key=key, channel="email", body=body(text=text), at=MONDAY)
    swept = gate.take_waiting(at=LATER)
    assert (swept.taken, swept.set_aside, swept.waiting) == (2, 1, 1)
    for _again in range(gate.MOST_TRIES - 1):
        swept = gate.take_waiting(at=LATER)
    assert (swept.set_aside, swept.waiting) == (1, 0)
    poison = RawInput.objects.get(key="2")
    assert (poison.state, poison.tries) == (IntakeState.SET_ASIDE, 3)
    assert poison.why["figures"]["error"] == "ZeroDivisionError"
    assert Ticket.objects.count() == 2


@on_many_connections
@pytest.mark.django_db(transaction=True)
def test_twins_that_arrive_at_the_same_moment_are_one_ticket_and_one_customer(cast):
    """The same key on every connection at once, and the same new person under another key each."""
    start = Barrier(TWINS)

    def hand_over(place):
        start.wait()
        try:
            for key in ("same", f"own-{place}"):
                gate.bring_in(team=cast.team, source="chat", key=key, channel="email", body=body(), at=MONDAY)
        finally:
            connection.close()

    with ThreadPoolExecutor(TWINS) as threads:
        list(threads.map(hand_over, range(TWINS)))
    assert Customer.objects.count() == 1
    assert Ticket.objects.count() == 1 + TWINS
    assert RawInput.objects.filter(state=IntakeState.TAKEN).count() == 1 + TWINS


@on_many_connections
@pytest.mark.django_db(transaction=True)
def test_a_ticket_that_is_not_saved_yet_keeps_no_other_waiting_for_its_number(cast, monkeypatch):
    """Neither that of a ticket nor that of a new customer."""
    gate.bring_in(team=cast.team, source="mail", key="1", channel="email", body=body(), at=MONDAY)
    is_opening, may_go_on = Event(), Event()
    save = recording.write_to_ledger

    def slow(ticket, events):
        save(ticket, events)
        if ticket.subject == "slow":
            is_opening.set()
            assert may_go_on.wait(20)

    monkeypatch.setattr(recording, "write_to_ledger", slow)

    def hand_over(name):
        given = body(subject=name, email=f"{name}@example.org")
        try:
            return gate.bring_in(
                team=cast.team, source="mail", key=name, channel="email", body=given, at=MONDAY
            ).ticket
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(hand_over, "slow")
        assert is_opening.wait(20)
        second = threads.submit(hand_over, "fast").result(timeout=20)
        may_go_on.set()
        numbers = [first.result(timeout=20).number, second.number]
    assert numbers == [2, 3]
    assert sorted(Customer.objects.values_list("number", flat=True)) == [1, 2, 3]


COMPLAINS = "I want to file a complaint! I am complaining about your terrible service."


@on_many_connections
@pytest.mark.django_db(transaction=True)
def test_complaints_named_tickets_and_new_customers_at_once_are_all_taken_and_nobody_waits_in_a_circle(cast):
    DeskSettings.objects.update_or_create(team=cast.team, defaults={"processes": {OPENS_THEM: True}})
    gate.bring_in(team=cast.team, source="mail", key="first", channel="email", body=body(), at=MONDAY)
    start = Barrier(TWINS)

    def hand_over(place):
        start.wait()
        try:
            for number in range(12):
                name = f"{place}-{number}"
                given = body(email=f"{name}@example.org", text=COMPLAINS if number % 2 else "Hello")
                if number % 3 == 0:
                    given["ticket"] = 1  # somebody else's
                gate.bring_in(team=cast.team, source="mail", key=name, channel="email", body=given, at=MONDAY)
        finally:
            connection.close()

    with ThreadPoolExecutor(TWINS) as threads:
        list(threads.map(hand_over, range(TWINS)))
    assert set(RawInput.objects.values_list("state", "tries")) == {(IntakeState.TAKEN, 0)}
    numbers = list(Ticket.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, 12 * TWINS + 2))
    assert Complaint.objects.count() == 6 * TWINS


@on_many_connections
@pytest.mark.django_db(transaction=True)
def test_an_input_is_stored_while_somebody_changes_the_desk_or_holds_its_count(cast):
    gate.bring_in(team=cast.team, source="mail", key="1", channel="email", body=body(), at=MONDAY)

    def hand_over():
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '300ms'")
            return gate.receive(
                team=cast.team, source="mail", key="2", channel="email", body=body(), at=MONDAY
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads, transaction.atomic():
        lock_desk(cast.team)
        list(TicketCount.objects.select_for_update().filter(team=cast.team))
        assert threads.submit(hand_over).result(timeout=20).number is None
    raw = RawInput.objects.get(key="2")
    assert gate.take(raw=raw, at=MONDAY).ticket.number == 2


def test_an_input_that_is_handed_over_again_uses_up_no_number(cast):
    for key in "121221":
        gate.bring_in(team=cast.team, source="mail", key=key, channel="email", body=body(), at=MONDAY)
    assert sorted(Ticket.objects.values_list("number", flat=True)) == [1, 2]
    assert TicketCount.objects.get(team=cast.team).last_number == 2


MIDDLE = """
import sys, time
from datetime import UTC, datetime
from halfhour.desk.actions import gate, making
from halfhour.people.models import Team, TeamVersion

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
team = Team.objects.create(slug="desk", name="Desk")
mail = {"name": "mail", "channel": "email", "goal": {"share": 0.9, "within": "8 h"}}
document = {
    "team": {"name": "Desk", "timezone": "UTC"},
    "hours": {"mon-fri": "08:00-18:00"},
    "queue": [mail],
    "agent": [{"names": ["Ada"], "skills": [], "weekly_hours": 40}],
}
TeamVersion.objects.create(team=team, number=1, document=document, changed_at=AT)

def hand_over(key):
    body = {"email": f"ann{key}@example.org", "text": "Where is my order?"}
    gate.bring_in(team=team, source="web", key=key, channel="email", body=body, at=AT)

def hangs(**arguments):
    open_new_ticket(**arguments)
    print("in the middle", flush=True)
    time.sleep(60)

hand_over("1")  # what is kept in memory is there now
open_new_ticket, making.open_new_ticket = making.open_new_ticket, hangs
hand_over("2")
"""
AFTER = """
from datetime import UTC, datetime
from halfhour.desk.actions.gate import take_waiting
print(take_waiting(at=datetime(2026, 3, 2, 9, 5, tzinfo=UTC)).taken)
"""


def test_a_process_killed_between_the_steps_loses_nothing_and_doubles_nothing(postgresql_house):
    process = postgresql_house.start(MIDDLE)
    assert process.stdout.readline() == "in the middle\n"
    process.kill()
    process.wait()
    assert postgresql_house.rows("select count(*) from desk_ticket") == [(1,)]
    states = postgresql_house.rows("select state from desk_rawinput order by id")
    assert states == [("taken",), ("received",)]
    assert postgresql_house.python(AFTER) == "1\n"
    counted = "select (select count(*) from desk_ticket), (select count(*) from customers_customer)"
    assert postgresql_house.rows(counted) == [(2, 2)]


def test_what_repeats_a_contact_that_was_faster_says_so(cast, monkeypatch):
    first, second = (
        gate.receive(team=cast.team, source="mail", key=key, channel="email", body=body(), at=MONDAY)
        for key in "12"
    )
    ticket = gate.take(raw=first, at=MONDAY).ticket
    monkeypatch.setattr(making, "_known_customer", lambda *_asked: None)  # as it was a moment before
    assert gate.take(raw=second, at=MONDAY).ticket.repeats == ticket
    assert Customer.objects.count() == 1


@on_many_connections
@pytest.mark.django_db(transaction=True)
def test_a_contact_of_whoever_is_merged_just_then_is_filed_with_whom_they_are_now(cast):
    kept, gone = (known(cast, name, ("email", f"{name}@example.org")) for name in ("ann", "bob"))
    raw = gate.receive(
        team=cast.team,
        source="mail",
        key="1",
        channel="email",
        body=body(email="bob@example.org"),
        at=MONDAY,
    )

    def take():
        try:
            return gate.take(raw=raw, at=MONDAY)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            merge_customers(source=gone, target=kept, by=cast.lead, at=MONDAY)
            taken = threads.submit(take)
            with suppress(TimeoutError):
                taken.result(timeout=0.7)
        assert taken.result(timeout=20).ticket.customer == kept
