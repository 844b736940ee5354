"""The line of mail that waits: a dead mail server ends the round, and what it refuses stops no other."""

from datetime import timedelta
from socket import socket

import pytest
from django.core import mail
from django.db import IntegrityError

from halfhour.desk.actions import posting
from halfhour.desk.actions.assigning import assign_ticket
from halfhour.desk.actions.changing import change_ticket
from halfhour.desk.actions.conversation import reply
from halfhour.desk.actions.failed_mail import try_again
from halfhour.desk.actions.posting import send_waiting
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import Notice, Outgoing, OutgoingKind, OutgoingState, State
from halfhour.desk.notices import tell_customer
from halfhour.desk.queries.failed_mail import still_tried
from halfhour.desk.queries.history import history_of
from halfhour.people.access import access_to
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


@pytest.fixture
def answered(cast, monkeypatch, settings):
    """An answer whose mail the server refuses for good."""
    monkeypatch.setattr(posting, "SECONDS_A_ROUND", 600)
    ticket = a_ticket(cast, customer=known(cast, "ann", ("email", "ann@example.org")))
    assign_ticket(ticket=ticket, to=cast.agent, by=cast.lead, at=MONDAY)
    reply(ticket=ticket, text="It left today.", by=cast.agent, at=MONDAY)
    settings.EMAIL_BACKEND = SMTP
    with mail_server(refuses=["ann@example.org"]) as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        send_waiting(LATER)
    ticket.refresh_from_db()
    return ticket


def test_an_answer_that_cannot_be_mailed_says_so_and_comes_back_to_whoever_holds_the_ticket(cast, answered):
    assert (answered.state, answered.assignee) == (State.OPEN, cast.agent)
    page = cast.client(cast.agent).get(f"/t/{cast.team.slug}/desk/{answered.number}/").content.decode()
    assert "Not delivered: The mail server does not take mail for this address." in page
    assert '<q class="mail-said muted">550' in page
    assert "ann@example.org" not in page.partition("Not delivered:")[2].partition("</p>")[0]
    assert Notice.objects.get(kind="not_delivered").user == cast.agent
    moved = history_of(access_to(cast.agent, cast.team), answered)[0]
    assert (moved.who, moved.why) == ("Halfhour", "the answer could not be mailed")


def test_an_answer_that_is_mailed_after_all_is_undelivered_no_more(cast, answered, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert try_again(Outgoing.objects.filter(state=OutgoingState.FAILED), at=LATER) == 1
    assert send_waiting(LATER) == 1
    assert answered.messages.get(kind="reply").not_delivered == ""


def test_of_mail_that_is_tried_again_the_newest_refusal_is_told(cast, told):
    first, second, _third = Outgoing.objects.order_by("id")
    for row, why, at in ((first, "451 Busy", MONDAY), (second, "Connection refused", LATER)):
        Outgoing.objects.filter(pk=row.pk).update(why=why, tried_at=at)
    Outgoing.objects.filter(pk=first.pk).update(next_try_at=LATER + timedelta(hours=8))
    assert still_tried(access_to(cast.lead, cast.team)).why == "Connection refused"


def test_mail_that_waits_is_listed_with_its_ticket_and_whom_it_is_to_reach(cast, told):
    row = Outgoing.objects.select_related("ticket__customer").order_by("id").first()
    Outgoing.objects.filter(pk=row.pk).update(why="SMTPDataError: 451 Busy", tried_at=MONDAY)
    page = cast.client(cast.lead).get(f"/t/{cast.team.slug}/desk/mail/").content.decode()
    listed = page.partition('id="waiting"')[2].partition("</section>")[0]
    assert f"/desk/{row.ticket.number}/" in listed
    assert row.ticket.customer.name in listed
    assert "451 Busy" in listed
    assert listed.count("<tr>") == 2


def test_mail_of_which_the_time_of_the_try_is_not_known_is_not_the_newest(cast, told):
    first, second, _third = Outgoing.objects.order_by("id")
    Outgoing.objects.filter(pk=first.pk).update(why="451 Busy", tried_at=MONDAY)
    Outgoing.objects.filter(pk=second.pk).update(why="Connection refused", tried_at=None)
    assert still_tried(access_to(cast.lead, cast.team)).why == "451 Busy"


def test_a_mail_that_left_is_not_taken_for_one_that_could_not_where_noting_it_breaks(told, monkeypatch):
    def breaks(*_questions):
        raise IntegrityError

    claim = posting._claim(MONDAY)
    monkeypatch.setattr(posting, "_claim", lambda _at: claim)
    monkeypatch.setattr(posting, "together", breaks)
    with pytest.raises(IntegrityError):
        send_waiting(MONDAY)
    assert len(mail.outbox) == 1
    first = Outgoing.objects.order_by("id")[0]
    assert (first.state, first.why, first.tried_at) == (OutgoingState.WAITING, "", None)
    assert first.next_try_at == MONDAY + posting.CLAIMED_FOR


def test_an_answer_that_has_not_left_goes_to_nobody_else(cast):
    ann, bob = (known(cast, name, ("email", f"{name}@example.org")) for name in ("ann", "bob"))
    ticket = a_ticket(cast, customer=ann)
    reply(ticket=ticket, text="For Ann alone", by=cast.agent, at=MONDAY)
    with pytest.raises(DeskRefused, match="An answer to this customer has not left yet"):
        change_ticket(
            ticket=ticket,
            changes={"customer": bob.number},
            different_customers=True,
            by=cast.agent,
            at=MONDAY,
        )
    send_waiting(MONDAY)
    change_ticket(
        ticket=ticket, changes={"customer": bob.number}, different_customers=True, by=cast.agent, at=LATER
    )
    ticket.refresh_from_db()
    assert ticket.customer == bob
    send_waiting(LATER)
    assert [each.to for each in mail.outbox if "For Ann alone" in each.body] == [["ann@example.org"]]


def test_an_answer_that_was_given_up_is_not_tried_again_for_somebody_else(cast):
    ann, bob = (known(cast, name, ("email", f"{name}@example.org")) for name in ("ann", "bob"))
    ticket = a_ticket(cast, customer=ann)
    reply(ticket=ticket, text="For Ann alone", by=cast.agent, at=MONDAY)
    Outgoing.objects.update(state=OutgoingState.FAILED)
    change_ticket(
        ticket=ticket, changes={"customer": bob.number}, different_customers=True, by=cast.agent, at=LATER
    )
    posting.try_failed_again(LATER)
    send_waiting(LATER)
    assert mail.outbox == []
