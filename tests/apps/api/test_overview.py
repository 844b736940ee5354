"""How everything stands over HTTP, and what a team sets."""

from datetime import timedelta

import pytest
from django.utils import timezone

from halfhour.desk.actions.gate import bring_in
from halfhour.desk.actions.promising import promise
from halfhour.desk.models import DeskSettings, IntakeState, RawInput
from support.api import Program
from support.desk import a_ticket


@pytest.fixture
def lead(cast):
    return Program(team=cast.team, user=cast.lead)


@pytest.fixture
def agent(cast):
    return Program(team=cast.team, user=cast.agent)


def test_who_says_they_are_there_is_seen_on_the_board(cast, lead, agent):
    a_ticket(cast)
    assert agent.put("/presence", {"state": "available"}).json()["is_present"]
    board = lead.get("/board").json()
    assert [person["person"] for person in board["people"] if person["is_present"]] == ["ada"]
    assert board["waiting_in_all"] == 1
    email = next(each for each in board["queues"] if each["name"] == "email")
    assert (email["late"], email["share"], email["verdict"]) == (0, None, "")
    assert agent.get("/board").status_code == 403
    wall = Program(team=cast.team, user=cast.lead, scopes=("board",)).get("/board").json()
    assert (wall["waiting_in_all"], wall["waiting"]) == (1, [])
    assert lead.get("/promises").json() == []


def test_notices_are_ones_own_and_are_read(cast, lead, agent):
    ticket = a_ticket(cast)
    lead.post(f"/tickets/{ticket.number}/notes", {"text": "@ada please look"})
    notice = agent.get("/notices", is_new=True).json()["notices"][0]
    assert (notice["kind"], notice["ticket"]) == ("mentioned", ticket.number)
    assert lead.post("/notices/read", {"notices": [notice["id"]]}).status_code == 204
    assert agent.get("/notices", is_new=True).json()["notices"]
    assert agent.post("/notices/read").status_code == 204
    assert agent.get("/notices", is_new=True).json() == {"notices": [], "next": None}


def test_what_was_set_aside_is_mended_or_dismissed(cast, agent):
    for key in ("one", "two"):
        bring_in(
            team=cast.team, source="shop", key=key, channel="email", body={"text": "Hi"}, at=timezone.now()
        )
    rows = agent.get("/set-aside").json()["inputs"]
    assert "neither an e-mail address" in rows[0]["why"]
    taken = agent.post(f"/set-aside/{rows[0]['id']}/take", {"email": "mia@example.org"})
    assert taken.status_code == 201
    again = agent.post(f"/set-aside/{rows[0]['id']}/take", {"email": "x@example.org"})
    assert (again.status_code, again.json()) == (201, taken.json())
    waits = {"state": IntakeState.RECEIVED, "ticket": None, "settled_at": None}
    RawInput.objects.filter(pk=rows[0]["id"]).update(**waits)
    assert agent.post(f"/set-aside/{rows[0]['id']}/take", {}).status_code == 202  # it waits to be taken
    assert agent.post(f"/set-aside/{rows[1]['id']}/take", {}).status_code == 422
    assert agent.post(f"/set-aside/{rows[1]['id']}/dismiss").status_code == 204
    assert agent.post(f"/set-aside/{rows[1]['id']}/take", {}).status_code == 404
    assert agent.get("/set-aside").json()["inputs"] == []


def test_values_are_those_a_ticket_may_be_given(agent):
    values = agent.get("/values").json()
    assert [queue["name"] for queue in values["queues"]] == ["phone", "email"]
    assert {"person": "ada", "name": "Ada"} in values["people"]


def test_goals_are_replaced_by_whoever_saw_the_newest(lead):
    goals = lead.get("/goals").json()
    assert goals["version"] == 0
    rules = [{"name": "all", "when": {"priority": "urgent"}, "first_answer_seconds": 900}]
    assert lead.post("/goals/preview", {"rules": rules}).json()["contacts"] == 0
    saved = lead.put("/goals", {"rules": rules, "based_on": 0}).json()
    assert (saved["version"], saved["rules"]) == (1, rules)
    late = lead.put("/goals", {"rules": rules, "based_on": 0})
    assert (late.status_code, "Somebody else" in late.json()["detail"]) == (409, True)
    for wrong in ({"when": {"tier": "platinum"}}, {"first_answer_seconds": None}):
        assert lead.put("/goals", {"rules": [rules[0] | wrong], "based_on": 1}).status_code == 422
    assert lead.get("/goals/suggestions").json() == []


def test_goals_that_stand_can_be_sent_back_as_they_are(lead):
    goals = lead.get("/goals").json()
    rules = [rule for rule in goals["rules"] if len(rule) > 2]
    assert lead.put("/goals", {"rules": rules, "based_on": 0}).json()["rules"] == rules


def test_who_is_warned_and_how_contacts_are_routed_is_set(cast, lead):
    steps = [{"percent": 50, "tell": "assignee"}, {"percent": 100, "tell": "both"}]
    assert lead.put("/escalation", {"steps": steps}).json() == steps
    assert lead.put("/escalation", {"steps": [steps[0], steps[0]]}).status_code == 422
    routing = lead.get("/routing").json()
    routing["channels"]["email"] = {"way": "push", "room": 3, "interrupts": True}
    saved = lead.put("/routing", routing | {"growth_percent": 20}).json()
    assert (saved["growth_percent"], saved["channels"]["email"]["room"]) == (20, 3)
    assert saved["channels"]["email"]["interrupts"]
    assert DeskSettings.objects.get(team=cast.team).routing["room"]["email"] == 3
    assert lead.put("/routing", routing).status_code == 409


RULE = {
    "name": "Refunds",
    "when": [
        {"kind": "channel", "any_of": ["email"]},
        {"kind": "words", "any_of": ["refund*"], "all_of": [], "none_of": []},
        {"kind": "time", "weekdays": [0, 1], "from_second": 28800, "until_second": 36000},
        {"kind": "fact", "field": "priority", "any_of": ["low"]},
    ],
    "sets": {"priority": "high"},
}


def test_triage_rules_are_tried_and_replaced(cast, lead):
    a_ticket(cast, "I want a refund")
    run = lead.post("/triage-rules/dry-run", {"rules": [RULE | {"when": RULE["when"][:2]}]}).json()
    assert (run["contacts"], run["rules"][0]["changed"]) == (1, 1)
    assert run["rules"][0]["moves"] == [
        {"field": "priority", "before": "normal", "after": "high", "contacts": 1}
    ]
    saved = lead.put("/triage-rules", {"rules": [RULE], "based_on": 0}).json()
    assert saved["version"] == 1
    again = lead.put("/triage-rules", {"rules": saved["rules"], "based_on": 1}).json()
    assert again["rules"] == saved["rules"]
    every = RULE | {"name": "All", "when": [], "is_off": True}
    refused = lead.put("/triage-rules", {"rules": [RULE, every], "based_on": 2})
    assert (refused.status_code, refused.json()["wrong"][0]["field"]) == (422, "every_contact")
    meant = {"rules": [RULE, every], "based_on": 2, "every_contact": True}
    assert lead.put("/triage-rules", meant).json()["rules"][1]["is_off"]
    complains = RULE | {"sets": {"complaint": "opened"}}
    kept = lead.put("/triage-rules", {"rules": [complains], "based_on": 3}).json()
    assert kept["rules"][0]["sets"] == complains["sets"]
    for wrong in (
        {"sets": {}},
        {"sets": {"queue": "moon"}},
        {"sets": {"complaint": "closed"}},
        {"when": [{"kind": "signal", "any_of": ["x"]}]},
        {"when": [RULE["when"][0]] * 2},
    ):
        assert lead.put("/triage-rules", {"rules": [RULE | wrong], "based_on": 3}).status_code == 422


def test_whose_promises_run_out_is_told_to_who_may_see_tickets(cast):
    at = timezone.now() - timedelta(days=9)
    ticket = a_ticket(cast, at=at)
    promise(ticket=ticket, at=at)
    for scopes, told in ((("board", "tickets:read"), [ticket.number]), (("board",), [])):
        board = Program(team=cast.team, user=cast.lead, scopes=scopes).get("/board").json()
        assert [each["ticket"] for each in board["promises"]] == told
