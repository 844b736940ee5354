"""What a team sets about its desk, over HTTP: fields of tickets, the form, closing, complaints, ratings."""

import pytest

from halfhour.desk.models import DeskSettings, TicketField
from halfhour.people.models import SettingChange
from support.api import Program

SIZES = {"label": "Size", "kind": "choice", "choices": ["small", "large"]}
OPERATIONS = (
    ("get", "/ticket-fields", None),
    ("post", "/ticket-fields", SIZES),
    ("patch", "/ticket-fields/size", {"label": "Sizes"}),
    ("get", "/form", None),
    ("patch", "/form", {"is_open": False}),
    ("get", "/processes", None),
    ("patch", "/processes", {"reopen_days": 3}),
    ("get", "/setting-changes", None),
)


@pytest.fixture
def lead(cast):
    return Program(team=cast.team, user=cast.lead)


def sent(program, method, path, body):
    return program.get(path) if method == "get" else getattr(program, method)(path, body)


def test_a_field_of_tickets_is_defined_changed_and_retired(lead):
    added = lead.post("/ticket-fields", SIZES | {"on_form": True}, key="size")
    assert added.status_code == 201
    assert added.json() == lead.post("/ticket-fields", SIZES | {"on_form": True}, key="size").json()
    assert added.json() == SIZES | {"key": "size", "on_form": True, "is_retired": False, "words": {}}
    changed = lead.patch("/ticket-fields/size", {"choices": ["small", "medium", "large"]}).json()
    assert (changed["label"], changed["on_form"], len(changed["choices"])) == ("Size", True, 3)
    assert lead.patch("/ticket-fields/size", {"is_retired": True}).json()["is_retired"]
    lead.post("/ticket-fields", {"label": "Paid", "kind": "yes_no"})
    assert [each["key"] for each in lead.get("/ticket-fields").json()] == ["paid", "size"]
    assert [each["key"] for each in lead.get("/values").json()["fields"]] == ["paid"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"label": " ", "kind": "text"}, "label"),
        ({"label": "Size", "kind": "colour"}, "kind"),
        ({"label": "Size", "kind": "choice"}, "choices"),
        ({"label": "Size", "kind": "choice", "choices": ["small\nlarge"]}, "choices[0]"),
        ({"label": "Size", "kind": "text", "key": "size"}, "key"),
    ],
)
def test_a_field_that_cannot_be_is_refused_where_it_is_wrong(lead, body, field):
    refused = lead.post("/ticket-fields", body)
    assert (refused.status_code, refused.json()["wrong"][0]["field"]) == (422, field)
    assert not TicketField.objects.exists()


def test_the_kind_of_a_field_stays(lead):
    lead.post("/ticket-fields", SIZES)
    refused = lead.patch("/ticket-fields/size", {"kind": "text"})
    assert (refused.status_code, refused.json()["wrong"][0]["field"]) == (422, "kind")


def test_the_form_for_customers_is_changed_name_by_name(lead):
    topic = {"labels": {"en": "An order", "zh-hans": "订单"}, "queue": "email", "category": ""}
    changed = lead.patch("/form", {"title": {"ru": "Напишите нам"}, "topics": [topic], "link_days": 10})
    assert changed.status_code == 200
    closed = lead.patch("/form", {"is_open": False, "intro": {"en": "Hello"}}).json()
    assert closed == lead.get("/form").json()
    assert (closed["is_open"], closed["link_days"], closed["topics"]) == (False, 10, [topic])
    assert (closed["title"], closed["intro"]) == ({"ru": "Напишите нам"}, {"en": "Hello"})
    assert lead.patch("/form", {"title": {}, "topics": []}).json()["title"] == {}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"link_days": 0}, "link_days"),
        ({"title": {"fr": "Bonjour"}}, "title.fr"),
        ({"intro": {"zh-hans": "x" * 1001}}, "intro.zh-hans"),
        ({"topics": [{"labels": {"en": "Order"}, "queue": "nowhere"}]}, "topics[0].queue"),
        ({"topics": [{"labels": {"fr": "Bonjour"}}]}, "topics[0].labels.fr"),
        ({"topics": [{"labels": {"en": " "}}]}, "topics[0].labels.en"),
        ({"topics": [{"labels": {}}]}, "topics[0].labels"),
    ],
)
def test_what_the_form_cannot_be_is_refused_where_it_is_wrong(lead, body, field):
    refused = lead.patch("/form", body)
    assert (refused.status_code, refused.json()["wrong"][0]["field"]) == (422, field)
    assert not DeskSettings.objects.exists()


def test_closing_complaints_and_ratings_are_changed_name_by_name(lead):
    usual = lead.get("/processes").json()
    changed = lead.patch("/processes", {"close_after_days": 9, "complaint_days": {"answer": 12}}).json()
    days = usual["complaint_days"] | {"answer": 12}
    assert changed == usual | {"close_after_days": 9, "complaint_days": days, "revision": 2}
    assert lead.patch("/processes", {"asks_for_rating": False}).json()["asks_for_rating"] is False
    for body, field in (
        ({"complaint_days": {"learn": 0}}, "complaint_days.learn"),
        ({"complaint_days": {"answer": 2}}, "complaint_days.answer"),
        ({"complaint_days": {"sleep": 1}}, "complaint_days.sleep"),
        ({"rating_pause_hours": 49}, "rating_pause_hours"),
        ({"reopen_days": None}, "reopen_days"),
        ({"complaint_days": {"answer": None}}, "complaint_days.answer"),
    ):
        refused = lead.patch("/processes", body)
        assert (refused.status_code, refused.json()["wrong"][0]["field"]) == (422, field)


def test_what_somebody_set_since_is_not_overwritten(lead):
    seen = lead.patch("/form", {"link_days": 10}).json()["revision"]
    newest = lead.patch("/processes", {"reopen_days": 3}).json()["revision"]
    for path, body in (("/form", {"link_days": 20}), ("/processes", {"reopen_days": 4})):
        late = lead.patch(path, body | {"revision": seen})
        assert (late.status_code, late.json()["revision"]) == (409, newest)
    assert (lead.get("/form").json()["link_days"], lead.get("/processes").json()["reopen_days"]) == (10, 3)


def test_every_change_of_settings_is_told_page_by_page(lead):
    lead.patch("/processes", {"reopen_days": 3})
    lead.patch("/form", {"link_days": 10})
    lead.patch("/form", {"link_days": 20})
    first = lead.get("/setting-changes", limit=2).json()
    second = lead.get("/setting-changes", limit=2, after=first["next"]).json()
    told = [(each["part"], each["changes"]) for page in (first, second) for each in page["changes"]]
    assert told[:3] == [
        ("form", {"link_days": [10, 20]}),
        ("form", {"link_days": [30, 10]}),
        ("processes", {"reopen_days": [14, 3]}),
    ]
    assert second["next"] is None
    newest = first["changes"][0]
    assert (newest["by"], newest["words"][0]["before"], newest["words"][0]["after"]) == ("lena", "10", "20")
    assert len(lead.get("/setting-changes", part="processes").json()["changes"]) == 1
    refused = lead.get("/setting-changes", part="moon").json()["wrong"][0]
    assert (refused["field"], "form" in refused["allowed"]) == ("part", True)


def test_only_who_sets_the_desk_reads_and_sets_it(cast, lead):
    lead.post("/ticket-fields", SIZES)
    agent = Program(team=cast.team, user=cast.agent)
    scoped = Program(team=cast.team, user=cast.lead, scopes=("tickets:write", "board", "customers:write"))
    before = SettingChange.objects.count()
    for operation in OPERATIONS:
        refused = sent(agent, *operation)
        assert (refused.status_code, refused.json()["missing_rights"]) == (403, ["set_desk"])
        assert sent(scoped, *operation).json()["missing_scopes"] == ["setting"]
    assert SettingChange.objects.count() == before


def test_nothing_that_another_team_sets_exists_for_a_key(cast, lead):
    lead.post("/ticket-fields", SIZES)
    lead.patch("/form", {"link_days": 10})
    change = lead.get("/setting-changes").json()["changes"][0]["id"]
    stranger = Program(team=cast.other_team, user=cast.stranger)
    assert stranger.get("/ticket-fields").json() == []
    assert stranger.patch("/ticket-fields/size", {"label": "Ours"}).status_code == 404
    assert stranger.get("/setting-changes", part="form").json()["changes"] == []
    assert stranger.get("/setting-changes", after=change).status_code == 404
    assert stranger.get("/form").json()["link_days"] == 30
