from datetime import date

import pytest
from django.db import IntegrityError, transaction

from halfhour.customers.actions import (
    add_address,
    add_note,
    change_customer,
    erase_customer,
    merge_customers,
    remove_address,
    tell_apart,
    unmerge_customers,
)
from halfhour.customers.errors import CustomerRefused
from halfhour.customers.models import Consent, Customer, CustomerEvent, Merge
from halfhour.customers.queries.duplicates import Likeness, duplicate_hints
from halfhour.customers.queries.history import contacts_of
from support.customers import history, known
from support.house import House
from support.ledger import MONDAY, bring_in

TOUCHED = (
    "name", "search_name", "organisation_id", "tier", "language", "timezone", "fields", "consent",
    "merged_into_id",
)  # fmt: skip


def merge(source, target, cast):
    return merge_customers(source=source, target=target, by=cast.agent, at=MONDAY)


def unmerge(merged, cast):
    return unmerge_customers(merge=merged, by=cast.agent, at=MONDAY)


def state(*customers):
    """All that a merge could touch."""
    return [
        (
            {name: getattr(now, name) for name in TOUCHED},
            sorted(now.addresses.values_list("kind", "value")),
            sorted(now.notes.values_list("text", flat=True)),
        )
        for now in Customer.objects.filter(id__in=[each.pk for each in customers]).order_by("id")
    ]


@pytest.fixture
def two(cast):
    ann = known(cast, "Ann Lee", ("email", "ann@example.org"), tier="premium", organisation="Birch")
    other = known(cast, "", ("id", "C1"), language="de", timezone="Europe/Berlin")
    add_note(customer=other, text="Rings at noon.", by=cast.agent, at=MONDAY)
    return ann, other


def test_addresses_notes_and_contacts_move_and_empty_fields_are_filled(cast, two):
    ann, other = two
    bring_in(cast.team, history(("1", "2025-03-04", "C1"), ("2", "2025-03-05", "ann@example.org")))
    merge(other, ann, cast)
    ann.refresh_from_db()
    other.refresh_from_db()
    assert (ann.name, ann.tier, ann.language, ann.timezone) == ("Ann Lee", "premium", "de", "Europe/Berlin")
    assert other.merged_into == ann
    assert not other.is_live
    assert sorted(ann.addresses.values_list("value", flat=True)) == ["C1", "ann@example.org"]
    assert ann.notes.get().text == "Rings at noon."
    assert [contact.contact_id for contact in contacts_of(ann)] == ["2", "1"]
    assert CustomerEvent.objects.filter(kind="merged").count() == 2


@pytest.mark.parametrize("refused", [Consent.REFUSED, Consent.WITHDRAWN])
@pytest.mark.parametrize("known_before", [Consent.UNKNOWN, Consent.GIVEN])
def test_who_asked_for_peace_has_it_in_whoever_they_are_merged_into(cast, two, refused, known_before):
    ann, other = two
    Customer.objects.filter(pk=ann.pk).update(consent=known_before, consent_how="at the door")
    other.consent, other.consent_on, other.consent_how = refused, date(2026, 1, 5), "by phone"
    other.save()
    before = state(ann, other)
    merged = merge(other, ann, cast)
    ann.refresh_from_db()
    assert (ann.consent, ann.consent_on, ann.consent_how) == (refused, date(2026, 1, 5), "by phone")
    unmerge(merged, cast)
    ann.refresh_from_db()
    assert (ann.consent_on, ann.consent_how) == (None, "at the door")
    assert state(ann, other) == before


def test_what_was_said_of_consent_since_a_merge_stays_when_it_is_undone(cast, two):
    ann, other = two
    Customer.objects.filter(pk=other.pk).update(consent=Consent.REFUSED)
    merged = merge(other, ann, cast)
    Customer.objects.filter(pk=ann.pk).update(consent=Consent.GIVEN)
    unmerge(merged, cast)
    ann.refresh_from_db()
    assert ann.consent == Consent.GIVEN


def test_undoing_brings_back_exactly_what_was_moved(cast, two):
    ann, other = two
    before = state(ann, other)
    merged = merge(other, ann, cast)
    assert state(ann, other) != before
    unmerge(merged, cast)
    assert state(ann, other) == before


def test_what_was_added_after_the_merge_stays_and_what_was_removed_does_not_come_back(cast, two):
    ann, other = two
    merged = merge(other, ann, cast)
    ann.refresh_from_db()
    change_customer(customer=ann, values={"language": "fr"}, revision=ann.revision, by=cast.agent, at=MONDAY)
    add_address(customer=ann, kind="chat", value="annie", by=cast.agent, at=MONDAY)
    remove_address(customer=ann, address=ann.addresses.get(value="C1"), by=cast.agent, at=MONDAY)
    unmerge(merged, cast)
    ann.refresh_from_db()
    assert (ann.language, ann.timezone) == ("fr", "")
    assert sorted(ann.addresses.values_list("value", flat=True)) == ["ann@example.org", "annie"]
    assert not other.addresses.exists()


def test_merges_in_a_row_are_undone_from_the_last(cast, two):
    ann, other = two
    third = known(cast, "Ann Marie Lee", ("phone", "+493023125123"))
    before = state(ann, other, third)
    first, second = merge(other, ann, cast), merge(ann, third, cast)
    with pytest.raises(CustomerRefused, match="Customer 1 has been merged into customer 3"):
        unmerge(first, cast)
    unmerge(second, cast)
    unmerge(first, cast)
    assert state(ann, other, third) == before
    with pytest.raises(CustomerRefused, match="undone already"):
        unmerge(first, cast)


def test_a_circle_is_refused_and_changes_nothing(cast, two):
    ann, other = two
    merge(other, ann, cast)
    before = state(ann, other)
    for source, target in ((ann, other), (other, ann), (ann, ann)):
        with pytest.raises(CustomerRefused):
            merge(source, target, cast)
    assert state(ann, other) == before
    assert Merge.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Customer.objects.filter(id=ann.pk).update(merged_into=ann)


def test_customers_of_two_teams_are_never_merged(cast, two):
    stranger = known(cast, "Ann Lee", team=cast.other_team)
    with pytest.raises(CustomerRefused, match="different teams"):
        merge(stranger, two[0], cast)


def test_hints_say_why_and_those_told_apart_are_silent(cast):
    ann = known(cast, "Ann Lee", ("email", "ann@example.org"))
    plus = known(cast, "A.", ("email", "ann+shop@example.org"))
    swapped = known(cast, "LEE, Ann".replace(",", ""))
    by_id = known(cast, "", ("id", "Ann@example.org"))
    for _number in range(5):
        known(cast, "John Smith")
    known(cast, "Ann Lee", team=cast.other_team)
    found = {(hint.first, hint.second): hint.likeness for hint in duplicate_hints(cast.team)}
    assert found == {
        (ann, plus): Likeness.MAILBOX,
        (ann, by_id): Likeness.ADDRESS,
        (ann, swapped): Likeness.NAME,
    }
    for each in Customer.objects.filter(team=cast.team):
        pairs = {frozenset((hint.first, hint.second)) for hint in duplicate_hints(cast.team, of=each)}
        assert pairs == {frozenset(pair) for pair in found if each in pair}
    tell_apart(one=swapped, other=ann, by=cast.agent, at=MONDAY)
    tell_apart(one=ann, other=swapped, by=cast.agent, at=MONDAY)
    assert (ann, swapped) not in {(hint.first, hint.second) for hint in duplicate_hints(cast.team)}
    merge(plus, ann, cast)
    assert len(duplicate_hints(cast.team)) == 1


PREPARE = """
from django.utils import timezone
from halfhour.customers.actions import NewCustomer, add_customer
from halfhour.people.models import Team
team = Team.objects.create(slug="support", name="Support")
for pair in range(10):
    for name in ("A", "B"):
        new = NewCustomer(name=f"{name} {pair}", addresses=(("id", f"{name}{pair}"),))
        add_customer(team=team, new=new, by=None, at=timezone.now())
"""
MERGE = """
import sys, time
from django.utils import timezone
from halfhour.customers.actions import merge_customers
from halfhour.customers.errors import CustomerRefused
from halfhour.customers.models import Customer
turned, starts_at = sys.argv[1] == "turned", float(sys.argv[2])
pairs = [list(Customer.objects.filter(number__in=(2 * pair + 1, 2 * pair + 2)).order_by("number"))
         for pair in range(10)]
time.sleep(max(starts_at - time.time(), 0))
for one, other in pairs:
    source, target = (other, one) if turned else (one, other)
    try:
        merge_customers(source=source, target=target, by=None, at=timezone.now())
    except CustomerRefused:
        print("refused")
"""


@pytest.mark.postgresql
def test_two_people_who_merge_each_way_at_once_leave_exactly_one_merged(postgresql_house: House):
    import time

    postgresql_house.python(PREPARE)
    starts_at = str(time.time() + 3)
    people = [postgresql_house.start(MERGE, way, starts_at) for way in ("straight", "turned")]
    outputs = [person.communicate(timeout=60)[0] for person in people]
    assert [person.returncode for person in people] == [0, 0]
    assert sum(output.count("refused") for output in outputs) == 10
    rows = postgresql_house.rows(
        "select (number - 1) / 2, count(*), count(merged_into_id) from customers_customer group by 1"
    )
    assert sorted((pair, count, merged) for pair, count, merged in rows) == [(n, 2, 1) for n in range(10)]
    owners = postgresql_house.rows(
        "select count(*) from customers_address a join customers_customer c on c.id = a.customer_id"
        " where c.merged_into_id is null"
    )
    assert owners == [(20,)]


def test_a_team_that_is_deleted_takes_its_merged_customers_along(cast, two):
    ann, other = two
    merge(other, ann, cast)
    known(cast, "Kept", team=cast.other_team)
    cast.team.delete()
    assert [each.name for each in Customer.objects.all()] == ["Kept"]


def test_a_refusal_stays_while_anybody_merged_in_refuses(cast):
    ann, bob, cleo = (known(cast, name) for name in ("Ann", "Bob", "Cleo"))
    Customer.objects.filter(pk__in=[ann.pk, bob.pk]).update(consent=Consent.REFUSED)
    first = merge_customers(source=ann, target=cleo, by=cast.lead, at=MONDAY)
    second = merge_customers(source=bob, target=cleo, by=cast.lead, at=MONDAY)
    unmerge_customers(merge=first, by=cast.lead, at=MONDAY)
    cleo.refresh_from_db()
    assert cleo.consent == Consent.REFUSED
    unmerge_customers(merge=second, by=cast.lead, at=MONDAY)
    cleo.refresh_from_db()
    assert cleo.consent == Consent.UNKNOWN


def test_what_two_said_stays_until_both_are_gone_and_what_was_emptied_since_stays_empty(cast):
    ann, bob, cleo = (known(cast, name) for name in ("Ann", "Bob", "Cleo"))
    Customer.objects.filter(pk__in=[ann.pk, bob.pk]).update(language="de", timezone="Europe/Berlin")
    first = merge_customers(source=ann, target=cleo, by=cast.lead, at=MONDAY)
    second = merge_customers(source=bob, target=cleo, by=cast.lead, at=MONDAY)
    unmerge_customers(merge=first, by=cast.lead, at=MONDAY)
    cleo.refresh_from_db()
    assert (cleo.language, cleo.timezone) == ("de", "Europe/Berlin")
    unmerge_customers(merge=second, by=cast.lead, at=MONDAY)
    cleo.refresh_from_db()
    assert (cleo.language, cleo.timezone) == ("", "")


def test_a_merge_of_who_was_erased_meanwhile_is_refused_in_a_sentence(cast):
    ann, bob = known(cast, "Ann"), known(cast, "Bob")
    made = merge_customers(source=ann, target=bob, by=cast.lead, at=MONDAY)
    seen = Merge.objects.select_related("source__team").get(pk=made.pk)
    erase_customer(customer=bob, by=cast.lead, at=MONDAY)
    with pytest.raises(CustomerRefused, match="has been erased"):
        unmerge_customers(merge=seen, by=cast.lead, at=MONDAY)
