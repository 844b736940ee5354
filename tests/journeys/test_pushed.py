"""A chat is given to somebody who writes: they see it at once, lose no word, open it, or pass it on."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
DESK = "/t/customer-support/desk/"
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


def opened(server, channel, subject):
    code = CHAT.replace("CHANNEL", repr(channel)).replace("SUBJECT", repr(subject))
    return int(server.house.python(code).split("opened ")[1].split(".")[0])


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
