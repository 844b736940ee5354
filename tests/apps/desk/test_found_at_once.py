"""What is said while a customer gets another name is found by its words, and by the new name."""

import pytest
from django.db import connection
from django.utils import timezone

from halfhour.customers.actions import change_customer
from halfhour.desk.actions.conversation import customer_wrote
from halfhour.desk.models.conversation import TicketText
from support.customers import known
from support.desk import a_ticket
from support.meanwhile import meanwhile

pytestmark = [
    pytest.mark.skipif(connection.vendor == "sqlite", reason="asks PostgreSQL, where many write at once"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.rows,
]


def test_what_a_customer_says_while_they_get_another_name_is_found(cast):
    ann = known(cast, "Ann", ("email", "ann@example.org"))
    ticket = a_ticket(cast, customer=ann)
    now = timezone.now()
    raised = meanwhile(
        lambda: customer_wrote(ticket=ticket, text="The saddle is loose", at=now),
        lambda: change_customer(
            customer=ann, values={"name": "Anna Berg"}, revision=ann.revision, by=cast.agent, at=now
        ),
    )
    assert raised == [None, None]
    words = set(TicketText.objects.get(ticket=ticket).words.split())
    assert {"saddle", "anna", "berg"} <= words
