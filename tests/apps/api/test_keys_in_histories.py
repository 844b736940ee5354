"""What a program does stands in every history as done by its key, and what a person does as theirs."""

import pytest
from django.urls import reverse

from halfhour.customers.models import CustomerEvent
from halfhour.desk.models import Actor, TicketEvent
from halfhour.people.acting import key_in_use
from halfhour.people.models import SettingChange
from support.api import Program
from support.desk import a_ticket

pytestmark = pytest.mark.rows


@pytest.fixture
def program(cast):
    program = Program(team=cast.team, user=cast.lead)
    program.token.name = "Shop"
    program.token.save()
    return program


def test_a_ticket_s_history_names_the_key_that_did_it(cast, program):
    ticket = a_ticket(cast)
    program.post(f"/tickets/{ticket.number}/notes", {"text": "From the shop"})
    cast.client(cast.lead).post(
        reverse("desk:note", kwargs={"team": cast.team.slug, "number": ticket.number}), {"text": "By hand"}
    )
    noted = TicketEvent.objects.filter(ticket=ticket, kind="noted").order_by("id")
    assert [each.key for each in noted] == ["Shop", ""]
    address = reverse("desk:history", kwargs={"team": cast.team.slug, "number": ticket.number})
    page = cast.client(cast.agent).get(address).content.decode()
    assert page.count("by the key “Shop”") == 1
    told = program.get(f"/tickets/{ticket.number}/events").json()["events"]
    assert [each["key"] for each in told if each["kind"] == "noted"] == ["Shop", ""]


def test_what_a_contact_by_a_key_sets_going_by_itself_is_nobody_s_key(cast, program):
    made = program.post("/tickets", {"channel": "form", "email": "ann@example.org", "text": "Hello"}).json()
    opened, *after = TicketEvent.objects.filter(ticket__number=made["number"]).order_by("id")
    assert opened.key == "Shop"
    assert {each.actor for each in after} == {Actor.HALFHOUR}
    address = reverse("desk:history", kwargs={"team": cast.team.slug, "number": made["number"]})
    page = cast.client(cast.agent).get(address).content.decode()
    assert page.count("by the key “Shop”") == 1


def test_customers_and_settings_name_the_key_too_and_the_next_request_has_none(cast, program):
    number = program.post("/customers", {"name": "Ann"}).json()["number"]
    program.patch(f"/customers/{number}", {"name": "Anna"})
    now = program.get("/categories").json()
    program.put("/categories", {"categories": ["refund"], "revision": now["revision"]})
    assert set(CustomerEvent.objects.values_list("key", flat=True)) == {"Shop"}
    assert SettingChange.objects.get(part="categories").key == "Shop"
    page = cast.client(cast.lead).get(reverse("desk:setting_changes", kwargs={"team": cast.team.slug}))
    assert "by the key “Shop”" in page.content.decode()
    assert key_in_use() == ""
