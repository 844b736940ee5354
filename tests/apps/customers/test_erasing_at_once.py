"""Somebody is erased while somebody new writes, the first of a day: neither is lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event
from time import sleep

import pytest
from django.db import OperationalError, connection

from halfhour.customers.actions import erase_customer
from halfhour.customers.actions.locking import again_after_deadlock
from halfhour.customers.models import Customer
from halfhour.desk.actions import gate
from halfhour.desk.models import IntakeState
from halfhour.ledger.actions import desk, erasing
from halfhour.ledger.models import Contact
from support.ledger import MONDAY

TUESDAY = MONDAY + timedelta(days=1)
PATIENCE = 20
# PostgreSQL looks after a second; whoever waited longer is broken off.
LONGER = 0.3


def writes(cast, name, at):
    body = {"name": name, "email": f"{name}@example.org", "text": "Where is my order?"}
    return gate.bring_in(team=cast.team, source="mail", key=name, channel="email", body=body, at=at)


# Runs with every `make tests`: on SQLite, threads of a test share its one connection.
@pytest.mark.skipif(connection.vendor == "sqlite", reason="asks PostgreSQL, where many write at once")
@pytest.mark.django_db(transaction=True)
def test_an_erasure_that_meets_the_first_contact_of_a_day_is_done_all_the_same(cast, monkeypatch):
    ann = writes(cast, "ann", MONDAY).ticket.customer
    has_ledger, waits_for_ledger = Event(), Event()
    lock = desk.lock_ledger

    def held_by_contact(team_id):
        lock(team_id)
        has_ledger.set()
        assert waits_for_ledger.wait(PATIENCE)
        sleep(LONGER)

    def held_by_erasure(team_id):
        assert has_ledger.wait(PATIENCE)
        waits_for_ledger.set()
        lock(team_id)

    monkeypatch.setattr(desk, "lock_ledger", held_by_contact)
    monkeypatch.setattr(erasing, "lock_ledger", held_by_erasure)

    def alone(act):
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        erased = threads.submit(alone, lambda: erase_customer(customer=ann, by=cast.lead, at=MONDAY))
        came = threads.submit(alone, lambda: writes(cast, "bob", TUESDAY))
        assert erased.result(timeout=PATIENCE) == 1
        assert came.result(timeout=PATIENCE).state == IntakeState.TAKEN
    ann.refresh_from_db()
    assert (ann.name, ann.erased_at) == ("", MONDAY)
    assert Customer.objects.get(name="bob").erased_at is None
    assert Contact.objects.filter(customer_id__startswith="erased-").count() == 1


@pytest.mark.parametrize(("state", "times"), [("40P01", 2), ("57014", 1)], ids=["a circle", "another fault"])
def test_what_was_broken_off_is_done_once_more_only_after_a_deadlock(state, times):
    done = []

    class Broken(Exception):
        sqlstate = state

    def act():
        done.append(1)
        raise OperationalError from Broken()

    with pytest.raises(OperationalError):
        again_after_deadlock(act)()
    assert len(done) == times
