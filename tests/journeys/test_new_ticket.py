"""Somebody at the phone is found by letters, and their number is what is sent."""

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
