"""A lead looks at the board, and it moves while somebody takes a contact."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
DESK = "/t/customer-support/desk/"
TICKET = """
from django.utils import timezone
from halfhour.desk.actions.opening import NewTicket, open_new_ticket
from halfhour.people.models import Team
said = {"subject": "Brakes squeak", "text": "It is broken.", "priority": "urgent"}  # at the top of the board
new = NewTicket(channel="email", queue="email", **said)
team = Team.objects.get(slug="customer-support")
print(open_new_ticket(team=team, new=new, by=None, at=timezone.now()).number)
"""


def test_the_board_moves_as_somebody_takes_a_contact(visit, server):
    number = server.house.python(TICKET).strip()
    lena, ada = visit(name="lena"), visit(name="ada")
    page = lena.go(f"{DESK}board/")
    expect(page.locator("#bd-waiting")).to_contain_text("Brakes squeak")
    assert lena.barriers() == []
    other = ada.go(f"{DESK}{number}/")
    other.get_by_role("button", name="Take it").click()
    expect(other.locator("#t-said")).to_contain_text("is yours")
    expect(page.locator("#bd-people tr", has_text="Ada")).to_contain_text(f"#{number}")
    expect(page.locator("#bd-waiting")).not_to_contain_text("Brakes squeak")
    lead = lena.go(f"{DESK}{number}/")
    lead.keyboard.press("a")
    expect(lead.locator("#t-said")).to_contain_text("is yours")
    expect(other.locator("#f-assignee")).to_be_disabled()
    other.keyboard.press("a")
    expect(other.locator("#t-said")).to_contain_text("ask a lead")
    phone = visit(name="lena", width=390, scheme="dark")
    phone.go(f"{DESK}board/")
    assert not phone.is_wider_than_the_screen()
    assert phone.barriers() == []
