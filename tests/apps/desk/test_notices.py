"""Mail to customers: once, in their language, to them alone, and never in the way."""

from datetime import timedelta
from email import message_from_string
from email.header import decode_header, make_header
from io import StringIO
from itertools import count
from smtplib import (
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)
from socket import gaierror

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django.utils.html import strip_tags

from halfhour.customers.models import Consent
from halfhour.desk.actions import posting
from halfhour.desk.actions.conversation import add_note, reply
from halfhour.desk.actions.failed_mail import tell_leads_of_failed_mail
from halfhour.desk.actions.states import move_ticket
from halfhour.desk.models import Notice, Outgoing, OutgoingKind, OutgoingState, PromiseRecord, Rating, State
from halfhour.desk.notices import send_waiting, tell_customer
from halfhour.people.models import Member, Role
from support.customers import known
from support.desk import a_ticket
from support.ledger import MONDAY
from support.mail_server import mail_server

HOUR = timedelta(hours=1)


class Failing(BaseEmailBackend):
    """A connection by which nothing leaves."""

    def __init__(self, error):
        super().__init__()
        self.error = error

    def send_messages(self, email_messages):
        raise self.error


@pytest.fixture
def zoe(cast):
    return known(cast, "Zoë", ("email", "zoe@example.org"))


def test_an_answer_travels_through_a_real_server_with_its_headers_on_one_line(cast, settings, monkeypatch):
    monkeypatch.setattr(posting, "SECONDS_A_ROUND", 600)  # to look up this machine's own name may take long
    eve = known(cast, "Eve", ("email", "eve@example.org"))
    eve.name = "Eve\r\nBcc: all@example.org"
    eve.save()
    ticket = a_ticket(cast, customer=eve, subject="Late\r\nBcc: more@example.org\n", at=MONDAY)
    tell_customer(ticket=ticket, kind=OutgoingKind.RECEIVED, at=MONDAY)
    reply(ticket=ticket, text="It comes on Tuesday.", by=cast.agent, at=MONDAY)
    with mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        assert send_waiting(at=MONDAY) == 2
    assert [recipients for recipients, _text in server.received] == [["eve@example.org"]] * 2
    received, answer = (message_from_string(text) for _recipients, text in server.received)
    assert (received["Bcc"], received["Auto-Submitted"], answer["Auto-Submitted"]) == (
        None,
        "auto-generated",
        None,
    )
    assert "It comes on Tuesday." in answer.get_payload(decode=True).decode()
    assert "Support Hamburg" in str(make_header(decode_header(answer["From"])))


def test_a_dead_server_delays_nothing_and_is_tried_five_times(cast, zoe, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    ticket = a_ticket(cast, customer=zoe)
    reply(ticket=ticket, text="Soon.", by=cast.agent, at=MONDAY)
    at = MONDAY
    for _try in range(8):
        assert send_waiting(at=at) == 0
        at += 9 * HOUR
    row = Outgoing.objects.get()
    assert (row.state, row.tries) == (OutgoingState.FAILED, posting.MOST_TRIES)
    assert "ConnectionRefusedError" in row.why


def test_while_mail_is_tried_in_vain_its_page_says_so_and_leads_hear_of_it_soon(cast, zoe, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    reply(ticket=a_ticket(cast, customer=zoe), text="Soon.", by=cast.agent, at=MONDAY)
    url = f"/t/{cast.team.slug}/desk/mail/"
    assert "All mail was sent" in cast.client(cast.lead).get(url).content.decode()
    send_waiting(at=MONDAY)
    assert not Notice.objects.filter(kind="mail_failed").exists()
    send_waiting(at=MONDAY + HOUR)
    assert Notice.objects.get(kind="mail_failed").user == cast.lead
    page = cast.client(cast.lead).get(url).content.decode()
    assert "All mail was sent" not in page
    assert "1 mail could not be sent yet and is tried again by itself." in page
    assert "Connection refused" in page


@pytest.mark.parametrize(
    ("code", "state"), [(450, OutgoingState.WAITING), (550, OutgoingState.FAILED)], ids=["later", "never"]
)
def test_a_refused_address_fails_for_good_only_where_the_server_says_so(
    cast, zoe, monkeypatch, caplog, code, state
):
    refused = SMTPRecipientsRefused({"zoe@example.org": (code, b"<zoe@example.org>: not today")})
    monkeypatch.setattr(posting, "get_connection", lambda: Failing(refused))
    ticket = a_ticket(cast, customer=zoe)
    reply(ticket=ticket, text="Soon.", by=cast.agent, at=MONDAY)
    assert send_waiting(at=MONDAY) == 0
    row = Outgoing.objects.get()
    assert (row.state, row.why) == (state, f"SMTPRecipientsRefused: {code} <…>: not today")
    assert "not today" in caplog.text
    assert "zoe@" not in caplog.text


def test_mail_that_failed_is_listed_for_the_administrator_and_goes_out_when_asked(cast, zoe):
    ticket = a_ticket(cast, customer=zoe)
    reply(ticket=ticket, text="Soon.", by=cast.agent, at=MONDAY)
    Outgoing.objects.update(state=OutgoingState.FAILED, why="gone", tries=5, next_try_at=MONDAY + HOUR)
    listed = StringIO()
    call_command("failed_mail", "--again", stdout=listed)
    assert f"{cast.team.slug} #{ticket.number}: replied" in listed.getvalue()
    assert "gone" in listed.getvalue()
    assert send_waiting(at=timezone.now()) == 1
    assert [each.to for each in mail.outbox] == [["zoe@example.org"]]


def test_leads_see_what_failed_and_try_it_again_or_leave_it(cast, zoe, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    for _each in range(2):
        reply(ticket=a_ticket(cast, customer=zoe), text="Soon.", by=cast.agent, at=MONDAY)
    Outgoing.objects.update(tries=posting.MOST_TRIES - 1)
    for _each in range(2):
        send_waiting(at=MONDAY)
    client, url = cast.client(cast.lead), f"/t/{cast.team.slug}/desk/mail/"
    page = client.get(url).content.decode()
    assert page.count("zoe@example.org") == page.count("Nobody answers where the mail server should be.") == 2
    assert "2 mails could not be sent" in client.get(f"/t/{cast.team.slug}/").content.decode()
    notice = Notice.objects.get(user=cast.lead, kind="mail_failed")
    assert client.post(f"/t/{cast.team.slug}/desk/notices/read/", {"notice": notice.pk}).url == url
    first, _second = Outgoing.objects.order_by("id")
    client.post(f"{url}settle/", {"mail": first.pk, "act": "leave"})
    client.post(f"{url}settle/", {"mail": "all", "act": "again"})
    assert list(Outgoing.objects.order_by("id").values_list("state", flat=True)) == ["dropped", "waiting"]
    assert cast.client(cast.agent).get(url).status_code == 403


def test_a_slow_mail_server_ends_the_round_and_the_next_one_goes_on(cast, zoe, monkeypatch):
    monkeypatch.setattr(posting, "monotonic", count(step=3).__next__)
    ticket = a_ticket(cast, customer=zoe)
    for each in range(3):
        tell_customer(ticket=ticket, kind=OutgoingKind.LINK_AGAIN, at=MONDAY, hour=each)
    assert [send_waiting(at=MONDAY), send_waiting(at=MONDAY)] == [1, 1]


def test_the_ticket_s_page_tells_which_mail_left_and_which_failed(cast, zoe):
    ticket = a_ticket(cast, customer=zoe)
    for each, state in enumerate((OutgoingState.SENT, OutgoingState.FAILED)):
        sent_at = MONDAY if state == OutgoingState.SENT else None
        told = {"ticket": ticket, "kind": OutgoingKind.REPLIED, "made_at": MONDAY, "next_try_at": MONDAY}
        why = "SMTPRecipientsRefused: 550 no such user"
        Outgoing.objects.create(**told, key=str(each), state=state, sent_at=sent_at, why=why)
    page = cast.client(cast.agent).get(f"/t/{cast.team.slug}/desk/{ticket.number}/processes/")
    shown = " ".join(strip_tags(page.content.decode()).split())
    said = "AnswerFailedThe mail server does not take mail for this address. 550 no such user"
    assert f"{said} AnswerSent, " in shown


def test_only_who_may_settle_it_is_led_to_mail_that_was_not_sent(cast, zoe):
    ticket = a_ticket(cast, customer=zoe)
    reply(ticket=ticket, text="Soon.", by=cast.agent, at=MONDAY)
    Outgoing.objects.update(state=OutgoingState.FAILED, why="TimeoutError: timed out")
    notice = Notice.objects.create(user=cast.agent, team=cast.team, kind="mail_failed", key="1", at=MONDAY)
    desk = f"/t/{cast.team.slug}/desk/"
    card = f"{desk}{ticket.number}/processes/"
    assert f'href="{desk}mail/"' in cast.client(cast.lead).get(card).content.decode()
    agent = cast.client(cast.agent)
    assert f'href="{desk}mail/"' not in agent.get(card).content.decode()
    told = agent.post(f"{desk}notices/read/", {"notice": notice.pk})
    assert told.url == f"{desk}notices/"


@pytest.mark.parametrize("act", ["again", "leave"])
def test_whoever_settles_a_mail_twice_is_told_what_became_of_it(cast, zoe, act):
    reply(ticket=a_ticket(cast, customer=zoe), text="Soon.", by=cast.agent, at=MONDAY)
    Outgoing.objects.update(state=OutgoingState.FAILED, why="TimeoutError: timed out")
    client, url = cast.client(cast.lead), f"/t/{cast.team.slug}/desk/mail/"
    settled = {"mail": Outgoing.objects.get().pk, "act": act}
    client.post(f"{url}settle/", settled)
    client.get(url)
    page = client.post(f"{url}settle/", settled, follow=True).content.decode()
    said = {"again": "It is on its way already.", "leave": "It was left already: it is not sent."}
    assert said[act] in page
    page = client.post(f"{url}settle/", {"mail": "all", "act": act}, follow=True).content.decode()
    assert "None is left to settle" in page
    assert "0 mails" not in page


@pytest.mark.parametrize(
    ("error", "sentence", "said"),
    [
        (
            ConnectionRefusedError(111, "Connection refused"),
            "Nobody answers",
            "[Errno 111] Connection refused",
        ),
        (gaierror(-2, "Name or service not known"), "name is not known", "Name or service not known"),
        (TimeoutError("timed out"), "did not answer in time", "timed out"),
        (SMTPAuthenticationError(535, b"5.7.8 bad login"), "user name or password", "535 5.7.8 bad login"),
        (SMTPSenderRefused(550, b"not yours", "us@x"), "the team&#x27;s address", "550 not yours"),
        (SMTPDataError(554, b"spam"), "refused this message", "554 spam"),
        (SMTPServerDisconnected("Connection lost"), "hung up", "Connection lost"),
        (ValueError("odd"), "It could not be sent.", "ValueError: odd"),
    ],
    ids=lambda given: type(given).__name__,
)
def test_why_mail_does_not_leave_is_a_sentence_and_the_server_s_words_behind_it(
    cast, zoe, monkeypatch, error, sentence, said
):
    monkeypatch.setattr(posting, "get_connection", lambda: Failing(error))
    reply(ticket=a_ticket(cast, customer=zoe), text="Soon.", by=cast.agent, at=MONDAY)
    Outgoing.objects.update(tries=posting.MOST_TRIES - 1)
    send_waiting(at=MONDAY)
    page = cast.client(cast.lead).get(f"/t/{cast.team.slug}/desk/mail/").content.decode()
    shown = page.partition('class="mail-why">')[2].partition("</span>")[0]
    words, _, quoted = shown.partition(' <q class="mail-said muted">')
    assert sentence in words
    assert said in quoted


def test_the_same_thing_is_told_once(cast, zoe):
    ticket = a_ticket(cast, customer=zoe)
    for _time in range(3):
        tell_customer(ticket=ticket, kind=OutgoingKind.RECEIVED, at=MONDAY)
    assert send_waiting(at=MONDAY) == 1
    assert send_waiting(at=MONDAY + HOUR) == 0
    assert [each.to for each in mail.outbox] == [["zoe@example.org"]]


def test_what_was_rolled_back_is_never_told(cast, zoe):
    ticket = a_ticket(cast, customer=zoe)
    with transaction.atomic():
        reply(ticket=ticket, text="Wrong person!", by=cast.agent, at=MONDAY)
        transaction.set_rollback(True)
    assert send_waiting(at=MONDAY) == 0


def test_the_promise_is_told_in_the_customer_s_language_and_zone(cast, zoe):
    zoe.language, zoe.timezone = "en", "Asia/Shanghai"
    zoe.save()
    ticket = a_ticket(cast, customer=zoe, language="ru")
    PromiseRecord.objects.create(
        ticket=ticket, queue="email", made_at=MONDAY, from_at=MONDAY + HOUR, by_at=MONDAY + 3 * HOUR
    )
    tell_customer(ticket=ticket, kind=OutgoingKind.RECEIVED, at=MONDAY)
    send_waiting(at=MONDAY)
    assert "18:00 and 20:00 (Asia/Shanghai)" in mail.outbox[0].body.replace("2 March 2026, ", "")
    assert "/help/ticket/" in mail.outbox[0].body
    assert PromiseRecord.objects.get().told_by_mail


def test_an_internal_note_causes_no_mail(cast, zoe):
    add_note(ticket=a_ticket(cast, customer=zoe), text="Difficult person", by=cast.agent, at=MONDAY)
    assert not Outgoing.objects.exists()


def test_so_much_automatic_mail_a_day_and_no_more_while_answers_go_on(cast, zoe):
    ticket = a_ticket(cast, customer=zoe)
    move_ticket(ticket=ticket, to=State.RESOLVED, by=cast.agent, at=MONDAY)
    rating = Rating.objects.create(ticket=ticket, asked_at=MONDAY)
    for each in range(posting.MOST_A_DAY + 4):
        tell_customer(ticket=ticket, kind=OutgoingKind.RATING, at=MONDAY, rating=rating, hour=each)
    assert send_waiting(at=MONDAY) == posting.MOST_A_DAY
    reply(ticket=ticket, text="Here I am.", by=cast.agent, at=MONDAY)
    assert send_waiting(at=MONDAY) == 1
    assert Outgoing.objects.filter(state=OutgoingState.DROPPED).count() == 4


def test_who_refused_contact_is_answered_and_not_asked(cast, zoe):
    zoe.consent = Consent.REFUSED
    zoe.save()
    ticket = a_ticket(cast, customer=zoe)
    rating = Rating.objects.create(ticket=ticket, asked_at=MONDAY)
    tell_customer(ticket=ticket, kind=OutgoingKind.RATING, at=MONDAY, rating=rating)
    reply(ticket=ticket, text="Done.", by=cast.agent, at=MONDAY)
    assert [each.kind for each in Outgoing.objects.all()] == [OutgoingKind.REPLIED]


def test_who_was_erased_meanwhile_gets_nothing(cast, zoe):
    ticket = a_ticket(cast, customer=zoe)
    tell_customer(ticket=ticket, kind=OutgoingKind.RECEIVED, at=MONDAY)
    zoe.addresses.all().delete()
    assert send_waiting(at=MONDAY) == 0
    assert Outgoing.objects.get().why == "no e-mail address"


def test_who_leads_two_teams_hears_of_failed_mail_of_both(cast):
    Member.objects.create(team=cast.other_team, user=cast.lead, role=Role.LEAD)
    for team in (cast.team, cast.other_team):
        tell_leads_of_failed_mail(team=team, at=MONDAY)
    told = Notice.objects.filter(kind="mail_failed", user=cast.lead).values_list("team", flat=True)
    assert set(told) == {cast.team.pk, cast.other_team.pk}
