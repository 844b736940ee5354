"""Whatever a channel hands over ends as exactly one ticket, one message, or set aside with why."""

from datetime import timedelta

import pytest

from halfhour.customers.models import Address, Customer
from halfhour.desk.actions.gate import bring_in, receive, take, take_waiting
from halfhour.desk.errors import KeyUsedAgain
from halfhour.desk.models import IntakeState, LinkKind, RawInput, State, Ticket
from halfhour.desk.wording.intake import why_words
from support.customers import known
from support.ledger import MONDAY

LATER = MONDAY + timedelta(minutes=5)


def hand_over(cast, key="1", *, channel="email", at=MONDAY, **body):
    given = {"name": "Ann Lee", "email": "ann@example.org", "subject": "Order", "text": "Where is it?"} | body
    return bring_in(team=cast.team, source="mail", key=key, channel=channel, body=given, at=at)


def waiting(cast, key, **body):
    given = {"email": "ann@example.org", "text": "Where is it?"} | body
    return receive(team=cast.team, source="mail", key=key, channel="email", body=given, at=MONDAY)


def test_a_contact_becomes_one_ticket_of_its_customer(cast):
    raw = hand_over(cast, email="Ann@Example.org", tags=["vip", "vip"])
    ticket = Ticket.objects.get()
    assert (raw.state, raw.ticket, ticket.queue, ticket.channel) == (
        IntakeState.TAKEN,
        ticket,
        "email",
        "email",
    )
    assert (ticket.subject, ticket.customer.name, ticket.messages.get().text) == (
        "Order", "Ann Lee", "Where is it?",
    )  # fmt: skip
    assert [tag.name for tag in ticket.tags.all()] == ["vip"]
    again = hand_over(cast, "2", email="ann@example.org")
    assert again.ticket.customer == ticket.customer
    assert again.ticket.repeats == ticket


def test_the_same_key_is_the_same_contact_however_often_it_is_handed_over(cast):
    first = hand_over(cast)
    assert hand_over(cast).pk == first.pk
    assert take(raw=first, at=LATER).ticket == first.ticket
    with pytest.raises(KeyUsedAgain):
        hand_over(cast, text="Something else")
    assert (Ticket.objects.count(), Customer.objects.count()) == (1, 1)


def test_what_was_received_before_a_crash_is_taken_later_with_its_own_time(cast):
    waiting(cast, "1")
    assert not Ticket.objects.exists()
    assert take_waiting(at=MONDAY + timedelta(seconds=1)).taken == 0  # its own request is still at it
    assert take_waiting(at=LATER).taken == 1
    assert Ticket.objects.get().opened_at == MONDAY
    assert take_waiting(at=LATER).taken == 0


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"email": "not an address"}, "“not an address” is neither"),
        ({"email": None, "phone": ""}, "It names neither"),
        ({"text": " ", "subject": None}, "There is neither"),
        ({"text": ["a"]}, "“text” must be a text"),
        ({"tags": 5}, "“tags” must be a list of texts"),
        ({"fields": "x"}, "“fields” must be a set of named values"),
        ({"ticket": "abc"}, "“ticket” must be a number"),
        ({"customer": 99}, "There is no customer 99"),
        ({"entered_by": 999_999}, "does not belong to this team"),
    ],
)
def test_what_cannot_be_understood_is_set_aside_with_one_clear_sentence(cast, body, sentence):
    raw = hand_over(cast, **body)
    assert raw.state == IntakeState.SET_ASIDE
    assert sentence in why_words(raw.why)
    assert not Ticket.objects.exists()
    assert not Customer.objects.exists()


@pytest.mark.parametrize("body", ["words", {}, [1], {"text": {"deep": []}}])
def test_a_body_of_any_kind_is_kept(cast, body):
    raw = bring_in(team=cast.team, source="api", key="1", channel="email", body=body, at=MONDAY)
    assert raw.state == IntakeState.SET_ASIDE
    assert RawInput.objects.get().body == body


def test_what_is_too_long_is_cut_and_what_no_database_keeps_is_left_out(cast):
    raw = hand_over(
        cast,
        "k\0" * 300,
        subject="s" * 900 + "\n",
        name="n" * 900,
        text="nul \0 and half \ud800 a character" + "t" * 200_000,
        extra=float("nan"),
        queue="no such queue",
        priority="enormous",
        language="klingon",
    )
    ticket = raw.ticket
    assert (len(ticket.subject), len(ticket.customer.name)) == (300, 200)
    assert ticket.messages.get().text.startswith("nul  and half ? a character")
    assert len(ticket.messages.get().text) == 100_000
    assert (ticket.queue, ticket.priority, ticket.language) == ("email", "normal", "")


@pytest.mark.parametrize(("channel", "queue"), [("form", "email"), ("phone", "phone"), ("other", "email")])
def test_a_channel_without_a_queue_of_its_own_goes_where_contacts_can_wait(cast, channel, queue):
    assert hand_over(cast, channel=channel).ticket.queue == queue
    assert hand_over(cast, "2", channel=channel, queue="phone").ticket.queue == "phone"


def test_a_customer_goes_on_with_their_own_ticket_and_with_nobody_else_s(cast):
    ticket = hand_over(cast).ticket
    assert hand_over(cast, "2", text="Any news?", ticket=ticket.number).ticket == ticket
    assert ticket.messages.count() == 2
    stranger = hand_over(cast, "3", email="eve@example.org", text="Send it to me", ticket=ticket.number)
    assert stranger.ticket != ticket
    assert ticket.messages.count() == 2
    assert stranger.ticket.links.get().kind == LinkKind.RELATED


def test_only_the_first_address_says_who_writes(cast):
    ann = known(cast, "Ann", ("phone", "+493023125123"))
    raw = hand_over(cast, email="eve@example.org", phone="+49 30 23125123")
    assert raw.ticket.customer != ann
    assert [each.value for each in raw.ticket.customer.addresses.all()] == ["eve@example.org"]
    assert hand_over(cast, "2", email="", phone="030 23125123").ticket.customer == ann


def test_another_team_s_customers_queues_and_tickets_do_not_exist(cast):
    theirs = known(cast, "Nina", ("email", "ann@example.org"), team=cast.other_team)
    raw = hand_over(cast, entered_by=cast.agent.pk, customer=theirs.number)
    assert raw.state == IntakeState.SET_ASIDE
    assert hand_over(cast, "2").ticket.customer.team == cast.team
    assert hand_over(cast, "3", entered_by=cast.stranger.pk).state == IntakeState.SET_ASIDE
    assert Address.objects.filter(normalised="ann@example.org").count() == 2


def test_who_enters_a_call_is_speaking_with_the_customer(cast):
    body = {
        "name": "Zoe",
        "phone": "+49 30 23125 001",
        "text": "Calls about an order",
        "entered_by": cast.agent.pk,
    }
    raw = bring_in(team=cast.team, source="hand", key="c1", channel="phone", body=body, at=MONDAY)
    assert (raw.ticket.assignee, raw.ticket.state) == (cast.agent, State.OPEN)
    assert raw.ticket.first_answered_at == MONDAY
    assert raw.ticket.first_due_at is None
