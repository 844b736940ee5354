"""What tests of the desk begin with."""

import pytest
from django.core.cache import cache

from halfhour.desk.actions.complaint_opening import open_complaint
from halfhour.desk.actions.conversation import reply
from support.customers import known
from support.desk import a_ticket
from support.ledger import MONDAY


@pytest.fixture(autouse=True)
def nothing_is_remembered():
    """What is looked at once a minute has been looked at by no test before."""
    cache.clear()


@pytest.fixture
def complaint(cast):
    ticket = a_ticket(cast, "I complain!", customer=known(cast, "Zoë", ("email", "zoe@example.org")))
    reply(ticket=ticket, text="We look into it.", by=cast.agent, at=MONDAY)
    return open_complaint(ticket=ticket, by=cast.agent, at=MONDAY)
