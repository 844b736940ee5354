"""The pages of a plan: what each shows, to whom, and what it says when there is nothing yet."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from halfhour.people.models import TeamVersion
from halfhour.planning.models import Plan
from support.ledger import bring_in
from support.past import past_csv
from support.small_plan import MONDAY

TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def _monday_morning():
    with time_machine.travel(datetime(2026, 11, 30, 8, 0, tzinfo=ZoneInfo("UTC")), tick=False):
        yield


def text(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_list_says_how_to_start(hamburg):
    assert "Make the first plan" in text(hamburg.client("lead").get(hamburg.url()))


def test_the_list_names_each_plan_its_days_and_state(hamburg):
    hamburg.published()
    hamburg.draft(name="With Dan")
    page = text(hamburg.client("planner").get(hamburg.url()))
    assert "With Dan" in page
    assert "30 Nov – 13 Dec 2026" in page.replace("\u2009", " ").replace("\xa0", " ")
    assert "Published" in page
    assert "Draft" in page


@pytest.mark.parametrize(("days_before_the_end", "warns"), [(20, False), (7, False), (6, True), (0, True)])
def test_the_list_warns_when_what_is_published_runs_out(hamburg, days_before_the_end, warns):
    published = hamburg.published()
    now = datetime.combine(published.last_on - timedelta(days=days_before_the_end), datetime.min.time())
    with time_machine.travel(now.replace(hour=12, tzinfo=ZoneInfo("UTC"))):
        page = text(hamburg.client("planner").get(hamburg.url()))
    assert ("What is published ends on" in page) == warns


def test_the_overview_says_what_is_missing_where(hamburg, plan):
    answer = hamburg.client("planner").get(hamburg.url(plan))
    overview = answer.context["overview"]
    assert [queue.name for queue in overview.queues] == ["phone", "email"]
    assert overview.figures["rostered_hours"] == 264
    assert overview.shortfall["y"] == ["Mon", "Tue", "Wed", "Thu", "Fri"]
    assert overview.shortfall["x"][0] == "08:00"
    assert len(overview.shortfall["values"][0]) == 20


def test_the_shortfall_map_adds_up_to_the_hours_missing(hamburg, plan):
    overview = hamburg.client("planner").get(hamburg.url(plan)).context["overview"]
    cells = [value for row in overview.shortfall_map.cells for value in row if value is not None]
    assert sum(cells) * plan.weeks == pytest.approx(plan.summary["missing_hours"], abs=0.1)


def test_the_board_has_a_row_for_everybody_and_a_cell_for_each_day(hamburg, plan):
    board = hamburg.client("planner").get(hamburg.url(plan, "roster/?week=0")).context["board"]
    assert [row.agent for row in board.rows] == ["Ada", "Ben", "Cleo", "Dan"]
    assert {len(row.cells) for row in board.rows} == {7}
    assert [row.paid_hours for row in board.rows] == [40, 40, 40, 20]
    assert [cell.shift is None for cell in board.rows[0].cells] == [False] * 5 + [True] * 2


def test_the_board_shows_leave_and_sessions(hamburg, plan):
    planner = hamburg.client("planner")
    second = planner.get(hamburg.url(plan, "roster/?week=1")).context["board"]
    cleo = second.rows[2]
    assert [cell.time_off for cell in cleo.cells] == [None, None, None, "leave", "leave", None, None]
    first = planner.get(hamburg.url(plan, "roster/?week=0")).context["board"]
    assert [session.name for session in first.rows[1].cells[1].sessions] == ["Product training"]


def test_the_board_shows_those_with_a_skill(hamburg, plan):
    board = hamburg.client("planner").get(hamburg.url(plan, "roster/?skill=email")).context["board"]
    assert [row.agent for row in board.rows] == ["Ada", "Ben", "Dan"]
    assert board.people_hidden == 1


@pytest.mark.parametrize("week", ["-1", "99", "x", "1e9", ""])
def test_a_week_that_does_not_exist_is_the_nearest_one(hamburg, plan, week):
    assert hamburg.client("planner").get(hamburg.url(plan, f"roster/?week={week}")).status_code == 200


def test_everybody_sees_the_published_roster_and_no_draft(hamburg):
    hamburg.published(weeks=1)
    hamburg.draft(first_on=MONDAY + timedelta(days=7))
    agent = hamburg.client("agent")
    page = text(agent.get(hamburg.url(place="roster/")))
    assert "Your week" in page
    assert "draggable" not in page
    assert "coverage" not in page.lower(), "what is missing is for those who plan"
    assert "No roster is published" in text(agent.get(hamburg.url(place="roster/?on=2026-12-08")))
    assert agent.get(hamburg.url(Plan.objects.get(number=2), "roster/")).status_code == 403


def test_before_anything_is_published_the_roster_says_so(hamburg, plan):
    assert "No roster is published" in text(hamburg.client("agent").get(hamburg.url(place="roster/")))


def test_a_published_plan_offers_no_form_to_change_its_shifts(hamburg):
    published = hamburg.published()
    answer = hamburg.client("lead").get(hamburg.url(published, "roster/shift/"))
    assert answer.status_code == 302
    assert answer.url == hamburg.url(published, "roster/")


def test_the_roster_of_another_team_is_not_there(hamburg, plan):
    assert hamburg.client("stranger").get(hamburg.url(plan, "roster/")).status_code == 404


def test_times_are_the_teams_whoever_reads_them(hamburg, plan):
    client = hamburg.client("planner")
    client.cookies["halfhour_zone"] = "America/New_York"
    page = text(client.get(hamburg.url(plan, "roster/")))
    assert "08:00" in page
    assert "Europe/Berlin" in page


def test_the_requirement_shows_each_half_hour_with_people_needed_and_there(hamburg, plan):
    answer = hamburg.client("planner").get(hamburg.url(plan, f"requirement/?queue=phone&on={TUESDAY}"))
    view = answer.context["view"]
    assert len(view.lines) == 20
    assert [f"{line.starts_at.astimezone(ZoneInfo('Europe/Berlin')):%H:%M}" for line in view.lines[:2]] == [
        "08:00",
        "08:30",
    ]
    assert all(line.there - line.target == pytest.approx(line.surplus - line.short) for line in view.lines)
    assert len(view.strips) == 14


def test_the_reasons_of_a_half_hour_are_told_on_demand(hamburg, plan):
    client = hamburg.client("planner")
    page = text(client.get(hamburg.url(plan, "requirement/why/?queue=phone&at=20")))
    assert "erlangs of work" in page
    assert "80%" in page
    assert "sickness" in page
    assert client.get(hamburg.url(plan, "requirement/why/?queue=phone&at=99999")).status_code == 404


def test_the_requirement_tells_what_being_sure_of_the_goal_would_take(hamburg, plan):
    answer = hamburg.client("planner").get(hamburg.url(plan, f"requirement/?queue=phone&on={TUESDAY}"))
    view, page = answer.context["view"], text(answer)
    sure = view.sure
    assert max(sure.on_average.hours, sure.whole_day.hours) < sure.each_half_hour.hours
    assert sure.whole_day.day >= plan.goal_chance
    assert sure.each_half_hour.half_hours >= plan.goal_chance
    assert all(line.sure >= line.needed_mean for line in view.lines)
    assert sum(line.sure for line in view.lines) / 2 == sure.each_half_hour.hours
    assert sum(line.sure_day for line in view.lines) / 2 == sure.whole_day.hours
    assert "What would it take to be sure?" in page
    why = text(
        hamburg.client("planner").get(
            hamburg.url(plan, f"requirement/why/?queue=phone&at={view.lines[4].position}")
        )
    )
    assert "So that this half hour itself shows the goal" in why
    assert "contacts are few" in why


def test_work_that_may_wait_and_days_without_contacts_ask_for_no_such_surety(hamburg, plan):
    saturday = MONDAY + timedelta(days=5)
    for asked in (f"queue=email&on={TUESDAY}", f"queue=phone&on={saturday}"):
        answer = hamburg.client("planner").get(hamburg.url(plan, f"requirement/?{asked}"))
        assert answer.context["view"].sure is None
        assert "What would it take to be sure?" not in text(answer)


def test_a_queue_too_large_for_a_page_shows_the_requirement_alone(hamburg, plan):
    from halfhour.planning.models import QueueSeries

    row = QueueSeries.objects.get(plan=plan, queue="phone")
    row.requirement["load_erlangs"] = [10_000.0] * len(row.requirement["load_erlangs"])
    row.save()
    row.delete()
    row.pk = None
    row.save()
    answer = hamburg.client("planner").get(hamburg.url(plan, f"requirement/?queue=phone&on={TUESDAY}"))
    assert answer.context["view"].sure is None
    assert len(answer.context["view"].lines) == 20


def test_the_forecast_shows_expectation_and_bounds(hamburg, plan):
    view = hamburg.client("planner").get(hamburg.url(plan, "forecast/?queue=phone")).context["view"]
    (line,) = view.chart["series"]
    assert all(
        low <= mean <= high
        for low, mean, high in zip(line["band"]["low"], line["values"], line["band"]["high"], strict=True)
    )
    assert len(line["values"]) == 10 * 20, "half hours in which nothing is expected are left out"
    assert sum(day.expected for day in view.lines) == pytest.approx(sum(line["values"]), abs=0.5)
    assert [score.chosen for score in view.scores] == [True, False, False]


def test_the_forecast_of_a_day_lists_its_half_hours(hamburg, plan):
    view = hamburg.client("planner").get(hamburg.url(plan, f"forecast/?on={TUESDAY}")).context["view"]
    assert not view.by_day
    assert len(view.lines) == 20
    assert view.lines[0].low is not None


def test_the_past_stands_before_the_forecast_and_actuals_beside_it(hamburg, plan):
    bring_in(hamburg.team, past_csv(first_on=MONDAY - timedelta(days=14), weeks=3))
    answer = hamburg.client("planner").get(hamburg.url(plan, "forecast/?queue=phone&before=2"))
    view = answer.context["view"]
    lines = {
        line["name"]: [value for value in line["values"] if value is not None]
        for line in view.chart["series"]
    }
    assert lines["Came before"] == [3.0] * 200
    assert set(lines["Came"]) == {3.0}
    assert view.chart["marks"] == [{"at": 200, "label": "The plan starts"}]
    assert view.accuracy.came == 300
    first_week = lines["Expected"][:100]
    wape = sum(abs(value - 3) for value in first_week) / 300
    assert view.accuracy.wape == pytest.approx(wape, abs=0.005)


def test_without_a_plan_forecast_and_requirement_say_what_to_do(hamburg):
    for place in ("forecast/", "requirement/"):
        assert "No plan yet" in text(hamburg.client("lead").get(hamburg.url(place=place)))


def test_forecast_and_requirement_lead_to_the_plan_that_holds(hamburg):
    published = hamburg.published()
    hamburg.draft()
    for place in ("forecast/", "requirement/"):
        answer = hamburg.client("lead").get(hamburg.url(place=place))
        assert answer.url == hamburg.url(published, place)


def test_the_history_tells_who_did_what_when(hamburg, plan):
    planner = hamburg.client("planner")
    planner.post(
        hamburg.url(plan, "roster/shift/"),
        {"agent": "Dan", "on": MONDAY.isoformat(), "starts_minute": "630", "revision": 1},
    )
    page = text(planner.get(hamburg.url(plan, "history/")))
    assert "Dan, Mon 30 Nov 10:00–14:00" in page
    assert "Dan, Mon 30 Nov 10:30–14:30" in page
    assert "Paul" in page


@pytest.mark.parametrize(
    "name",
    [
        "forecast.csv",
        "requirement.csv",
        "roster.csv",
        "dayplan.csv",
        "summary.json",
        "report.html",
        "team.toml",
    ],
)
def test_every_file_comes_as_a_download(hamburg, plan, name):
    answer = hamburg.client("planner").get(hamburg.url(plan, f"files/{name}"))
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == f'attachment; filename="support-hamburg-plan-1-{name}"'
    assert len(answer.content) > 200


def test_the_archive_holds_all_files(hamburg, plan):
    import io
    import zipfile

    answer = hamburg.client("planner").get(hamburg.url(plan, "files/all.zip"))
    names = set(zipfile.ZipFile(io.BytesIO(answer.content)).namelist())
    assert {"roster.csv", "report.html", "team.toml"} <= names


def test_the_roster_file_has_a_row_for_each_shift(hamburg, plan):
    rows = hamburg.client("planner").get(hamburg.url(plan, "files/roster.csv")).content.decode().splitlines()
    assert len(rows) == 1 + 38
    assert rows[1].startswith("Ada,2026-11-30,2026-11-30T08:00:00+01:00,2026-11-30T16:30:00+01:00,28800")


def test_a_file_that_does_not_exist_is_not_found(hamburg, plan):
    assert hamburg.client("planner").get(hamburg.url(plan, "files/passwd")).status_code == 404


@pytest.mark.parametrize("language", ["zh-hans", "ru"])
def test_pages_read_in_every_language(hamburg, plan, language):
    hamburg.planner.language = language
    hamburg.planner.save()
    for place in ("", "roster/", "forecast/", "requirement/", "history/", "files/", "publish/"):
        assert hamburg.client("planner").get(hamburg.url(plan, place)).status_code == 200


def test_a_plan_keeps_to_the_settings_it_was_made_with(hamburg, plan):
    newer = TeamVersion.objects.filter(team=hamburg.team).latest("number")
    document = dict(newer.document)
    document["agent"] = document["agent"][:1]
    TeamVersion.objects.create(
        team=hamburg.team, number=newer.number + 1, document=document, changed_at=newer.changed_at
    )
    board = hamburg.client("planner").get(hamburg.url(plan, "roster/")).context["board"]
    assert [row.agent for row in board.rows] == ["Ada", "Ben", "Cleo", "Dan"]
    publishing = hamburg.client("lead").get(hamburg.url(plan, "publish/"))
    assert publishing.context["effect"].settings_moved_on


def test_a_day_outside_the_plan_shows_a_day_of_it(hamburg, plan):
    answer = hamburg.client("planner").get(hamburg.url(plan, f"requirement/?on={date(2030, 1, 1)}"))
    assert answer.context["view"].on == MONDAY


def test_a_reason_that_this_version_has_no_words_for_is_left_out(hamburg, plan):
    plan.findings = {"reasons": [{"kind": "later.kind", "figures": {}}]}
    plan.save()
    assert hamburg.client("planner").get(hamburg.url(plan)).status_code == 200


def test_the_checkers_find_nothing_in_the_small_plan(plan):
    from halfhour.engine.dayplanning import check_days
    from halfhour.engine.rostering import check_roster
    from halfhour.planning.adapter.whole import whole_plan

    made = whole_plan(plan)
    roster = made.roster_result.roster
    assert check_roster(problem=made.problem, roster=roster) == ()
    assert check_days(problem=made.problem, roster=roster, days=made.days) == ()
