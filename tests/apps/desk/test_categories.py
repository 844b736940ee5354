"""Categories: named on one page, and gone from rules and guesses once they are taken away."""

import pytest
from django.urls import reverse

from halfhour.desk.actions.categories import MOST_CATEGORIES, save_categories
from halfhour.desk.actions.gate import bring_in
from halfhour.desk.actions.goals import save_goals
from halfhour.desk.actions.triage import save_rules
from halfhour.desk.errors import DeskRefused, SavedSince
from halfhour.desk.models import Macro
from halfhour.desk.queries.categories import category_uses
from halfhour.desk.queries.goals import current_goals, settings_of
from halfhour.people.models import SettingChange
from support.api import Program
from support.desk import a_ticket
from support.ledger import MONDAY

RULE = {
    "name": "Refunds",
    "when": [{"kind": "words", "any_of": ["refund*"]}],
    "sets": {"category": "refund", "priority": "high"},
}


def named(cast, *names, revision=None):
    return save_categories(team=cast.team, names=names, by=cast.lead, at=MONDAY, revision=revision)


def ruled(cast):
    save_rules(team=cast.team, document={"rules": [RULE]}, based_on=0, by=cast.lead, at=MONDAY)


def came(cast, key):
    body = {"email": "ann@example.org", "text": "A refund, please"}
    return bring_in(team=cast.team, source="form", key=key, channel="form", body=body, at=MONDAY).ticket


def test_a_rule_sets_no_category_that_was_taken_away_and_still_does_the_rest(cast):
    ruled(cast)
    assert came(cast, "1").category == "refund"
    named(cast, "delivery")
    ticket = came(cast, "2")
    assert (ticket.category, ticket.priority) == ("", "high")
    named(cast, "delivery", "refund")
    assert came(cast, "3").category == "refund"


@pytest.mark.parametrize(
    "names", [["a", "a"], [""], ["x" * 101], [f"c{number}" for number in range(MOST_CATEGORIES + 1)], ["a\0"]]
)
def test_categories_that_cannot_be_are_refused_and_nothing_is_changed(cast, names):
    named(cast, "refund")
    with pytest.raises(DeskRefused):
        named(cast, *names)
    assert settings_of(cast.team).categories == ["refund"]


def test_an_old_page_takes_no_category_away(cast):
    seen = named(cast, "refund").revision
    named(cast, "refund", "delivery")
    with pytest.raises(SavedSince):
        named(cast, "refund", revision=seen)
    assert settings_of(cast.team).categories == ["refund", "delivery"]


def test_the_page_tells_what_goes_by_each_category(cast):
    ruled(cast)
    named(cast, "delivery", "refund")
    document, number = current_goals(cast.team)
    rule = {"name": "Refunds", "when": {"category": "refund"}, "first_answer_seconds": 3600}
    save_goals(
        team=cast.team,
        document={**document, "rules": [rule]},
        based_on=number,
        by=cast.lead,
        at=MONDAY,
    )
    Macro.objects.create(team=cast.team, name="Thanks", sets={"category": "tax"}, changed_at=MONDAY)
    a_ticket(cast, category="refund")
    uses = {each.name: each for each in category_uses(cast.team, at=MONDAY)}
    assert list(uses) == ["delivery", "refund", "tax"]
    refund, tax = uses["refund"], uses["tax"]
    assert (refund.tickets, refund.rules, refund.goals, refund.canned) == (1, 1, 1, 0)
    assert (tax.is_named, tax.canned) == (False, 1)


def test_a_lead_names_categories_on_their_page_and_who_did_stands_in_the_changes(cast):
    page = reverse("desk:categories", kwargs={"team": cast.team.slug})
    lead = cast.client(cast.lead)
    revision = settings_of(cast.team).revision
    sent = lead.post(page, {"categories": " refund \r\n\r\ndelivery", "revision": revision})
    assert sent.status_code == 302
    assert settings_of(cast.team).categories == ["refund", "delivery"]
    change = SettingChange.objects.get(team=cast.team, part="categories")
    assert change.by == cast.lead
    assert "What goes by them" in lead.get(page).content.decode()
    stale = lead.post(page, {"categories": "mine", "revision": revision})
    assert stale.status_code == 200
    assert "Somebody else changed" in stale.content.decode()
    assert "mine" in stale.content.decode()
    twice = lead.post(page, {"categories": "a\na", "revision": revision + 1})
    assert "“a” is there twice." in twice.content.decode()
    assert cast.client(cast.agent).get(page).status_code == 403


def test_a_program_names_categories(cast):
    program = Program(team=cast.team, user=cast.lead)
    now = program.get("/categories").json()
    wanted = {"categories": ["refund"], "revision": now["revision"]}
    assert program.put("/categories", wanted).json()["categories"] == ["refund"]
    assert program.put("/categories", wanted).status_code == 409
    assert Program(team=cast.team, user=cast.agent).get("/categories").status_code == 403
