import json
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from halfhour.customers.actions import (
    add_note,
    erase_customer,
    erase_old_customers,
    export_customer,
    merge_customers,
    set_retention,
)
from halfhour.customers.errors import CustomerRefused
from halfhour.customers.models import Address, Customer, CustomerEvent, CustomField, Merge, Note
from halfhour.customers.queries.history import contacts_of
from halfhour.customers.queries.retention import customers_too_old, months_before
from halfhour.ledger.columnar import read_copy
from halfhour.ledger.models import Contact
from support.customers import history, known
from support.ledger import MONDAY, bring_in

ANN = "ann.private@example.org"


@pytest.fixture
def ann(cast):
    """Ann, who was merged from two records, with notes, a field, and three contacts."""
    CustomField.objects.create(team=cast.team, key="pet", label="Pet", kind="text")
    ann = known(cast, "Ann Private", ("email", ANN), fields={"pet": "Rex-private"}, organisation="Birch",
                consent="given", consent_how="said so, private")  # fmt: skip
    other = known(cast, "Anne Private", ("id", "C1-private"))
    for each in (ann, other):
        add_note(customer=each, text="A private note", by=cast.agent, at=MONDAY)
    merge_customers(source=other, target=ann, by=cast.agent, at=MONDAY)
    owners = ("C1-private", ANN, ANN, "D")
    file = history(*((str(n), f"2025-03-0{n}", each) for n, each in enumerate(owners, start=1)))
    bring_in(cast.team, file)
    return ann


def everything_kept():
    models = (Customer, Address, Note, CustomerEvent, Merge, Contact)
    return json.dumps([list(model.objects.values()) for model in models], default=str)


def test_nothing_of_the_person_is_left_and_the_statistics_are(cast, ann):
    times = list(
        Contact.objects.order_by("contact_id").values_list("opened_at", "answered_at", "handle_seconds")
    )
    assert erase_customer(customer=ann, by=cast.lead, at=MONDAY) == 3
    assert "private" not in everything_kept().lower()
    assert (
        list(Contact.objects.order_by("contact_id").values_list("opened_at", "answered_at", "handle_seconds"))
        == times
    )
    ids = list(Contact.objects.order_by("contact_id").values_list("customer_id", flat=True))
    assert ids[0] == ids[1] == ids[2] != ids[3] == "D"
    copied, _intervals = read_copy(cast.team)
    assert copied["customer_id"].to_list() == ids
    assert copied["handle_seconds"].sum() == 480


def test_that_it_happened_is_recorded_with_who_did_it(cast, ann):
    erase_customer(customer=ann, by=cast.lead, at=MONDAY)
    for number in (1, 2):
        event = CustomerEvent.objects.get(customer__number=number, kind="erased")
        assert (event.by, event.at, event.facts) == (cast.lead, MONDAY, {})
    with pytest.raises(CustomerRefused, match="Customer 1 has been erased"):
        erase_customer(customer=ann, by=cast.lead, at=MONDAY)
    with pytest.raises(CustomerRefused):
        add_note(customer=ann, text="again", by=cast.agent, at=MONDAY)
    assert not Note.objects.exists()


def test_an_export_holds_what_event_logs_say(cast, ann):
    log = f"contact_id,at,event,note,customer_id\n9,2025-03-04 09:00,created,=note,{ANN}\n"
    bring_in(cast.team, log + "8,2025-03-04 09:00,created,not hers,D\n")
    document = export_customer(customer=ann, by=cast.lead, at=MONDAY)
    assert [(each["contact_id"], each["note"]) for each in document["events_of_contacts"]] == [("9", "=note")]


def test_an_export_holds_everything_as_it_was_said(cast, ann):
    Note.objects.filter(customer=ann).update(text='=HYPERLINK("http://evil.example")')
    Customer.objects.filter(id=ann.pk).update(name="@SUM(A1)", fields={"pet": "+1"})
    document = json.loads(json.dumps(export_customer(customer=ann, by=cast.lead, at=MONDAY)))
    assert document["name"] == "@SUM(A1)"
    assert document["fields"] == {"Pet": "+1"}
    assert {note["text"] for note in document["notes"]} == {'=HYPERLINK("http://evil.example")'}
    assert [address["value"] for address in document["addresses"]] == [ANN, "C1-private"]
    assert [contact["contact_id"] for contact in document["contacts"]] == ["3", "2", "1"]
    assert document["contacts"][0]["opened_at"] == "2025-03-03T08:00:00+00:00"
    assert document["consent"] == {"state": "given", "on": None, "how": "said so, private"}
    assert document["history"][-1]["what"] == "exported"


def test_the_rule_goes_by_the_last_contact_and_else_by_when_somebody_was_added(cast):
    bring_in(
        cast.team,
        history(
            ("1", "2025-01-10", "old"), ("2", "2025-01-10", "both"), ("3", "2026-02-20", "NEW@b.example")
        ),
    )
    old = known(cast, "Old", ("id", "old"))
    both = known(cast, "Both", ("id", "both"), ("email", "new@b.example"))
    Address.objects.filter(normalised="new@b.example").update(value="NEW@b.example")
    silent = known(cast, "Silent")
    at = MONDAY
    assert list(customers_too_old(cast.team, months=12, at=at)) == [old]
    assert list(customers_too_old(cast.team, months=24, at=at)) == []
    later = at + timedelta(days=400)
    assert set(customers_too_old(cast.team, months=12, at=later)) == {old, both, silent}
    assert contacts_of(both).count() == 2


def test_old_customers_are_erased_where_a_rule_says_so(cast):
    bring_in(cast.team, history(("1", "2025-01-10", "old")))
    known(cast, "Old", ("id", "old"))
    known(cast, "New")
    assert erase_old_customers(team=cast.team, by=None, at=MONDAY) == 0
    set_retention(team=cast.team, months=6, by=cast.lead, at=MONDAY)
    assert erase_old_customers(team=cast.team, by=None, at=MONDAY) == 1
    assert erase_old_customers(team=cast.team, by=None, at=MONDAY) == 0
    assert CustomerEvent.objects.get(kind="too_old").customer.number == 1
    assert Customer.objects.get(number=2).name == "New"


def test_the_command_erases_by_each_team_s_rule(cast):
    known(cast, "Old")
    set_retention(team=cast.team, months=1, by=cast.lead, at=MONDAY)
    Customer.objects.update(created_at=datetime(2020, 1, 1, tzinfo=UTC))
    known(cast, "Kept", team=cast.other_team)
    out = StringIO()
    call_command("erase_old_customers", "--dry-run", stdout=out)
    assert Customer.objects.filter(erased_at__isnull=True).count() == 2
    call_command("erase_old_customers", stdout=out)
    assert out.getvalue().splitlines() == [
        f"{cast.other_team.slug}: no retention rule, nobody is erased",
        "support-hamburg: 1 customer to erase",
        "support-hamburg: 1 customer erased",
    ]
    assert Customer.objects.get(erased_at__isnull=True).team == cast.other_team


@pytest.mark.parametrize(
    ("at", "months", "expected"),
    [((2026, 3, 31), 1, (2026, 2, 28)), ((2024, 3, 31), 1, (2024, 2, 29)), ((2026, 1, 15), 12, (2025, 1, 15)),
     ((2026, 1, 15), 1, (2025, 12, 15)), ((2026, 5, 31), 18, (2024, 11, 30))],
)  # fmt: skip
def test_months_are_those_of_the_calendar(at, months, expected):
    assert months_before(datetime(*at, tzinfo=UTC), months) == datetime(*expected, tzinfo=UTC)
