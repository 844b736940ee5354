import json
import re

import pytest
from django.urls import reverse
from django.utils import translation

from halfhour.customers.actions import change_customer, erase_customer, merge_customers, set_retention
from halfhour.customers.fields import shown_value
from halfhour.customers.models import (
    Customer,
    CustomerEvent,
    CustomerSettings,
    CustomField,
    Note,
    NotTheSame,
    Organisation,
)
from halfhour.jobs.models import Job
from halfhour.jobs.running import run_here
from halfhour.ledger.models import Contact
from halfhour.people.models import Member, User
from support.customers import history, known
from support.ledger import MONDAY, bring_in

SCRIPT = "<script>alert(1)</script>"


def url(cast, name, **places):
    return reverse(f"customers:{name}", kwargs={"team": cast.team.slug, **places})


def page(cast, name, *, user=None, query="", **places):
    response = cast.client(user or cast.agent).get(url(cast, name, **places) + query)
    assert response.status_code == 200
    return response.content.decode()


def send(cast, name, data=None, *, user=None, **places):
    return cast.client(user or cast.agent).post(url(cast, name, **places), data or {})


def form_of(customer, **more):
    return {"name": customer.name, "revision": customer.revision, "consent": customer.consent, **more}


def test_an_empty_list_says_what_to_do_next_to_each_who_may_do_it(cast):
    assert "Add the first, or bring in a contact history" in page(cast, "customers")
    assert "Agents and leads of the team add them" in page(cast, "customers", user=cast.planner)
    bring_in(cast.team, history(("1", "2025-03-04", "C1")))
    assert "The ledger names 1 customer who is not here yet." in page(cast, "customers")
    assert "Bring them in" not in page(cast, "customers", user=cast.planner)


def test_those_of_the_ledger_are_brought_in_with_one_click(cast):
    bring_in(cast.team, history(("1", "2025-03-04", "C1"), ("2", "2025-03-05", "C1")))
    response = send(cast, "bring_in")
    job = Job.objects.get()
    assert response.headers["Location"] == job.get_absolute_url()
    run_here(job_id=str(job.id))
    shown = page(cast, "customers")
    assert "C1" in shown
    assert "not here yet" not in shown


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("zoe", {1}),
        ("ZOË mu", {1}),
        ("birch", {1, 2}),
        ("ann@ex", {2}),
        ("030 23125", {3}),
        ("+49 30 231", {3}),
        ("#2", {2}),
        ("c1-", {3}),
        ("nobody", set()),
        ("%", set()),
    ],
)
def test_customers_are_found_by_name_organisation_address_and_number(cast, asked, found):
    known(cast, "Zoë Müller", organisation="Birch & Co")
    known(cast, "Ann Lee", ("email", "ann@example.org"), organisation="Birch & Co")
    known(cast, "", ("phone", "+493023125123"), ("id", "C1-x"))
    response = cast.client(cast.agent).get(url(cast, "customers"), {"q": asked, "sort": "newest"})
    assert {row.customer.number for row in response.context["rows"]} == found


def test_the_list_is_sorted_and_filtered_by_what_is_allowed_only(cast):
    bring_in(
        cast.team, history(("1", "2025-03-04", "C1"), ("2", "2025-03-06", "C2"), ("3", "2025-03-05", "C1"))
    )
    known(cast, "Bob", ("id", "C1"), tier="premium", organisation="Alder")
    known(cast, "Ann", ("id", "C2"), tier="standard")
    known(cast, "", ("email", "x@example.org"), tier="premium", organisation="Birch")
    client = cast.client(cast.agent)

    def numbers(**asked):
        return [row.customer.number for row in client.get(url(cast, "customers"), asked).context["rows"]]

    assert numbers() == numbers(sort="password") == [2, 1, 3]
    assert numbers(sort="contacted") == [2, 1, 3]
    assert numbers(sort="newest") == [3, 2, 1]
    assert numbers(sort="organisation") == [1, 3, 2]
    assert numbers(tier="premium", sort="oldest") == [1, 3]
    assert numbers(kind="email") == [3]
    assert numbers(consent="given") == []
    rows = client.get(url(cast, "customers")).context["rows"]
    assert [(row.contacts, row.last_at and row.last_at.day) for row in rows] == [(1, 6), (2, 5), (0, None)]


def test_a_customer_is_added_with_addresses_or_told_why_not(cast):
    CustomField.objects.create(team=cast.team, key="shoe", label="Shoe size", kind="number")
    data = {
        "name": "Ann Lee",
        "email": "ann@example.org",
        "phone": "030 23125123",
        "organisation": "Birch",
        "tier": "premium",
        "consent": "given",
        "consent_how": "by mail",
        "field-shoe": "38.5",
    }
    refused = send(cast, "add", {**data, "phone": "call me"}).content.decode()
    assert "“call me” is no phone number." in refused
    assert 'value="call me"' in refused
    response = send(cast, "add", data)
    ann = Customer.objects.get()
    assert response.headers["Location"] == url(cast, "customer", number=ann.number)
    assert (ann.fields, ann.tier, ann.consent_how) == ({"shoe": 38.5}, "premium", "by mail")
    assert ann.consent_on is not None
    shown = page(cast, "customer", number=ann.number)
    for words in ("Ann Lee", "ann@example.org", "+49 30 23125123", "38.5", "Birch", "premium"):
        assert words in shown
    again = send(cast, "add", {**data, "name": "Bob"}).content.decode()
    assert f"Customer {ann.number} (Ann Lee) has the address ann@example.org already." in again
    assert f'/customers/{ann.number}/">Open Ann Lee</a>' in again
    assert 'value="Bob"' in again
    assert "Enter a name or an address" in send(cast, "add", {}).content.decode()
    assert Customer.objects.count() == 1


def test_past_contacts_on_all_channels_stand_beside_the_customer(cast):
    bring_in(cast.team, history(("1", "2025-03-04", "C1"), ("2", "2025-03-05", "ann@example.org")))
    known(cast, "Ann", ("id", "C1"), ("email", "ann@example.org"))
    shown = page(cast, "customer", number=1)
    assert "Phone: 2 (half answered within 1 min)" in shown
    assert shown.count("1 min") >= 3
    assert "/ledger/contacts/" not in shown
    assert "/ledger/contacts/" in page(cast, "customer", number=1, user=cast.planner)


def test_past_contacts_call_who_answered_by_their_full_name_where_the_team_knows_them(cast):
    User.objects.filter(pk=cast.agent.pk).update(first_name="Ada", last_name="Krüger")
    rows = history(("1", "2025-03-04", "C1"), ("2", "2025-03-05", "C1"), ("3", "2025-03-06", "C1"))
    bring_in(cast.team, rows)
    for number, agent in (("1", cast.agent.username), ("2", "Somebody Else"), ("3", "")):
        Contact.objects.filter(contact_id=number).update(agent=agent)
    known(cast, "Ann", ("id", "C1"))
    shown = re.findall(r'data-label="Agent">([^<]*)<', page(cast, "customer", number=1))
    assert shown == ["–", "Somebody Else", "Ada Krüger"]


def test_what_two_people_type_at_once_is_shown_side_by_side_and_not_lost(cast):
    ann = known(cast, "Ann")
    change_customer(
        customer=ann, values={"name": "Ann Lee", "tier": "premium"}, revision=1, by=cast.lead, at=MONDAY
    )
    refused = send(cast, "edit", form_of(ann, name="Anna", tier="standard"), number=1)
    shown = refused.content.decode()
    assert "Somebody else saved this customer since you opened it." in shown
    assert 'value="Anna"' in shown
    changes = {(each.what, each.before, each.after) for each in refused.context["theirs"]}
    assert changes == {("Name", "Ann Lee", "Anna"), ("Tier", "premium", "standard")}
    assert Customer.objects.get().name == "Ann Lee"
    assert 'name="revision" value="2"' in shown
    response = send(cast, "edit", form_of(ann, name="Anna", tier="standard", revision=2), number=1)
    assert response.status_code == 302
    assert Customer.objects.get().name == "Anna"


def test_addresses_and_notes_come_and_go(cast):
    ann, _bob = known(cast, "Ann"), known(cast, "Bob", ("email", "bob@example.org"))
    send(cast, "add_address", {"kind": "chat", "value": "annie"}, number=1)
    refused = send(cast, "add_address", {"kind": "email", "value": "BOB@example.org"}, number=1)
    assert refused.status_code == 422
    assert "Customer 2 (Bob) has the address" in refused.content.decode()
    assert 'value="BOB@example.org"' in refused.content.decode()
    send(cast, "add_note", {"text": "Rings at noon."}, number=1)
    assert "Rings at noon." in page(cast, "customer", number=1)
    note, address = ann.notes.get(), ann.addresses.get()
    assert send(cast, "remove_note", number=2, pk=note.pk).status_code == 404
    assert send(cast, "remove_address", number=2, pk=address.pk).status_code == 404
    send(cast, "remove_note", number=1, pk=note.pk)
    send(cast, "remove_address", number=1, pk=address.pk)
    assert not ann.notes.exists()
    assert not ann.addresses.exists()


def test_merging_shows_both_before_anything_happens_and_can_be_undone(cast):
    known(cast, "Ann Lee", ("email", "ann@example.org"), tier="premium")
    known(cast, "Lee Ann", ("id", "C1"), language="de", tier="standard")
    assert "Their names have the same words." in page(cast, "duplicates")
    shown = page(cast, "merge", number=1, query="?with=2")
    rows = {row[0]: row[1:] for row in cast.client(cast.agent).get(
        url(cast, "merge", number=1) + "?with=2").context["rows"]}  # fmt: skip
    assert rows["Tier"] == ("premium", "standard", "premium")
    assert rows["Language"] == ("–", "German", "German")
    assert rows["Addresses"] == ("ann@example.org", "C1", "ann@example.org, C1")
    assert "Merge #2 into #1" in shown
    assert not CustomerEvent.objects.filter(kind="merged").exists()
    send(cast, "merge", {"with": "2"}, number=1)
    assert cast.client(cast.agent).get(url(cast, "customer", number=2)).headers["Location"] == url(
        cast, "customer", number=1
    )
    assert "No two customers look like one" in page(cast, "duplicates")
    merged = Customer.objects.get(number=2).merges_away.get()
    send(cast, "unmerge", number=1, pk=merged.pk)
    assert Customer.objects.get(number=2).is_live
    send(cast, "apart", number=1, other=2)
    assert NotTheSame.objects.count() == 1
    assert "No two customers look like one" in page(cast, "duplicates")


def test_whom_to_merge_is_looked_for(cast):
    known(cast, "Ann Lee")
    known(cast, "Bob Ray", ("email", "bob@example.org"))
    assert "bob@example.org" in page(cast, "merge", number=1, query="?q=bob")
    assert "No other customer is like that" in page(cast, "merge", number=1, query="?q=ann")
    for other in ("1", "99", "x", "9" * 30):
        assert "Who is the same person" in page(cast, "merge", number=1, query=f"?with={other}")


def test_an_export_is_a_file_and_is_remembered(cast):
    known(cast, "=1+1", ("email", "ann@example.org"))
    response = send(cast, "export", number=1)
    assert response.headers["Content-Disposition"] == 'attachment; filename="customer-1.json"'
    assert json.loads(response.content)["name"] == "=1+1"
    assert CustomerEvent.objects.get(kind="exported").by == cast.agent
    assert send(cast, "export", number=1, user=cast.planner).status_code == 403


def test_leads_erase_and_agents_do_not(cast):
    known(cast, "Ann", ("id", "C1"))
    bring_in(cast.team, history(("1", "2025-03-04", "C1")))
    assert send(cast, "erase", number=1).status_code == 403
    assert "1 contact in the statistics" in page(cast, "erase", number=1, user=cast.lead)
    send(cast, "erase", number=1, user=cast.lead)
    shown = page(cast, "customer", number=1)
    assert "Customer 1 was erased on" in shown
    assert "Lena" in shown
    for name in ("edit", "merge", "add_note"):
        assert send(cast, name, {"text": "x"}, number=1).status_code == 404


def test_retention_shows_whom_it_would_touch_before_it_is_saved(cast):
    bring_in(cast.team, history(("1", "2020-01-10", "C1")))
    known(cast, "Ann Old", ("id", "C1"))
    shown = page(cast, "retention", user=cast.lead, query="?months=24")
    assert "Ann Old" in shown
    assert "Nothing is saved yet." in shown
    assert not CustomerSettings.objects.filter(retention_months__isnull=False).exists()
    for wrong in ("0", "-1", "x", "9999"):
        assert send(cast, "retention", {"months": wrong}, user=cast.lead).status_code == 200
    send(cast, "retention", {"months": "24"}, user=cast.lead)
    assert CustomerSettings.objects.get(team=cast.team).retention_months == 24
    assert Customer.objects.get().name == "Ann Old"
    send(cast, "retention", {"act": "erase"}, user=cast.lead)
    run_here(job_id=str(Job.objects.get().id))
    assert Customer.objects.get().erased_at is not None
    assert "By the team's retention rule." in page(cast, "customer", number=1)
    send(cast, "retention", {"months": ""}, user=cast.lead)
    assert CustomerSettings.objects.get(team=cast.team).retention_months is None


def test_fields_and_tiers_are_the_team_s_own(cast):
    known(cast, "Ann")
    assert "No fields of your own yet" in page(cast, "fields", user=cast.planner)
    assert send(cast, "fields", {"tiers": "x"}).status_code == 403
    send(cast, "fields", {"tiers": "gold\nsilver\n"}, user=cast.planner)
    refused = send(cast, "new_field", {"label": "Plan", "kind": "choice", "choices": ""}, user=cast.lead)
    assert "one on each line" in refused.content.decode()
    send(cast, "new_field", {"label": "Plan", "kind": "choice", "choices": "S\nL"}, user=cast.lead)
    shown = page(cast, "edit", number=1)
    assert '<option value="gold">gold</option>' in shown
    assert '<option value="L">L</option>' in shown
    ann = Customer.objects.get()
    wrong = send(cast, "edit", form_of(ann, **{"field-plan": "XXL"}), number=1)
    assert "Select a valid choice" in wrong.content.decode()
    send(cast, "edit", form_of(ann, tier="gold", **{"field-plan": "L", "field-other": "x"}), number=1)
    ann.refresh_from_db()
    assert (ann.tier, ann.fields) == ("gold", {"plan": "L"})
    send(
        cast,
        "field",
        {"label": "Plan size", "choices": "S\nL", "is_retired": "on"},
        user=cast.lead,
        key="plan",
    )
    assert "Plan size" not in page(cast, "edit", number=1)
    assert CustomField.objects.get().kind == "choice"


def test_an_organisation_shows_its_customers_and_is_renamed(cast):
    known(cast, "Ann", organisation="Birch")
    birch = Organisation.objects.get()
    assert "Birch" in page(cast, "organisations")
    assert "No organisation is like that" in page(cast, "organisations", query="?q=oak")
    assert "Ann" in page(cast, "organisation", pk=birch.pk)
    assert send(cast, "organisation", {"name": "X"}, user=cast.planner, pk=birch.pk).status_code == 403
    send(cast, "organisation", {"name": "Birch & Co"}, pk=birch.pk)
    assert Organisation.objects.get().name == "Birch & Co"


def test_an_organisation_goes_once_nobody_belongs_to_it(cast):
    ann = known(cast, "Ann", organisation="Birch")
    birch = Organisation.objects.get()
    refused = cast.client(cast.agent).post(url(cast, "remove_organisation", pk=birch.pk), follow=True)
    assert "Customers belong to this organisation" in refused.content.decode()
    erase_customer(customer=ann, by=cast.lead, at=MONDAY)
    assert "Nobody belongs to it" in page(cast, "organisation", pk=birch.pk)
    send(cast, "remove_organisation", pk=birch.pk)
    assert not Organisation.objects.exists()


def test_scripts_in_whatever_is_typed_stay_words(cast):
    CustomField.objects.create(team=cast.team, key="pet", label=SCRIPT, kind="text")
    for name in (f"Ann {SCRIPT}", f"{SCRIPT} Ann"):
        known(cast, name, organisation=SCRIPT, tier=SCRIPT, fields={"pet": SCRIPT}, consent="given",
              consent_how=SCRIPT)  # fmt: skip
    known(cast, "", ("chat", SCRIPT), ("id", f"x{SCRIPT}"))
    Note.objects.create(customer=Customer.objects.get(number=1), text=SCRIPT, at=MONDAY)
    change_customer(
        customer=Customer.objects.get(number=1),
        values={"name": f"{SCRIPT}!"},
        revision=1,
        by=cast.agent,
        at=MONDAY,
    )
    for name, places in (
        ("customers", {}), ("customer", {"number": 1}), ("customer", {"number": 3}), ("edit", {"number": 1}),
        ("merge", {"number": 1}), ("duplicates", {}), ("organisations", {}), ("erase", {"number": 3}),
        ("organisation", {"pk": Organisation.objects.get().pk}), ("fields", {}), ("field", {"key": "pet"}),
        ("retention", {}),
    ):  # fmt: skip
        query = "?with=2" if name == "merge" else "?months=1" if name == "retention" else ""
        shown = page(cast, name, user=cast.lead, query=query, **places)
        assert SCRIPT not in shown, name
    assert "&lt;script&gt;" in page(cast, "customer", number=1)


def test_another_team_s_customers_do_not_exist(cast):
    known(cast, "Ann")
    known(cast, "Secret", ("id", "S1"), team=cast.other_team, organisation="Hidden")
    known(cast, "Secret Two", team=cast.other_team)
    hidden = Organisation.objects.get().pk
    assert "Secret" not in page(cast, "customers")
    assert "Hidden" not in page(cast, "organisations") + page(cast, "edit", number=1)
    for name, places in (("customer", {"number": 2}), ("organisation", {"pk": hidden})):
        assert cast.client(cast.agent).get(url(cast, name, **places)).status_code == 404
    assert send(cast, "apart", number=1, other=2).status_code == 404
    assert "Who is the same person" in page(cast, "merge", number=1, query="?with=2")


def test_a_membership_that_ended_ends_the_sight_of_customers(cast):
    known(cast, "Ann")
    client = cast.client(cast.agent)
    assert client.get(url(cast, "customer", number=1)).status_code == 200
    Member.objects.filter(user=cast.agent).delete()
    for name, places in (("customers", {}), ("customer", {"number": 1}), ("organisations", {})):
        assert client.get(url(cast, name, **places)).status_code == 404
    for name in ("export", "add_note", "edit", "merge"):
        assert client.post(url(cast, name, number=1), {"text": "x"}).status_code == 404
    assert not Note.objects.exists()


def test_a_refused_merge_is_said_on_the_page(cast):
    ann, bob, cem = known(cast, "Ann"), known(cast, "Bob"), known(cast, "Cem")
    merge = merge_customers(source=bob, target=ann, by=cast.agent, at=MONDAY)
    merge_customers(source=ann, target=cem, by=cast.agent, at=MONDAY)
    assert send(cast, "unmerge", number=1, pk=merge.pk).status_code == 404
    assert send(cast, "unmerge", number=3, pk=merge.pk).status_code == 404
    erase_customer(customer=cem, by=cast.lead, at=MONDAY)
    assert {each.erased_at for each in Customer.objects.all()} == {MONDAY}


def test_a_saved_rule_stays_where_the_tiers_change(cast):
    set_retention(team=cast.team, months=24, by=cast.lead, at=MONDAY)
    send(cast, "fields", {"tiers": "gold"}, user=cast.lead)
    assert CustomerSettings.objects.get(team=cast.team).retention_months == 24


def test_a_tier_that_is_no_longer_on_offer_is_told_of_and_still_found(cast):
    known(cast, "Ann", tier="premium")
    client, base = cast.client(cast.lead), f"/t/{cast.team.slug}/customers/"
    page = client.post(f"{base}fields/", {"tiers": "gold"}, follow=True).content.decode()
    assert "1 customer keeps “premium”, which is no longer on offer." in page
    assert "Ann" in client.get(base, {"tier": "premium"}).content.decode()
    assert "Ann" not in client.get(base, {"tier": "gold"}).content.decode()


def test_notes_and_changes_of_many_come_page_by_page_and_each_stands_once(cast):
    ann = known(cast, "Ann")
    Note.objects.bulk_create(
        [Note(customer=ann, text=f"<{n:02}>", by=cast.agent, at=MONDAY) for n in range(45)]
    )
    for name in ("Anna", "Ann") * 30:
        ann.refresh_from_db()
        change_customer(customer=ann, values={"name": name}, revision=ann.revision, by=cast.agent, at=MONDAY)
    pages = [page(cast, "customer", number=ann.number, query=f"?notes={n}") for n in (1, 2, 3)]
    shown = [re.findall(r"&lt;(\d\d)&gt;", text) for text in pages]
    assert [len(each) for each in shown] == [20, 20, 5]
    assert sorted(text for each in shown for text in each) == [f"{n:02}" for n in range(45)]
    assert 'href="?notes=2#notes"' in pages[0]
    later = page(cast, "customer", number=ann.number, query="?changes=2")
    assert '<details class="events" open>' in later
    assert 'href="?changes=1#changes"' in later
    assert later.count("<del>") == 10, "60 changes, the newest 50 on the page before"


def test_a_number_in_a_field_of_one_s_own_is_shown_as_it_is_and_may_be_that_of_an_order():
    with translation.override("ru"):
        shown = [shown_value("number", value) for value in (1200000, 1.5, 1e-7)]
    assert shown == ["1200000", "1,5", "0"]
