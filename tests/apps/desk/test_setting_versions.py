"""Versions of goals and of triage rules: opened as they were, compared, and taken up again."""

import pytest
from django.urls import reverse

from halfhour.desk.actions.goals import save_goals
from halfhour.desk.actions.triage import save_rules
from halfhour.desk.models import GoalPolicy, TriageRules
from support.desk import a_ticket
from support.ledger import MONDAY

USUAL = {"name": "usual", "when": {}, "first_answer_seconds": 8 * 3600}
URGENT = {"name": "urgent", "when": {"priority": "urgent"}, "first_answer_seconds": 1800}
SOON = {"name": "usual", "when": {}, "first_answer_seconds": 4 * 3600}
REFUNDS = {"name": "Refunds", "when": [{"kind": "words", "any_of": ["refund"]}], "sets": {"priority": "high"}}
EVERY = {"name": "All low", "when": [], "sets": {"priority": "low"}}


@pytest.fixture
def goals(cast):
    for number, rules in enumerate(([USUAL, URGENT], [SOON])):
        save_goals(team=cast.team, document={"rules": rules}, based_on=number, by=cast.lead, at=MONDAY)


def page(cast, name, number):
    return reverse(f"desk:{name}", kwargs={"team": cast.team.slug, "number": number})


def told(response):
    return {
        (each.what, each.name): [(line.place, line.before, line.after) for line in each.lines]
        for each in response.context["changed"]
    }


def test_a_version_shows_what_it_changed_and_what_stood_in_it(cast, goals):
    client = cast.client(cast.planner)
    second = client.get(page(cast, "goal_version", 2))
    assert told(second) == {
        ("Changed", "usual"): [("First answer", "8 h", "4 h")],
        ("Removed", "urgent"): [("Conditions › Priority", "Urgent", ""), ("First answer", "30 min", "")],
    }
    first = client.get(page(cast, "goal_version", 1)).content.decode()
    assert "It is the first version." in first
    assert "Conditions › Priority: Urgent" in first
    assert "Take up again" not in first
    assert client.get(page(cast, "goal_version", 3)).status_code == 404
    assert client.post(page(cast, "goal_version", 1), {"based_on": "2"}).status_code == 403


def test_a_version_is_taken_up_again_as_a_new_one_unless_somebody_saved_meanwhile(cast, goals):
    client = cast.client(cast.lead)
    assert "Take up again" in client.get(page(cast, "goal_version", 1)).content.decode()
    client.post(page(cast, "goal_version", 1), {"based_on": "1"})
    assert GoalPolicy.objects.count() == 2
    client.post(page(cast, "goal_version", 1), {"based_on": "2"})
    assert GoalPolicy.objects.get(number=3).document == {"rules": [USUAL, URGENT]}


def test_rules_that_changed_places_are_told_and_those_for_every_contact_asked_for(cast):
    a_ticket(cast)
    for number, rules in enumerate(([REFUNDS, EVERY], [EVERY, REFUNDS], [REFUNDS])):
        save_rules(
            team=cast.team,
            document={"rules": rules},
            based_on=number,
            by=cast.lead,
            at=MONDAY,
            every_contact=True,
        )
    client = cast.client(cast.lead)
    second = client.get(page(cast, "rule_version", 2))
    assert told(second) == {("Changed", ""): [("Order", "Refunds, All low", "All low, Refunds")]}
    asked = client.post(page(cast, "rule_version", 1), {"based_on": "3"}).content.decode()
    assert "Of the last 1 contact it would change 1." in asked
    assert TriageRules.objects.count() == 3
    client.post(page(cast, "rule_version", 1), {"based_on": "3", "act": "every"})
    assert TriageRules.objects.get(number=4).document == {"rules": [REFUNDS, EVERY]}
