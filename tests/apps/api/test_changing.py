"""What programs make of tickets: states that are refused, and values that stand for none."""

import pytest

from halfhour.desk.models import State, Ticket
from support.api import Program
from support.customers import known
from support.desk import a_ticket


@pytest.fixture
def program(cast):
    return Program(team=cast.team, user=cast.agent)


@pytest.mark.parametrize("before", ["open", "waiting_on_customer", "resolved", "closed"])
def test_what_is_no_longer_new_becomes_new_only_by_undoing(cast, program, before):
    of = f"/tickets/{a_ticket(cast).number}"
    assert program.post(f"{of}/state", {"state": "new"}).status_code == 200  # it is new
    moved = program.post(f"{of}/state", {"state": before}).json()
    refused = program.post(f"{of}/state", {"state": "new"})
    assert refused.status_code == 422
    assert refused.json()["detail"].startswith("A ticket is new only until somebody takes, answers or moves")
    assert refused.json()["wrong"][0]["field"] == "state"
    assert program.get(of).json()["revision"] == moved["revision"]
    event = program.get(f"{of}/events").json()["events"][-1]["id"]
    assert program.post(f"{of}/undo-move", {"event": event}).json()["state"] == "new"


def test_many_tickets_become_new_only_by_undoing(cast, program):
    ticket = a_ticket(cast)
    change = program.post("/tickets/bulk", {"tickets": [ticket.number], "changes": {"state": "resolved"}})
    refused = program.post("/tickets/bulk", {"tickets": [ticket.number], "changes": {"state": "new"}})
    assert (refused.status_code, refused.json()["wrong"][0]["field"]) == (422, "changes.state")
    assert "new" not in refused.json()["wrong"][0]["allowed"]
    assert program.post(f"/tickets/bulk/{change.json()['id']}/undo").status_code == 200
    assert Ticket.objects.get().state == State.NEW


@pytest.mark.parametrize(
    "name", ["subject", "priority", "complexity", "category", "queue", "language", "tags", "fields"]
)
def test_nothing_is_no_value_of_what_a_ticket_always_has(cast, program, name):
    ticket = a_ticket(cast)
    wrong = {
        name: program.patch(f"/tickets/{ticket.number}", {"customer": None, name: None}),
        f"changes.{name}": program.post(
            "/tickets/bulk", {"tickets": [ticket.number], "changes": {"assignee": None, name: None}}
        ),
    }
    assert {each.status_code for each in wrong.values()} == {422}
    assert [each.json()["wrong"][0]["field"] for each in wrong.values()] == list(wrong)
    assert Ticket.objects.get().revision == ticket.revision


def test_nobody_is_a_customer_and_a_holder_and_an_empty_text_is_no_category(cast, program):
    ticket = a_ticket(cast, customer=known(cast, "Mia"), category="Delivery")
    changed = program.patch(f"/tickets/{ticket.number}", {"customer": None, "category": ""}).json()
    assert (changed["customer"], changed["category"]) == (None, "")
    program.post(f"/tickets/{ticket.number}/take")
    many = {"tickets": [ticket.number], "changes": {"assignee": None}}
    assert program.post("/tickets/bulk", many).json()["changed"] == [ticket.number]
    assert Ticket.objects.get().assignee is None


@pytest.mark.parametrize("name", ["name", "tier", "language", "consent", "consent_on", "fields"])
def test_nothing_is_no_value_of_what_is_known_of_a_customer(cast, program, name):
    mia = known(cast, "Mia")
    refused = program.patch(f"/customers/{mia.number}", {name: None})
    assert (refused.status_code, refused.json()["wrong"][0]["field"]) == (422, name)
    assert (
        program.patch(f"/customers/{mia.number}", {"name": "Mia Lund", "revision": None}).status_code == 200
    )
