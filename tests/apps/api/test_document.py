"""The OpenAPI document says all that a program has to know before it asks."""

import pytest

from halfhour.api.api import api
from support.api import Program
from support.desk import a_ticket
from support.recipes import ROOT

# What changes nothing, and what is said anew to hold on.
WITHOUT_A_KEY = {
    *("preview_bulk", "preview_goals", "dry_run_triage_rules", "export_customer"),
    *("take_set_aside", "set_presence"),
}


@pytest.fixture
def operations():
    return {
        operation["operationId"]: (method, operation)
        for methods in api.get_openapi_schema()["paths"].values()
        for method, operation in methods.items()
    }


def test_what_changes_something_takes_an_idempotency_key(operations):
    takes = {
        name
        for name, (_method, told) in operations.items()
        if "Idempotency-Key" in {each["name"] for each in told.get("parameters", [])}
    }
    changes = {name for name, (method, _told) in operations.items() if method != "get"}
    assert takes == changes - WITHOUT_A_KEY


def test_every_operation_says_what_it_does_gives_and_needs(operations):
    for name, (_method, told) in operations.items():
        assert not told["description"].startswith("Scope"), name
        assert told["x-scopes"], name
        assert {200, 201, 204} & set(told["responses"]), name
    assert operations["take_next"][1]["x-scopes"] == ["tickets:write"]


def test_the_page_of_the_api_tells_of_every_operation_with_its_address_and_scopes():
    rows = {
        cells[0].strip("` "): cells[1:3]
        for line in (ROOT / "docs" / "reference" / "api.md").read_text("utf-8").splitlines()
        if len(cells := line.strip("| ").split(" | ")) > 3
    }
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, told in methods.items():
            address, scopes = rows[told["operationId"]]
            assert address == f"`{method.upper()} {path.removeprefix('/api/v1')}`"
            assert {each.strip(" `") for each in scopes.split(",")} <= set(told["x-scopes"])


def test_the_next_ticket_is_taken_once_however_often_it_is_asked_for(cast):
    program = Program(team=cast.team, user=cast.agent)
    tickets = [a_ticket(cast) for _ in range(2)]
    program.put("/presence", {"state": "available"})
    taken = [program.post("/tickets/next", key="n1") for _ in range(2)]
    assert taken[0].status_code == taken[1].status_code == 200
    assert taken[0].json() == taken[1].json()
    assert sum(program.get(f"/tickets/{each.number}").json()["assignee"] == "ada" for each in tickets) == 1


def test_what_was_taken_away_with_a_key_is_answered_alike_again(cast):
    program = Program(team=cast.team, user=cast.agent)
    one, other = a_ticket(cast), a_ticket(cast)
    link = program.post(f"/tickets/{one.number}/links", {"number": other.number}).json()["id"]
    path = f"/api/v1/tickets/{one.number}/links/{link}"
    again = [program.client.delete(path, headers={"idempotency-key": "gone"}) for _ in range(2)]
    assert [each.status_code for each in again] == [204, 204]
    assert program.client.delete(path).status_code == 404


def test_who_has_no_key_is_told_how_one_is_sent(client):
    refused = client.get("/api/v1/tickets")
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, "Bearer")
