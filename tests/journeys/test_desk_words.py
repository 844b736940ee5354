"""Long words have room: in Russian nothing of the workspace is cut off, and no menu lies over the facts."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
DESK = "/t/customer-support/desk/"
TICKET = """
from django.utils import timezone
from halfhour.desk.actions.opening import NewTicket, open_new_ticket
from halfhour.people.models import Team, User
team, at = Team.objects.get(slug="customer-support"), timezone.now()
User.objects.filter(username="ada").update(language="ru")
text = "I want to make a formal complaint."
new = NewTicket(channel="email", queue="email", text=text, subject="Жалоба", signals=("complaint",))
print("opened", open_new_ticket(team=team, new=new, by=None, at=at).number)
"""
IN_ENGLISH = """
from halfhour.people.models import User
User.objects.filter(username="ada").update(language="en")
"""
# The words of what is chosen in a list, beside the room that its field has for them.
CHOSEN = """(field) => {
    const style = getComputedStyle(field), pen = document.createElement('canvas').getContext('2d')
    pen.font = style.font
    const room = field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight)
    return [pen.measureText(field.selectedOptions[0].text).width, room]
}"""


@pytest.fixture
def ticket(server):
    yield int(server.house.python(TICKET).split("opened ")[1])
    server.house.python(IN_ENGLISH)


@pytest.mark.parametrize("width", [1440, 1280])
def test_in_russian_names_and_choices_stand_in_full_and_menus_keep_to_the_ticket(visit, ticket, width):
    page = visit(name="ada", width=width).go(f"{DESK}{ticket}/")
    expect(page.locator("#desk-rail")).to_contain_text("Без исполнителя")
    names = page.locator(".rail-name").evaluate_all("(all) => all.map((e) => e.scrollWidth - e.clientWidth)")
    assert max(names) <= 0
    needed, room = page.locator("#reply-then").evaluate(CHOSEN)
    assert needed <= room
    page.locator("#m-snooze > summary").click()
    menu, pane = page.locator("#m-snooze .menu-body").bounding_box(), page.locator("#ticket").bounding_box()
    assert menu["x"] + menu["width"] <= pane["x"] + pane["width"]
    notice, acts = page.locator("#t-head > .notice").bounding_box(), page.locator(".t-actions").bounding_box()
    assert notice["y"] + notice["height"] + 6 <= acts["y"]
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
