"""A customer writes by the form, sees the promise, opens their page, writes again, and rates the answer."""

import json

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

TEAM = """
from django.utils import timezone
from halfhour.people import actions
from halfhour.people.models import User
from halfhour.people.teamfile import parse_team, starter_file
settings = parse_team(starter_file().replace('"Customer support"', '"Parcel desk"'))
actions.create_team(settings=settings, by=User.objects.get(username="lena"), at=timezone.now())
"""
ANSWERED = """
import json
from datetime import timedelta
from django.core.cache import cache
from django.utils import timezone
from halfhour.desk.actions.conversation import reply
from halfhour.desk.actions.rating import ask_for_ratings
from halfhour.desk.models import PromiseRecord, Rating, State, Ticket
from halfhour.desk.signing import rating_link, ticket_link
from halfhour.people.models import User
ticket = Ticket.objects.get(subject="Late parcel")
reply(ticket=ticket, text="It comes on Friday.", by=User.objects.get(username="ada"), at=timezone.now(),
      then=State.RESOLVED)
ask_for_ratings(timezone.now() + timedelta(hours=2))
print("LINKS" + json.dumps([ticket_link(ticket), rating_link(Rating.objects.get(ticket=ticket))]))
"""


def test_from_the_form_to_the_rating(visit, server):
    server.house.python(TEAM)
    zoe = visit(width=390, scheme="dark")
    page = zoe.go("/help/parcel-desk/")
    assert zoe.barriers() == []
    page.get_by_label("Your name").fill("Zoë")
    page.get_by_label("Your e-mail").fill("zoe@example.org")
    page.get_by_label("In a few words").fill("Late parcel")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("something is missing or wrong")).to_be_visible()
    expect(page.get_by_label("In a few words")).to_have_value("Late parcel")
    page.get_by_label("Your message").fill("Where is it?")
    page.get_by_role("button", name="Send").dblclick()
    expect(page.get_by_role("heading", name="We have your message")).to_be_visible()
    assert zoe.barriers() == []
    page.get_by_role("link", name="See how far we are").click()
    page.get_by_label("Write again").fill("It is blue.")
    page.set_input_files(
        "main input[type=file]", {"name": "label.txt", "mimeType": "text/plain", "buffer": b"Z"}
    )
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Sent. We have what you wrote.")).to_be_visible()
    assert not zoe.is_wider_than_the_screen()

    said = server.house.python(ANSWERED)
    links = json.loads(said[said.index("LINKS") + 5 :].splitlines()[0])
    ticket, rating = ("/" + link.split("/", 3)[3] for link in links)
    page = zoe.go(ticket)
    expect(page.get_by_text("It comes on Friday.")).to_be_visible()
    expect(page.get_by_role("link", name="label.txt")).to_be_visible()
    assert zoe.barriers() == []
    assert not zoe.is_wider_than_the_screen()
    in_light = visit(width=1440, scheme="light")
    expect(in_light.go(ticket).get_by_role("link", name="label.txt")).to_be_visible()
    assert in_light.barriers() == []
    page = zoe.go(rating)
    page.get_by_role("group", name="Were we quick enough?").get_by_label("4").check()
    page.get_by_role("group", name="Was the answer good?").get_by_label("5").check()
    assert zoe.barriers() == []
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("You gave us 4 of 5 for speed")).to_be_visible()


def in_russian(page):
    page.get_by_role("button", name="Language").click()
    page.get_by_role("button", name="Русский").click()
    expect(page.locator("html")).to_have_attribute("lang", "ru")


def test_what_is_typed_is_still_there_in_another_language(visit, server):
    yan = visit()
    page = yan.go("/help/customer-support/")
    page.fill("[name=name]", "Yan")
    page.fill("[name=text]", "A long story")
    page.set_input_files(
        "main input[type=file]", {"name": "label.txt", "mimeType": "text/plain", "buffer": b"Z"}
    )
    in_russian(page)
    expect(page.locator("[name=name]")).to_have_value("Yan")
    expect(page.locator("[name=text]")).to_have_value("A long story")
    expect(page.locator("[data-files-again]")).to_be_visible()
    page.reload()
    expect(page.locator("[data-files-again]")).to_be_hidden()
    assert page.evaluate("Object.keys(sessionStorage).filter((name) => name.includes('typed'))") == []

    wu = visit()
    page = wu.go("/help/customer-support/")
    for name, value in (("name", "Wu"), ("email", "wu@example.org"), ("subject", "Box"), ("text", "Where?")):
        page.fill(f"[name={name}]", value)
    page.get_by_role("button", name="Send").click()
    page.get_by_role("link", name="See how far we are").click()
    page.get_by_label("Write again").fill("It is blue.")
    in_russian(page)
    expect(page.locator("[name=text]")).to_have_value("It is blue.")
