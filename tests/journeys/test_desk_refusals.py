"""What is refused stays typed; what is sent twice is said once; a split is undone; files are named."""

import re

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
from halfhour.desk.models import DeskSettings, Macro
from halfhour.people.models import Team, User
team, lead, at = Team.objects.get(slug="customer-support"), User.objects.get(username="lena"), timezone.now()
new = actions.NewCustomer(name="Ann Refused", addresses=(("email", "ann.refused@example.org"),))
ann = Customer.objects.filter(team=team, name=new.name).first()
ann = ann or actions.add_customer(team=team, new=new, by=lead, at=at)
new = NewTicket(channel="email", queue="email", text="Where is it?", subject="Two things", customer=ann)
ticket = open_new_ticket(team=team, new=new, by=None, at=at)
Macro.objects.get_or_create(
    team=team, name="Left the house", defaults={"texts": {"en": "It is on its way."}, "changed_at": at}
)
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

    ends = page.locator(".m").evaluate_all(
        "all => all.map((m) => m.getBoundingClientRect().right"
        " - m.querySelector('.m-at').getBoundingClientRect().right)"
    )
    assert max(ends) - min(ends) < 1  # what is hidden beside the times takes no room
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


def test_an_answer_sent_by_a_double_key_or_again_after_silence_reaches_the_customer_once(visit, server):
    number, _form = opened(server)
    ada = visit(name="ada")
    page = ada.go(f"{DESK}{number}/")
    field, answers, twice = page.get_by_label("Reply to the customer"), page.locator(".m-reply"), 2
    for count, canned in enumerate((False, True), start=1):
        page.locator("#ticket").focus()
        page.keyboard.press("r")
        page.keyboard.type("It left today.")
        if canned:
            page.keyboard.press("Escape")
            page.keyboard.press("m")
            page.keyboard.type("left the")
            page.keyboard.press("Enter")
            expect(field).to_have_value(re.compile("It is on its way"))
        for _press in range(twice):
            field.press("Control+Enter")
        expect(field).to_have_value("")
        page.wait_for_timeout(500)  # for a second one to come
        expect(answers).to_have_count(count)

    def answer_is_lost(route):
        route.fetch()
        route.abort()

    page.route("**/reply/", answer_is_lost)
    field.fill("Has it come?")
    field.press("Control+Enter")
    expect(page.locator("#t-said")).to_contain_text("No answer from the server")
    page.unroute("**/reply/")
    assert [each for each in ada.complaints if "ERR_FAILED" not in each] == []
    ada.complaints.clear()
    expect(page.locator("[data-kept]")).to_have_text("Draft kept")
    field.press("Control+Enter")
    expect(field).to_have_value("")
    expect(answers).to_have_count(3)
    page.reload()
    expect(answers).to_have_count(3)
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


def test_what_is_typed_after_the_session_ended_is_there_again_after_logging_in(visit, server):
    number, _form = opened(server)
    ada = visit(name="ada")
    page = ada.go(f"{DESK}{number}/")
    field, kept, said = page.get_by_label("Reply to the customer"), page.locator("[data-kept]"), "#t-said"
    field.press_sequentially("It left")
    expect(kept).to_have_text("Draft kept")
    page.context.clear_cookies(name="halfhour_session")
    field.press_sequentially(" today")
    expect(kept).to_contain_text("Your session has ended.")
    field.press_sequentially(", by ship.")
    field.press("Control+Enter")
    expect(page.locator(said)).to_contain_text("Your session has ended, and nothing was done.")
    expect(field).to_have_value("It left today, by ship.")
    expect(field).to_be_focused()
    assert ada.barriers() == []
    page.locator(said).get_by_role("link", name="Log in").click()
    page.fill("input[name=login]", "ada")
    page.fill("input[name=password]", "half-hours-count")
    page.keyboard.press("Enter")
    expect(page.locator(said)).to_contain_text("What you wrote and was not sent is here again.")
    expect(field).to_have_value("It left today, by ship.")
    expect(kept).to_have_text("Draft kept")
    assert not page.evaluate("Object.keys(sessionStorage).some((name) => name.startsWith('halfhour-unsent'))")

    page.context.clear_cookies()  # the token of its forms too
    page.keyboard.press("i")
    page.keyboard.type("Rang twice.")
    expect(kept).to_contain_text("Your session has ended.")
    ada.let_in("lena")
    page.reload()
    expect(page.get_by_label("Note for the team")).to_have_value("")
    page.context.clear_cookies()
    ada.let_in("ada")
    page.reload()
    expect(page.get_by_label("Note for the team")).to_have_value("Rang twice.")
    expect(field).to_have_value("It left today, by ship.")
    field.press("Control+Enter")
    expect(page.locator(".m-reply")).to_contain_text("It left today, by ship.")
    page.reload()
    expect(field).to_have_value("")


def test_what_is_typed_into_any_form_after_the_session_ended_stands_there_again(visit, server):
    number, _form = opened(server)
    ada = visit(name="ada")
    page, given_back = ada.go(f"{DESK}new/"), ada.page.locator("[data-given-back]")
    for cookie in ("halfhour_session", None):  # the second time the token of the form is gone too
        page.get_by_label("Subject").fill("Rang about a bell")
        page.get_by_label("What they said").fill("It does not ring.\nSince Monday.")
        page.get_by_label("Priority").select_option("high")
        page.context.clear_cookies(**({"name": cookie} if cookie else {}))
        page.get_by_role("button", name="Open the ticket").click()
        if not cookie:
            expect(page.locator("[data-interrupted]")).to_contain_text("What you typed is kept in this tab.")
            page.get_by_role("link", name="Back to the form").click()
        expect(page.locator("[data-interrupted]")).to_contain_text("Your session has ended")
        assert ada.barriers() == []
        _log_in_where_one_is(page)
        expect(given_back).to_be_visible()
        expect(page.get_by_label("Subject")).to_have_value("Rang about a bell")
        expect(page.get_by_label("What they said")).to_have_value("It does not ring.\nSince Monday.")
        expect(page.get_by_label("Priority")).to_have_value("high")
        assert ada.barriers() == []
        page.reload()
        expect(given_back).to_be_hidden()

    page = ada.go(f"{DESK}{number}/")
    page.locator("#m-more > summary").click()
    page.locator("#f-merge").fill("4711")
    page.context.clear_cookies(name="halfhour_session")
    page.locator("#f-merge").press("Enter")
    expect(page.locator("#t-said")).to_contain_text("Your session has ended")
    page.locator("#t-said").get_by_role("link", name="Log in").click()
    _log_in_where_one_is(page)
    expect(page.locator("#m-more")).to_have_attribute("open", "")
    expect(page.locator("#f-merge")).to_have_value("4711")


def test_what_is_answered_leaves_nothing_behind_to_stand_there_again(visit, server):
    opened(server)
    ada = visit(name="ada")
    page = ada.go(f"{DESK}new/")
    page.get_by_label("Subject").fill("Nothing else")
    page.get_by_role("button", name="Open the ticket").click()
    expect(page.get_by_label("Subject")).to_have_value("Nothing else")  # refused: no words
    page.context.clear_cookies(name="halfhour_session")
    page.reload()
    expect(page.locator("[data-interrupted]")).to_be_hidden()
    assert not page.evaluate("sessionStorage.getItem('halfhour-interrupted')")


def _log_in_where_one_is(page):
    page.fill("input[name=login]", "ada")
    page.fill("input[name=password]", "half-hours-count")
    page.keyboard.press("Enter")
