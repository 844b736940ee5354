"""Who waits for whom."""

from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from halfhour.customers.actions import merge_customers
from halfhour.desk.actions.assigning import assign_ticket
from halfhour.desk.actions.bulk import apply_bulk
from halfhour.desk.actions.conversation import reply
from halfhour.desk.actions.gate import bring_in
from halfhour.desk.actions.handing_off import hand_off
from halfhour.desk.actions.locking import lock_ticket
from halfhour.desk.actions.undoing_many import undo_bulk
from halfhour.desk.models import Department, Ticket, TicketLink
from support.customers import known
from support.desk import a_ticket
from support.ledger import MONDAY


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite locks no rows")
@pytest.mark.django_db(transaction=True)
def test_what_points_to_a_ticket_is_saved_while_somebody_works_on_it(cast: Any) -> None:
    held, other = a_ticket(cast), a_ticket(cast)
    is_held, may_end = Event(), Event()

    def work() -> None:
        with transaction.atomic():
            lock_ticket(held.pk)
            is_held.set()
            may_end.wait(10)
        connection.close()

    thread = Thread(target=work)
    thread.start()
    try:
        assert is_held.wait(10)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '500ms'")
            TicketLink.objects.create(source=other, target=held, at=MONDAY)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    finally:
        may_end.set()
        thread.join()
    assert TicketLink.objects.filter(target=held).exists()


def test_whoever_may_come_to_hold_a_ticket_is_locked_before_it(cast: Any) -> None:
    """People before tickets, so that no two wait for each other: here told by the order of what is read."""
    ticket, other = a_ticket(cast), a_ticket(cast)
    department = Department.objects.create(team=cast.team, name="Stock", email="", due_hours=4)
    done = {"by": cast.lead, "at": MONDAY}
    assign_ticket(ticket=other, to=cast.second_agent, **done)
    bulk = apply_bulk(team=cast.team, ids=[other.pk], changes={"assignee": cast.agent.pk}, **done)
    for act in (
        lambda: reply(ticket=ticket, text="Soon.", **done),
        lambda: hand_off(ticket=other, department=department, asked="?", messages=[], **done),
        lambda: apply_bulk(team=cast.team, ids=[ticket.pk], changes={"assignee": cast.agent.pk}, **done),
        lambda: undo_bulk(change=bulk, **done),
    ):
        with CaptureQueriesContext(connection) as seen:
            act()
        read = [
            table
            for query in seen.captured_queries
            for table in ("desk_presence", "desk_ticket")
            if f'FROM "{table}"' in query["sql"]
        ]
        assert read.index("desk_presence") < read.index("desk_ticket")


@pytest.mark.rows
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite locks no rows")
def test_a_contact_of_a_merged_customer_holds_who_they_are_now_and_nobody_on_the_way(cast: Any) -> None:
    ann, other = (known(cast, name, ("email", f"{name}@example.org")) for name in ("ann", "other"))
    merge_customers(source=other, target=ann, by=cast.lead, at=MONDAY)
    body = {"customer": other.number, "text": "Hello"}
    with CaptureQueriesContext(connection) as queries:
        bring_in(team=cast.team, source="shop", key="1", channel="email", body=body, at=MONDAY)
    assert Ticket.objects.get().customer == ann
    held = [each["sql"] for each in queries if 'FOR NO KEY UPDATE OF "customers_customer"' in each["sql"]]
    assert len(held) == 1
    assert f"IN ({ann.pk})" in held[0]
