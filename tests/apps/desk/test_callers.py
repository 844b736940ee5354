"""Who is at the phone is found by letters while a ticket is entered by hand."""

import pytest
from django.urls import reverse

from halfhour.customers.actions import erase_customer
from halfhour.desk.models import Ticket
from support.customers import known
from support.ledger import MONDAY


def found(cast, text, user=None):
    url = reverse("desk:callers", kwargs={"team": cast.team.slug})
    response = cast.client(user or cast.agent).get(url, {"q": text})
    return {each["number"]: each["words"] for each in response.json()["callers"]}


@pytest.mark.parametrize("typed", ["lindgren", "ZOE", "zoe.l@", "030 2312", "+493023125"])
def test_a_customer_is_found_by_letters_of_name_and_address_and_by_digits(cast, typed):
    zoe = known(cast, "Zoë Lindgren", ("email", "zoe.l@example.org"), ("phone", "+49 30 23125123"))
    known(cast, "Ben Ode", ("email", "ben@example.org"))
    known(cast, "Zoë Lindgren", team=cast.other_team)
    assert list(found(cast, typed)) == [zoe.number]
    assert found(cast, typed)[zoe.number].startswith("Zoë Lindgren · zoe.l@example.org · ")


def test_nobody_is_offered_before_anything_is_typed_and_never_more_than_twenty(cast):
    for number in range(21):
        known(cast, f"Ann {number}")
    assert found(cast, " ") == {}
    assert len(found(cast, "ann")) == 20


def test_whoever_was_erased_is_not_offered(cast):
    zoe = known(cast, "Zoë Lindgren", ("email", "zoe.l@example.org"))
    erase_customer(customer=zoe, by=cast.lead, at=MONDAY)
    assert found(cast, "zoe") == {}


def test_who_does_not_work_tickets_finds_nobody(cast):
    url = reverse("desk:callers", kwargs={"team": cast.team.slug})
    assert cast.client(cast.planner).get(url, {"q": "zoe"}).status_code == 403


def test_the_number_is_what_is_sent_and_letters_alone_open_nothing(cast):
    zoe = known(cast, "Zoë Lindgren", ("email", "zoe.l@example.org"))
    url = reverse("desk:new_ticket", kwargs={"team": cast.team.slug})
    client, typed = cast.client(cast.agent), {"channel": "phone", "text": "Calls about her order."}
    assert 'list="callers"' in client.get(url).content.decode()
    refused = client.post(url, {**typed, "key": "a", "customer": "Lindgren"})
    assert refused.status_code == 200
    assert "Lindgren" in refused.content.decode()
    assert not Ticket.objects.exists()
    client.post(url, {**typed, "key": "b", "customer": str(zoe.number)})
    assert Ticket.objects.get().customer == zoe
