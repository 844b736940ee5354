"""Customers' history, who of them may be one, and their organisations, over HTTP."""

import pytest

from halfhour.customers.models import NotTheSame, Organisation
from halfhour.jobs.models import Job
from support.api import Program
from support.customers import known


@pytest.fixture
def lead(cast):
    return Program(team=cast.team, user=cast.lead)


@pytest.fixture
def agent(cast):
    return Program(team=cast.team, user=cast.agent)


@pytest.fixture
def stranger(cast):
    return Program(team=cast.other_team, user=cast.stranger)


@pytest.fixture
def twins(cast):
    """Mia twice, and Bo."""
    known(cast, "Mia Lund", ("email", "mia@example.org"), organisation="Lamps Ltd")
    known(cast, "M. Lund", ("email", "mia+shop@example.org"), organisation="Lamps Ltd")
    known(cast, "Bo Lund", ("email", "bo@example.org"), organisation="Bells Inc")


def test_what_was_done_to_a_customer_is_told_page_by_page(twins, agent):
    agent.patch("/customers/1", {"name": "Mia L."})
    agent.post("/customers/1/notes", {"text": "Likes lamps"})
    first = agent.get("/customers/1/events", limit=2).json()
    second = agent.get("/customers/1/events", limit=2, after=first["next"]).json()
    events = first["events"] + second["events"]
    assert [each["kind"] for each in events] == ["note_added", "changed", "added"]
    assert (events[1]["by"], events[1]["facts"]) == ("ada", {"name": ["Mia Lund", "Mia L."]})
    assert second["next"] is None


def test_who_may_be_one_person_is_hinted_at_until_somebody_says_otherwise(twins, agent):
    [hint] = agent.get("/duplicates").json()
    assert [each["number"] for each in hint["customers"]] == [1, 2]
    assert (hint["likeness"], hint["what"]) == ("mailbox", "mia@example.org")
    assert (agent.get("/duplicates", customer=1).json(), agent.get("/duplicates", customer=3).json()) == (
        ([hint], [])
    )
    for _again in range(2):
        assert agent.post("/customers/1/apart", {"number": 2}, key="apart").status_code == 204
    assert agent.get("/duplicates").json() == []
    assert agent.post("/customers/1/apart", {"number": 1}).status_code == 422
    assert agent.post("/customers/1/apart", {"number": 99}).status_code == 404
    assert agent.get("/customers/2/events").json()["events"][0]["kind"] == "told_apart"


def test_customers_are_brought_in_from_the_history_in_the_background(cast, agent):
    started = agent.post("/customers/bring-in")
    assert (started.status_code, Job.objects.get().kind) == (201, "bring_in_customers")
    assert agent.get(f"/jobs/{started.json()['id']}").json()["state"] == "waiting"


def test_organisations_are_listed_page_by_page_with_who_belongs_to_them(twins, agent):
    first = agent.get("/organisations", limit=1).json()
    second = agent.get("/organisations", limit=1, after=first["next"]).json()
    listed = first["organisations"] + second["organisations"]
    assert [(each["name"], each["customers"]) for each in listed] == [("Bells Inc", 1), ("Lamps Ltd", 2)]
    assert second["next"] is None
    lamps = listed[1]
    assert agent.get("/organisations", text="LAMP").json()["organisations"] == [lamps]
    assert agent.get(f"/organisations/{lamps['id']}").json() == lamps
    page = agent.get(f"/organisations/{lamps['id']}/customers", limit=1).json()
    assert ([each["number"] for each in page["customers"]], page["next"]) == ([1], 1)
    rest = agent.get(f"/organisations/{lamps['id']}/customers", after=1).json()
    assert [each["number"] for each in rest["customers"]] == [2]


def test_an_organisation_is_renamed_and_removed_once_nobody_belongs_to_it(twins, agent):
    bells, lamps = Organisation.objects.order_by("name")
    taken = agent.patch(f"/organisations/{bells.pk}", {"name": "lamps ltd"})
    assert (taken.status_code, taken.json()["wrong"][0]["field"]) == (422, "name")
    assert agent.patch(f"/organisations/{bells.pk}", {"name": " "}).status_code == 422
    assert agent.patch(f"/organisations/{bells.pk}", {"name": "Bells Ltd"}).json()["name"] == "Bells Ltd"
    assert agent.delete(f"/organisations/{bells.pk}").status_code == 422
    agent.patch("/customers/3", {"organisation": "Lamps Ltd"})
    assert agent.delete(f"/organisations/{bells.pk}").status_code == 204
    assert list(Organisation.objects.all()) == [lamps]


def test_who_may_only_see_customers_changes_nothing_of_them(cast, twins, lead):
    lamps = Organisation.objects.get(name="Lamps Ltd").pk
    planner = Program(team=cast.team, user=cast.planner)
    reader = Program(team=cast.team, user=cast.agent, scopes=("customers:read",))
    assert len(reader.get("/organisations").json()["organisations"]) == 2
    changes = (
        lambda by: by.patch(f"/organisations/{lamps}", {"name": "Ours"}),
        lambda by: by.delete(f"/organisations/{lamps}"),
        lambda by: by.post("/customers/1/apart", {"number": 2}),
        lambda by: by.post("/customers/bring-in"),
    )
    for change in changes:
        assert change(planner).json()["missing_rights"] == ["edit_customers"]
        assert change(reader).json()["missing_scopes"] == ["customers:write"]
    tickets = Program(team=cast.team, user=cast.lead, scopes=("tickets:write",))
    for path in ("/organisations", f"/organisations/{lamps}", "/duplicates", "/customers/1/events"):
        assert tickets.get(path).status_code == 403
    assert Organisation.objects.get(pk=lamps).name == "Lamps Ltd"
    assert not NotTheSame.objects.exists()
    assert not Job.objects.exists()


def test_customers_and_organisations_of_another_team_do_not_exist(twins, stranger):
    lamps = Organisation.objects.get(name="Lamps Ltd").pk
    refused = (
        stranger.get(f"/organisations/{lamps}"),
        stranger.get(f"/organisations/{lamps}/customers"),
        stranger.patch(f"/organisations/{lamps}", {"name": "Theirs"}),
        stranger.delete(f"/organisations/{lamps}"),
        stranger.get("/organisations", after=lamps),
        stranger.get("/customers/1/events"),
        stranger.post("/customers/1/apart", {"number": 2}),
        stranger.get("/duplicates", customer=1),
    )
    assert [each.status_code for each in refused] == [404] * len(refused)
    assert stranger.get("/organisations").json()["organisations"] == stranger.get("/duplicates").json() == []
