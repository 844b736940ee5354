"""A ticket about two things becomes two: promised, pointed to, and one again where that was wrong."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from halfhour.customers.actions import erase_customer
from halfhour.desk.actions.assigning import assign_ticket
from halfhour.desk.actions.changing import change_ticket
from halfhour.desk.actions.conversation import add_note, customer_wrote, reply
from halfhour.desk.actions.customer_side import renew_link
from halfhour.desk.actions.drafts import save_draft
from halfhour.desk.actions.merging import merge_tickets, unmerge_tickets
from halfhour.desk.actions.splitting import split_ticket, undo_split
from halfhour.desk.actions.states import move_ticket
from halfhour.desk.adapter.clocks import clocks_of_ticket
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import Draft, DraftKind, PromiseRecord, State, Ticket, TicketLink
from halfhour.desk.queries.customer_page import opened
from halfhour.desk.queries.told import told_messages
from halfhour.desk.signing import LinkRefused, form_token, open_signed, ticket_token
from support.customers import known
from support.desk import a_ticket
from support.ledger import MONDAY

HOUR = timedelta(hours=1)


@pytest.fixture
def parts(cast):
    """A ticket of Zoë's, and what was split off it."""
    ticket = a_ticket(cast, customer=known(cast, "Zoë", ("email", "zoe@example.org")))
    wrote = customer_wrote(ticket=ticket, text="And a refund, please", at=MONDAY + HOUR)
    new = split_ticket(
        ticket=ticket, messages=[wrote.pk], subject="Refund", by=cast.agent, at=MONDAY + 2 * HOUR
    )
    return ticket, new


def undo(cast, ticket):
    return undo_split(ticket=ticket, by=cast.agent, at=MONDAY + 3 * HOUR)


def page(ticket, token=ticket_token):
    return Client().get(f"/help/ticket/{token(ticket)}/").content.decode()


def led_to(shown, part):
    """The ticket that a link of this part of a page opens."""
    found = re.search(r"/help/ticket/([^/]+)/", shown.split(f'id="{part}"')[1])
    return open_signed(found[1])


def test_what_is_split_off_is_promised_an_answer_as_any_other(parts):
    _ticket, new = parts
    promised = PromiseRecord.objects.get(ticket=new)
    assert (promised.made_at, promised.by_at > promised.made_at) == (MONDAY + 2 * HOUR, True)


def test_a_question_that_is_split_off_with_its_answer_is_answered_there(cast):
    ticket = a_ticket(cast, customer=known(cast, "Zoë", ("email", "zoe@example.org")))
    asked = customer_wrote(ticket=ticket, text="And the bell?", at=MONDAY + HOUR)
    note = add_note(ticket=ticket, text="It is fine", by=cast.lead, at=MONDAY + HOUR)
    said = reply(ticket=ticket, text="The bell is fine", by=cast.agent, at=MONDAY + 2 * HOUR)
    ids = [asked.pk, note.pk, said.pk]
    new = split_ticket(ticket=ticket, messages=ids, subject="Bell", by=cast.lead, at=MONDAY + 3 * HOUR)
    assert (new.state, new.first_answered_at) == (State.WAITING_ON_CUSTOMER, MONDAY + 2 * HOUR)
    assert new.answered_last_by == cast.agent
    assert not PromiseRecord.objects.filter(ticket=new).exists()
    first = clocks_of_ticket(new).first_answer
    assert first.spent_seconds(int((MONDAY + 9 * HOUR).timestamp())) == 3600
    customer_wrote(ticket=new, text="Thank you, and the lamp?", at=MONDAY + 4 * HOUR)
    assert PromiseRecord.objects.get(ticket=new).answered_at is None


def test_what_the_customer_did_not_write_is_not_split_off_by_itself(cast):
    ticket = a_ticket(cast)
    note = add_note(ticket=ticket, text="Ask the bank", by=cast.agent, at=MONDAY + HOUR)
    said = reply(ticket=ticket, text="We ask", by=cast.agent, at=MONDAY + HOUR)
    with pytest.raises(DeskRefused, match="a message of the customer too"):
        split_ticket(
            ticket=ticket, messages=[note.pk, said.pk], subject="Bank", by=cast.agent, at=MONDAY + 2 * HOUR
        )


def test_the_customer_is_led_from_one_page_to_the_other(parts):
    ticket, new = parts
    old, other = page(ticket), page(new)
    assert "Part of this is answered under another number" in old
    assert "Number 2: Refund" in old
    assert "This was part of another message" in other
    assert (led_to(old, "moved-to"), led_to(other, "came-from")) == (new, ticket)


def test_whoever_borrowed_an_address_is_given_no_link_and_none_of_what_was_said_later(parts, cast):
    ticket, _new = parts
    shown = page(ticket, form_token)
    assert "Number 2" in shown
    assert ("Refund" in shown, "/help/ticket/" in shown.split('id="moved-to"')[1].split("</section>")[0]) == (
        False,
        False,
    )
    first = ticket.messages.get()
    customer_wrote(ticket=ticket, text="My code is 4711", at=MONDAY + 3 * HOUR)
    split_ticket(ticket=ticket, messages=[first.pk], subject="", by=cast.agent, at=MONDAY + 4 * HOUR)
    assert "4711" not in page(ticket, form_token)


def test_nobody_is_led_to_what_belongs_to_somebody_else_by_now(parts, cast):
    ticket, new = parts
    Ticket.objects.filter(pk=new.pk).update(customer=known(cast, "Bob", ("email", "bob@example.org")))
    assert "answered under another number" not in page(ticket)
    assert "part of another message" not in page(new)


def test_a_split_is_undone_with_all_that_was_moved(parts, cast):
    ticket, new = parts
    save_draft(ticket=new, by=cast.agent, kind=DraftKind.REPLY, text="Dear Zo", at=MONDAY + 2 * HOUR)
    assert undo(cast, new) == ticket
    assert list(ticket.messages.order_by("at").values_list("text", flat=True)) == [
        "Where is my order 55123?",
        "And a refund, please",
    ]
    assert (Draft.objects.get().ticket, TicketLink.objects.exists()) == (ticket, False)
    new.refresh_from_db()
    assert (new.merged_into, new.state) == (ticket, State.CLOSED)
    assert "answered under another number" not in page(ticket)
    with pytest.raises(DeskRefused, match="merged"):
        undo(cast, new)


@pytest.mark.parametrize("has_gone_on", [False, True])
def test_a_split_that_is_undone_asks_for_an_answer_only_where_the_ticket_has_gone_on(cast, has_gone_on):
    ticket = a_ticket(cast)
    wrote = customer_wrote(ticket=ticket, text="And the bell?", at=MONDAY)
    reply(ticket=ticket, text="All done", by=cast.agent, at=MONDAY + HOUR, then=State.WAITING_ON_CUSTOMER)
    new = split_ticket(
        ticket=ticket, messages=[wrote.pk], subject="Bell", by=cast.agent, at=MONDAY + 2 * HOUR
    )
    if has_gone_on:
        move_ticket(ticket=ticket, to=State.RESOLVED, by=cast.agent, at=MONDAY + 2 * HOUR)
    undo(cast, new)
    ticket.refresh_from_db()
    expected = (State.OPEN, True) if has_gone_on else (State.WAITING_ON_CUSTOMER, False)
    assert (ticket.state, ticket.due_at is not None) == expected


@pytest.mark.parametrize(
    "act",
    [
        lambda new, cast: reply(ticket=new, text="Done", by=cast.agent, at=MONDAY + 2 * HOUR),
        lambda new, cast: add_note(ticket=new, text="Hm", by=cast.agent, at=MONDAY + 2 * HOUR),
        lambda new, cast: customer_wrote(ticket=new, text="Well?", at=MONDAY + 2 * HOUR),
        lambda new, cast: assign_ticket(ticket=new, to=cast.agent, by=cast.agent, at=MONDAY + 2 * HOUR),
    ],
)
def test_once_something_has_happened_to_it_a_split_stays(parts, cast, act):
    _ticket, new = parts
    act(new, cast)
    with pytest.raises(DeskRefused, match="merge it instead"):
        undo(cast, new)
    assert Ticket.objects.get(pk=new.pk).merged_into is None


def test_what_was_never_split_off_and_what_went_on_elsewhere_is_not_put_back(parts, cast):
    ticket, new = parts
    with pytest.raises(DeskRefused, match="not split off"):
        undo(cast, ticket)
    other = a_ticket(cast, customer=ticket.customer)
    merge_tickets(source=ticket, target=other, by=cast.agent, at=MONDAY + 2 * HOUR)
    with pytest.raises(DeskRefused, match="merged"):
        undo(cast, new)


def test_the_page_offers_to_undo_a_split_by_a_key(cast):
    ticket = a_ticket(cast)
    wrote = customer_wrote(ticket=ticket, text="And my invoice?", at=MONDAY + HOUR)
    client, base = cast.client(cast.agent), "/t/support-hamburg/desk/"
    split = client.post(f"{base}1/split/", {"message": [wrote.pk]}, headers={"HX-Request": "true"})
    assert f'action="{base}2/unsplit/" data-undo' in split.content.decode()
    back = client.post(f"{base}2/unsplit/", headers={"HX-Request": "true"})
    assert back.headers["X-Desk-Open"] == "1"
    assert ticket.messages.count() == 2
    again = client.post(f"{base}2/unsplit/", headers={"HX-Request": "true"})
    assert again.status_code == 409


def test_links_that_were_made_worthless_lead_nowhere_by_way_of_another_ticket(parts, cast):
    ticket, new = parts
    old = [ticket_token(each) for each in parts]
    renew_link(ticket=ticket, by=cast.agent, at=MONDAY + 3 * HOUR)
    for token in old:
        with pytest.raises(LinkRefused):
            opened(token)
    ticket.refresh_from_db()
    assert led_to(page(ticket), "moved-to") == new


def test_a_link_that_leads_on_from_another_is_as_old_as_that(parts):
    with time_machine.travel(MONDAY, tick=False):
        token = ticket_token(parts[0])
    with time_machine.travel(MONDAY + timedelta(days=28), tick=False):
        shown = Client().get(f"/help/ticket/{token}/").content.decode()
        further = re.search(r"/help/ticket/([^/]+)/", shown.split('id="moved-to"')[1])[1]
        assert opened(further).ticket == parts[1]
    with time_machine.travel(MONDAY + timedelta(days=31), tick=False), pytest.raises(LinkRefused):
        opened(further)


@pytest.fixture
def merged(cast):
    """Ann's ticket merged into Bob's, and a third message of a second person."""
    ann = known(cast, "Ann", ("email", "ann@example.org"))
    bob = known(cast, "Bob", ("email", "bob@example.org"))
    hers, his = a_ticket(cast, "Hers", customer=ann), a_ticket(cast, "His", customer=bob)
    merge_tickets(source=hers, target=his, by=cast.lead, at=MONDAY, different_customers=True)
    return his


def test_what_somebody_else_wrote_becomes_a_ticket_of_theirs(cast, merged):
    hers = merged.messages.get(text="Hers")
    new = split_ticket(ticket=merged, messages=[hers.pk], subject="", by=cast.lead, at=MONDAY)
    assert new.customer.name == "Ann"
    assert [each.text for each in told_messages(merged)] == ["His"]
    assert [each.text for each in told_messages(new)] == ["Hers"]


def test_what_several_people_wrote_is_not_split_off_together(cast, merged):
    customer_wrote(ticket=merged, text="More", at=MONDAY)
    both = merged.messages.exclude(text="More").values_list("pk", flat=True)
    with pytest.raises(DeskRefused, match="Several people wrote these messages"):
        split_ticket(ticket=merged, messages=list(both), subject="", by=cast.lead, at=MONDAY)


def test_what_is_split_off_a_ticket_that_was_given_to_another_customer_is_theirs(cast):
    ann, bob = known(cast, "Ann"), known(cast, "Bob", ("email", "bob@example.org"))
    ticket = a_ticket(cast, customer=ann)
    change_ticket(
        ticket=ticket, changes={"customer": bob.number}, different_customers=True, by=cast.lead, at=MONDAY
    )
    reply(ticket=ticket, text="Hello", by=cast.agent, at=MONDAY)
    first = ticket.messages.get(kind="customer")
    new = split_ticket(ticket=ticket, messages=[first.pk], subject="", by=cast.lead, at=MONDAY)
    assert new.customer == bob


def test_a_split_off_the_ticket_of_who_was_erased_is_not_put_back(cast):
    ann, bob = known(cast, "Ann"), known(cast, "Bob")
    one, two = a_ticket(cast, "Ann's", customer=ann), a_ticket(cast, "Bob's", customer=bob)
    theirs = two.messages.get()
    merge_tickets(source=two, target=one, by=cast.agent, at=MONDAY, different_customers=True)
    new = split_ticket(ticket=one, messages=[theirs.pk], subject="", by=cast.agent, at=MONDAY + HOUR)
    erase_customer(customer=ann, by=cast.lead, at=MONDAY + 2 * HOUR)
    with pytest.raises(DeskRefused, match="erased"):
        undo(cast, new)


def test_a_merge_of_which_all_was_split_off_is_taken_apart_only_after_that(cast):
    one, two = a_ticket(cast, "The lamp"), a_ticket(cast, "The bell")
    made = merge_tickets(source=one, target=two, by=cast.agent, at=MONDAY)
    lamp = two.messages.get(text="The lamp")
    new = split_ticket(ticket=two, messages=[lamp.pk], subject="Lamp", by=cast.agent, at=MONDAY + HOUR)
    with pytest.raises(DeskRefused, match=f"is on ticket {new.number} by now"):
        unmerge_tickets(merge=made, by=cast.agent, at=MONDAY + 2 * HOUR)
    undo(cast, new)
    unmerge_tickets(merge=made, by=cast.agent, at=MONDAY + 4 * HOUR)
    assert one.messages.get() == lamp
