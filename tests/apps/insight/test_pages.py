"""Heat maps and response times from the ledger, and what is too few said."""

from datetime import date

import pytest

from halfhour.insight.adapter import Selection, analysis_of
from halfhour.people.adapter import current_team
from halfhour.people.models import TeamVersion
from support.ledger import bring_in
from support.past import past_csv
from support.planned import Planned, planned

FIRST = date(2026, 9, 7)  # a Monday


@pytest.fixture
def hamburg(cast) -> Planned:
    return planned(cast)


@pytest.fixture
def history(hamburg) -> None:
    bring_in(hamburg.team, past_csv(first_on=FIRST, weeks=6))


def arrivals(hamburg, query="", name="lead"):
    return hamburg.client(name).get(f"/t/{hamburg.team.slug}/insight/{query}")


def times(hamburg, query="", name="lead"):
    return hamburg.client(name).get(f"/t/{hamburg.team.slug}/insight/response-times/{query}")


@pytest.mark.usefixtures("history")
def test_the_map_of_arrivals_counts_each_half_hour_per_open_day(hamburg):
    heat = arrivals(hamburg, "?queue=phone").context["arrivals"]
    assert heat.chart["y"] == ["Mon", "Tue", "Wed", "Thu", "Fri"]
    assert (heat.chart["x"][0], heat.chart["x"][-1]) == ("08:00", "17:30")
    assert {value for row in heat.chart["values"] for value in row} == {3.0}
    assert {value for row in heat.chart["counts"] for value in row} == {18}
    assert not any(few for row in heat.chart["few"] for few in row)


@pytest.mark.usefixtures("history")
def test_all_queues_together_add_up(hamburg):
    heat = arrivals(hamburg).context["arrivals"]
    assert heat.chart["values"][0][:2] == [4.0, 3.0], "an e-mail comes at each full hour"


@pytest.mark.usefixtures("history")
def test_a_period_of_four_weeks_has_just_enough_days(hamburg):
    heat = arrivals(hamburg, "?weeks=4&queue=phone").context["arrivals"]
    assert {value for row in heat.chart["values"] for value in row} == {3.0}
    assert not any(few for row in heat.chart["few"] for few in row)


def test_three_weeks_are_too_few_days(hamburg):
    bring_in(hamburg.team, past_csv(first_on=FIRST, weeks=3))
    heat = arrivals(hamburg, "?queue=phone").context["arrivals"]
    assert all(few for row in heat.chart["few"] for few in row)


@pytest.mark.usefixtures("history")
def test_the_map_of_answers_shows_median_or_ninth_of_ten(hamburg):
    for query in ("?queue=phone", "?queue=phone&figure=p90"):
        heat = arrivals(hamburg, query).context["answers"]
        assert {value for row in heat.chart["values"] for value in row} == {10.0}


@pytest.mark.usefixtures("history")
def test_response_times_come_by_queue_category_and_weekday(hamburg):
    view = times(hamburg).context["view"]
    tables = {table.dimension: table for table in view.tables}
    assert set(tables) == {"queue", "category", "weekday"}
    by_queue = {row.label: row.summary for row in tables["queue"].rows}
    assert by_queue["phone"].median_seconds == 10
    assert by_queue["email"].median_seconds == 1800
    assert by_queue["phone"].share_within == 1
    assert [row.label for row in tables["weekday"].rows] == [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
    ]
    assert [row.label for row in view.hours.rows] == [f"{hour:02d}:00" for hour in range(8, 18)]


@pytest.mark.usefixtures("history")
def test_the_solution_has_its_own_times(hamburg):
    view = times(hamburg, "?queue=phone&measure=resolution").context["view"]
    assert view.whole.median_seconds == 250


def test_business_time_and_the_clock_on_the_wall_differ_over_night(hamburg):
    rows = [
        "contact_id,opened_at,queue,answered_at",
        *(f"{day},2026-09-{7 + day:02d} 17:30,email,2026-09-{8 + day:02d} 08:30" for day in range(4)),
    ]
    bring_in(hamburg.team, "\n".join(rows) + "\n")
    assert times(hamburg).context["view"].whole.median_seconds == 3600
    assert times(hamburg, "?clock=elapsed").context["view"].whole.median_seconds == 15 * 3600


def test_few_contacts_are_marked_as_few(hamburg):
    rows = [
        "contact_id,opened_at,queue,answered_at",
        *(f"{number},2026-09-07 09:{number:02d},phone,2026-09-07 09:30" for number in range(3)),
    ]
    bring_in(hamburg.team, "\n".join(rows) + "\n")
    answer = times(hamburg)
    assert not answer.context["view"].whole.median_enough
    page = answer.content.decode()
    assert "Too few contacts to be sure" in page
    assert "Too few to be sure" in page


def test_without_times_the_page_says_which_columns_tell_them(hamburg):
    bring_in(hamburg.team, "contact_id,opened_at,queue\n1,2026-09-07 09:00,phone\n")
    assert "answered_at" in times(hamburg).content.decode()
    assert "does not tell when contacts were answered" in arrivals(hamburg).content.decode()


def test_without_a_history_the_pages_say_what_to_do(hamburg):
    for answer in (arrivals(hamburg), times(hamburg)):
        assert "Nothing has come in yet" in answer.content.decode()


def test_without_settings_the_pages_say_what_to_do(hamburg):
    TeamVersion.objects.filter(team=hamburg.team).delete()
    assert "no settings yet" in arrivals(hamburg).content.decode()


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize(
    "query",
    ["?queue=nothing", "?weeks=-3", "?weeks=99999999", "?clock=x&measure=y", "?channel=x", "?figure=z"],
)
def test_choices_that_do_not_exist_choose_nothing(hamburg, query):
    assert arrivals(hamburg, query).status_code == 200
    assert times(hamburg, query).status_code == 200


@pytest.mark.usefixtures("history")
def test_an_agent_has_no_insight_into_the_team(hamburg):
    assert arrivals(hamburg, name="agent").status_code == 403
    assert times(hamburg, name="stranger").status_code == 404


@pytest.mark.usefixtures("history")
def test_a_new_import_is_seen_at_once(hamburg):
    settings, _version = current_team(hamburg.team)
    before = analysis_of(hamburg.team, settings, Selection(queue="phone"))
    again = analysis_of(hamburg.team, settings, Selection(queue="phone"))
    assert again is before, "an analysis is kept for as long as the ledger stays as it is"
    bring_in(hamburg.team, "contact_id,opened_at,queue\nx,2026-10-19 09:00,phone\n")
    after = analysis_of(hamburg.team, settings, Selection(queue="phone"))
    assert after.contacts == before.contacts + 1


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize("language", ["zh-hans", "ru"])
def test_the_pages_read_in_every_language(hamburg, language):
    hamburg.lead.language = language
    hamburg.lead.save()
    assert arrivals(hamburg).status_code == 200
    assert times(hamburg).status_code == 200
