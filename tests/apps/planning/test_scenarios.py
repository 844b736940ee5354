"""Saved scenarios: one's own or shared, copied, changed, deleted; nobody sees or changes another's."""

import pytest

from halfhour.planning.actions import scenarios as actions
from halfhour.planning.models import Scenario, ScenarioDraft
from halfhour.planning.refusals import PlanRefused
from support.planned import NOON

LINES = "2 sick\nvolume phone +30 % 10:00-14:00 on tuesday"


def post(client, hamburg, plan, place: str, **data):
    answer = client.post(
        hamburg.url(plan, f"what-if/{place}"), {"on": plan.first_on.isoformat(), **data}, follow=True
    )
    assert answer.status_code == 200
    return answer


def names(client, hamburg, plan) -> list[str]:
    found = client.get(hamburg.url(plan, "what-if/")).context["saved"]
    return [each["scenario"].name for each in found]


@pytest.fixture
def saved(hamburg, plan) -> Scenario:
    """The planner's own, not shared."""
    post(hamburg.client("planner"), hamburg, plan, "save/", name="Campaign", lines=LINES)
    return Scenario.objects.get()


def test_saved_lines_are_found_under_their_name_and_no_longer_a_draft(hamburg, plan):
    planner = hamburg.client("planner")
    planner.post(hamburg.url(plan, "what-if/look/"), {"lines": LINES})
    answer = post(planner, hamburg, plan, "save/", name=" Campaign  in May ", lines=LINES)
    assert "Saved: Campaign in May" in answer.content.decode()
    assert answer.context["lines"] == LINES
    assert answer.context["scenario"].name == "Campaign in May"
    assert not ScenarioDraft.objects.exists()


def test_a_scenario_is_its_makers_alone_until_it_is_shared(hamburg, plan, saved):
    lead = hamburg.client("lead")
    assert names(lead, hamburg, plan) == []
    assert lead.post(hamburg.url(plan, f"what-if/{saved.id}/copy/")).status_code == 404
    assert lead.get(hamburg.url(plan, f"what-if/?scenario={saved.id}")).context["lines"] == ""
    post(hamburg.client("planner"), hamburg, plan, f"{saved.id}/share/", shared="on")
    assert names(lead, hamburg, plan) == ["Campaign"]
    assert lead.get(hamburg.url(plan, f"what-if/?scenario={saved.id}")).context["lines"] == LINES
    post(hamburg.client("planner"), hamburg, plan, f"{saved.id}/share/")
    assert names(lead, hamburg, plan) == []


def test_a_shared_scenario_is_copied_not_changed_by_others(hamburg, plan, saved):
    Scenario.objects.update(shared=True)
    lead = hamburg.client("lead")
    answer = post(
        lead, hamburg, plan, "save/", scenario=saved.id, revision=1, name="Campaign", lines="1 sick"
    )
    assert answer.context["scenario"].made_by == hamburg.lead
    saved.refresh_from_db()
    assert saved.lines == LINES
    post(lead, hamburg, plan, f"{saved.id}/share/")
    saved.refresh_from_db()
    assert saved.shared
    copied = post(lead, hamburg, plan, f"{saved.id}/copy/").context["scenario"]
    assert (copied.name, copied.lines, copied.shared, copied.made_by) == (
        "Campaign 2",
        LINES,
        False,
        hamburg.lead,
    )


def test_a_change_goes_over_the_own_scenario_or_into_a_new_one(hamburg, plan, saved):
    planner = hamburg.client("planner")
    post(
        planner,
        hamburg,
        plan,
        "save/",
        scenario=saved.id,
        revision=1,
        name="Campaign",
        lines="1 sick",
        shared="on",
    )
    saved.refresh_from_db()
    assert (saved.lines, saved.shared, saved.revision) == ("1 sick", True, 2)
    post(
        planner, hamburg, plan, "save/", scenario=saved.id, revision=2, name="Other", lines="2 sick", anew="1"
    )
    assert names(planner, hamburg, plan) == ["Campaign", "Other"]


def test_a_change_that_would_overwrite_anothers_window_is_refused_and_the_lines_are_kept(
    hamburg, plan, saved
):
    planner = hamburg.client("planner")
    post(planner, hamburg, plan, "save/", scenario=saved.id, revision=1, name="Campaign", lines="1 sick")
    answer = post(
        planner, hamburg, plan, "save/", scenario=saved.id, revision=1, name="Campaign", lines="3 sick"
    )
    assert "was changed in another window" in answer.content.decode()
    saved.refresh_from_db()
    assert saved.lines == "1 sick"
    assert answer.context["lines"] == "3 sick"


@pytest.mark.parametrize(
    ("name", "lines", "told"),
    [
        ("", LINES, "A scenario needs a name"),
        ("x" * 121, LINES, "at most 120 characters"),
        ("Campaign", LINES, "You have a scenario called “Campaign” already."),
        ("New", "  \n ", "There is no change to save yet."),
        ("New", "y" * 30_001, "The lines are too long to be saved."),
    ],
)
def test_what_cannot_be_saved_is_refused_with_what_helps(hamburg, plan, saved, name, lines, told):
    answer = post(hamburg.client("planner"), hamburg, plan, "save/", name=name, lines=lines)
    assert told in answer.content.decode()
    assert Scenario.objects.count() == 1


def test_who_made_it_or_manages_the_team_deletes_it_and_nobody_else(hamburg, plan, saved):
    Scenario.objects.update(made_by=hamburg.lead, shared=True)
    answer = post(hamburg.client("planner"), hamburg, plan, f"{saved.id}/delete/")
    assert "Only who made a scenario, or who manages the team, deletes it." in answer.content.decode()
    assert Scenario.objects.count() == 1
    Scenario.objects.update(made_by=hamburg.planner)
    post(hamburg.client("lead"), hamburg, plan, f"{saved.id}/delete/")
    assert Scenario.objects.count() == 0


def test_a_scenario_of_another_team_does_not_exist(hamburg, plan, cast, saved):
    Scenario.objects.update(team=cast.other_team, shared=True)
    planner = hamburg.client("planner")
    assert names(planner, hamburg, plan) == []
    for place in ("share", "copy", "delete"):
        assert planner.post(hamburg.url(plan, f"what-if/{saved.id}/{place}/")).status_code == 404
    assert Scenario.objects.count() == 1


def test_a_scenario_outlives_its_maker_and_its_plan(hamburg, plan, saved):
    Scenario.objects.update(shared=True)
    plan.delete()
    hamburg.planner.delete()
    saved.refresh_from_db()
    assert saved.made_by is None


def test_nobody_keeps_more_than_can_be_looked_through(hamburg, monkeypatch):
    monkeypatch.setattr(actions, "MOST_SCENARIOS", 1)
    save = {"team": hamburg.team, "lines": LINES, "shared": False, "by": hamburg.planner, "at": NOON}
    actions.save_scenario(name="One", **save)
    with pytest.raises(PlanRefused, match="the most that are kept"):
        actions.save_scenario(name="Two", **save)


def test_a_scenario_that_was_deleted_meanwhile_cannot_be_changed(hamburg, plan, saved):
    actions.delete_scenario(scenario=saved)
    with pytest.raises(PlanRefused, match="has been deleted"):
        actions.change_scenario(
            scenario=saved, name="Campaign", lines=LINES, shared=False, at=NOON, revision=1
        )
