"""What a customer's page says of their ticket: what was said, how far it is, and until when."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from halfhour.desk.actions.conversation import reply
from halfhour.desk.actions.states import move_ticket
from halfhour.desk.models import PromiseRecord, State
from halfhour.desk.signing import ticket_token
from halfhour.desk.templatetags.workspace import said
from halfhour.desk.wording.public import promised_words
from support.customers import known
from support.desk import a_ticket
from support.ledger import MONDAY

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MINUTES = timedelta(minutes=1)
REL = 'rel="noopener noreferrer nofollow" target="_blank"'


@pytest.fixture
def ticket(cast):
    return a_ticket(cast, customer=known(cast, "Zoë", ("email", "zoe@example.org")))


def page_of(ticket):
    return Client().get(f"/help/ticket/{ticket_token(ticket)}/").content.decode()


@pytest.mark.parametrize(
    ("first", "last", "told_before", "words"),
    [
        (30, 210, 0, "We answer between 2 March 2026, 12:30 and 15:30 (UTC)."),
        (-30, 210, 0, "We answer by 15:30 (UTC)."),
        (-30, 60 * 24, 0, "We answer by 3 March 2026, 12:00 (UTC)."),
        (-30, -10, 0, "We said that we answer by 11:50 (UTC). It takes longer, for which we are sorry."),
        (
            -30,
            210,
            1,
            "It takes longer than we said before, for which we are sorry. We answer by 15:30 (UTC).",
        ),
    ],
)
def test_a_time_that_has_begun_is_said_by_its_end_and_one_told_again_says_so(first, last, told_before, words):
    record = PromiseRecord(
        made_at=NOON,
        from_at=NOON + first * MINUTES,
        by_at=NOON + last * MINUTES,
        line={"told_before": told_before},
    )
    with timezone.override(UTC):
        assert promised_words(record, at=NOON) == words


def test_the_page_says_that_it_takes_longer_than_was_promised(cast, ticket):
    at = timezone.now()
    PromiseRecord.objects.create(
        ticket=ticket,
        queue=ticket.queue,
        made_at=at - 30 * MINUTES,
        from_at=at - 10 * MINUTES,
        by_at=at + 60 * MINUTES,
        line={"told_before": 1},
    )
    page = page_of(ticket)
    assert "It takes longer than we said before" in page
    assert "We answer by" in page


def test_a_ticket_that_waits_on_its_customer_says_that_the_team_waits(cast, ticket):
    move_ticket(ticket=ticket, to=State.WAITING_ON_CUSTOMER, by=cast.agent, at=MONDAY)
    assert "We wait for your answer" in page_of(ticket)
    reply(ticket=ticket, text="Which size?", by=cast.agent, at=MONDAY)
    assert "We have answered, and wait to hear from you." in page_of(ticket)


def test_addresses_in_the_team_s_answers_are_links_and_nothing_in_them_is_run(cast, ticket):
    evil = (
        'See <script>alert(1)</script> https://x.example/?a="><script>alert(2)</script> javascript:alert(3)'
    )
    reply(ticket=ticket, text=f"Track it: https://track.example/b?c=1&d=2.\n{evil}", by=cast.agent, at=MONDAY)
    shown = page_of(ticket).partition('<ol class="help-messages">')[2].partition("</ol>")[0]
    href = "https://track.example/b?c=1&amp;d=2"
    assert f'<a href="{href}" {REL}>{href}</a>.<br>' in shown
    assert "<script" not in shown
    assert "&lt;script&gt;alert(2)&lt;/script&gt; javascript:alert(3)" in shown
    assert shown.count("<a ") == 2


def test_addresses_that_customers_wrote_are_no_links(cast):
    ticket = a_ticket(
        cast, "Look: https://evil.example", customer=known(cast, "Zoë", ("email", "z@example.org"))
    )
    page = page_of(ticket)
    assert "https://evil.example" in page
    assert 'href="https://evil.example' not in page


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("请看https://a.example/b。谢谢", "请看{https://a.example/b}。谢谢"),
        ("(https://a.example/b)", "({https://a.example/b})"),
        ("[https://a.example/b].", "[{https://a.example/b}]."),
        ("mail me@a.example or a.example", "mail me@a.example or a.example"),
        ("https://", "https://"),
    ],
)
def test_an_address_ends_where_its_sentence_goes_on(text, shown):
    href = "https://a.example/b"
    link = f'<a href="{href}" {REL}>{href}</a>'
    assert said(text) == shown.replace(f"{{{href}}}", link)


def test_an_address_keeps_the_brackets_that_it_opens():
    assert 'href="https://a.example/b_(c)"' in said("See https://a.example/b_(c).")
