"""What a person takes back over HTTP: a move, a contact that was given to them, links that are out."""

import pytest

from halfhour.desk.actions.presence import set_presence
from halfhour.desk.models import Outgoing, OutgoingKind, PresenceState, Ticket
from support.api import Program
from support.customers import known
from support.desk import a_ticket
from support.ledger import MONDAY


@pytest.fixture
def agent(cast):
    return Program(team=cast.team, user=cast.agent)


def moves(program, number):
    events = program.get(f"/tickets/{number}/events").json()["events"]
    return [each["id"] for each in events if each["kind"] == "moved"]


def test_ones_own_move_is_taken_back_once(cast, agent):
    a_ticket(cast)
    agent.post("/tickets/1/state", {"state": "resolved"})
    event = {"event": moves(agent, 1)[-1]}
    other = Program(team=cast.team, user=cast.second_agent)
    assert other.post("/tickets/1/undo-move", event).status_code == 422
    assert agent.get("/tickets/1").json()["state"] == "resolved"
    assert agent.post("/tickets/1/undo-move", event).json()["state"] == "new"
    assert agent.post("/tickets/1/undo-move", event).status_code == 422


def test_what_was_just_given_to_somebody_goes_to_the_next(cast, agent, django_capture_on_commit_callbacks):
    set_presence(team=cast.team, user=cast.agent, state=PresenceState.AVAILABLE, at=MONDAY)
    with django_capture_on_commit_callbacks(execute=True):
        ticket = a_ticket(cast, channel="chat", queue="phone", subject="Locked out")
    assert [(each["number"], each["subject"]) for each in agent.get("/given").json()] == [
        (ticket.number, "Locked out")
    ]
    other = Program(team=cast.team, user=cast.second_agent)
    assert other.get("/given").json() == []
    assert other.post(f"/tickets/{ticket.number}/not-now").status_code == 422
    assert agent.post(f"/tickets/{ticket.number}/not-now").json()["assignee"] is None
    assert agent.get("/given").json() == []


def test_older_links_are_made_worthless_and_a_new_one_is_mailed(cast, agent):
    ticket = a_ticket(cast, customer=known(cast, "Mia", ("email", "mia@example.org")))
    before = Ticket.objects.get(pk=ticket.pk).link_version
    for _again in range(2):
        assert agent.post(f"/tickets/{ticket.number}/link/renew", key="renew").status_code == 200
    assert Ticket.objects.get(pk=ticket.pk).link_version == before + 1
    assert Outgoing.objects.filter(ticket=ticket, kind=OutgoingKind.LINK_AGAIN).count() == 1


def test_who_may_not_work_on_tickets_takes_nothing_back(cast, agent):
    a_ticket(cast)
    agent.post("/tickets/1/state", {"state": "resolved"})
    event = {"event": moves(agent, 1)[-1]}
    planner = Program(team=cast.team, user=cast.planner)
    reader = Program(team=cast.team, user=cast.agent, scopes=("tickets:read",))
    stranger = Program(team=cast.other_team, user=cast.stranger)
    for path, body in (("undo-move", event), ("not-now", {}), ("link/renew", {})):
        refused = planner.post(f"/tickets/1/{path}", body)
        assert (refused.status_code, refused.json()["missing_rights"]) == (403, ["work_tickets"])
        assert reader.post(f"/tickets/1/{path}", body).json()["missing_scopes"] == ["tickets:write"]
        assert stranger.post(f"/tickets/1/{path}", body).status_code == 404
    assert reader.get("/given").status_code == 403
    assert agent.get("/tickets/1").json()["state"] == "resolved"


def test_a_ticket_is_offered_and_given_only_to_who_answers_contacts(cast, agent):
    a_ticket(cast)
    people = [each["person"] for each in agent.get("/values").json()["people"]]
    assert people == ["ada", "ben", "lena"]
    for person in people:
        assert agent.post("/tickets/1/assign", {"assignee": person}).status_code in (200, 403)
    lead = Program(team=cast.team, user=cast.lead)
    refused = lead.post("/tickets/1/assign", {"assignee": "paul"})
    assert (refused.status_code, refused.json()["wrong"][0]["field"]) == (422, "assignee")
