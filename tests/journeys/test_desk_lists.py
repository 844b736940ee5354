"""The list beside a ticket: what narrows it is seen and taken away; Back leads from a ticket to the list."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
DESK = "/t/customer-support/desk/"
TICKETS = """
from django.utils import timezone
from halfhour.desk.actions.opening import NewTicket, open_new_ticket
from halfhour.desk.models import Ticket
from halfhour.people.models import Team
team, at = Team.objects.get(slug="customer-support"), timezone.now()
for priority in ("urgent", "high", "low"):
    subject = f"A {priority} one"
    new = NewTicket(channel="email", queue="email", text=subject, subject=subject, priority=priority)
    made = open_new_ticket(team=team, new=new, by=None, at=at)
    Ticket.objects.filter(pk=made.pk).update(category="Narrowed")
"""


@pytest.fixture(scope="module")
def tickets(server):
    server.house.python(TICKETS)


@pytest.mark.usefixtures("tickets")
def test_what_narrows_a_list_is_seen_and_taken_away_by_keys(visit):
    ada = visit(name="ada")
    page = ada.go(f"{DESK}?view=all-open&priority=urgent&priority=high&category=Narrowed")
    narrowed, rows = page.locator("#narrowed"), page.locator(".row")
    expect(rows).to_have_count(2)
    expect(narrowed).to_contain_text("2 tickets")
    assert ada.barriers() == []
    page.get_by_role("link", name="Priority: Urgent: take away").focus()
    page.keyboard.press("Enter")
    expect(rows).to_have_count(1)
    expect(narrowed).to_contain_text("1 ticket")
    expect(page.get_by_role("link", name="Priority: High: take away")).to_be_focused()
    assert "priority=high&category=Narrowed" in page.url
    page.get_by_role("link", name="Clear").click()
    expect(page.locator(".row", has_text="A low one")).to_be_visible()
    expect(narrowed).to_be_hidden()
    expect(page.locator("#m-filter > summary")).to_be_focused()
    page.go_back()
    expect(rows).to_have_count(1)
    expect(page.locator("[data-pick] [value=high]")).to_be_checked()


@pytest.mark.usefixtures("tickets")
def test_another_view_has_its_own_order_and_is_removed_without_a_reload(visit):
    ada = visit(name="ada")
    page = ada.go(f"{DESK}?view=all-open&sort=oldest")
    order, remove = page.get_by_label("Order"), page.get_by_role("button", name=re.compile("Remove the view"))
    page.locator("#m-filter > summary").click()
    expect(order).to_have_value("oldest")
    page.get_by_label("Keep this list as").fill("Oldest first")
    page.get_by_role("button", name="Keep", exact=True).click()
    page.get_by_role("link", name="Mine").click()
    expect(page).to_have_url(re.compile("view=mine"))
    page.locator("#m-filter > summary").click()
    expect(order).to_have_value("due")
    expect(remove).to_be_hidden()
    page.get_by_role("link", name="Oldest first").click()
    expect(order).to_have_value("oldest")
    page.locator("#m-filter > summary").click()
    expect(remove).to_have_text("Remove the view “Oldest first”")
    remove.click()
    page.get_by_role("button", name="Yes").click()
    expect(page.get_by_text("View “Oldest first” is gone.")).to_be_visible()


@pytest.mark.usefixtures("tickets")
def test_many_are_changed_once_by_a_double_click_and_taken_back_by_a_key(visit):
    ada = visit(name="ada")
    page = ada.go(f"{DESK}?view=all-open&category=Narrowed")
    for box in page.locator(".row-pick input").all():
        box.check()
    page.get_by_label("What to change").select_option("add_tags")
    page.get_by_label("Which tags").fill("twice")
    page.get_by_role("button", name="Look what it does").click()
    expect(page.locator(".bulk-preview")).to_contain_text("3 tickets would change")
    page.get_by_role("button", name="Do it").dblclick()
    expect(page.locator("#list-said")).to_contain_text("3 tickets changed")
    assert ada.barriers() == []
    page.locator("#list-said").get_by_role("button", name="Undo").click()
    expect(page.locator("#list-said")).to_contain_text("3 tickets are as before")


@pytest.mark.usefixtures("tickets")
def test_back_leads_from_a_ticket_to_the_list_as_a_reload_shows_it(visit):
    ada = visit(name="ada")
    page = ada.go(f"{DESK}?view=all-open")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#t-thread")).to_be_visible()
    opened = page.locator(".row-link.is-open").get_attribute("data-open")
    page.go_back()
    expect(page.locator("#ticket")).to_contain_text("No ticket is open")
    expect(page.locator("#beside")).to_be_empty()
    expect(page.locator(f'.row-link[data-open="{opened}"]')).to_be_focused()
    expect(page).to_have_title(re.compile("^Workspace · Customer support · Halfhour"))
    assert page.url.endswith(f"{DESK}?view=all-open")
    assert ada.barriers() == []
    page.go_forward()
    expect(page.locator(f'#ticket[data-number="{opened}"]')).to_be_visible()
    page.go_back()
    expect(page.locator("#ticket")).to_contain_text("No ticket is open")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.locator("#t-thread")).to_be_visible()


@pytest.mark.usefixtures("tickets")
def test_a_ticket_that_changes_while_its_page_is_on_the_way_is_shown_as_it_is_then(visit):
    ada, lena = visit(name="ada"), visit(name="lena")
    page = ada.go(f"{DESK}?view=all-open&category=Narrowed")
    row = page.locator(".row", has_text="A low one")
    number, held = row.get_attribute("data-number"), []
    other = lena.go(f"{DESK}{number}/")
    page.route(f"**/desk/{number}/", lambda route: held.append((route, route.fetch())), times=1)
    row.locator(".row-link").click()
    while not held:
        page.wait_for_timeout(50)
    before = row.get_attribute("data-revision")
    other.locator("#f-priority").select_option("high")
    expect(row).not_to_have_attribute("data-revision", before)  # told by the server
    [(route, answer)] = held
    route.fulfill(response=answer)
    expect(page.locator("#t-head .t-facts")).to_contain_text("High")
    other.locator("#f-priority").select_option("low")
    expect(page.locator("#t-head .t-facts")).to_contain_text("Low")


@pytest.mark.usefixtures("tickets")
def test_a_ticket_that_cannot_be_fetched_leaves_the_open_one_marked(visit):
    ada = visit(name="ada")
    page = ada.go(f"{DESK}?view=all-open")
    page.locator(".row-link").first.click()
    expect(page.locator("#t-thread")).to_be_visible()
    number = page.locator("#ticket").get_attribute("data-number")
    page.context.set_offline(True)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#list-said")).to_contain_text("No answer from the server")
    expect(page.locator(".row-link.is-open")).to_have_count(1)
    expect(page.locator(".row-link.is-open")).to_have_attribute("data-open", number)
    page.context.set_offline(False)
    ada.complaints.clear()  # the browser's own words about the network
