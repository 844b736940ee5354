"""The demo's customers: the same each time, and nobody's."""

import pytest

from halfhour.customers.models import Address, Customer, Note
from halfhour.customers.queries.duplicates import duplicate_hints
from halfhour.demo.customers import KNOWN, make_customers
from support.ledger import MONDAY

pytestmark = pytest.mark.django_db


def test_they_are_the_same_each_time_and_made_once(cast):
    for team in (cast.team, cast.other_team):
        for _time in range(2):
            make_customers(team, by=cast.lead, at=MONDAY)
    columns = ("number", "name", "organisation__name", "tier", "language", "fields", "consent", "consent_on")
    ours, theirs = (
        list(Customer.objects.filter(team=team).order_by("number").values_list(*columns))
        for team in (cast.team, cast.other_team)
    )
    assert ours == theirs
    assert len(ours) == KNOWN + 3
    names = [name for _number, name, *_rest in ours[:KNOWN]]
    assert len(set(names)) == KNOWN
    assert Note.objects.filter(customer__team=cast.team).count() == 4
    assert len(duplicate_hints(cast.team)) == 3


def test_nobody_can_be_written_to_or_called(cast):
    make_customers(cast.team, by=cast.lead, at=MONDAY)
    mails = Address.objects.filter(kind="email").values_list("normalised", flat=True)
    assert {mail.rpartition("@")[2] for mail in mails} == {"example.org", "example.net", "example.com"}
    phones = Address.objects.filter(kind="phone").values_list("normalised", flat=True)
    assert {phone[:-3] for phone in phones} == {"+493023125"}  # kept for films
