"""What triage learned, long work, and missed goals, over HTTP."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from halfhour.api.api import api
from halfhour.desk.actions.assigning import assign_ticket
from halfhour.desk.models import TrainedClassifier
from halfhour.jobs.actions import start_job
from halfhour.jobs.models import Job
from support.api import Program
from support.desk import a_ticket
from support.ledger import MONDAY


@pytest.fixture
def lead(cast):
    return Program(team=cast.team, user=cast.lead)


@pytest.fixture
def learned(cast):
    """Two versions of what categories are; the newer is asked."""
    by_label = [{"label": "lamp", "examples": 4, "told": 2, "right": 1, "taken_for": "bell"}]
    measures = {"accuracy": 0.75, "told_share": 0.5, "told_accuracy": None, "by_label": by_label}
    return [
        TrainedClassifier.objects.create(
            team=cast.team,
            field="category",
            number=number,
            data=b"",
            examples=9,
            measures=measures,
            trained_at=MONDAY,
        )
        for number in (1, 2)
    ]


def category(program):
    return next(each for each in program.get("/learned").json() if each["field"] == "category")


def test_what_was_learned_is_told_version_by_version_and_value_by_value(learned, lead):
    found = category(lead)
    newest, older = found["versions"]
    assert (newest["number"], newest["is_asked"], older["is_asked"]) == (2, True, False)
    assert (newest["accuracy"], newest["told_accuracy"]) == (0.75, None)
    assert found["values"][0] == {
        "value": "lamp",
        "examples": 4,
        "told_share": 0.5,
        "right_share": 0.5,
        "taken_for": "bell",
    }


def test_what_was_learned_is_asked_no_longer_and_again(learned, lead):
    _older, newest = learned
    off = lead.put(f"/learned/{newest.pk}", {"is_used": False}).json()
    assert [(each["is_used"], each["is_asked"]) for each in off["versions"]] == [(False, False), (True, True)]
    on = lead.put(f"/learned/{newest.pk}", {"is_used": True}).json()
    assert [each["is_asked"] for each in on["versions"]] == [True, False]


def test_a_field_is_learned_in_the_background_once_for_one_key(cast, lead):
    started = lead.post("/learned/category/train", key="learn")
    assert (started.status_code, started.json()["state"]) == (201, "waiting")
    assert lead.post("/learned/category/train", key="learn").json() == started.json()
    job = Job.objects.get()
    assert (job.kind, job.arguments, job.by) == ("train_triage", {"field": "category"}, cast.lead)
    assert lead.post("/learned/weather/train").status_code == 404


def test_long_work_is_looked_at_and_stopped(lead):
    job = lead.post("/learned/category/train").json()["id"]
    assert lead.get(f"/jobs/{job}").json()["kind"] == "train_triage"
    assert lead.post(f"/jobs/{job}/stop").json()["state"] == "cancelled"
    for none_such in (uuid4(), "x"):
        assert lead.get(f"/jobs/{none_such}").status_code == 404


def test_long_work_exists_only_for_who_may_ask_for_the_like(cast, lead):
    job = lead.post("/learned/category/train").json()["id"]
    imports = start_job(kind="import_history", team=cast.team, by=cast.lead, arguments={}, at=timezone.now())
    agent = Program(team=cast.team, user=cast.agent)
    stranger = Program(team=cast.other_team, user=cast.stranger)
    for program in (agent, stranger):
        assert program.get(f"/jobs/{job}").status_code == 404
        assert program.post(f"/jobs/{job}/stop").status_code == 404
    assert lead.get(f"/jobs/{imports.pk}").status_code == 404
    scoped = Program(team=cast.team, user=cast.lead, scopes=("tickets:write",)).get(f"/jobs/{job}")
    assert scoped.json()["missing_scopes"] == ["customers:write", "customers:erase", "setting"]
    assert Job.objects.get(pk=job).state == "waiting"


def test_what_is_learned_is_seen_with_the_board_and_set_with_the_desk(cast, learned, lead):
    pk = learned[0].pk
    planner = Program(team=cast.team, user=cast.planner)
    assert category(planner)["versions"]
    assert planner.put(f"/learned/{pk}", {"is_used": False}).json()["missing_rights"] == ["set_desk"]
    assert planner.post("/learned/category/train").status_code == 403
    board = Program(team=cast.team, user=cast.lead, scopes=("board",))
    assert board.put(f"/learned/{pk}", {"is_used": False}).json()["missing_scopes"] == ["setting"]
    agent = Program(team=cast.team, user=cast.agent)
    assert agent.get("/learned").json()["missing_rights"] == ["see_board"]
    stranger = Program(team=cast.other_team, user=cast.stranger)
    assert stranger.put(f"/learned/{pk}", {"is_used": False}).status_code == 404
    assert TrainedClassifier.objects.filter(is_used=True).count() == 2


def test_the_time_of_missed_goals_is_told_by_whose_it_was(cast, lead):
    opened = timezone.now() - timedelta(days=7)
    ticket = a_ticket(cast, at=opened)
    assign_ticket(ticket=ticket, to=cast.agent, by=cast.lead, at=opened)
    found = lead.get("/missed-goals").json()
    assert (found["misses"], found["is_cut"], found["seconds"]) == (1, False, 8 * 3600)
    [row] = found["by"]
    assert (row["name"], row["person"], row["department"]) == ("Ada", "ada", None)
    assert (row["share"], row["most_of"]) == (1.0, 1)
    assert lead.get("/missed-goals", weeks=13).json()["misses"] == 1


@pytest.mark.parametrize("weeks", [0, 5, -1, "4.0", "four"])
def test_goals_missed_in_other_weeks_are_refused_as_the_document_says(lead, weeks):
    refused = lead.get("/missed-goals", weeks=weeks).json()["wrong"][0]
    assert (refused["field"], refused["allowed"]) == ("weeks", ["1", "4", "13"])
    asked = api.get_openapi_schema()["paths"]["/api/v1/missed-goals"]["get"]["parameters"]
    [told] = [each["schema"] for each in asked if each["name"] == "weeks"]
    assert (told["enum"], told["default"]) == ([1, 4, 13], 4)


def test_missed_goals_are_for_who_sees_the_board(cast, lead):
    agent = Program(team=cast.team, user=cast.agent)
    assert agent.get("/missed-goals").json()["missing_rights"] == ["see_board"]
    scoped = Program(team=cast.team, user=cast.lead, scopes=("tickets:read",))
    assert scoped.get("/missed-goals").json()["missing_scopes"] == ["board"]
    a_ticket(cast, at=timezone.now() - timedelta(days=7))
    stranger = Program(team=cast.other_team, user=cast.stranger)
    assert stranger.get("/missed-goals").json()["misses"] == 0
