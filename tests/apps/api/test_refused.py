"""How the API says no: one shape for each status, for people a sentence, for programs the names."""

import json

import pytest

from halfhour.customers.actions import erase_customer, merge_customers
from halfhour.customers.models import CustomerSettings
from halfhour.desk.models import Ticket
from support.api import Program
from support.customers import known
from support.desk import a_ticket
from support.ledger import MONDAY


@pytest.fixture
def program(cast):
    return Program(team=cast.team, user=cast.agent)


@pytest.mark.parametrize(
    ("query", "field", "allowed"),
    [
        ({"colour": "red"}, "colour", "due_before"),
        ({"state": "xyz"}, "state", "unfinished"),
        ({"priority": "xyz"}, "priority", "urgent"),
        ({"channel": "xyz"}, "channel", "email"),
        ({"signals": "xyz"}, "signals", "outage"),
        ({"late": "xyz"}, "late", "yes"),
        ({"sort": "xyz"}, "sort", "newest"),
        ({"after": "xyz"}, "after", None),
        ({"limit": "xyz"}, "limit", None),
        ({"customer": "xyz"}, "customer", None),
        ({"assignee": "xyz"}, "assignee", None),
        ({"due_before": "xyz"}, "due_before", None),
        ({"field": "colour:red"}, "field", None),
    ],
)
def test_what_a_list_cannot_be_asked_is_named_with_what_it_can(program, query, field, allowed):
    refused = program.get("/tickets", **query)
    assert refused.status_code == 422
    said = refused.json()
    assert [each["field"] for each in said["wrong"]] == [field]
    assert said["wrong"][0]["why"] == said["detail"]
    assert allowed is None or allowed in said["wrong"][0]["allowed"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"text": "Hello", "email": "nobody"}, "email"),
        ({"text": "Hello", "phone": "abc"}, "phone"),
        ({"text": " ", "email": "mia@example.org"}, "text"),
        ({"text": "Hello", "customer": 99}, "customer"),
        ({"text": "Hello", "fields": {"colour": 1}}, "fields.colour"),
    ],
)
def test_what_the_gate_cannot_take_is_named(program, body, field):
    refused = program.post("/tickets", body)
    assert (refused.status_code, [each["field"] for each in refused.json()["wrong"]]) == (422, [field])
    assert not Ticket.objects.exists()


def test_what_a_ticket_cannot_be_set_to_is_named_with_where_it_stands(cast, program):
    ticket = a_ticket(cast)
    of = f"/tickets/{ticket.number}"
    wrong = {
        "queue": program.patch(of, {"queue": "nowhere"}),
        "language": program.patch(of, {"language": "?"}),
        "fields.colour": program.patch(of, {"fields": {"colour": "red"}}),
        "changes.queue": program.post("/tickets/bulk", {"tickets": [1], "changes": {"queue": "nowhere"}}),
        "changes.assignee": program.post("/tickets/bulk", {"tickets": [1], "changes": {"assignee": "x"}}),
        "filters.state": program.post("/views", {"name": "Odd", "filters": {"state": "xyz"}}),
        "filters.colour": program.post("/views", {"name": "Odd", "filters": {"colour": "red"}}),
        "until": program.post(f"{of}/state", {"state": "scheduled"}),
        "text": program.post(f"{of}/replies", {"text": " "}),
        "messages": program.post(f"{of}/split", {"messages": [999]}),
        "": program.post(f"{of}/merge", {"number": ticket.number}),
    }
    assert {each.status_code for each in wrong.values()} == {422}
    assert {name: each.json()["wrong"][0]["field"] for name, each in wrong.items()} == {
        name: name for name in wrong
    }
    assert "email" in wrong["queue"].json()["wrong"][0]["allowed"]


def test_what_a_customer_cannot_have_is_named(cast):
    program = Program(team=cast.team, user=cast.lead)
    taken = {"kind": "email", "value": "mia@example.org"}
    number = program.post("/customers", {"name": "Mia", "addresses": [taken]}).json()["number"]
    phone = {"kind": "phone", "value": "+45 33 12 34 56"}
    wrong = {
        "addresses[1].value": program.post(
            "/customers", {"name": "Bo", "addresses": [phone, {"kind": "email", "value": "nobody"}]}
        ),
        "addresses": program.post("/customers", {"addresses": [taken]}),
        "value": program.post(f"/customers/{number}/addresses", {"kind": "email", "value": "nobody"}),
        "timezone": program.patch(f"/customers/{number}", {"timezone": "Mars"}),
        "fields.colour": program.patch(f"/customers/{number}", {"fields": {"colour": "red"}}),
    }
    assert {each.status_code for each in wrong.values()} == {422}
    assert {name: each.json()["wrong"][0]["field"] for name, each in wrong.items()} == {
        name: name for name in wrong
    }


def test_what_is_set_is_refused_where_it_stands_in_what_was_sent(cast):
    program = Program(team=cast.team, user=cast.lead)
    version = program.get("/goals").json()["version"]
    rules = [{"name": "One", "first_answer_seconds": 600}, {"name": "Two"}]
    steps = [{"percent": 90, "tell": "leads"}, {"percent": 90, "tell": "both"}]
    triage = [{"name": "Lost", "when": [], "sets": {"queue": "nowhere"}}]
    wrong = {
        "rules[1]": program.put("/goals", {"rules": rules, "based_on": version}),
        "steps": program.put("/escalation", {"steps": steps}),
        "rules[0].sets.queue": program.put("/triage-rules", {"rules": triage, "based_on": 0}),
        "texts.fr": program.post("/macros", {"name": "Thanks", "texts": {"fr": "Merci"}}),
        "sets.queue": program.post(
            "/macros", {"name": "Thanks", "texts": {"en": "Thanks"}, "sets": {"queue": "nowhere"}}
        ),
    }
    assert {name: each.status_code for name, each in wrong.items()} == dict.fromkeys(wrong, 422)
    said = {name: each.json()["wrong"][0]["field"] for name, each in wrong.items()}
    assert all(said[name].startswith(name) for name in wrong), said


def test_a_key_without_the_scope_is_told_which_it_lacks(cast):
    ticket = a_ticket(cast)
    reader = Program(team=cast.team, user=cast.lead, scopes=("tickets:read",))
    refused = reader.post(f"/tickets/{ticket.number}/notes", {"text": "x"})
    assert (refused.status_code, refused.json()) == (
        403,
        {
            "detail": "This key lacks the scope for this: “tickets:write”.",
            "missing_scopes": ["tickets:write"],
            "missing_rights": [],
        },
    )
    either = reader.get("/goals").json()
    assert either["detail"] == "This key lacks the scope for this: “board” or “setting”."
    assert either["missing_scopes"] == ["board", "setting"]


def test_a_person_without_the_right_is_told_which_they_lack(cast):
    agent = Program(team=cast.team, user=cast.agent)
    refused = agent.get("/routing").json()
    assert refused["detail"] == "ada, as whom this key acts, lacks the right to this: “set_desk”."
    assert (refused["missing_scopes"], refused["missing_rights"]) == ([], ["set_desk"])
    neither = Program(team=cast.team, user=cast.agent, scopes=("tickets:read",)).get("/routing").json()
    assert (neither["missing_scopes"], neither["missing_rights"]) == (["setting"], ["set_desk"])
    stranger = Program(team=cast.team, user=cast.stranger).get("/tickets").json()
    assert stranger["detail"].endswith("does not belong to the team.")


def test_who_may_not_move_others_tickets_is_told_which_right_that_takes(cast, program):
    ticket = a_ticket(cast)
    Program(team=cast.team, user=cast.second_agent).post(f"/tickets/{ticket.number}/take")
    refused = program.post(f"/tickets/{ticket.number}/assign", {"assignee": "ada"})
    assert (refused.status_code, refused.json()["missing_rights"]) == (403, ["assign_tickets"])


def test_a_body_that_is_too_large_is_refused_with_the_limit(cast, program):
    ticket = a_ticket(cast)
    of = f"/api/v1/tickets/{ticket.number}"
    large = json.dumps({"text": "a" * 40_000_000})
    refused = program.client.post(f"{of}/notes", large, content_type="application/json")
    assert refused.status_code == 413
    assert "at most 5 MB" in refused.json()["detail"]
    file = program.upload(
        f"/tickets/{ticket.number}/attachments", name="a", content=b"a" * 20_000_001, kind="note"
    )
    assert (file.status_code, "20 MB" in file.json()["detail"]) == (413, True)
    words = program.upload(
        f"/tickets/{ticket.number}/attachments", name="a", content=b"a", kind="n" * 6_000_000
    )
    assert words.status_code == 413
    assert not ticket.drafts.exists()


def test_every_refusal_of_values_has_the_same_shape(cast, program):
    ticket = a_ticket(cast)
    for refused in (
        program.post(f"/tickets/{ticket.number}/replies", {"text": " "}),
        program.post(f"/tickets/{ticket.number}/unmerge"),
        program.post(f"/tickets/{ticket.number}/notes", {"text": "x"}, key="k" * 201),
        program.post("/tickets/bulk", {"tickets": [], "changes": {"priority": "high"}}),
        program.get("/search"),
    ):
        said = refused.json()
        assert refused.status_code == 422
        assert said["wrong"]
        assert all(each.keys() >= {"field", "why"} for each in said["wrong"])
        assert said["detail"] == said["wrong"][0]["why"]


def test_what_somebody_saved_since_is_a_conflict_that_tells_the_newest(cast):
    program = Program(team=cast.team, user=cast.lead)
    ticket, routing = a_ticket(cast), program.get("/routing").json()
    program.post(f"/tickets/{ticket.number}/complaint")
    program.post("/customers", {"name": "Mia"})
    macro = program.post("/macros", {"name": "Thanks", "texts": {"en": "Thanks"}}).json()
    thanks = {"name": "Thanks", "texts": {"en": "Thank you"}, "revision": 9}
    late = {
        "goals": program.put("/goals", {"rules": [], "based_on": 9}),
        "rules": program.put("/triage-rules", {"rules": [], "based_on": 9}),
        "routing": program.put("/routing", routing | {"revision": routing["revision"] + 9}),
        "macro": program.put(f"/macros/{macro['id']}", thanks),
        "complaint": program.put("/complaints/1/people", {"owner": "ada", "revision": 9}),
        "customer": program.patch("/customers/1", {"name": "Mia Lund", "revision": 9}),
        "ticket": program.patch(f"/tickets/{ticket.number}", {"priority": "high", "revision": 9}),
    }
    assert {name: each.status_code for name, each in late.items()} == dict.fromkeys(late, 409)
    newest = {name: each.json()["revision"] for name, each in late.items()}
    assert (newest["goals"], newest["rules"], newest["macro"], newest["routing"]) == (
        (0, 0, 1, routing["revision"])
    )
    assert all(revision < 9 for revision in newest.values())


def test_what_a_filter_refuses_is_named_as_it_is_written_in_the_address(program):
    for asked, field in (({"queue": "\x00"}, "queue[0]"), ({"signals": "zzz"}, "signals")):
        refused = program.get("/tickets", **asked)
        assert (refused.status_code, refused.json()["wrong"][0]["field"]) == (422, field)
    assert "“zzz”" in refused.json()["detail"]


def test_of_who_was_merged_or_erased_it_is_said_that_they_were(cast):
    program = Program(team=cast.team, user=cast.lead)
    one, other, gone = (known(cast, name) for name in ("Ann", "Anna", "Bob"))
    merge_customers(source=one, target=other, by=cast.lead, at=MONDAY)
    erase_customer(customer=gone, by=cast.lead, at=MONDAY)
    for number, said in (
        (one.number, f"Customer {one.number} has been merged into customer {other.number}."),
        (gone.number, f"Customer {gone.number} has been erased."),
    ):
        for refused in (
            program.patch(f"/customers/{number}", {"name": "Else"}),
            program.post(f"/customers/{number}/notes", {"text": "A note"}),
            program.post(f"/customers/{number}/export"),
        ):
            assert (refused.status_code, refused.json()["detail"]) == (422, said)


def test_what_may_stand_somewhere_is_told_in_one_way_and_never_by_the_hundred(cast):
    program = Program(team=cast.team, user=cast.lead)
    CustomerSettings.objects.update_or_create(team=cast.team, defaults={"tiers": ["standard", "premium"]})
    tier = program.post("/customers", {"name": "A", "tier": "gold"}).json()
    assert tier["detail"] == "“tier” must be one of: standard, premium."
    CustomerSettings.objects.update(tiers=[])
    none = program.post("/customers", {"name": "A", "tier": "gold"}).json()
    assert none["detail"] == "“tier” must be empty: there is nothing to choose from."
    zone = program.post("/customers", {"name": "A", "timezone": "Mars/Up"}).json()
    assert zone["detail"].startswith("“timezone” must be one of ")
    assert len(zone["wrong"][0]["allowed"]) == 20
