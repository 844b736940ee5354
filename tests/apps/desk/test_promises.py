"""Promises carried out: made as contacts come, told again before they slip, settled and counted."""

from dataclasses import replace
from datetime import timedelta

import pytest

from halfhour.customers.actions import NewCustomer, add_customer, erase_customer
from halfhour.desk.actions.conversation import customer_wrote, reply
from halfhour.desk.actions.gate import bring_in
from halfhour.desk.actions.promising import look_at_promises, promise
from halfhour.desk.actions.states import move_ticket
from halfhour.desk.adapter.promise import forget
from halfhour.desk.models import (
    EventKind,
    QueueCalibration,
    State,
)
from halfhour.desk.queries.beside import standing_of
from halfhour.desk.queries.customer_page import promise_of
from halfhour.desk.queries.promises import kept_share, why_promised
from halfhour.engine.team import DatedHours
from halfhour.people.access import access_to
from halfhour.people.models import TeamVersion
from halfhour.people.teamfile import document_from_team
from halfhour.planning.models import Block
from support.customers import known
from support.desk import a_ticket, promised
from support.ledger import MONDAY
from support.planned import planned
from support.small_plan import MONDAY as PLANNED_ON
from support.small_plan import small_team

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def test_a_promise_follows_from_the_line_the_work_and_the_people(cast):
    _ticket, first = promised(cast)
    for _each in range(40):
        a_ticket(cast)
    _ticket, last = promised(cast)
    assert MONDAY <= first.from_at <= first.by_at < last.by_at
    assert why_promised(last) == [
        "Contacts that are due before it: 41.",
        "Contacts of this queue take 5.0 minutes each by the team's settings.",
        "No plan is published yet; 1.6 people are expected by opening hours.",
        "Such promises are to be kept in 90% of cases.",
    ]


def test_the_published_plan_says_how_many_people_there_are(cast):
    plan = planned(cast).published()
    at = Block.objects.filter(plan=plan, on=PLANNED_ON, queue="email").order_by("starts_at")[0].starts_at
    _ticket, record = promised(cast, at=at)
    assert "The published plan has" in why_promised(record)[2]


def test_nobody_is_promised_an_answer_on_a_day_that_was_closed_after_the_plan_was_published(cast):
    plan = planned(cast).published()
    at = Block.objects.filter(plan=plan, on=PLANNED_ON, queue="email").order_by("starts_at")[0].starts_at
    _ticket, before = promised(cast, at=at)
    assert before.from_at.date() == PLANNED_ON
    team = small_team()
    closed = DatedHours(on=PLANNED_ON, periods=())
    hours = replace(team.hours, exceptions=(*team.hours.exceptions, closed))
    document = document_from_team(replace(team, hours=hours))
    TeamVersion.objects.create(team=cast.team, number=3, document=document, changed_at=at)
    forget()
    assert promised(cast, at=at)[1].from_at.date() > PLANNED_ON


def test_an_answer_given_at_the_weekend_settles_the_promise(cast):
    sunday = MONDAY + timedelta(days=6)
    ticket, record = promised(cast, at=sunday)
    reply(ticket=ticket, text="It is on its way.", by=cast.agent, at=sunday + HOUR)
    look_at_promises(team=cast.team, at=sunday + 2 * HOUR)
    record.refresh_from_db()
    assert record.was_kept


def test_a_contact_is_promised_an_answer_once(cast):
    ticket, record = promised(cast)
    assert promise(ticket=ticket, at=MONDAY + MINUTE) == record
    assert ticket.events.filter(kind=EventKind.PROMISED).count() == 1


def test_the_page_promises_nothing_more_once_the_customer_was_answered(cast):
    ticket, _promise = promised(cast)
    client = cast.client(cast.agent)
    url = f"/t/support-hamburg/desk/{ticket.number}/"
    assert "t-promise" in client.get(url).content.decode()
    reply(ticket=ticket, text="Sent.", by=cast.agent, at=MONDAY + HOUR)
    assert "t-promise" not in client.get(url).content.decode()
    customer_wrote(ticket=ticket, text="Where?", at=MONDAY + 2 * HOUR)
    assert "t-promise" in client.get(url).content.decode()


def test_a_promise_stands_on_the_page_while_a_department_is_asked_until_its_time_has_come(cast):
    ticket, record = promised(cast)
    move_ticket(ticket=ticket, to=State.WAITING_ON_THIRD_PARTY, by=cast.agent, at=MONDAY)
    ticket.refresh_from_db()
    assert promise_of(ticket, MONDAY) == record
    assert promise_of(ticket, record.by_at) is None


def test_who_writes_again_after_an_answer_is_promised_the_next_one(cast):
    ticket, first = promised(cast)
    reply(ticket=ticket, text="Which number?", by=cast.agent, at=MONDAY + MINUTE)
    customer_wrote(ticket=ticket, text="55123", at=MONDAY + HOUR)
    first.refresh_from_db()
    assert first.was_kept
    assert ticket.promises.get(answered_at=None).made_at == MONDAY + HOUR


def test_who_writes_again_on_a_ticket_that_stayed_open_is_promised_the_next_answer_once(cast):
    ticket, first = promised(cast)
    reply(ticket=ticket, text="We look.", by=cast.agent, at=MONDAY + MINUTE, then=State.OPEN)
    for minutes in (60, 65):
        customer_wrote(ticket=ticket, text="And?", at=MONDAY + minutes * MINUTE)
    first.refresh_from_db()
    assert first.was_kept
    assert ticket.promises.get(answered_at=None).made_at == MONDAY + HOUR


def test_what_comes_through_the_gate_is_promised_an_answer(cast):
    body = {"name": "Zoe", "email": "zoe@example.org", "text": "Where is my order?", "queue": "email"}
    raw = bring_in(team=cast.team, source="form", key="1", channel="form", body=body, at=MONDAY)
    assert raw.ticket.promises.get().by_at > MONDAY


@pytest.mark.parametrize("channel", ["phone", "chat"])
def test_whoever_is_on_the_phone_or_in_a_chat_is_promised_nothing(cast, channel):
    assert promised(cast, channel=channel, queue="phone")[1] is None


def test_a_promise_costs_few_queries(cast, django_assert_max_num_queries):
    promised(cast)
    ticket = a_ticket(cast)
    with django_assert_max_num_queries(3):
        assert promise(ticket=ticket, at=MONDAY, is_new=True) is not None


@pytest.mark.parametrize(("after", "was_kept"), [(MINUTE, True), (5 * HOUR, False)])
def test_an_answer_settles_a_promise_and_teaches_its_queue(cast, after, was_kept):
    ticket, record = promised(cast)
    reply(ticket=ticket, text="Sent.", by=cast.agent, at=MONDAY + after)
    look_at_promises(team=cast.team, at=MONDAY + after)
    look_at_promises(team=cast.team, at=MONDAY + after)
    record.refresh_from_db()
    assert (record.was_kept, record.answered_at) == (was_kept, MONDAY + after)
    row = QueueCalibration.objects.get()
    assert (row.kept, row.broken, row.document["promised"]) == (int(was_kept), int(not was_kept), 1)
    (queue,) = kept_share(cast.team, at=MONDAY + after)
    assert (queue.queue, queue.settled, queue.kept, queue.is_as_claimed) == ("email", 1, int(was_kept), None)


def test_what_is_ended_without_words_only_after_the_promised_time_is_broken(cast):
    ticket, record = promised(cast)
    late = record.by_at + MINUTE
    move_ticket(ticket=ticket, to=State.RESOLVED, by=cast.agent, at=late)
    look_at_promises(team=cast.team, at=late + 11 * MINUTE)
    record.refresh_from_db()
    assert (record.was_kept, record.answered_at) == (False, late)


def test_a_promise_that_is_past_and_unanswered_is_counted_as_broken(cast):
    _ticket, record = promised(cast)
    (queue,) = kept_share(cast.team, at=record.by_at + MINUTE)
    assert (queue.settled, queue.kept, queue.standing) == (1, 0, 1)


@pytest.mark.parametrize("how", ["resolved", "erased"])
def test_a_promise_that_is_neither_kept_nor_broken_counts_in_no_share(cast, how):
    ann = add_customer(team=cast.team, new=NewCustomer(name="Ann"), by=cast.lead, at=MONDAY)
    ticket = a_ticket(cast, customer=ann)
    made = promise(ticket=ticket, at=MONDAY)
    soon, after = MONDAY + timedelta(minutes=1), made.by_at + timedelta(days=1)
    if how == "resolved":
        move_ticket(ticket=ticket, to=State.RESOLVED, by=cast.agent, at=soon)
        look_at_promises(team=cast.team, at=soon + timedelta(minutes=20))
    else:
        erase_customer(customer=ann, by=cast.lead, at=soon)
    look_at_promises(team=cast.team, at=after)
    assert [each.settled for each in kept_share(cast.team, at=after)] == [0]


def test_beside_a_ticket_a_promise_that_is_past_and_unanswered_counts_as_broken(cast):
    ann = known(cast, "Ann", ("email", "ann@example.org"))
    ticket = a_ticket(cast, customer=ann)
    made = promise(ticket=ticket, at=MONDAY)
    access, late = access_to(cast.agent, cast.team), timedelta(seconds=1)
    assert standing_of(access, ann, at=made.by_at).promises_broken == 0
    assert standing_of(access, ann, at=made.by_at + late).promises_broken == 1
