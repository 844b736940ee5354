"""What the mail with new links says: whether they were asked for, or replaced by the team."""

import pytest
from django.core import mail

from halfhour.desk.actions.customer_side import renew_link, send_links_again
from halfhour.desk.actions.posting import send_waiting
from halfhour.desk.signing import ticket_token
from support.customers import known
from support.desk import a_ticket
from support.ledger import MONDAY


@pytest.fixture
def ticket(cast):
    return a_ticket(cast, customer=known(cast, "Zoë", ("email", "zoe@example.org")))


def mailed():
    mail.outbox.clear()
    send_waiting(MONDAY)
    (sent,) = mail.outbox
    return sent.body


def test_links_that_the_team_replaced_are_not_said_to_be_asked_for(cast, ticket):
    ticket = renew_link(ticket=ticket, by=cast.agent, at=MONDAY)
    body = mailed()
    assert f"we replaced the link to your message {ticket.number}" in body
    assert "asked" not in body
    assert "If it was not you" not in body
    assert ticket_token(ticket)[:12] in body


def test_links_that_were_asked_for_say_so(cast, ticket):
    send_links_again(email="zoe@example.org", at=MONDAY)
    body = mailed()
    assert "somebody asked for new links" in body
    assert "we replaced" not in body
