"""How help desks fail towards people without an account; each test is named by the fault."""

from io import BytesIO
from uuid import uuid4

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from halfhour.desk.actions.conversation import add_note, reply
from halfhour.desk.models import Message, Outgoing, Ticket
from halfhour.desk.notices import send_waiting
from halfhour.desk.signing import ticket_token
from support.customers import known
from support.desk import a_ticket, attached
from support.ledger import MONDAY


@pytest.fixture(autouse=True)
def _nobody_came_before():
    cache.clear()


def test_unsigned_links_open_nothing_and_tell_nothing(cast):
    ticket = a_ticket(cast)
    guesses = [str(ticket.pk), str(ticket.number), f"{ticket.pk}:1", "W10:1tx:abc", "x" * 500]
    answers = [Client().get(f"/help/ticket/{guess}/") for guess in guesses]
    assert {answer.status_code for answer in answers} == {404}
    assert all("link" in answer.content.decode() for answer in answers)
    assert all(ticket.subject not in answer.content.decode() for answer in answers)


def test_a_double_click_makes_no_duplicate_tickets(cast):
    form = {"key": uuid4().hex, "name": "Zoë", "email": "zoe@example.org", "subject": "A", "text": "B"}
    answers = [Client().post("/help/support-hamburg/", form) for _click in range(3)]
    assert Ticket.objects.count() == 1
    assert {answer.status_code for answer in answers} == {302}
    assert Outgoing.objects.filter(kind="received").count() == 1

    address = f"/help/ticket/{ticket_token(Ticket.objects.get())}/"
    again = {"key": uuid4().hex, "text": "Hello?"}
    for _click in range(3):
        Client().post(address, again)
    assert Message.objects.filter(text="Hello?").count() == 1


def test_going_back_to_change_what_was_sent_loses_nothing(cast):
    form = {"key": uuid4().hex, "name": "Zoë", "email": "zoe@example.org", "subject": "A", "text": "B"}
    Client().post("/help/support-hamburg/", form)
    answer = Client().post("/help/support-hamburg/", form | {"text": "Changed my mind"})
    page = answer.content.decode()
    assert "Changed my mind" in page
    assert form["key"] not in page


def test_internal_notes_and_their_files_never_leave(cast):
    zoe = known(cast, "Zoë", ("email", "zoe@example.org"))
    ticket = a_ticket(cast, customer=zoe)
    note = add_note(ticket=ticket, text="Difficult person", by=cast.agent, at=MONDAY)
    file = attached(note, "n.txt", BytesIO(b"secret"))
    reply(ticket=ticket, text="Dear customer", by=cast.agent, at=MONDAY)
    send_waiting(at=MONDAY)
    address = f"/help/ticket/{ticket_token(ticket)}/"
    assert "Difficult" not in Client().get(address).content.decode()
    assert Client().get(f"{address}file/{file.token}/").status_code == 404
    assert all("Difficult" not in each.body for each in mail.outbox)


def test_a_link_that_was_revoked_is_not_to_be_used_again(cast):
    ticket = a_ticket(cast)
    token = ticket_token(ticket)
    renewed = f"/t/support-hamburg/desk/{ticket.number}/link/renew/"
    assert "Older links no longer open" in cast.client(cast.agent).post(renewed, follow=True).content.decode()
    for address in (f"/help/ticket/{token}/", f"/help/ticket/{token}/solved/", f"/help/sent/{token}/"):
        assert Client().get(address).status_code == 410
    assert Client().post(f"/help/ticket/{token}/", {"key": uuid4().hex, "text": "x"}).status_code == 410
    assert ticket.messages.count() == 1
