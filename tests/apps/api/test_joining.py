"""Tickets of different customers are merged only once that was said, on the page and over HTTP alike."""

import pytest

from halfhour.customers.actions import merge_customers
from halfhour.desk.models import TicketMerge
from support.api import Program
from support.customers import known
from support.desk import a_ticket
from support.ledger import MONDAY


class Page:
    """The page of a ticket, used as the program is: each answers (done, what was said)."""

    def __init__(self, cast):
        self.client, self.base = cast.client(cast.agent), f"/t/{cast.team.slug}/desk/"

    def merge(self, source, target, *, meant=False):
        sent = {"into": target.number, **({"anyway": "1"} if meant else {})}
        answer = self.client.post(f"{self.base}{source.number}/merge/", sent, headers={"HX-Request": "true"})
        return "X-Desk-Open" in answer.headers, answer.content.decode()


class Api:
    def __init__(self, cast):
        self.program = Program(team=cast.team, user=cast.agent)

    def merge(self, source, target, *, meant=False):
        sent = {"number": target.number, **({"different_customers": True} if meant else {})}
        answer = self.program.post(f"/tickets/{source.number}/merge", sent)
        assert answer.status_code in (200, 409)
        return answer.status_code == 200, answer.json().get("detail", "")


@pytest.fixture(params=[Page, Api])
def desk(request, cast):
    return request.param(cast)


@pytest.fixture
def people(cast):
    return [known(cast, name, ("email", f"{name}@example.org")) for name in ("Ann", "Bob", "Cy")]


def test_tickets_of_two_customers_are_merged_only_once_that_was_said(cast, desk, people):
    ann, bob, _cy = (a_ticket(cast, customer=each) for each in people)
    done, said = desk.merge(ann, bob)
    assert not done
    assert "Two customers wrote these: Ann ticket 1, Bob ticket 2." in said
    assert not TicketMerge.objects.exists()
    assert desk.merge(ann, bob, meant=True)[0]


def test_in_a_chain_everybody_who_wrote_is_named(cast, desk, people):
    ann, bob, cy = (a_ticket(cast, customer=each) for each in people)
    desk.merge(ann, bob, meant=True)
    done, said = desk.merge(bob, cy)
    assert not done
    assert "Several customers wrote these: Ann ticket 1, Bob ticket 2, Cy ticket 3." in said
    assert "answers go to Cy alone" in said
    assert desk.merge(bob, cy, meant=True)[0]


def test_what_counts_is_where_the_other_was_merged_to(cast, desk, people):
    ann, bob, _cy = (a_ticket(cast, customer=each) for each in people)
    again = a_ticket(cast, customer=people[0])
    desk.merge(ann, bob, meant=True)
    done, said = desk.merge(again, ann)  # which goes on in Bob's
    assert not done
    assert "Ann ticket 4, Bob ticket 2" in said


def test_who_wrote_a_ticket_that_was_merged_into_nobodys_counts(cast, desk, people):
    ann, bob, _cy = (a_ticket(cast, customer=each) for each in people)
    nobodys = a_ticket(cast, customer=None)
    assert desk.merge(ann, nobodys)[0]
    done, said = desk.merge(nobodys, bob)
    assert not done
    assert "Ann ticket 1, Bob ticket 2" in said


def test_one_person_under_two_names_is_asked_nothing(cast, desk, people):
    ann, bob, _cy = (a_ticket(cast, customer=each) for each in people)
    merge_customers(source=people[0], target=people[1], by=cast.lead, at=MONDAY)
    assert desk.merge(ann, bob)[0]


def test_a_program_is_told_who_they_are_and_how_to_go_on(cast, people):
    program = Program(team=cast.team, user=cast.agent)
    ann, bob, _cy = (a_ticket(cast, customer=each) for each in people)
    refused = program.post(f"/tickets/{ann.number}/merge", {"number": bob.number}, key="m1")
    assert (refused.status_code, refused.json()["customers"]) == (
        409,
        [
            {"number": people[0].number, "name": "Ann", "ticket": ann.number},
            {"number": people[1].number, "name": "Bob", "ticket": bob.number},
        ],
    )
    assert "“different_customers”: true" in refused.json()["detail"]
    meant = {"number": bob.number, "different_customers": True}
    assert program.post(f"/tickets/{ann.number}/merge", meant, key="m1").json()["number"] == bob.number
