"""Somebody at the phone is found by letters, and their number is what is sent."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
CUSTOMER = """
from django.utils import timezone
from halfhour.customers import actions
from halfhour.people.models import Team, User
team, lead = Team.objects.get(slug="customer-support"), User.objects.get(username="lena")
new = actions.NewCustomer(name="Émile Rappel", addresses=(("phone", "+49 30 23125199"),))
print(f"number {actions.add_customer(team=team, new=new, by=lead, at=timezone.now()).number}.")
"""


def test_a_caller_is_offered_as_letters_or_digits_are_typed(visit, server):
    number = server.house.python(CUSTOMER).split("number ")[1].split(".")[0]
    ada = visit(name="ada")
    page = ada.go("/t/customer-support/desk/new/")
    field, offered = page.get_by_label("Customer optional"), page.locator("#callers option")
    for typed in ("emile rap", "030 2312519"):
        field.fill(typed)
        expect(offered).to_have_attribute("value", number)
        expect(offered).to_have_attribute("label", f"Émile Rappel · +49 30 23125199 ({typed})")
    assert ada.barriers() == []
    field.fill(number)
    field.press("Tab")
    expect(page.locator("#known")).to_contain_text("Known here as Émile Rappel")
    page.get_by_label("What they said").fill("Calls about the order.")
    page.get_by_role("button", name="Open the ticket").click()
    expect(page.locator("#t-head")).to_contain_text("Émile Rappel")


LETTER = """
from django.utils import timezone
from halfhour.customers import actions
from halfhour.desk.actions.opening import NewTicket, open_new_ticket
from halfhour.people.models import Team, User
team, lead, at = Team.objects.get(slug="customer-support"), User.objects.get(username="lena"), timezone.now()
for name in ("Whose Ann", "Whose Bob"):
    new = actions.NewCustomer(name=name, addresses=(("email", f"{name[6:]}@example.org"),))
    customer = actions.add_customer(team=team, new=new, by=lead, at=at)
    print(f"number {customer.number}.")
for known in (None, customer):
    new = NewTicket(channel="email", queue="email", text="Where is it?", subject="Whose?", customer=known)
    print(f"ticket {open_new_ticket(team=team, new=new, by=None, at=at).number}.")
"""


def test_whose_a_letter_is_is_found_beside_it_and_another_one_is_asked_about(visit, server):
    said = server.house.python(LETTER)
    ann, _bobs_number = re.findall(r"number (\d+)", said)
    nobodys, bobs = re.findall(r"ticket (\d+)", said)
    ada = visit(name="ada")
    page = ada.go(f"/t/customer-support/desk/{nobodys}/")
    nobody = page.locator("#t-goes-to .notice")
    expect(nobody).to_contain_text("the ticket has no customer")
    assert ada.barriers() == []
    page.get_by_label("Reply to the customer").fill("Here it is.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#t-said")).to_contain_text("the ticket has no customer")
    expect(page.get_by_label("Reply to the customer")).to_have_value("Here it is.")
    whose = page.locator("#f-customer")
    whose.press_sequentially("whose")
    expect(page.locator("#callers option")).to_have_count(2)
    whose.fill(ann)
    whose.press("Enter")
    expect(page.locator("#t-head")).to_contain_text("Whose Ann")
    expect(nobody).to_have_count(0)
    page.get_by_label("Reply to the customer").focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".m-reply")).to_have_count(1)
    page.set_viewport_size({"width": 390, "height": 844})
    ada.go(f"/t/customer-support/desk/{bobs}/")
    page.get_by_role("button", name="Facts and customer").click()
    whose.fill(ann)
    whose.press("Enter")
    expect(page.locator("#t-said")).to_contain_text("Whose Bob wrote on this ticket")
    expect(page.locator("#t-head")).to_contain_text("Whose Bob")
    page.get_by_role("button", name="Change it nevertheless").click()
    expect(page.locator("#t-head")).to_contain_text("Whose Ann")
