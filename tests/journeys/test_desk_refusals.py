"""What is refused on a ticket stays typed; a split is undone by a key; files are named as they are chosen."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
DESK = "/t/customer-support/desk/"
TICKET = """
from django.utils import timezone
from halfhour.customers import actions
from halfhour.customers.models import Customer
from halfhour.desk.actions.conversation import customer_wrote
from halfhour.desk.actions.opening import NewTicket, open_new_ticket
from halfhour.desk.models import DeskSettings
from halfhour.people.models import Team, User
team, lead, at = Team.objects.get(slug="customer-support"), User.objects.get(username="lena"), timezone.now()
new = actions.NewCustomer(name="Ann Refused", addresses=(("email", "ann.refused@example.org"),))
ann = Customer.objects.filter(team=team, name=new.name).first()
ann = ann or actions.add_customer(team=team, new=new, by=lead, at=at)
new = NewTicket(channel="email", queue="email", text="Where is it?", subject="Two things", customer=ann)
ticket = open_new_ticket(team=team, new=new, by=None, at=at)
customer_wrote(ticket=ticket, text="And my invoice?", at=at)
DeskSettings.objects.update_or_create(team=team, defaults={"form_is_open": True})
print(f"opened {ticket.number} /help/{team.slug}/")
"""


def opened(server):
    said = server.house.python(TICKET).split("opened ")[1].split()
    return int(said[0]), said[1]


def test_what_was_typed_outlives_a_refusal_and_a_split_is_undone(visit, server):
    number, _form = opened(server)
    ada = visit(name="ada")
    page = ada.go(f"{DESK}{number}/")
    page.get_by_label("Reply to the customer").fill("Half a reply")
    more, summary = page.locator("#m-more"), page.locator("#m-more > summary")
    for field, typed in (("#f-merge", "99999"), ("#f-link", "88888")):
        summary.click()
        page.locator(field).fill(typed)
        page.locator(field).press("Enter")
        expect(page.locator("#t-said")).to_contain_text(f"There is no ticket {typed}.")
        expect(more).not_to_have_attribute("open", "")
        expect(summary).to_be_focused()
        expect(page.locator(field)).to_have_value(typed)
    expect(page.get_by_label("Reply to the customer")).to_have_value("Half a reply")

    page.locator(".m", has_text="And my invoice?").hover()
    page.locator(".m", has_text="And my invoice?").get_by_role("button", name="Split off").click()
    expect(page.locator(".m", has_text="And my invoice?").locator(".m-pick input")).to_be_checked()
    expect(page.locator("#f-split")).to_be_focused()
    page.locator("#f-split").fill("Invoice")
    page.locator("#f-split").press("Enter")
    expect(page.get_by_role("heading", name="Invoice")).to_be_visible()
    expect(page.locator("#t-said")).to_contain_text("Split off as ticket")
    page.locator("#ticket").focus()
    page.keyboard.press("u")
    expect(page.get_by_role("heading", name="Two things")).to_be_visible()
    expect(page.locator("#t-said")).to_contain_text("is back here")
    expect(page.locator(".m", has_text="And my invoice?")).to_be_visible()


def test_nobody_answers_what_came_while_they_wrote_without_having_read_it(visit, server):
    number, _form = opened(server)
    ada, lena = visit(name="ada"), visit(name="lena")
    page, other = ada.go(f"{DESK}{number}/"), lena.go(f"{DESK}{number}/")
    page.keyboard.press("r")
    page.keyboard.type("It left today.")
    other.keyboard.press("r")
    other.keyboard.type("It leaves tomorrow.")
    other.keyboard.press("Control+Enter")
    expect(page.locator(".m-reply")).to_contain_text("It leaves tomorrow.")
    field, said = page.get_by_label("Reply to the customer"), page.locator("#t-said")
    field.press("Control+Enter")
    expect(said).to_contain_text("Not sent yet: Lena Vogt answered the customer meanwhile")
    expect(said.get_by_role("button", name="Send anyway")).to_be_visible()
    expect(field).to_be_focused()
    expect(field).to_have_value("It left today.")
    assert ada.barriers() == []
    page.keyboard.press("Control+Enter")
    expect(page.locator(".m-reply")).to_have_count(2)
    expect(field).to_have_value("")


def test_chosen_files_are_named_and_the_field_is_reached_by_keys(visit, server, tmp_path):
    _number, form = opened(server)
    visitor = visit()
    page = visitor.go(form)
    field, names = page.locator("input[type=file]"), page.locator(".file-chosen-name [data-name]")
    expect(page.locator(".file-names")).to_have_text("Nothing chosen yet")
    paths = [tmp_path / "bill.pdf", tmp_path / "photo.png"]
    for path in paths:
        path.write_bytes(b"x")
    field.set_input_files(paths)
    expect(names).to_have_text(["bill.pdf", "photo.png"])
    expect(page.locator(".file-names")).to_be_hidden()
    page.get_by_label("Your message").focus()
    page.keyboard.press("Tab")
    expect(field).to_be_focused()
    assert visitor.barriers() == []
