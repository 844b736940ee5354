"""A complaint beside its ticket, merged or with a department, and on its customer's page."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from halfhour.desk.actions.assigning import assign_ticket
from halfhour.desk.actions.complaint_opening import open_complaint
from halfhour.desk.actions.complaints import decide, do_step, set_people
from halfhour.desk.actions.merging import merge_tickets, unmerge_tickets
from halfhour.desk.actions.states import move_ticket
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import (
    Complaint,
    Outgoing,
    Rating,
    State,
    StepKind,
    Ticket,
)
from halfhour.desk.queries.complaints import history_of
from halfhour.desk.queries.customer_page import complaint_answer
from halfhour.desk.signing import ticket_token
from support.complaints import ALL, DAY, do, squeezed
from support.customers import known
from support.desk import a_ticket
from support.ledger import MONDAY


def test_the_head_of_a_ticket_leads_to_its_open_complaint(cast, complaint):
    target = a_ticket(cast)
    url = f"/t/{cast.team.slug}/desk/{{}}/"
    link = f'<a class="tag tag-bad" href="/t/{cast.team.slug}/desk/complaints/1/">Complaint 1</a>'
    client = cast.client(cast.agent)
    assert link in client.get(url.format(complaint.ticket.number)).content.decode()
    merge_tickets(source=complaint.ticket, target=target, by=cast.agent, at=MONDAY, different_customers=True)
    assert link in client.get(url.format(target.number)).content.decode()
    Complaint.objects.update(closed_at=MONDAY)
    assert link not in client.get(url.format(target.number)).content.decode()


def test_a_complaint_goes_on_where_its_ticket_was_merged(cast, complaint):
    customer = complaint.ticket.customer
    other = a_ticket(cast, "Me again", customer=customer)
    merge_tickets(source=complaint.ticket, target=other, by=cast.agent, at=MONDAY)
    do_step(complaint=complaint, kind=ALL[0], text="We are sorry.", by=cast.agent, at=MONDAY, sends=True)
    assert other.messages.get(text="We are sorry.").kind == "reply"
    assert Outgoing.objects.filter(kind="replied", ticket=other).exists()
    assert next(each.facts for each in history_of(complaint)) == {"step": [None, "acknowledge"]}
    with pytest.raises(DeskRefused, match="a complaint already"):
        open_complaint(ticket=other, by=cast.agent, at=MONDAY)
    assign_ticket(ticket=other, to=cast.lead, by=cast.lead, at=MONDAY)
    with pytest.raises(DeskRefused, match="not involved"):
        set_people(complaint=complaint, owner=cast.agent, reviewer=cast.lead, by=cast.lead, at=MONDAY)
    client, team = cast.client(cast.lead), f"/t/{cast.team.slug}/desk"
    assert f"→ #{other.number}" in squeezed(client.get(f"{team}/complaints/"))
    assert f"complaints/{complaint.number}/" in squeezed(client.get(f"{team}/{other.number}/processes/"))


def test_of_two_tickets_with_a_complaint_each_both_go_on_after_a_merge(cast, complaint):
    theirs = a_ticket(cast, "I complain too!", customer=complaint.ticket.customer)
    second = open_complaint(ticket=theirs, by=cast.agent, at=MONDAY)
    merge_tickets(source=complaint.ticket, target=second.ticket, by=cast.agent, at=MONDAY)
    for each in (complaint, second):
        do(each, cast.agent, ALL[0])
        assert len(history_of(each)) == 2


def test_the_answer_that_is_owed_shows_where_the_ticket_of_a_complaint_was_merged(cast, complaint):
    target = a_ticket(cast, customer=complaint.ticket.customer)
    others = a_ticket(cast, customer=known(cast, "Bob"))
    do(complaint, cast.agent, StepKind.ACKNOWLEDGE)
    for ticket in (target, others):
        made = merge_tickets(
            source=complaint.ticket, target=ticket, by=cast.agent, at=MONDAY, different_customers=True
        )
        assert (complaint_answer(ticket) is not None) == (ticket == target)
        unmerge_tickets(merge=made, by=cast.agent, at=MONDAY)


def test_the_customer_s_page_tells_of_promises_ratings_and_complaints(cast, complaint):
    Rating.objects.create(ticket=complaint.ticket, asked_at=MONDAY, answered_at=MONDAY, speed=2, quality=4)
    customer = complaint.ticket.customer
    url = reverse("customers:customer", args=[cast.team.slug, customer.number])
    page = " ".join(cast.client(cast.lead).get(url).content.decode().split())
    assert "4.0 of 5" in page
    assert f'/desk/{complaint.ticket.number}/">C1 My order</a>' in page
    assert 'tag-bad">open</span>' in page


def test_the_customer_s_page_says_until_when_a_complaint_is_answered_once_they_know_of_it(cast, complaint):
    address = f"/help/ticket/{ticket_token(complaint.ticket)}/"
    with time_machine.travel(MONDAY + DAY, tick=False):
        assert "complaint" not in Client().get(address).content.decode()
        do(complaint, cast.agent, StepKind.ACKNOWLEDGE)
        assert (
            "We look into your complaint, and answer it by 16 March 2026."
            in Client().get(address).content.decode()
        )
    with time_machine.travel(MONDAY + 20 * DAY, tick=False):
        assert "longer than it should" in Client().get(address).content.decode()
        set_people(complaint=complaint, owner=cast.agent, reviewer=cast.lead, by=cast.lead, at=MONDAY)
        do(complaint, cast.agent, *ALL[1:5])
        decide(complaint=complaint, is_upheld=True, root_cause="Stock", by=cast.lead, at=MONDAY)
        do(complaint, cast.agent, StepKind.ANSWER)
        assert "longer than it should" not in Client().get(address).content.decode()


def test_what_a_step_tells_the_customer_leaves_the_ticket_with_the_department_that_is_asked(cast, complaint):
    move_ticket(ticket=complaint.ticket, to=State.WAITING_ON_THIRD_PARTY, by=cast.agent, at=MONDAY)
    sent = {"kind": StepKind.ACKNOWLEDGE, "text": "We are on it.", "sends": True}
    do_step(complaint=complaint, by=cast.agent, at=MONDAY, **sent)
    assert Ticket.objects.get(pk=complaint.ticket_id).state == State.WAITING_ON_THIRD_PARTY
