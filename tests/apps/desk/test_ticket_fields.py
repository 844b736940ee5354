"""The team's own fields of tickets: defined by who sets the desk, filled in, looked for, set by replies."""

import csv

import pytest
from django.test import Client
from django.urls import reverse

from halfhour.customers.fields import PREFIX
from halfhour.desk.actions.changing import change_ticket
from halfhour.desk.actions.macros import apply_macro
from halfhour.desk.actions.ticket_fields import checked_values, fields_of, save_ticket_field
from halfhour.desk.errors import DeskRefused
from halfhour.desk.forms.public import ContactForm, fields_on_form
from halfhour.desk.models import Macro, Ticket, TicketField
from halfhour.desk.queries.goals import settings_of
from halfhour.desk.queries.listing import listed
from halfhour.people.access import access_to
from halfhour.people.models import SettingChange
from support.api import Program
from support.desk import a_ticket
from support.ledger import MONDAY

DESK = "/t/support-hamburg/desk"


def a_field(cast, label="Product", kind="choice", choices=("Bike", "Lamp"), **more):
    known = {"team": cast.team, "by": cast.lead, "at": MONDAY}
    return save_ticket_field(field=None, label=label, kind=kind, choices=choices, **known, **more)


def test_who_sets_the_desk_defines_fields_and_retires_them(cast):
    client = cast.client(cast.lead)
    typed = {"label": "Product", "kind": "choice", "choices": ""}
    assert "Enter what can be chosen" in client.post(f"{DESK}/fields/new/", typed).content.decode()
    assert (
        client.post(f"{DESK}/fields/new/", typed | {"choices": "Bike\nLamp", "on_form": "on"}).status_code
        == 302
    )
    field = TicketField.objects.get()
    assert (field.key, field.choices, field.on_form) == ("product", ["Bike", "Lamp"], True)
    assert "Product" in client.get("/help/support-hamburg/").content.decode()
    client.post(
        f"{DESK}/fields/product/", {"label": "What", "kind": "text", "choices": "Bike", "is_retired": "on"}
    )
    field.refresh_from_db()
    assert (field.key, field.label, field.kind, field.is_retired) == ("product", "What", "choice", True)
    assert "no longer asked for" in client.get(f"{DESK}/fields/").content.decode()
    assert cast.client(cast.agent).get(f"{DESK}/fields/").status_code == 403


def test_what_a_field_was_is_told_as_it_was_also_where_two_have_opened_it(cast):
    row = a_field(cast, "A", kind="text", choices=())
    pages = [TicketField.objects.get(pk=row.pk) for _ in range(2)]
    for page, label in zip(pages, "BC", strict=True):
        known = {"team": cast.team, "kind": "text", "by": cast.lead, "at": MONDAY}
        save_ticket_field(field=page, label=label, **known)
    told = SettingChange.objects.filter(team=cast.team, part="ticket_fields").order_by("id")
    assert [each.changes["label"] for each in told] == [[None, "A"], ["A", "B"], ["B", "C"]]


def test_no_two_fields_that_are_asked_for_have_one_name_and_each_has_a_key_of_its_own(cast):
    first = a_field(cast, label="Order", kind="text")
    with pytest.raises(DeskRefused, match="There is a field “ORDER” already"):
        a_field(cast, label=" ORDER ", kind="number")
    known = {"team": cast.team, "kind": "text", "by": cast.lead, "at": MONDAY}
    save_ticket_field(field=first, label="Order", is_retired=True, **known)
    assert [first.key, a_field(cast, label="Order", kind="text").key] == ["order", "order-2"]
    with pytest.raises(DeskRefused, match="already"):
        save_ticket_field(field=first, label="Order", **known)


def test_all_values_that_fit_no_field_are_named_at_once(cast):
    a_field(cast)
    a_field(cast, label="Number", kind="number")
    with pytest.raises(DeskRefused) as refused:
        checked_values(fields_of(cast.team), {"product": "Car", "number": "many", "colour": "red"})
    sentence = refused.value.sentence
    assert all(words in sentence for words in ("Product: ", "Number: ", "There is no field “colour”"))
    assert refused.value.field == "product"


def test_a_name_without_latin_letters_is_keyed_by_what_it_holds(cast):
    kinds = {"订单": "text", "客户": "text", "数量": "number", "付款": "yes_no"}
    keys = [a_field(cast, label=label, kind=kind).key for label, kind in kinds.items()]
    assert keys == ["text-1", "text-2", "number-1", "yes-no-1"]


def test_lists_are_narrowed_by_values_whatever_kind_they_are_kept_as(cast):
    a_field(cast)
    a_field(cast, label="Parts", kind="number")
    a_field(cast, label="Paid", kind="yes_no")
    bike, lamp = a_ticket(cast), a_ticket(cast)
    values = {"product": "Bike", "parts": 2, "paid": True}
    change_ticket(ticket=bike, changes={"fields": values}, by=cast.agent, at=MONDAY)
    change_ticket(
        ticket=lamp, changes={"fields": {"product": "Lamp", "paid": False}}, by=cast.agent, at=MONDAY
    )
    access = access_to(cast.agent, cast.team)

    def found(*asked):
        return {row.number for row in listed(access, filters={"field": list(asked)}).rows}

    assert found("product:Bike") == found("parts:2") == found("paid:yes") == {bike.number}
    assert found("product:Bike", "product:Lamp") == {bike.number, lamp.number}
    assert found("product:Bike", "paid:no") == set()
    for wrong in ("product", "Pro duct:Bike", "a' OR 1=1:x"):
        with pytest.raises(DeskRefused):
            found(wrong)


def test_many_tickets_get_a_field_and_a_complexity_at_once(cast):
    a_field(cast)
    one, other = a_ticket(cast), a_ticket(cast)
    client = cast.client(cast.agent)
    asked = {"what": "field-product", "value": "Bike", "ticket": [one.number, other.number]}
    shown = client.post(f"{DESK}/bulk/", asked, headers={"HX-Request": "true"}).content.decode()
    assert "Product: – → Bike" in shown
    client.post(f"{DESK}/bulk/", asked | {"act": "do"})
    client.post(f"{DESK}/bulk/", asked | {"what": "complexity", "value": "complex", "act": "do"})
    for ticket in (one, other):
        ticket.refresh_from_db()
        assert (ticket.fields, ticket.complexity) == ({"product": "Bike"}, "complex")
    page = client.get(f"{DESK}/").content.decode()
    for name in ("complexity", "field-product"):
        assert f'<option value="{name}">' in page
        assert f'data-value="{name}"' in page


def test_the_list_s_form_asks_for_them_and_its_address_keeps_them(cast):
    a_field(cast)
    bike = a_ticket(cast, subject="A bike")
    a_ticket(cast, subject="Something else")
    change_ticket(ticket=bike, changes={"fields": {"product": "Bike"}}, by=cast.agent, at=MONDAY)
    page = cast.client(cast.agent).get(f"{DESK}/?view=all-open&field-product=Bike").content.decode()
    assert "A bike" in page
    assert "Something else" not in page
    assert 'data-query="view=all-open&amp;field-product=Bike"' in page
    assert 'name="field-product" value="Bike" checked' in page


def test_a_canned_reply_sets_them_and_leaves_out_what_was_retired(cast):
    product = a_field(cast)
    a_field(cast, label="Paid", kind="yes_no")
    client = cast.client(cast.lead)
    typed = {"name": "Lamp", "field-product": "Lamp", "field-paid": "yes"}
    assert client.post(f"{DESK}/macros/new/", typed).status_code == 302
    macro = Macro.objects.get()
    assert macro.sets["fields"] == {"product": "Lamp", "paid": True}
    assert "Product: Lamp" in client.get(f"{DESK}/macros/").content.decode()
    page = client.get(f"{DESK}/macros/{macro.pk}/").content.decode()
    assert '<option value="Lamp" selected>' in page
    save_ticket_field(
        team=cast.team,
        field=product,
        label="Product",
        kind="choice",
        choices=["Lamp"],
        is_retired=True,
        by=cast.lead,
        at=MONDAY,
    )
    ticket = a_ticket(cast)
    apply_macro(ticket=ticket, macro=macro, by=cast.agent, at=MONDAY)
    ticket.refresh_from_db()
    assert ticket.fields == {"paid": True}


def test_the_ticket_shows_them_to_be_changed(cast):
    a_field(cast)
    ticket = a_ticket(cast)
    url = reverse("desk:change", kwargs={"team": cast.team.slug, "number": ticket.number})
    client = cast.client(cast.agent)
    assert client.post(url, {"field-product": "Lamp"}).status_code == 302
    assert client.post(url, {"field-product": "House"}).status_code == 409
    ticket.refresh_from_db()
    assert ticket.fields == {"product": "Lamp"}


def test_who_enters_a_ticket_by_hand_is_asked_for_them_too(cast):
    a_field(cast)
    a_field(cast, "Paid", "yes_no", ())
    client, address = cast.client(cast.agent), f"{DESK}/new/"
    key = client.get(address).context["form"]["key"].value()
    typed = {"name": "Ann", "phone": "030 23125123", "channel": "phone", "text": "Calls.", "key": key}
    refused = client.post(address, typed | {"field-product": "Boat"})
    assert refused.context["form"].errors.keys() == {"field-product"}
    client.post(address, typed | {"field-product": "Bike", "field-paid": "no"})
    assert Ticket.objects.get().fields == {"product": "Bike", "paid": False}


def test_the_file_of_a_list_has_them_in_columns_on_the_page_and_over_the_api(cast):
    a_field(cast)
    a_field(cast, "Amount", "number", ())
    a_field(cast, "Paid", "yes_no", ())
    first, second = a_ticket(cast), a_ticket(cast)
    change_ticket(
        ticket=first,
        changes={"fields": {"product": "Bike", "amount": -2.5, "paid": True}},
        by=cast.agent,
        at=MONDAY,
    )
    page = cast.client(cast.agent).get(f"{DESK}/export/", {"view": "all-open", "sort": "oldest"})
    program = Program(team=cast.team, user=cast.agent, scopes=("tickets:read",))
    answers = page, program.get("/tickets/export", sort="oldest")
    head, one, other = csv.reader(b"".join(answers[0]).decode().splitlines())
    assert head[-3:] == ["fields.product", "fields.amount", "fields.paid"]
    assert (one[0], one[-3:], other[-3:]) == (str(first.number), ["Bike", "-2.5", "yes"], ["", "", ""])
    assert b"".join(answers[1]).decode().splitlines()[0] == ",".join(head)
    assert program.get("/tickets/export", sort="color").status_code == 422
    found = b"".join(program.get("/tickets/export", field="product:Bike")).decode()
    assert len(found.splitlines()) == 2
    writes = Program(team=cast.team, user=cast.agent, scopes=("customers:read",))
    assert writes.get("/tickets/export").status_code == 403
    assert second.fields == {}


SAID = {
    "ru": {"label": "Товар", "choices": ["Велосипед", "Лампа"]},
    "zh-hans": {"label": "产品", "choices": ["自行车", "车灯"]},
}


def test_customers_are_asked_in_their_language_and_the_team_reads_its_own(cast):
    a_field(cast, on_form=True, words=SAID)
    form, slug = Client(), cast.team.slug
    for code, said in SAID.items():
        page = form.get(f"/help/{slug}/", headers={"accept-language": code}).content.decode()
        assert all(word in page for word in (said["label"], *said["choices"]))
        assert "Product" not in page
    page = form.get(f"/help/{slug}/", headers={"accept-language": "en"}).content.decode()
    assert "Product" in page
    sent, asked = {f"{PREFIX}product": "Lamp"}, fields_on_form(cast.team)
    chosen = ContactForm(sent, kept=settings_of(cast.team), fields=asked)
    assert f"{PREFIX}product" not in chosen.errors


def test_words_of_choices_stand_one_for_one(cast):
    for choices in (["Велосипед"], ["Велосипед", "Велосипед"], ["Велосипед", " "]):
        with pytest.raises(DeskRefused, match="each of the 2 choices once"):
            a_field(cast, words={"ru": {"choices": choices}})
    assert a_field(cast, words={"ru": {"label": "", "choices": []}}).words == {}


def test_who_sets_the_desk_says_what_customers_read(cast):
    client = cast.client(cast.lead)
    typed = {"label": "Product", "kind": "choice", "choices": "Bike\nLamp", "on_form": "on"}
    wrong = client.post(f"{DESK}/fields/new/", typed | {"choices_ru": "Лампа"})
    assert "each of the 2 choices once" in wrong.content.decode()
    said = {"label_ru": "Товар", "choices_ru": "Велосипед\nЛампа"}
    assert client.post(f"{DESK}/fields/new/", typed | said).status_code == 302
    assert TicketField.objects.get().words == {"ru": SAID["ru"]}
    shown = client.get(f"{DESK}/fields/product/").content.decode()
    assert "Велосипед\nЛампа" in shown


def test_a_program_says_what_customers_read(cast):
    program = Program(team=cast.team, user=cast.lead)
    new = {"label": "Product", "kind": "choice", "choices": ["Bike", "Lamp"], "words": SAID}
    key = program.post("/ticket-fields", new).json()["key"]
    changed = program.patch(f"/ticket-fields/{key}", {"label": "What"}).json()
    assert (changed["label"], changed["words"]) == ("What", SAID)
    refused = program.patch(f"/ticket-fields/{key}", {"words": {"de": {"label": "Was"}}})
    assert refused.status_code == 422
    assert "words.de" in refused.content.decode()
    fewer = program.patch(f"/ticket-fields/{key}", {"choices": ["Bike"]})
    assert (fewer.status_code, "each of the 1 choices once" in fewer.content.decode()) == (422, True)
    assert program.patch(f"/ticket-fields/{key}", {"words": {}}).json()["words"] == {}
