"""Customers over HTTP: checked by the same rules as on the pages."""

import pytest

from halfhour.customers.actions import save_field
from halfhour.customers.models import Customer, FieldKind
from support.api import Program
from support.customers import known
from support.desk import a_ticket
from support.ledger import MONDAY

MIA = {"name": "Mia", "addresses": [{"kind": "email", "value": "mia@example.org"}]}


@pytest.fixture
def program(cast):
    return Program(team=cast.team, user=cast.lead)


def test_a_customer_is_added_changed_and_found(cast, program):
    save_field(
        team=cast.team, field=None, label="Size", kind=FieldKind.NUMBER, choices=(), by=cast.lead, at=MONDAY
    )
    added = program.post("/customers", MIA | {"tier": "premium", "fields": {"size": 42}}).json()
    assert (added["number"], added["tier"], added["fields"]) == (1, "premium", {"size": 42})
    changed = program.patch("/customers/1", {"name": "Mia Lund", "revision": added["revision"]}).json()
    assert (changed["name"], changed["tier"], changed["fields"]) == ("Mia Lund", "premium", {"size": 42})
    assert [each["number"] for each in program.get("/customers", text="lund").json()["customers"]] == [1]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"name": "Bo", "tier": "platinum"}, 422),
        ({"name": "Bo", "fields": {"password": "x"}}, 422),
        ({"addresses": [{"kind": "email", "value": "no address"}]}, 422),
        (MIA, 422),
        ({"name": "Bo", "is_admin": True}, 422),
    ],
)
def test_what_cannot_be_a_customer_is_refused_in_a_sentence(program, body, status):
    program.post("/customers", MIA)
    refused = program.post("/customers", body)
    assert refused.status_code == status
    assert refused.json()["detail"]
    assert Customer.objects.count() == 1


def test_merging_exporting_and_erasing_need_their_scopes(cast, program):
    known(cast, "Mia", ("email", "mia@example.org"))
    known(cast, "M. Lund", ("email", "lund@example.org"))
    assert program.post("/customers/2/merge", {"number": 1}).json()["number"] == 1
    assert program.post("/customers/2/unmerge").json()["merged_into"] is None
    assert "mia@example.org" in str(program.post("/customers/1/export").json())
    agent = Program(team=cast.team, user=cast.agent, scopes=("customers:read", "customers:write"))
    refused = agent.post("/customers/1/export")  # it holds what was said on their tickets
    assert (refused.status_code, "tickets:read" in refused.json()["missing_scopes"]) == (403, True)
    seeing = Program(team=cast.team, user=cast.agent, scopes=("customers:write", "tickets:read"))
    assert "mia@example.org" in str(seeing.post("/customers/1/export").json())  # as on the page
    reads = Program(team=cast.team, user=cast.lead, scopes=("customers:read",))
    assert reads.post("/customers/1/export").status_code == 403
    assert agent.client.delete("/api/v1/customers/1").status_code == 403
    assert program.client.delete("/api/v1/customers/1").status_code == 204
    assert program.get("/customers/1").json()["is_erased"]


def test_a_language_with_a_longer_code_that_is_kept_stays(cast):
    program = Program(team=cast.team, user=cast.agent)
    customer = known(cast, "Li", language="zh-hans")
    changed = program.patch(f"/customers/{customer.number}", {"name": "Li Na"})
    assert (changed.status_code, changed.json()["language"]) == (200, "zh-hans")


def test_a_language_is_the_same_in_capitals_and_one_that_there_is_not_is_refused(program):
    for sent, kept in (("EN", "en"), ("pt-br", "pt-BR"), ("zh-HANS", "zh-Hans"), ("DE", "de")):
        added = program.post("/customers", {"name": "Mia", "language": sent})
        assert (added.status_code, added.json()["language"]) == (201, kept)
    changed = program.patch("/customers/1", {"language": "RU"})
    assert (changed.status_code, changed.json()["language"]) == (200, "ru")
    for refused in (
        program.post("/customers", {"name": "Mia", "language": "xx"}),
        program.patch("/customers/1", {"language": "en-yy"}),
    ):
        assert (refused.status_code, refused.json()["wrong"][0]["field"]) == (422, "language")
    assert program.get("/customers/1").json()["language"] == "ru"


def test_notes_and_addresses_are_listed_and_taken_away(cast):
    program = Program(team=cast.team, user=cast.agent)
    customer = known(cast, "Mia", ("email", "mia@example.org"))
    of = f"/customers/{customer.number}"
    notes = [program.post(f"{of}/notes", {"text": text}).json()["id"] for text in ("One", "Two", "Three")]
    page = program.get(f"{of}/notes", limit=2).json()
    assert [each["text"] for each in page["notes"]] == ["Three", "Two"]
    assert [each["text"] for each in program.get(f"{of}/notes", after=page["next"]).json()["notes"]] == [
        "One"
    ]
    assert program.delete(f"{of}/notes/{notes[0]}").status_code == 204
    assert program.delete(f"{of}/notes/{notes[0]}").status_code == 404
    [address] = program.get(of).json()["addresses"]
    other = known(cast, "Bo", ("email", "bo@example.org"))
    assert program.delete(f"/customers/{other.number}/addresses/{address['id']}").status_code == 404
    assert program.delete(f"{of}/addresses/{address['id']}").status_code == 204
    assert program.get(of).json()["addresses"] == []


def test_an_address_that_is_given_twice_is_one(cast):
    program = Program(team=cast.team, user=cast.agent)
    twice = [{"kind": "email", "value": value} for value in ("mia@example.org", "MIA@example.org")]
    added = program.post("/customers", {"name": "Mia", "addresses": twice})
    assert added.status_code == 201
    assert [each["value"] for each in added.json()["addresses"]] == ["mia@example.org"]


def test_the_contacts_of_a_customer_are_listed_page_by_page(cast, program):
    ann = known(cast, "Ann", ("email", "ann@example.org"))
    for _each in range(5):
        a_ticket(cast, customer=ann)
    first = program.get(f"/customers/{ann.number}/contacts", limit=3).json()
    second = program.get(f"/customers/{ann.number}/contacts", limit=3, after=first["next"]).json()
    numbers = [each["contact_id"] for page in (first, second) for each in page["contacts"]]
    assert len(set(numbers)) == 5
    assert second["next"] is None
    assert program.get(f"/customers/{ann.number}/contacts", after=999_999).status_code == 404
