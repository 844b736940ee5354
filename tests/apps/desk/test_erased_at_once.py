"""Somebody is erased at the moment at which a colleague is at one of their tickets: nothing of them stays."""

from datetime import timedelta
from time import sleep

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from halfhour.customers.actions import erase_customer
from halfhour.desk.actions import undoing_many
from halfhour.desk.actions.bulk import apply_bulk
from halfhour.desk.actions.changing import change_ticket
from halfhour.desk.actions.complaint_opening import open_complaint
from halfhour.desk.actions.conversation import customer_wrote, reply
from halfhour.desk.actions.customer_side import write_again as page_wrote
from halfhour.desk.actions.merging import merge_tickets
from halfhour.desk.actions.rating import rate
from halfhour.desk.actions.splitting import split_ticket
from halfhour.desk.actions.states import move_ticket
from halfhour.desk.actions.undoing_many import undo_bulk
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import (
    Complaint,
    Message,
    Outgoing,
    OutgoingState,
    PromiseRecord,
    Rating,
    RawInput,
    State,
    Ticket,
)
from halfhour.desk.models.conversation import TicketText
from halfhour.desk.wording.mail import mail_of
from support.customers import known
from support.desk import a_ticket
from support.meanwhile import LONGER, meanwhile, together

pytestmark = [
    pytest.mark.skipif(connection.vendor == "sqlite", reason="asks PostgreSQL, where many write at once"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.rows,
]

DAY = timedelta(days=1)
SECRET = "Main Street 1"


@pytest.fixture
def matter(cast):
    """A customer with a ticket on which they and the team said something."""
    now = timezone.now()
    ann = known(cast, "Ann", ("email", "ann@example.org"))
    ticket = a_ticket(cast, f"I live in {SECRET}", customer=ann, subject=SECRET, at=now - 3 * DAY)
    customer_wrote(ticket=ticket, text=f"{SECRET}, I said", at=now - 2 * DAY)
    reply(ticket=ticket, text=f"Dear Ann of {SECRET}", by=cast.agent, at=now - DAY)
    return ann, ticket


def split(cast, ann, ticket):
    ids = list(ticket.messages.order_by("id").values_list("id", flat=True))[1:]
    split_ticket(ticket=ticket, messages=ids, subject=SECRET, by=cast.agent, at=timezone.now())


def write_again(cast, ann, ticket):
    customer_wrote(ticket=ticket, text=f"Ann of {SECRET} again", at=timezone.now())


def give(cast, ann, ticket):
    change_ticket(
        ticket=Ticket.objects.get(subject=f"Found by {SECRET}"),
        changes={"customer": ann},
        by=cast.agent,
        at=timezone.now(),
    )


@pytest.mark.parametrize("act", [split, write_again, give])
def test_what_came_of_their_tickets_meanwhile_is_erased_with_them(cast, matter, act):
    ann, ticket = matter
    if act is write_again:
        move_ticket(ticket=ticket, to=State.CLOSED, by=cast.agent, at=timezone.now() - DAY)
        Ticket.objects.filter(pk=ticket.pk).update(closed_at=timezone.now() - 300 * DAY)
    if act is give:
        a_ticket(cast, f"From {SECRET}", subject=f"Found by {SECRET}", customer=None)
    errors = meanwhile(
        lambda: act(cast, ann, ticket), lambda: erase_customer(customer=ann, by=cast.lead, at=timezone.now())
    )
    assert errors == [None, None]
    theirs = Ticket.objects.filter(customer=ann)
    assert theirs.count() == 2
    assert {(each.state, each.subject) for each in theirs} == {(State.CLOSED, "")}
    assert not any(each.text for one in theirs for each in one.messages.all())
    assert not TicketText.objects.filter(words__contains="main").exists()
    came_of_it = theirs.latest("id")
    assert not PromiseRecord.objects.filter(ticket=came_of_it, replaced_at=None).exists()


def test_a_ticket_is_not_given_to_who_is_being_erased(cast, matter):
    ann, ticket = matter
    a_ticket(cast, f"From {SECRET}", subject=f"Found by {SECRET}", customer=None)
    errors = meanwhile(
        lambda: erase_customer(customer=ann, by=cast.lead, at=timezone.now()), lambda: give(cast, ann, ticket)
    )
    assert errors[0] is None
    assert isinstance(errors[1], DeskRefused)
    assert "has been erased" in errors[1].sentence


def test_an_undo_of_many_and_an_erasure_wait_for_each_other_in_no_circle(cast, matter, monkeypatch):
    ann, ticket = matter
    change = apply_bulk(
        team=cast.team, ids=[ticket.pk], changes={"priority": "high"}, by=cast.lead, at=timezone.now()
    )
    lock = undoing_many.lock_tickets

    def slowly(ids):
        found = lock(ids)
        sleep(LONGER)
        return found

    monkeypatch.setattr(undoing_many, "lock_tickets", slowly)
    now = timezone.now()
    raised = together(
        lambda: undo_bulk(change=change, by=cast.lead, at=now),
        lambda: erase_customer(customer=ann, by=cast.lead, at=now),
    )
    assert raised == [None, None]


LATE = {
    "the customer writes": lambda cast, ticket, at: customer_wrote(ticket=ticket, text=SECRET, at=at),
    "their page sends": lambda cast, ticket, at: page_wrote(ticket=ticket, text=SECRET, key="k", at=at),
    "an agent answers": lambda cast, ticket, at: reply(ticket=ticket, text=SECRET, by=cast.agent, at=at),
    "an agent opens it": lambda cast, ticket, at: move_ticket(
        ticket=ticket, to=State.OPEN, by=cast.agent, at=at
    ),
    "a lead opens a complaint": lambda cast, ticket, at: open_complaint(ticket=ticket, by=cast.lead, at=at),
    "an agent splits it": lambda cast, ticket, at: split(cast, None, ticket),
    "the customer rates": lambda cast, ticket, at: rate(
        rating=Rating.objects.get(), speed=1, quality=1, comment=SECRET, at=at
    ),
}


@pytest.mark.parametrize("late", LATE)
def test_whoever_waited_for_an_erasure_to_end_finds_nobody_there(cast, matter, late):
    ann, ticket = matter
    now = timezone.now()
    Rating.objects.create(ticket=ticket, asked_at=now)
    ticket = Ticket.objects.select_related("customer").get(pk=ticket.pk)
    errors = meanwhile(
        lambda: erase_customer(customer=ann, by=cast.lead, at=now), lambda: LATE[late](cast, ticket, now)
    )
    assert errors[0] is None
    assert not isinstance(errors[1], OperationalError)
    assert not Message.objects.exclude(text="").exists()
    assert set(Ticket.objects.values_list("state", "subject")) == {(State.CLOSED, "")}
    assert not RawInput.objects.filter(body__text=SECRET).exists()
    assert not Rating.objects.exclude(comment="").exists()
    assert not Complaint.objects.filter(closed_at=None).exists()


def test_an_answer_is_mailed_to_whom_the_ticket_was_given_while_it_waited(cast, matter):
    _ann, ticket = matter
    bob = known(cast, "Bob", ("email", "bob@example.org"))
    Outgoing.objects.update(state=OutgoingState.SENT, sent_at=timezone.now())
    before = Outgoing.objects.count()
    at = timezone.now()
    errors = meanwhile(
        lambda: change_ticket(
            ticket=ticket, changes={"customer": bob}, different_customers=True, by=cast.lead, at=at
        ),
        lambda: reply(ticket=ticket, text="Here is your answer", by=cast.agent, at=at),
    )
    assert errors == [None, None]
    ticket.refresh_from_db()
    assert ticket.customer == bob
    assert Outgoing.objects.count() == before + 1
    assert mail_of(Outgoing.objects.latest("id"), is_automatic=False).to == ["bob@example.org"]


def test_what_they_said_on_somebody_else_s_ticket_is_not_found_where_it_was_just_merged_to(cast):
    now = timezone.now()
    ann, bob = (known(cast, name, ("email", f"{name}@example.org")) for name in ("ann", "bob"))
    hers = a_ticket(cast, "xylophone", customer=ann, at=now - DAY)
    his, third = (a_ticket(cast, text, customer=bob, at=now - DAY) for text in ("lamp", "chair"))
    merge_tickets(source=hers, target=his, by=cast.lead, at=now, different_customers=True)
    raised = meanwhile(
        lambda: merge_tickets(source=his, target=third, by=cast.lead, at=now, different_customers=True),
        lambda: erase_customer(customer=ann, by=cast.lead, at=now),
    )
    assert raised == [None, None]
    assert "chair" in TicketText.objects.get(ticket=third).words
    assert not TicketText.objects.filter(words__contains="xylophone").exists()
