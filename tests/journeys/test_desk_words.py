"""Long words have room: in Russian nothing of the workspace is cut off, and no menu lies over the facts."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
DESK = "/t/customer-support/desk/"
TICKET = """
from django.utils import timezone
from halfhour.customers.models import Customer
from halfhour.desk.actions.opening import NewTicket, open_new_ticket
from halfhour.people.models import Team, User
team, at = Team.objects.get(slug="customer-support"), timezone.now()
User.objects.filter(username="ada").update(language="ru")
text = "I want to make a formal complaint."
zoe, _new = Customer.objects.get_or_create(team=team, number=9001, defaults={"name": "Zoë", "created_at": at})
what = {"text": text, "subject": "Жалоба", "signals": ("complaint",), "customer": zoe}
new = NewTicket(channel="email", queue="email", **what)
print("opened", open_new_ticket(team=team, new=new, by=None, at=at).number)
"""
IN_ENGLISH = """
from halfhour.people.models import User
User.objects.filter(username__in=("ada", "lena")).update(language="en")
"""
LEARNED = """
from django.utils import timezone
from halfhour.desk.models import TrainedClassifier
from halfhour.people.models import Team, User
User.objects.filter(username="lena").update(language="ru")
share = 0.9876
names = ("accuracy", "told_share", "told_accuracy", "out_of_scope_recall", "calibration_error")
TrainedClassifier.objects.create(
    team=Team.objects.get(slug="customer-support"), field="category", number=1, data=b"", examples=12345,
    measures=dict.fromkeys(names, share), trained_at=timezone.now(), is_used=True,
)
"""
FORGOTTEN = (
    IN_ENGLISH
    + """
from halfhour.desk.models import TrainedClassifier
TrainedClassifier.objects.all().delete()
"""
)
# How far each of these reaches beyond its own room, and beyond the one that holds it.
TOO_WIDE = """(all, holder) => all.map((e) => Math.max(
    e.scrollWidth - e.clientWidth,
    e.getBoundingClientRect().right - e.closest(holder).getBoundingClientRect().right,
))"""
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


def test_in_russian_every_button_beside_a_ticket_keeps_to_its_column(visit, ticket):
    page = visit(name="ada").go(f"{DESK}{ticket}/")
    page.evaluate("document.querySelectorAll('#beside details').forEach((each) => { each.open = true })")
    expect(page.get_by_role("button", name="Отменить прежние ссылки")).to_be_visible()
    assert max(page.locator("#beside .btn").evaluate_all(TOO_WIDE, "#beside")) <= 1


@pytest.mark.parametrize("width", [1440, 390])
def test_in_russian_what_is_learned_is_read_without_scrolling_sideways(visit, server, width):
    server.house.python(LEARNED)
    lena = visit(name="lena", width=width)
    page = lena.go(f"{DESK}triage/learned/")
    expect(page.get_by_role("heading", name="Что изучено")).to_be_visible()
    assert max(page.locator(".table-wrap").evaluate_all(TOO_WIDE, ".card")) <= 0
    assert not lena.is_wider_than_the_screen()
    server.house.python(FORGOTTEN)
