"""The page of shrinkage: what may be shown, to whom, and what one button changes."""

import json
import re
from datetime import date

import pytest

from halfhour.people.adapter import current_team
from halfhour.people.models import TeamVersion
from halfhour.people.queries import latest_version
from support.activity import PEOPLE, activity_csv
from support.ledger import bring_in
from support.planned import Planned, planned


@pytest.fixture
def hamburg(cast) -> Planned:
    return planned(cast)


@pytest.fixture
def records(hamburg) -> None:
    bring_in(hamburg.team, activity_csv(sick={"Ben": 2}))


def page(hamburg, query="", name="lead"):
    return hamburg.client(name).get(f"/t/{hamburg.team.slug}/insight/shrinkage/{query}")


def send(hamburg, place, name="lead", **values):
    number = latest_version(hamburg.team).number
    values = {"weeks": 0, "based_on": number} | values
    return hamburg.client(name).post(
        f"/t/{hamburg.team.slug}/insight/shrinkage/{place}/", values, follow=True
    )


def shares(hamburg):
    settings, _version = current_team(hamburg.team)
    return {cause.cause: cause.share for cause in settings.shrinkage}


@pytest.mark.usefixtures("records")
def test_causes_stand_beside_the_plan_and_the_settings(hamburg):
    view = page(hamburg, "?weeks=0").context["view"]
    rows = {row.name: row for row in view.rows}
    worked = 88 / 90
    assert rows["breaks"].figures.share == pytest.approx(worked * 24 / 480)
    assert rows["breaks"].figures.planned_share == pytest.approx(12 / 480)
    assert rows["breaks"].given == 0.06
    assert rows["breaks"].is_beyond_plan
    assert rows["sickness"].given == 0.04
    assert rows["sickness"].hours_a_week == pytest.approx(16 / (19 / 7))
    assert view.given_total == 0.24
    assert {row.name: row.figures.share for row in view.groups}["Outside the office"] == pytest.approx(2 / 90)


@pytest.mark.usefixtures("records")
def test_the_map_has_the_share_of_the_chosen_cause_in_each_half_hour(hamburg):
    heat = page(hamburg, "?weeks=0&cause=break").context["view"].heat
    assert heat.chart["y"] == ["Mon", "Tue", "Wed", "Thu", "Fri"]
    at_half_past_ten = [row[heat.chart["x"].index("10:30")] for row in heat.chart["values"]]
    assert at_half_past_ten[2:] == [0.8, 0.8, 0.8]
    planned_then = page(hamburg, "?weeks=0&cause=break&figure=planned").context["view"].heat
    assert {row[3] for row in planned_then.chart["values"]} == {0.4}
    beyond = page(hamburg, "?weeks=0&cause=break&figure=beyond").context["view"].heat
    assert beyond.chart["values"][4][3] == pytest.approx(0.4)
    rows = zip(heat.chart["values"], heat.chart["few"], strict=True)
    few = [few for row in rows for value, few in zip(*row, strict=True) if value is not None]
    assert all(few), "three days of a kind are too few"


@pytest.mark.usefixtures("records")
def test_what_it_means_in_people_is_divided_once_and_never_multiplied(hamburg):
    rows = {row.on_queue: row for row in page(hamburg, "?weeks=0").context["view"].people}
    assert rows[20].given == pytest.approx(20 / 0.76)
    assert rows[20].given_whole == 27


@pytest.mark.usefixtures("records")
def test_nobody_is_named_anywhere_on_the_page(hamburg):
    text = page(hamburg, "?weeks=0").content.decode()
    assert [name for name in PEOPLE[1:] if re.search(rf"\b{name}\b", text)] == []


def test_with_fewer_than_five_people_nothing_personal_is_told_apart_and_no_cell_is_shown(hamburg):
    bring_in(hamburg.team, activity_csv(people=PEOPLE[:4], sick={"Ben": 2}))
    answer = page(hamburg, "?weeks=0&cause=sickness")
    view = answer.context["view"]
    assert "sickness" not in [row.name for row in view.rows]
    assert "sickness" not in [value for value, _label in view.choices]
    assert view.heat.is_empty
    assert all(row.measured is None for row in view.by_weekday)
    assert view.adoption == ()
    assert "shown only together" in answer.content.decode()


@pytest.mark.usefixtures("records")
def test_agents_do_not_see_what_others_time_went_to(hamburg):
    assert page(hamburg, name="agent").status_code == 403
    assert send(hamburg, "use", name="agent").status_code == 403
    assert send(hamburg, "states", name="agent").status_code == 403
    assert page(hamburg, name="stranger").status_code == 404
    assert page(hamburg, name="planner").status_code == 200


@pytest.mark.usefixtures("records")
def test_one_button_makes_what_was_measured_the_settings(hamburg):
    before = latest_version(hamburg.team).number
    answer = send(hamburg, "use")
    assert "Saved as version" in answer.content.decode()
    found = shares(hamburg)
    assert found["breaks"] == round(24 * 88 / (480 * 90), 4)
    assert found["sickness"] == round(2 / 90, 4)
    assert found["training"] == 0, "a cause of the settings that took no time stays, with none"
    version = latest_version(hamburg.team)
    assert (version.number, version.changed_by) == (before + 1, hamburg.lead)
    assert "measured" in version.note
    send(hamburg, "use")
    assert latest_version(hamburg.team).number == before + 1, "the same figures again are no new version"


@pytest.mark.usefixtures("records")
def test_nothing_is_overwritten_that_somebody_saved_meanwhile(hamburg):
    number = latest_version(hamburg.team).number
    before = shares(hamburg)
    answer = send(hamburg, "use", based_on=number - 1)
    assert "saved version" in answer.content.decode()
    assert (shares(hamburg), latest_version(hamburg.team).number) == (before, number)


def test_too_little_is_not_put_into_the_settings(hamburg):
    bring_in(hamburg.team, activity_csv(weeks=1))
    before = shares(hamburg)
    answer = send(hamburg, "use")
    assert "Too little is measured" in answer.content.decode()
    assert shares(hamburg) == before
    assert page(hamburg).context["view"].adoption == ()


@pytest.mark.usefixtures("records")
def test_a_state_gets_its_meaning_and_the_figures_follow(hamburg):
    bring_in(hamburg.team, activity_csv(sick={"Ben": 2}).replace("In call", "AUX 7"), name="other.csv")
    unknown = {each["state"]: each["use"] for each in page(hamburg, "?weeks=0").context["states"]}
    assert unknown["AUX 7"] == "unknown"
    send(hamburg, "states", state=["AUX 7", "Break", "Nothing of ours"], use=["on_queue", "break", "admin"])
    settings, version = current_team(hamburg.team)
    assert [(each.state, each.use.value) for each in settings.states] == [("AUX 7", "on_queue")]
    assert version.note == "What states mean"
    known = page(hamburg, "?weeks=0").context["view"].measured
    assert known.unknown_seconds == 0
    send(hamburg, "states", state=["AUX 7"], use=["no such meaning"])
    assert current_team(hamburg.team)[0].states == settings.states


def test_a_state_whose_name_settings_cannot_hold_is_refused_and_changes_nothing(hamburg):
    long = "x" * 300
    bring_in(hamburg.team, activity_csv().replace("In call", long))
    number = latest_version(hamburg.team).number
    answer = send(hamburg, "states", state=[long], use=["on_queue"])
    assert "a text of 1 to 200 characters" in answer.content.decode()
    assert latest_version(hamburg.team).number == number
    assert page(hamburg).status_code == 200


def test_without_records_the_page_says_what_to_do(hamburg):
    text = page(hamburg).content.decode()
    assert "Nothing is recorded of what people did" in text
    TeamVersion.objects.filter(team=hamburg.team).delete()
    assert "no settings yet" in page(hamburg).content.decode()


@pytest.mark.usefixtures("records")
@pytest.mark.parametrize("query", ["?weeks=-3", "?weeks=7", "?cause=nothing", "?figure=x", "?cause=unknown"])
def test_choices_that_do_not_exist_choose_nothing(hamburg, query):
    assert page(hamburg, query).status_code == 200


@pytest.mark.usefixtures("records")
@pytest.mark.parametrize("language", ["zh-hans", "ru"])
def test_the_page_reads_in_every_language(hamburg, language):
    hamburg.lead.language = language
    hamburg.lead.save()
    assert page(hamburg).status_code == 200


def test_published_plans_say_what_was_paid_and_planned_where_records_do_not(hamburg):
    monday = date(2026, 11, 30)
    hamburg.published()
    bring_in(
        hamburg.team, activity_csv(first_on=monday, weeks=1, with_plan=False, people=("Ada", "Ben", "Cleo"))
    )
    measured = page(hamburg, "?weeks=0").context["view"].measured
    by_use = {use.value: figures for use, figures in measured.by_use.items()}
    assert by_use["training"].planned_share > 0, "Ben's product training"
    assert by_use["late"].seconds > 0, "shifts of the plan begin before the first record"
    assert "PAID_FROM_ACTIVITY" not in json.dumps([reason.kind.name for reason in measured.reasons])
