"""An agent's work by keys: opens, takes, answers, notes, undoes; a lead on the same ticket is seen live."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
DESK = "/t/customer-support/desk/"
TICKETS = """
from django.utils import timezone
from halfhour.customers import actions
from halfhour.desk.actions.macros import save_macro
from halfhour.desk.actions.opening import NewTicket, open_new_ticket
from halfhour.desk.models import Ticket, TicketCount
from halfhour.people.models import Team, User
team, lead, at = Team.objects.get(slug="customer-support"), User.objects.get(username="lena"), timezone.now()
Ticket.objects.filter(team=team).delete()  # of other journeys, whose numbers these tickets have
TicketCount.objects.filter(team=team).update(last_number=0)
new = actions.NewCustomer(name="Zoë Lindgren", addresses=(("email", "zoe.lindgren@example.org"),))
zoe = actions.add_customer(team=team, new=new, by=lead, at=at)
save_macro(
    team=team, macro=None, name="On its way", shortcut="way", sets={"state": "resolved"},
    texts={"en": "It is on its way.\\nAda"}, by=lead, at=at,
)
for subject in ("Parcel 55123", "Invoice for March", "Charged twice"):
    text = f"Hello, {subject}?"
    new = NewTicket(channel="email", queue="email", text=text, subject=subject, customer=zoe)
    open_new_ticket(team=team, new=new, by=None, at=at)
learned = {"by": "classifier", "value": "standard"}
Ticket.objects.filter(number=3).update(triage={"complexity": learned})
"""
AFTERWARDS = """
from halfhour.desk.models import DeskSettings, Presence, Ticket
Ticket.objects.filter(team__slug="customer-support").update(assignee=None, state="closed")
DeskSettings.objects.filter(team__slug="customer-support").update(routing={})
Presence.objects.all().delete()
"""
CHAT = """
from django.utils import timezone
from halfhour.desk.actions.opening import NewTicket, open_new_ticket
from halfhour.desk.actions.presence import set_presence
from halfhour.desk.models import DeskSettings, Presence, PresenceState, Ticket
from halfhour.people.models import Team, User
team, at = Team.objects.get(slug="customer-support"), timezone.now()
Ticket.objects.filter(team=team).update(assignee=None, state="closed")
room = {"email": 3, "chat": 3, "phone": 3}
DeskSettings.objects.update_or_create(team=team, defaults={"routing": {"room": room}})
ada = User.objects.get(username="ada")
set_presence(team=team, user=ada, state=PresenceState.BUSY, at=at)
new = NewTicket(channel=CHANNEL, queue="email", text="Hello?", subject=SUBJECT)
print(f"opened {open_new_ticket(team=team, new=new, by=None, at=at).number}.")
Presence.objects.filter(user=ada).update(state=PresenceState.AVAILABLE)  # the server gives it away
"""


def test_an_agent_answers_by_keys_and_sees_what_others_do(visit, server):
    server.house.python(TICKETS)
    ada, lena = visit(name="ada"), visit(name="lena")
    page = ada.go(f"{DESK}?view=unassigned")
    expect(page.locator(".row")).to_have_count(3)
    assert ada.barriers() == []
    page.keyboard.press("Control+k")
    expect(page.get_by_role("option", name="New ticket")).to_be_visible()
    expect(page.get_by_role("option", name="Merge into ticket")).to_have_count(0)  # none is open
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Parcel 55123")).to_be_visible()
    assert "/desk/1/" in page.url
    expect(page.locator("#b-customer")).to_contain_text("zoe.lindgren@example.org")
    page.keyboard.press("a")
    expect(page.locator("#t-said")).to_contain_text("Ticket 1 is yours.")
    expect(page.locator(".row")).to_have_count(2)

    page.keyboard.press("r")
    expect(page.get_by_label("Reply to the customer")).to_be_focused()
    page.keyboard.type("It left today, e")
    expect(page.locator("[data-kept]")).to_have_text("Draft kept")
    other = lena.go(f"{DESK}1/")
    expect(other.locator("[data-looking]")).to_contain_text("Ada is writing")
    page.keyboard.press("Escape")
    expect(other.locator("[data-looking]")).to_contain_text("Ada is looking")
    page.route("**/draft/", lambda route: route.fulfill(status=429))
    page.keyboard.press("r")
    page.keyboard.type("!")
    expect(page.locator("[data-kept]")).to_contain_text("Not kept yet")
    page.unroute("**/draft/")
    page.keyboard.press("Backspace")
    other.keyboard.press("i")
    other.keyboard.type("The carrier rang.")
    other.keyboard.press("Control+Enter")
    expect(page.locator(".m-note")).to_contain_text("The carrier rang.")
    expect(page.get_by_label("Reply to the customer")).to_have_value("It left today, e")
    page.get_by_label("Reply to the customer").press("Control+Enter")
    expect(page.locator(".m-reply")).to_contain_text("It left today, e")
    expect(page.get_by_label("Reply to the customer")).to_have_value("")
    expect(other.locator(".m-reply")).to_have_count(1)
    assert ada.barriers() == []

    page.keyboard.press("e")
    expect(page.locator("#t-head")).to_contain_text("Resolved")
    page.keyboard.press("u")
    expect(page.locator("#t-head")).to_contain_text("Waiting on customer")
    page.keyboard.press("Control+k")
    page.keyboard.type("charged")
    expect(page.get_by_role("option", name="#3 Charged twice")).to_be_visible()
    assert ada.barriers() == []
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Charged twice")).to_be_visible()
    _an_answer_that_comes_late_leaves_the_field_that_is_being_changed(page)
    _fields_are_chosen_and_left_by_keys(page)
    _the_command_bar_leads_to_what_has_no_key(page)
    _a_canned_reply_is_found_and_changed_by_keys(page)
    page.go_back()
    expect(page.get_by_role("heading", name="Parcel 55123")).to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type("charged")
    page.get_by_role("option", name="“charged” in all tickets").click()
    expect(page.locator(".row")).to_have_count(1)
    expect(page.get_by_label("Where to search")).to_have_value("all")


def _an_answer_that_comes_late_leaves_the_field_that_is_being_changed(page):
    held = []
    page.route("**/desk/3/change/**", lambda route: held.append((route, route.fetch())), times=1)
    page.locator("#f-priority").select_option("high")
    page.locator("#f-priority").focus()
    expect(page.locator("#t-head .t-facts")).to_contain_text(
        "High"
    )  # told by the server to every page that shows it
    page.keyboard.press("ArrowUp")
    [(route, answer)] = held
    route.fulfill(response=answer)
    page.wait_for_timeout(300)
    expect(page.locator("#f-priority")).to_have_value("normal")
    page.keyboard.press("Escape")  # only looked through
    page.wait_for_timeout(300)
    expect(page.locator("#f-priority")).to_have_value("high")
    expect(page.locator("#t-head .t-facts")).to_contain_text("High")


def _fields_are_chosen_and_left_by_keys(page):
    page.locator("#f-priority").select_option("urgent")
    expect(page.locator("#t-head .tag-bad")).to_have_text("Urgent")
    priority, tags = page.locator("#f-priority"), page.locator("#f-tags")
    priority.focus()  # with its list closed, so that arrows change it
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(priority).to_have_value("normal")
    page.keyboard.press("Escape")
    expect(priority).to_have_value("urgent")
    expect(page.locator("#ticket")).to_be_focused()
    priority.focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#t-head .tag-bad")).to_have_text("Urgent")
    page.keyboard.press("Enter")
    expect(page.locator("#t-head .t-facts")).to_contain_text("High")
    page.keyboard.press("t")
    expect(tags).to_be_focused()
    page.keyboard.type("tax")
    page.keyboard.press("Enter")
    expect(page.locator("#ticket")).to_be_focused()
    expect(page.locator(".row", has_text="Charged twice")).to_contain_text(
        "tax"
    )  # nobody is offered it before it is saved
    page.keyboard.press("t")
    page.keyboard.type("t")
    expect(page.locator("#all-tags option[value=tax]")).to_have_count(1)
    page.keyboard.type("no")
    page.keyboard.press("Escape")
    expect(tags).to_have_value("tax")


def _the_command_bar_leads_to_what_has_no_key(page):
    page.keyboard.press("Control+k")
    page.keyboard.type("merge into")
    page.get_by_role("option", name="Merge into ticket").click()
    expect(page.get_by_label("Merge into ticket")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.keyboard.type("language")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Language", exact=True).last).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("w")
    expect(page.locator("#t-said")).to_contain_text("You follow this ticket.")
    page.keyboard.press("y")
    expect(page.locator("#t-said")).to_contain_text("Complexity: Standard")


def _a_canned_reply_is_found_and_changed_by_keys(page):
    reply, then = page.get_by_label("Reply to the customer"), page.get_by_label("and then")
    page.keyboard.press("r")
    page.keyboard.type("Hello,")
    page.keyboard.press("Escape")
    page.keyboard.press("m")
    page.keyboard.type("way")
    page.keyboard.press("Enter")
    expect(reply).to_have_value("Hello,\n\nIt is on its way.\nAda")
    expect(then).to_have_value("resolved")
    expect(page.locator(".m-reply")).to_have_count(0)
    expect(page.locator("[data-kept]")).to_have_text("Draft kept")
    page.reload()
    expect(reply).to_have_value("Hello,\n\nIt is on its way.\nAda")
    expect(then).to_have_value("resolved")
    expect(page.locator("#macro-used")).to_contain_text("On its way")
    reply.fill("")  # what comes with a canned reply goes with its words
    expect(page.locator("#macro-used")).to_be_hidden()
    expect(then).to_have_value("waiting_on_customer")
    reply.fill("It is on its way.")
    then.select_option("open")
    reply.press("Control+Enter")
    expect(page.locator(".m-reply")).to_have_count(1)
    expect(page.locator("#t-head .tag").first).to_have_text("Open")
    expect(page.locator("#f-tags")).to_have_value("tax")


def test_the_workspace_on_a_phone_shows_one_pane_at_a_time(visit):
    ada = visit(name="ada", width=390, scheme="dark")
    page = ada.go(f"{DESK}?view=all-open")
    assert not ada.is_wider_than_the_screen()
    page.locator(".row-link").first.click()
    expect(page.locator("#t-thread")).to_be_visible()
    expect(page.locator("#desk-list")).to_be_hidden()
    assert not ada.is_wider_than_the_screen()
    assert ada.barriers() == []
    page.locator("#m-macro > summary").click()
    expect(page.locator("#macro-text")).to_be_focused()
    expect(page.locator("#macro-text")).to_be_in_viewport(ratio=1)
    expect(page.locator("#macro-found")).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Facts and customer").click()
    expect(page.locator("#f-assignee")).to_be_visible()
    page.get_by_role("button", name="Back to the ticket").click()
    page.get_by_role("link", name="Back to the list").click()
    expect(page.locator("#desk-list")).to_be_visible()


def opened(server, channel, subject):
    code = CHAT.replace("CHANNEL", repr(channel)).replace("SUBJECT", repr(subject))
    return int(server.house.python(code).split("opened ")[1].split(".")[0])


CANNED = """
from django.utils import timezone
from halfhour.desk.actions.macros import save_macro
from halfhour.people.models import Team, User
team, lena = Team.objects.get(slug="customer-support"), User.objects.get(username="lena")
save_macro(
    team=team, macro=None, name="Two windows", shortcut="windows", sets={"state": "open"},
    texts={"en": "Closed tightly."}, by=lena, at=timezone.now(),
)
"""


def test_what_is_written_in_two_windows_is_neither_lost_nor_comes_back_after_it_was_sent(visit, server):
    ada = visit(name="ada")
    number = opened(server, "other", "Two windows")
    page = ada.go(f"{DESK}{number}/")
    other = page.context.new_page()
    other.goto(page.url)
    here, there = (each.get_by_label("Reply to the customer") for each in (page, other))
    kept = "[data-kept]"
    here.press_sequentially("A long answer")
    expect(page.locator(kept)).to_have_text("Draft kept")
    there.press_sequentially("x")
    expect(there).to_have_value("A long answer\n\nx")
    expect(other.locator(kept)).to_have_text("Draft kept")
    here.press_sequentially(", typed on")
    expect(here).to_have_value("A long answer, typed on\n\nx")
    expect(page.locator(kept)).to_have_text("Draft kept")
    there.press("End")
    there.press_sequentially("yz")
    expect(other.locator(kept)).to_have_text("Draft kept")
    here.evaluate("field => field.setSelectionRange(2, 2)")
    here.press_sequentially("very ")  # in the middle, while the other window went on at the end
    expect(here).to_have_value("A very long answer, typed on\n\nxyz")
    expect(page.locator("#t-said")).to_contain_text("You wrote on this in another window too")
    assert here.evaluate("field => field.selectionEnd") == len("A very ")
    expect(page.locator(kept)).to_have_text("Draft kept")
    here.press("Control+End")
    page.route("**/draft/", lambda route: route.fulfill(status=429))
    here.press_sequentially("!")
    expect(page.locator(kept)).to_contain_text("Not kept yet")
    here.press("Control+Enter")
    expect(page.locator(".m-reply")).to_have_count(1)
    page.unroute("**/draft/")
    page.wait_for_timeout(5500)  # when what was not kept would be tried again
    page.reload()
    expect(page.locator(".m-reply")).to_have_count(1)
    expect(here).to_have_value("")
    there.press_sequentially(" and more")  # on a draft that was sent in the first window
    expect(other.locator(kept)).to_have_text("Draft kept")
    here.press_sequentially("Quick")
    here.press("Control+Enter")
    expect(page.locator(".m-reply")).to_have_count(2)
    page.reload()
    expect(here).to_have_value(re.compile("A long answer.* and more$", re.DOTALL))
    server.house.python(CANNED)
    page.reload()
    page.keyboard.press("m")
    page.keyboard.type("windows")
    page.keyboard.press("Enter")
    expect(here).to_have_value(re.compile("A long answer.* and more\n\nClosed tightly.$", re.DOTALL))
    expect(page.locator(kept)).to_have_text("Draft kept")
    other.reload()
    expect(there).to_have_value(re.compile("Closed tightly.$"))
    expect(other.locator("#macro-used")).to_be_visible()
    here.press("Control+Enter")
    expect(other.locator(".m-reply")).to_have_count(3)
    expect(there).to_have_value("")  # what was sent in one window does not wait in the other to be sent again
    expect(other.locator("#macro-used")).to_be_hidden()
    there.press_sequentially("Something new")
    expect(other.locator(kept)).to_have_text("Draft kept")
    there.press("Control+Enter")
    expect(page.locator(".m-reply")).to_have_count(4)
    other.close()


def test_what_is_pushed_is_seen_while_one_writes_and_opened_by_a_key(visit, server):
    ada = visit(name="ada")
    number = opened(server, "email", "A letter")
    page = ada.go(f"{DESK}{number}/")
    page.keyboard.press("r")
    page.keyboard.type("Dear")
    first = opened(server, "chat", "Locked out")
    toast = page.locator("#pushed")
    expect(toast).to_contain_text(f"Ticket {first} is yours: Locked out")
    expect(page.get_by_label("Reply to the customer")).to_be_focused()
    expect(page).to_have_title(re.compile(rf"^\(1\) #{number} A letter"))
    assert ada.barriers() == []
    page.keyboard.press("Escape")
    page.keyboard.press("v")
    expect(page.get_by_role("heading", name="Locked out")).to_be_visible()
    expect(toast).to_be_empty()
    expect(page).to_have_title(re.compile(f"^#{first} Locked out"))
    second = opened(server, "chat", "Still locked out")
    expect(toast).to_contain_text(f"Ticket {second} is yours")
    toast.get_by_role("button", name="Not now").click()
    expect(toast).to_be_empty()
    page.goto(page.url.replace(f"/{first}/", f"/{second}/"))
    expect(page.locator("#t-head")).to_contain_text("Nobody holds it")
    server.house.python(AFTERWARDS)
