"""Tags are offered by a few letters, however many a team has."""

import pytest
from django.urls import reverse

from halfhour.desk.actions.changing import change_ticket
from halfhour.desk.models import Tag
from halfhour.desk.queries.tags import tags_found
from support.api import Program
from support.desk import a_ticket
from support.ledger import MONDAY

pytestmark = pytest.mark.rows


def tagged(cast, *names, team=None):
    ticket = a_ticket(cast, team=team or cast.team)
    change_ticket(ticket=ticket, changes={"tags": list(names)}, by=cast.lead, at=MONDAY)
    return ticket


def test_what_begins_with_the_letters_comes_before_what_only_holds_them(cast):
    tagged(cast, "bike lamp", "Lamp", "lamp post", "tax")
    assert tags_found(cast.team, " lamp ") == ["Lamp", "lamp post", "bike lamp"]
    assert tags_found(cast.team, "lamp", most=1) == ["Lamp"]


def test_what_was_given_most_lately_is_offered_before_anything_is_typed(cast):
    tagged(cast, "tax", "vip")
    tagged(cast, "vip")
    Tag.objects.create(team=cast.team, name="never given")
    assert tags_found(cast.team) == ["vip", "tax"]


def test_tags_of_another_team_are_not_offered(cast):
    tagged(cast, "secret", team=cast.other_team)
    assert tags_found(cast.team) == tags_found(cast.team, "sec") == []


def test_a_ticket_page_is_no_larger_for_the_tags_that_a_team_has(cast):
    ticket, client = tagged(cast, "vip"), cast.client(cast.agent)
    address = reverse("desk:ticket", kwargs={"team": cast.team.slug, "number": ticket.number})
    Tag.objects.bulk_create(Tag(team=cast.team, name=f"few {number:04}") for number in range(100))
    before = client.get(address).content
    Tag.objects.bulk_create(Tag(team=cast.team, name=f"tag {number:04}") for number in range(3000))
    assert abs(len(client.get(address).content) - len(before)) < 1000
    offered = client.get(reverse("desk:tags", kwargs={"team": cast.team.slug}), {"q": "tag 1\0"})
    assert offered.json()["names"][:2] == ["tag 1000", "tag 1001"]
    assert len(offered.json()["names"]) == 20


def test_a_program_finds_tags_as_a_page_does(cast):
    tagged(cast, "lamp", "tax")
    program = Program(team=cast.team, user=cast.agent)
    assert program.get("/values").json()["tags"] == ["lamp", "tax"]
    assert program.get("/values/tags?text=LA").json() == ["lamp"]


def test_a_list_is_narrowed_by_any_tag_however_many_there_are(cast):
    ticket, client = tagged(cast, "zebra"), cast.client(cast.agent)
    address = reverse("desk:workspace", kwargs={"team": cast.team.slug})
    assert "Another tag" not in client.get(address).content.decode()
    Tag.objects.bulk_create(Tag(team=cast.team, name=f"tag {number:04}") for number in range(60))
    page = client.get(address).content.decode()
    assert "Another tag" in page
    assert 'value="zebra"' not in page
    narrowed = client.get(address, {"view": "all-open", "tag": ["", "zebra"]}).content.decode()
    assert f'data-open="{ticket.number}"' in narrowed
    assert 'value="zebra" checked' in narrowed


def test_a_tag_that_differs_in_case_alone_is_the_same_tag_as_it_was_first_spelt(cast):
    ticket = tagged(cast, "Lamp", "LAMP", "lamp ", "Лампа", "ЛАМПА")
    assert sorted(ticket.tags.values_list("name", flat=True)) == ["Lamp", "Лампа"]
    other = tagged(cast, "lamp", "лампа", "Tax")
    assert sorted(other.tags.values_list("name", flat=True)) == ["Lamp", "Tax", "Лампа"]
    changes = {"add_tags": ["tax"], "remove_tags": ["lAMP"]}
    change_ticket(ticket=ticket, changes=changes, by=cast.lead, at=MONDAY)
    assert sorted(ticket.tags.values_list("name", flat=True)) == ["Tax", "Лампа"]
    assert Tag.objects.filter(team=cast.team).count() == 3


def test_a_new_contact_has_the_tags_of_its_team_whatever_their_case(cast):
    tagged(cast, "Lamp")
    tagged(cast, "lamp", team=cast.other_team)
    program = Program(team=cast.team, user=cast.agent)
    new = {"text": "Hello", "email": "mia@example.org", "tags": ["LAMP", "tax", "Tax", "lamp"]}
    number = program.post("/tickets", new).json()["number"]
    assert program.get(f"/tickets/{number}").json()["tags"] == ["Lamp", "tax"]


def test_tags_that_two_spelt_otherwise_at_the_same_time_stay_apart(cast):
    Tag.objects.bulk_create(Tag(team=cast.team, name=name) for name in ("lamp", "Lamp"))
    ticket = tagged(cast, "Lamp", "lamp")
    change_ticket(ticket=ticket, changes={"tags": ["Lamp", "LAMP"]}, by=cast.lead, at=MONDAY)
    assert sorted(ticket.tags.values_list("name", flat=True)) == ["Lamp", "lamp"]
