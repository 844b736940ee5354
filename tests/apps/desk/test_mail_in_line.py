"""The line of mail that waits: a dead mail server ends the round, and what it refuses stops no other."""

from datetime import timedelta
from socket import socket

import pytest
from django.core import mail

from halfhour.desk.actions import posting
from halfhour.desk.actions.posting import send_waiting
from halfhour.desk.models import Outgoing, OutgoingKind, OutgoingState
from halfhour.desk.notices import tell_customer
from support.customers import known
from support.desk import a_ticket
from support.ledger import MONDAY
from support.mail_server import ANSWERS, mail_server

SMTP = "django.core.mail.backends.smtp.EmailBackend"
LATER = MONDAY + timedelta(hours=1)


@pytest.fixture
def told(cast, monkeypatch):
    """Three customers, each with a mail that waits."""
    monkeypatch.setattr(posting, "SECONDS_A_ROUND", 600)  # to look up this machine's own name may take long

    def tell(name):
        customer = known(cast, name, ("email", f"{name}@example.org"))
        tell_customer(ticket=a_ticket(cast, customer=customer), kind=OutgoingKind.RECEIVED, at=MONDAY)

    for name in ("ann", "bob", "cleo"):
        tell(name)
    return tell


def in_line():
    return list(Outgoing.objects.order_by("id").values_list("tries", "next_try_at", "state"))


def test_a_port_where_nobody_listens_ends_the_round_and_the_rest_stays_due(told, settings):
    with socket() as taken:  # bound, and listened on by nobody
        taken.bind(("127.0.0.1", 0))
        settings.EMAIL_BACKEND, settings.EMAIL_HOST = SMTP, "127.0.0.1"
        settings.EMAIL_PORT = taken.getsockname()[1]
        assert send_waiting(MONDAY) == 0
    first, *rest = in_line()
    assert first == (1, MONDAY + posting.PAUSES[0], OutgoingState.WAITING)
    assert rest == [(0, MONDAY, OutgoingState.WAITING)] * 2


def test_what_was_never_tried_goes_before_what_was_tried_in_vain(told, settings):
    backend, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, SMTP
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    send_waiting(MONDAY)
    told("dora")
    settings.EMAIL_BACKEND = backend
    assert send_waiting(LATER) == 4
    assert [each.to[0].partition("@")[0] for each in mail.outbox] == ["bob", "cleo", "dora", "ann"]


def test_one_recipient_who_is_refused_stops_none_of_the_rest(told, settings):
    with mail_server(refuses=["ann@example.org"]) as server:
        settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", server.port
        assert send_waiting(MONDAY) == 2
    assert [to for to, _text in server.received] == [["bob@example.org"], ["cleo@example.org"]]
    assert [state for _tries, _at, state in in_line()] == ["failed", "sent", "sent"]


@pytest.mark.parametrize(
    ("said", "tries"), [("554 spam", [1, 1, 1]), ("451 try later", [1, 0, 0])], ids=["for good", "for now"]
)
def test_a_message_that_is_refused_stops_the_rest_only_where_the_server_asks_for_time(
    told, settings, said, tries
):
    with mail_server(words=ANSWERS | {"DATA": said}) as server:
        settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", server.port
        assert send_waiting(MONDAY) == 0
    assert [each[0] for each in in_line()] == tries


def test_one_customer_is_sent_no_more_automatic_mail_in_a_day_than_is_bearable(cast):
    ann, bob = (known(cast, name, ("email", f"{name}@example.org")) for name in ("ann", "bob"))
    for customer in (*[ann] * (posting.MOST_TO_ONE_A_DAY + 2), bob):
        tell_customer(ticket=a_ticket(cast, customer=customer), kind=OutgoingKind.RECEIVED, at=MONDAY)
    send_waiting(MONDAY, limit=100)
    sent = [each.to[0] for each in mail.outbox]
    assert sent.count("ann@example.org") == posting.MOST_TO_ONE_A_DAY
    assert sent.count("bob@example.org") == 1
