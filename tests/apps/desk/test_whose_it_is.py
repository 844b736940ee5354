"""What belongs to one person is not read by another: links, complaints, and tickets of who was one."""

from datetime import timedelta

import pytest
from django.test import Client

from halfhour.customers.actions import merge_customers, unmerge_customers
from halfhour.customers.queries.history import contacts_of
from halfhour.desk.actions.changing import change_ticket
from halfhour.desk.actions.complaint_opening import open_complaint
from halfhour.desk.actions.complaints import decide, do_step, set_people
from halfhour.desk.actions.conversation import reply
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import State, StepKind, Ticket
from halfhour.desk.queries.customers import tickets_of
from halfhour.desk.queries.history import history_of
from halfhour.desk.signing import ticket_token
from halfhour.people.access import access_to
from support.api import Program
from support.customers import known
from support.desk import a_ticket
from support.ledger import MONDAY

HOUR = timedelta(hours=1)


def page_of(token):
    return Client().get(f"/help/ticket/{token}/")


def test_a_link_of_whom_a_ticket_was_taken_from_opens_nothing_any_more(cast):
    ann, bob = (known(cast, name, ("email", f"{name}@example.org")) for name in ("ann", "bob"))
    ticket = a_ticket(cast, customer=ann)
    token = ticket_token(ticket)
    assert page_of(token).status_code == 200
    change_ticket(
        ticket=ticket, changes={"customer": bob.number}, different_customers=True, by=cast.lead, at=MONDAY
    )
    assert page_of(token).status_code != 200
    ticket.refresh_from_db()
    assert page_of(ticket_token(ticket)).status_code == 200


def test_a_link_stays_where_a_ticket_is_given_to_the_same_person_under_another_number(cast):
    ann, anna = known(cast, "Ann"), known(cast, "Anna")
    ticket = a_ticket(cast, customer=ann)
    merge_customers(source=ann, target=anna, by=cast.lead, at=MONDAY)
    token = ticket_token(ticket)
    change_ticket(ticket=ticket, changes={"customer": anna.number}, by=cast.lead, at=MONDAY)
    assert page_of(token).status_code == 200


def test_links_that_were_mailed_to_the_other_open_nothing_once_people_stand_alone_again(cast):
    ann = known(cast, "Ann", ("email", "ann@example.org"))
    anna = known(cast, "Anna", ("email", "anna@example.org"))
    ticket, silent = a_ticket(cast, customer=ann), a_ticket(cast, customer=ann)
    merge = merge_customers(source=ann, target=anna, by=cast.lead, at=MONDAY)
    reply(ticket=ticket, text="Hello", by=cast.agent, at=MONDAY + HOUR)
    tokens = [ticket_token(each) for each in (ticket, silent)]
    unmerge_customers(merge=merge, by=cast.lead, at=MONDAY + 2 * HOUR)
    assert [page_of(token).status_code == 200 for token in tokens] == [False, True]


def test_tickets_of_people_who_were_merged_many_times_are_all_theirs(cast):
    people = [known(cast, f"Ann {number}") for number in range(6)]
    tickets = [a_ticket(cast, customer=each) for each in people]
    for number in range(5):
        merge_customers(source=people[number], target=people[number + 1], by=cast.lead, at=MONDAY)
    assert set(Ticket.objects.filter(tickets_of(people[-1]))) == set(tickets)


def test_who_may_not_open_a_complaint_reads_nothing_of_it_in_the_ticket_s_history(cast):
    ticket = a_ticket(cast)
    complaint = open_complaint(ticket=ticket, by=cast.agent, at=MONDAY)
    complaint = set_people(complaint=complaint, owner=cast.agent, reviewer=cast.lead, by=cast.lead, at=MONDAY)
    for kind in tuple(StepKind)[:4]:
        do_step(complaint=complaint, kind=kind, text="Done so.", by=cast.agent, at=MONDAY)
    decide(complaint=complaint, is_upheld=True, root_cause="Ada was rude", by=cast.lead, at=MONDAY)
    other = Program(team=cast.team, user=cast.second_agent, scopes=("tickets:read", "tickets:write"))
    said = other.get(f"/tickets/{ticket.number}/events").json()["events"]
    told = [each for each in said if each["kind"] == "complaint"]
    assert told
    assert {name for each in told for name in each["facts"]} <= {"complaint", "closed"}
    assert "rude" not in str(history_of(access_to(cast.second_agent, cast.team), ticket))
    assert "rude" in str(history_of(access_to(cast.lead, cast.team), ticket))


def test_tickets_and_contacts_of_who_was_merged_are_found_as_those_of_whom_they_are_now(cast):
    anna, ann = (known(cast, name, ("email", f"{name}@example.org")) for name in ("anna", "ann"))
    ticket = a_ticket(cast, customer=ann)
    merge = merge_customers(source=ann, target=anna, by=cast.lead, at=MONDAY)
    reply(ticket=ticket, text="Hello", by=cast.agent, at=MONDAY)
    assert [each.contact_id for each in contacts_of(anna)] == [f"desk-{ticket.number}"]
    program = Program(team=cast.team, user=cast.lead)
    for number in (ann.number, anna.number):
        found = program.get(f"/tickets?state=all&customer={number}").json()["tickets"]
        assert [each["number"] for each in found] == [ticket.number]
    unmerge_customers(merge=merge, by=cast.lead, at=MONDAY)
    assert [each.contact_id for each in contacts_of(ann)] == [f"desk-{ticket.number}"]
    assert not program.get(f"/tickets?state=all&customer={anna.number}").json()["tickets"]


@pytest.mark.parametrize("channel", ["email", "form"])
@pytest.mark.parametrize("is_known", [True, False])
def test_nothing_is_answered_that_nobody_would_get(cast, channel, is_known):
    customer = known(cast, "Ann", ("phone", "+49 40 30044")) if is_known else None
    ticket = a_ticket(cast, channel=channel, customer=customer)
    with pytest.raises(DeskRefused, match="get an answer") as refused:
        reply(ticket=ticket, text="Here is your answer", by=cast.agent, at=MONDAY)
    assert refused.value.field == "customer"
    ticket.refresh_from_db()
    assert (ticket.state, ticket.first_answered_at) == (State.NEW, None)
    page = cast.client(cast.agent).get(f"/t/{cast.team.slug}/desk/{ticket.number}/").content.decode()
    assert str(refused.value) in page
    reply(ticket=a_ticket(cast, channel="phone", customer=customer), text="Yes", by=cast.agent, at=MONDAY)


def test_whose_a_ticket_is_is_said_beside_it_and_it_can_be_answered_then(cast):
    ticket, bob = a_ticket(cast, customer=None), known(cast, "Bob", ("email", "bob@example.org"))
    page = cast.client(cast.agent)
    base = f"/t/{cast.team.slug}/desk/{ticket.number}/"
    assert "Nobody knows whose it is yet." in page.get(base).content.decode()
    page.post(f"{base}change/", {"customer": f"#{bob.number}"}, headers={"HX-Request": "true"})
    shown = page.get(base).content.decode()
    assert "would get an answer" not in shown
    assert "Bob" in shown
    reply(ticket=ticket, text="Here is your answer", by=cast.agent, at=MONDAY)


def test_nobody_gets_what_somebody_else_wrote_unless_that_is_meant(cast):
    ann, bob = known(cast, "Ann"), known(cast, "Bob")
    ticket = a_ticket(cast, customer=ann)
    client, program = cast.client(cast.agent), Program(team=cast.team, user=cast.agent)
    url, sent = f"/t/{cast.team.slug}/desk/{ticket.number}/change/", {"customer": bob.number}
    said = "Ann wrote on this ticket, and Bob could read that and our answers to it."
    asked = client.post(url, sent, headers={"HX-Request": "true"})
    assert asked.status_code == 409
    assert said in asked.content.decode()
    refused = program.patch(f"/tickets/{ticket.number}", sent)
    assert refused.status_code == 409
    assert refused.json()["detail"].startswith(said)
    assert [each["name"] for each in refused.json()["customers"]] == ["Ann", "Bob"]
    assert Ticket.objects.get().customer == ann
    client.post(url, sent | {"anyway": "1"}, headers={"HX-Request": "true"})
    assert Ticket.objects.get().customer == bob
    meant = {"customer": ann.number, "different_customers": True}
    assert program.patch(f"/tickets/{ticket.number}", meant).status_code == 200
