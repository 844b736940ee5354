from datetime import date

import pytest

from halfhour.customers.actions import (
    add_note,
    change_customer,
    erase_customer,
    remove_note,
    rename_organisation,
    save_field,
    set_tiers,
)
from halfhour.customers.errors import CustomerMovedOn, CustomerRefused
from halfhour.customers.models import Customer, CustomerEvent, CustomField, Organisation
from halfhour.customers.wording import language_name
from support.customers import known
from support.ledger import MONDAY


def change(customer, cast, *, revision=1, **values):
    return change_customer(customer=customer, values=values, revision=revision, by=cast.agent, at=MONDAY)


def test_a_change_is_saved_and_remembered_with_what_was_and_what_is(cast):
    ann = known(cast, "Ann", tier="standard")
    changed = change(ann, cast, name="Ann Lee", organisation="Birch & Co", tier="standard", consent="given",
                     consent_on=date(2026, 3, 1), consent_how="by phone")  # fmt: skip
    assert (changed.revision, changed.search_name, changed.organisation.name) == (2, "ann lee", "Birch & Co")
    event = CustomerEvent.objects.get(customer=ann, kind="changed")
    assert (event.by, event.at) == (cast.agent, MONDAY)
    assert event.facts == {
        "name": ["Ann", "Ann Lee"],
        "organisation": ["", "Birch & Co"],
        "consent": ["unknown", "given"],
        "consent_on": [None, "2026-03-01"],
        "consent_how": ["", "by phone"],
    }


def test_a_change_of_nothing_is_none(cast):
    ann = known(cast, "Ann")
    assert change(ann, cast, name="Ann").revision == 1
    assert not CustomerEvent.objects.filter(kind="changed").exists()


def test_who_has_not_seen_the_last_change_overwrites_nothing(cast):
    ann = known(cast, "Ann")
    change(ann, cast, name="Ann Lee")
    with pytest.raises(CustomerMovedOn) as refused:
        change(ann, cast, name="Anna")
    assert refused.value.latest.name == "Ann Lee"
    assert Customer.objects.get().name == "Ann Lee"


def test_only_defined_fields_are_stored_and_retired_ones_keep_what_they_had(cast):
    shoe = save_field(team=cast.team, field=None, label="Shoe size", kind="number", by=cast.lead, at=MONDAY)
    ann = known(cast, "Ann", fields={"shoe-size": 42, "secret": "x"})
    assert ann.fields == {"shoe-size": 42}
    save_field(
        team=cast.team, field=shoe, label="Shoe size", kind="number", is_retired=True, by=cast.lead, at=MONDAY
    )
    save_field(team=cast.team, field=None, label="Shoe size", kind="text", by=cast.lead, at=MONDAY)
    with pytest.raises(CustomerRefused, match="There is a field “shoe size” already"):
        save_field(team=cast.team, field=None, label="shoe size", kind="text", by=cast.lead, at=MONDAY)
    changed = change(ann, cast, fields={"shoe-size": 1, "shoe-size-2": "big", "secret": "x"})
    assert changed.fields == {"shoe-size": 42, "shoe-size-2": "big"}


def test_a_list_to_choose_from_is_not_empty_and_a_kind_stays(cast):
    with pytest.raises(CustomerRefused, match="one on each line"):
        save_field(
            team=cast.team,
            field=None,
            label="Plan",
            kind="choice",
            choices=["", " "],
            by=cast.lead,
            at=MONDAY,
        )
    plan = save_field(
        team=cast.team,
        field=None,
        label="Plan",
        kind="choice",
        choices=["S", "L", "S"],
        by=cast.lead,
        at=MONDAY,
    )
    assert plan.choices == ["S", "L"]
    save_field(team=cast.team, field=plan, label="Plan", kind="text", choices=["M"], by=cast.lead, at=MONDAY)
    assert (CustomField.objects.get().kind, CustomField.objects.get().choices) == ("choice", ["M"])


def test_tiers_are_the_team_s_own(cast):
    assert set_tiers(
        team=cast.team, tiers=[" gold ", "", "silver", "gold"], by=cast.lead, at=MONDAY
    ).tiers == [
        "gold",
        "silver",
    ]


def test_an_organisation_is_one_in_any_spelling(cast):
    first, second = known(cast, "A", organisation="Birch  Gmbh"), known(cast, "B", organisation="BIRCH GmbH ")
    assert first.organisation == second.organisation
    oak = known(cast, "C", organisation="Oak").organisation
    with pytest.raises(CustomerRefused, match="already"):
        rename_organisation(organisation=oak, name="birch gmbh", by=cast.agent)
    rename_organisation(organisation=oak, name="OAK", by=cast.agent)
    assert set(Organisation.objects.values_list("name", flat=True)) == {"Birch  Gmbh", "OAK"}


def test_notes_are_removed_by_name_only_from_their_customer(cast):
    ann, bob = known(cast, "Ann"), known(cast, "Bob")
    note = add_note(customer=ann, text=" Calls late. ", by=cast.agent, at=MONDAY)
    remove_note(customer=bob, note=note, by=cast.agent, at=MONDAY)
    assert ann.notes.get().text == "Calls late."
    remove_note(customer=ann, note=note, by=cast.second_agent, at=MONDAY)
    event = CustomerEvent.objects.get(kind="note_removed")
    assert (event.by, event.facts) == (cast.second_agent, {"note": ["Calls late.", None]})


def test_a_history_is_only_added_to(cast):
    ann = known(cast, "Ann")
    event = ann.events.get()
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        event.delete()


def test_an_erased_customer_is_not_changed(cast):
    ann = known(cast, "Ann")
    erase_customer(customer=ann, by=cast.lead, at=MONDAY)
    with pytest.raises(CustomerRefused, match="erased"):
        change(ann, cast, name="Ann", revision=2)
    assert Customer.objects.get().name == ""


def test_a_language_with_a_script_behind_it_has_its_name_too():
    assert [language_name(code) for code in ("en", "zh-hans", "xx")] == ["English", "Chinese", "xx"]
