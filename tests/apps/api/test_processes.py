"""Canned replies, complaints, hand-offs and ratings over HTTP."""

import pytest

from halfhour.desk.actions.ticket_fields import save_ticket_field
from halfhour.desk.models import StepKind
from support.api import Program
from support.desk import a_ticket
from support.ledger import MONDAY


@pytest.fixture
def lead(cast):
    return Program(team=cast.team, user=cast.lead)


@pytest.fixture
def agent(cast):
    return Program(team=cast.team, user=cast.agent)


def test_a_canned_reply_is_kept_looked_at_and_used(cast, lead, agent):
    ticket = a_ticket(cast)
    wanted = {
        "name": "Thanks",
        "texts": {"en": "Thanks for #{ticket_number}."},
        "sets": {"state": "resolved", "tags": ["done"]},
    }
    macro = lead.post("/macros", wanted).json()
    at = f"/tickets/{ticket.number}/macros/{macro['id']}"
    assert agent.get(at).json()["text"] == f"Thanks for #{ticket.number}."
    used = agent.post(at, {}).json()
    assert (used["state"], used["tags"]) == ("resolved", ["done"])
    changed = lead.put(f"/macros/{macro['id']}", wanted | {"shortcut": "ty", "revision": 1}).json()
    assert (changed["shortcut"], changed["revision"]) == ("ty", 2)
    assert lead.post(f"/macros/{macro['id']}/retire", {"is_retired": True}).json()["is_retired"]
    assert agent.post(at, {}).status_code == 422
    assert [(each["name"], each["uses"]) for each in agent.get("/macros").json()] == [("Thanks", 1)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"texts": {"tlh": "nuqneH"}},
        {"texts": {"en": "{password}"}},
        {"sets": {"queue": "moon"}},
        {"sets": {"state": "closed"}},
        {},
    ],
)
def test_a_canned_reply_that_cannot_be_is_refused(lead, wrong):
    refused = lead.post("/macros", {"name": "X"} | wrong)
    assert refused.status_code == 422
    assert isinstance(refused.json()["detail"], str)


def test_a_complaint_goes_its_way(cast, lead, agent):
    ticket = a_ticket(cast)
    opened = agent.post(f"/tickets/{ticket.number}/complaint").json()
    at = f"/complaints/{opened['number']}"
    assert [step["kind"] for step in opened["steps"]] == [kind.value for kind in StepKind]
    second = Program(team=cast.team, user=cast.second_agent)
    assert second.get(at).status_code == 404
    assert lead.put(f"{at}/people", {"reviewer": "lena"}).json()["reviewer"] == "lena"
    early = agent.post(f"{at}/steps/investigate", {"text": "Looked"})
    assert (early.status_code, early.json()["detail"][:6]) == (422, "First:")
    assert agent.post(f"{at}/steps/acknowledge", {"text": " "}).status_code == 422
    steps = list(StepKind)
    for kind in steps[:5]:
        assert agent.post(f"{at}/steps/{kind}", {"text": "Done"}).status_code == 200
    assert agent.post(f"{at}/steps/answer", {"text": "Done"}).status_code == 422
    assert agent.post(f"{at}/decide", {"is_upheld": True, "root_cause": "Depot"}).status_code == 422
    assert lead.post(f"{at}/decide", {"is_upheld": True, "root_cause": "Depot"}).json()["is_upheld"]
    for kind in steps[5:]:
        assert agent.post(f"{at}/steps/{kind}", {"text": "Done"}).status_code == 200
    assert lead.post(f"{at}/close").json()["closed_at"]
    assert lead.get("/complaints").json()["complaints"] == []
    assert len(lead.get("/complaints", shown="all").json()["complaints"]) == 1
    assert [each["number"] for each in agent.get("/complaints", shown="all").json()["complaints"]] == [1]
    assert second.get("/complaints", shown="all").json()["complaints"] == []
    reads = Program(team=cast.team, user=cast.lead, scopes=("tickets:read",))
    assert len(reads.get("/complaints", shown="all").json()["complaints"]) == 1  # reviews it
    assert Program(team=cast.team, user=cast.agent, scopes=("board",)).get("/complaints").status_code == 403


def test_a_question_goes_to_a_department_and_comes_back(cast, lead, agent):
    ticket = a_ticket(cast)
    department = lead.post("/departments", {"name": "Depot", "email": "depot@example.org"}).json()
    assert department["language"] == ""
    assert lead.post("/departments", {"name": "Law", "language": "tlh"}).status_code == 422
    assert lead.post("/departments", {"name": "Law", "email": "no address"}).status_code == 422
    asked = {"department": department["id"], "asked": "Where is it?", "owner": "ada"}
    passed = agent.post(f"/tickets/{ticket.number}/hand-offs", asked).json()
    assert agent.get("/hand-offs").json()["hand_offs"][0]["owner"] == "ada"
    answer = {"answer": "On the shelf", "answered_by": "Kim"}
    assert agent.post(f"/hand-offs/{passed['id']}/answer", answer).json()["state"] == "answered"
    assert agent.post(f"/hand-offs/{passed['id']}/take-back").status_code == 422
    ended = agent.get("/hand-offs", state="ended", ticket=ticket.number).json()["hand_offs"]
    assert [each["answer"] for each in ended] == ["On the shelf"]


def test_ratings_are_everybodys_for_leads_and_ones_own_for_agents(lead, agent):
    for program in (lead, agent):
        assert program.get("/ratings").json()["latest"] == []


def test_a_canned_reply_sets_the_team_s_own_fields(cast, lead, agent):
    save_ticket_field(team=cast.team, field=None, label="Paid", kind="yes_no", by=cast.lead, at=MONDAY)
    refused = lead.post("/macros", {"name": "Paid", "sets": {"fields": {"owner": "x"}}})
    assert (refused.status_code, refused.json()["detail"]) == (422, "There is no field “owner” on tickets.")
    macro = lead.post("/macros", {"name": "Paid", "sets": {"fields": {"paid": True}}}).json()
    ticket = a_ticket(cast)
    a_ticket(cast)
    assert agent.post(f"/tickets/{ticket.number}/macros/{macro['id']}", {}).json()["fields"] == {"paid": True}
    found = agent.get("/tickets", field="paid:yes").json()["tickets"]
    assert [row["number"] for row in found] == [ticket.number]
    assert agent.post("/tickets", {"text": "Hello", "fields": {"owner": "x"}}).status_code == 422
