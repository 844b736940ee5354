"""Who waits for whom."""

from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection, transaction

from halfhour.desk.actions.locking import lock_ticket
from halfhour.desk.models import TicketLink
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
