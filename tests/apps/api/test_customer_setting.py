"""What a team wants to know of its customers, and how long it keeps them, over HTTP."""

from datetime import timedelta

import pytest
from django.utils import timezone

from halfhour.customers.models import Customer, CustomerSettings, CustomField
from halfhour.jobs.models import Job
from support.api import Program
from support.customers import known

SIZES = {"label": "Size", "kind": "choice", "choices": ["small", "large"]}


@pytest.fixture
def lead(cast):
    return Program(team=cast.team, user=cast.lead)


def test_a_field_of_customers_is_defined_changed_and_retired(cast, lead):
    added = lead.post("/customer-fields", SIZES, key="size")
    assert (added.status_code, added.json()) == (201, SIZES | {"key": "size", "is_retired": False})
    lead.post("/customer-fields", SIZES, key="size")
    assert CustomField.objects.count() == 1
    agent = Program(team=cast.team, user=cast.agent)
    assert agent.post("/customers", {"name": "Mia", "fields": {"size": "large"}}).status_code == 201
    changed = lead.patch("/customer-fields/size", {"label": "Shoe size", "is_retired": True}).json()
    assert (changed["label"], changed["choices"], changed["is_retired"]) == (
        ("Shoe size", SIZES["choices"], True)
    )
    assert [each["key"] for each in agent.get("/customer-fields").json()] == ["size"]
    for path, send, body, field in (
        ("/customer-fields", lead.post, {"label": "Colour", "kind": "choice"}, "choices"),
        ("/customer-fields", lead.post, {"label": "Colour", "kind": "text", "on_form": True}, "on_form"),
        ("/customer-fields/size", lead.patch, {"kind": "text"}, "kind"),
    ):
        refused = send(path, body)
        assert (refused.status_code, refused.json()["wrong"][0]["field"]) == (422, field)


def test_tiers_are_replaced_and_customers_found_by_theirs(cast, lead):
    known(cast, "Mia", tier="premium")
    known(cast, "Bo", tier="standard")
    assert lead.put("/customer-tiers", {"tiers": ["basic", "premium"]}).json()["tiers"] == [
        "basic",
        "premium",
    ]
    agent = Program(team=cast.team, user=cast.agent)
    assert agent.get("/customer-tiers").json()["tiers"] == ["basic", "premium"]
    assert [each["name"] for each in agent.get("/customers", tier="premium").json()["customers"]] == ["Mia"]
    refused = lead.put("/customer-tiers", {"tiers": ["x" * 61]})
    assert (refused.status_code, refused.json()["wrong"][0]["field"]) == (422, "tiers[0]")


def test_customers_are_narrowed_as_on_their_page(cast, lead):
    known(cast, "Mia", ("email", "mia@example.org"), consent="given")
    known(cast, "Bo", ("phone", "+45 33 12 34 56"))

    def named(**asked):
        return [each["name"] for each in lead.get("/customers", **asked).json()["customers"]]

    assert (named(consent="given"), named(consent="unknown")) == (["Mia"], ["Bo"])
    assert (named(kind="phone"), named(kind="email", consent="unknown")) == (["Bo"], [])
    assert named(kind="", consent="", tier="") == ["Mia", "Bo"]
    refused = lead.get("/customers", kind="pigeon").json()["wrong"][0]
    assert (refused["field"], "phone" in refused["allowed"]) == ("kind", True)


def test_how_long_customers_are_kept_is_looked_at_before_it_is_set(cast, lead):
    known(cast, "Mia")
    known(cast, "Bo")
    now = timezone.now()
    Customer.objects.filter(name="Mia").update(created_at=now - timedelta(days=100))
    Customer.objects.filter(name="Bo").update(created_at=now)
    assert lead.get("/retention").json() == {"months": None, "before": None, "count": None}
    looked_at = lead.get("/retention", months=2).json()
    assert (looked_at["months"], looked_at["count"]) == (None, 1)
    kept = lead.put("/retention", {"months": 2}, key="two").json()
    assert (kept["months"], kept["count"]) == (2, 1)
    assert lead.get("/retention", months=600).json()["count"] == 0
    assert lead.put("/retention", {"months": None}).json()["months"] is None
    assert lead.put("/retention", {"months": 0}).status_code == 422
    assert Customer.objects.filter(erased_at__isnull=True).count() == 2


def test_who_is_kept_no_longer_is_erased_in_the_background(cast, lead):
    started = lead.post("/retention/erase", key="erase")
    assert (started.status_code, started.json()) == (201, lead.post("/retention/erase", key="erase").json())
    job = Job.objects.get()
    assert (str(job.pk), job.kind, job.by) == (started.json()["id"], "erase_old_customers", cast.lead)


def test_only_who_may_sets_what_is_asked_of_customers_and_how_long_they_are_kept(cast, lead):
    lead.post("/customer-fields", SIZES)
    agent = Program(team=cast.team, user=cast.agent)
    scoped = Program(team=cast.team, user=cast.lead, scopes=("customers:read", "customers:write"))
    for send, path, body, right, scope in (
        ("post", "/customer-fields", SIZES, "edit_team", "setting"),
        ("patch", "/customer-fields/size", {"label": "Sizes"}, "edit_team", "setting"),
        ("put", "/customer-tiers", {"tiers": []}, "edit_team", "setting"),
        ("put", "/retention", {"months": 1}, "erase_customers", "customers:erase"),
        ("post", "/retention/erase", None, "erase_customers", "customers:erase"),
    ):
        refused = getattr(agent, send)(path, body)
        assert (refused.status_code, refused.json()["missing_rights"]) == (403, [right])
        assert getattr(scoped, send)(path, body).json()["missing_scopes"] == [scope]
    assert agent.get("/retention").status_code == 403
    assert not Job.objects.exists()
    assert CustomField.objects.get().label == "Size"
    tickets = Program(team=cast.team, user=cast.lead, scopes=("tickets:read",))
    for path in ("/customer-fields", "/customer-tiers"):
        assert {"customers:read", "setting"} <= set(tickets.get(path).json()["missing_scopes"])


def test_who_edits_the_team_may_set_its_customers_fields_by_key_as_on_the_page(cast):
    planner = Program(team=cast.team, user=cast.planner)
    assert planner.post("/customer-fields", SIZES).status_code == 201
    assert planner.get("/routing").status_code == 403


def test_what_another_team_asks_of_its_customers_does_not_exist(cast, lead):
    lead.post("/customer-fields", SIZES)
    lead.put("/customer-tiers", {"tiers": ["ours"]})
    lead.put("/retention", {"months": 5})
    stranger = Program(team=cast.other_team, user=cast.stranger)
    assert stranger.get("/customer-fields").json() == []
    assert stranger.patch("/customer-fields/size", {"label": "Theirs"}).status_code == 404
    assert stranger.get("/customer-tiers").json()["tiers"] == ["standard", "premium"]
    assert stranger.put("/retention", {"months": 1}).json()["months"] == 1
    assert CustomerSettings.objects.get(team=cast.team).retention_months == 5
