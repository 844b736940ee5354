"""Erasing meets people who write just then: who is back stays, and of who is gone nothing is kept."""

import itertools
from datetime import timedelta

import pytest
from django.core.cache import cache

from halfhour.customers.actions import erase_customer, merge_customers
from halfhour.customers.actions.retention import erase_old_customers, set_retention
from halfhour.customers.models import Customer
from halfhour.customers.queries.retention import customers_too_old
from halfhour.desk.actions.changing import change_ticket
from halfhour.desk.actions.conversation import customer_wrote, reply
from halfhour.desk.actions.customer_side import write_again
from halfhour.desk.actions.gate import bring_in
from halfhour.desk.actions.merging import merge_tickets, unmerge_tickets
from halfhour.desk.actions.rating import ask_for_ratings, rate
from halfhour.desk.models import IntakeState, Rating, RawInput, State, Ticket
from halfhour.desk.signing import LinkRefused
from support.customers import known
from support.desk import a_ticket
from support.ledger import MONDAY

pytestmark = pytest.mark.rows

HOUR = timedelta(hours=1)
NOW = MONDAY + timedelta(days=400)


def mail(cast, key, *, at=MONDAY, **body):
    return bring_in(team=cast.team, source="mail", key=key, channel="email", body=body, at=at)


def keep_a_year(cast):
    set_retention(team=cast.team, months=12, by=cast.lead, at=NOW)
    return erase_old_customers(team=cast.team, by=None, at=NOW)


def test_who_wrote_again_in_an_old_matter_is_not_too_old(cast):
    ticket = mail(cast, "1", email="ann@example.org", text="A long matter").ticket
    reply(ticket=ticket, text="Better?", by=cast.agent, at=MONDAY + HOUR, then=State.CLOSED)
    said = customer_wrote(ticket=ticket, text="It came back today", at=NOW - HOUR)
    assert keep_a_year(cast) == 0
    assert set(said.ticket.messages.values_list("text", flat=True)) == {"It came back today"}


@pytest.mark.parametrize("then", [State.OPEN, State.WAITING_ON_THIRD_PARTY])
def test_whoever_has_an_unfinished_ticket_is_not_too_old(cast, then):
    ticket = mail(cast, "1", email="ann@example.org", text="A long matter").ticket
    reply(ticket=ticket, text="We ask the factory.", by=cast.agent, at=MONDAY, then=then)
    assert keep_a_year(cast) == 0


def test_a_customer_without_an_address_is_judged_by_their_tickets(cast):
    known(cast, "Bob at the counter")
    bob = Customer.objects.get()
    bob.created_at = MONDAY
    bob.save(update_fields=["created_at"])
    mail(cast, "1", customer=bob.number, text="A new matter", at=NOW - HOUR)
    assert keep_a_year(cast) == 0


def test_who_was_merged_into_somebody_keeps_them_by_what_they_write(cast):
    people = [known(cast, name) for name in ("Ann", "Anna", "Anne", "Annie", "Annika")]
    Customer.objects.update(created_at=MONDAY)
    ticket = a_ticket(cast, customer=people[0], channel="phone")
    reply(ticket=ticket, text="Done.", by=cast.agent, at=MONDAY, then=State.CLOSED)
    for source, target in itertools.pairwise(people):
        merge_customers(source=source, target=target, by=cast.lead, at=MONDAY)
    assert list(customers_too_old(cast.team, months=12, at=NOW)) == [people[-1]]
    customer_wrote(ticket=ticket, text="Once more", at=NOW - HOUR)
    assert list(customers_too_old(cast.team, months=12, at=NOW)) == []


def test_who_writes_while_old_customers_are_erased_stays(cast):
    for name in ("ann", "zed"):
        known(cast, name, ("email", f"{name}@example.org"))
    Customer.objects.update(created_at=MONDAY)
    set_retention(team=cast.team, months=12, by=cast.lead, at=NOW)

    def somebody_writes(place, _total):
        if place == 1:
            mail(cast, "back", email="zed@example.org", text="I am back", at=NOW)

    assert erase_old_customers(team=cast.team, by=None, at=NOW, on_progress=somebody_writes) == 1
    ticket = Ticket.objects.get()
    assert (ticket.state, ticket.customer.name, ticket.customer.erased_at) == (State.NEW, "zed", None)


@pytest.fixture
def ann(cast):
    return known(cast, "Ann Private", ("email", "ann@example.org"))


def nothing_is_left_of(raw):
    raw.refresh_from_db()
    return raw.body == {}


def test_what_came_in_is_erased_where_its_ticket_was_merged_into_another_s(cast, ann):
    bob = known(cast, "Bob", ("email", "bob@example.org"))
    hers, his = a_ticket(cast, customer=ann), a_ticket(cast, customer=bob)
    merge = merge_tickets(source=hers, target=his, by=cast.lead, at=MONDAY, different_customers=True)
    merged = mail(cast, "1", email="ann@example.org", ticket=hers.number, text="A secret", at=MONDAY + HOUR)
    assert merged.ticket == his
    unmerge_tickets(merge=merge, by=cast.lead, at=MONDAY + 2 * HOUR)
    his_own = mail(cast, "2", email="bob@example.org", text="Hello", at=MONDAY + 2 * HOUR)
    erase_customer(customer=ann, by=cast.lead, at=MONDAY + 3 * HOUR)
    assert nothing_is_left_of(merged)
    assert not nothing_is_left_of(his_own)


def test_what_came_in_is_erased_where_its_ticket_is_somebody_else_s_by_now(cast, ann):
    raw = mail(cast, "1", email="ann@example.org", name="Ann Private", text="A secret")
    bob = known(cast, "Bob", ("email", "bob@example.org"))
    change_ticket(
        ticket=raw.ticket,
        changes={"customer": bob.number},
        different_customers=True,
        by=cast.lead,
        at=MONDAY + HOUR,
    )
    erase_customer(customer=ann, by=cast.lead, at=MONDAY + 2 * HOUR)
    assert nothing_is_left_of(raw)


def test_what_is_sent_from_a_page_that_was_open_while_its_customer_was_erased_is_not_kept(cast, ann):
    ticket = mail(cast, "1", email="ann@example.org", text="Hello").ticket
    erase_customer(customer=ann, by=cast.lead, at=MONDAY + HOUR)
    with pytest.raises(LinkRefused):
        write_again(ticket=ticket, text="My card number", key="k", at=MONDAY + 2 * HOUR)
    ticket.refresh_from_db()
    assert ticket.state == State.CLOSED
    assert set(ticket.messages.values_list("text", flat=True)) == {""}
    late = RawInput.objects.get(source="page")
    assert (late.state, late.body, late.why["kind"]) == (IntakeState.SET_ASIDE, {}, "erased")
    assert "dismissed" in late.why


def test_what_an_agent_enters_for_who_was_erased_is_a_ticket_of_its_own(cast, ann):
    ticket = mail(cast, "1", email="ann@example.org", text="Hello").ticket
    erase_customer(customer=ann, by=cast.lead, at=MONDAY + HOUR)
    body = {"ticket": ticket.number, "text": "Somebody called", "entered_by": cast.agent.pk}
    entered = mail(cast, "2", at=MONDAY + 2 * HOUR, **body)
    assert entered.ticket != ticket
    ticket.refresh_from_db()
    assert ticket.state == State.CLOSED


def test_who_was_merged_with_somebody_who_is_erased_goes_on_in_a_ticket_of_their_own(cast, ann):
    bob = known(cast, "Bob", ("email", "bob@example.org"))
    hers, his = a_ticket(cast, customer=ann), a_ticket(cast, customer=bob)
    merge_tickets(source=his, target=hers, by=cast.lead, at=MONDAY, different_customers=True)
    erase_customer(customer=ann, by=cast.lead, at=MONDAY + HOUR)
    said = write_again(ticket=his, text="What of mine?", key="k", at=MONDAY + 2 * HOUR)
    assert said.ticket not in (hers, his)
    assert (said.ticket.customer, said.ticket.is_ours) == (bob, True)


def test_a_rating_from_a_page_that_was_open_while_its_customer_was_erased_is_not_kept(cast, ann):
    cache.clear()
    ticket = a_ticket(cast, customer=ann)
    reply(ticket=ticket, text="Done.", by=cast.agent, at=MONDAY, then=State.RESOLVED)
    ask_for_ratings(MONDAY + HOUR)
    rating = Rating.objects.get()
    erase_customer(customer=ann, by=cast.lead, at=MONDAY + 2 * HOUR)
    with pytest.raises(LinkRefused):
        rate(rating=rating, speed=5, quality=5, comment="I live in Elm Street", at=MONDAY + 3 * HOUR)
    rating.refresh_from_db()
    assert (rating.comment, rating.answered_at) == ("", None)
