"""The next ticket for a program: the best there is, or why it is none."""

from types import SimpleNamespace

import pytest
from django.utils import timezone

from halfhour.desk.models import DeskSettings, Ticket
from halfhour.desk.wording.routing import kind_of_nothing
from halfhour.engine.routing import Choice
from support.api import Program
from support.desk import a_ticket


@pytest.fixture
def program(cast):
    return Program(team=cast.team, user=cast.agent)


@pytest.mark.parametrize(("state", "said"), [("away", "You are set to “Away”"), ("busy", "You are set to")])
def test_who_is_not_there_is_given_nothing_and_told_so(cast, program, state, said):
    a_ticket(cast, at=timezone.now())
    program.put("/presence", {"state": state})
    refused = program.post("/tickets/next", key="n1")
    assert (refused.status_code, refused.json()["reason"]) == (409, "not_present")
    assert refused.json()["detail"].startswith(said)
    assert Ticket.objects.get().assignee is None
    program.put("/presence", {"state": "available"})
    assert program.post("/tickets/next", key="n1").json()["assignee"] == "ada"  # a refusal uses no key up


def test_who_serves_no_queue_is_told_so(cast, program):
    DeskSettings.objects.update_or_create(team=cast.team, defaults={"routing": {"takes_without_plan": False}})
    a_ticket(cast, at=timezone.now())
    program.put("/presence", {"state": "available"})
    refused = program.post("/tickets/next")
    assert (refused.status_code, refused.json()["reason"]) == (409, "lacks_skill")
    assert refused.json()["detail"] == "Nothing waits that your skills allow you to take."


def test_who_is_there_while_nothing_waits_is_given_nothing_and_no_refusal(cast, program):
    program.put("/presence", {"state": "available"})
    answer = program.post("/tickets/next")
    assert (answer.status_code, answer.content) == (204, b"")


@pytest.mark.parametrize(
    ("block", "has_plan", "reason"),
    [("training", True, "not_in_block"), (None, True, "not_in_block"), (None, False, "lacks_skill")],
)
def test_whoever_takes_nothing_now_is_told_whether_the_plan_or_their_skills_say_so(block, has_plan, reason):
    me = SimpleNamespace(is_present=True, takes=frozenset(), block=block, has_plan=has_plan)
    assert kind_of_nothing(me, Choice(reasons=())) == reason
