"""A customer chooses files: what is too large is left out at once, and what is listed is sent."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

TEAM = """
from django.utils import timezone
from halfhour.people import actions
from halfhour.people.models import User
from halfhour.people.teamfile import parse_team, starter_file
settings = parse_team(starter_file().replace('"Customer support"', '"Photo desk"'))
actions.create_team(settings=settings, by=User.objects.get(username="lena"), at=timezone.now())
"""
NAMES = """
from halfhour.desk.models import Attachment
print("NAMES", *Attachment.objects.filter(message__ticket__subject="Broken bell").order_by("id")
      .values_list("name", flat=True))
"""
TOO_LARGE = b"L" * 10_000_001
TOO_LARGE_SAID = "“film.txt” was left out: a file may have at most 10 MB."


def choose(page: Page, **files: bytes) -> None:
    chosen = [
        {"name": f"{name}.txt", "mimeType": "text/plain", "buffer": held} for name, held in files.items()
    ]
    page.set_input_files("main input[type=file]", chosen)


def test_a_file_too_large_is_left_out_as_it_is_chosen_and_the_ticket_has_those_listed(visit, server):
    server.house.python(TEAM)
    zoe = visit(width=390, scheme="dark")
    page = zoe.go("/help/photo-desk/")
    listed = page.get_by_role("list", name="Chosen files").get_by_role("listitem")
    choose(page, bell=b"B", film=TOO_LARGE)
    expect(page.get_by_text(TOO_LARGE_SAID)).to_be_visible()
    expect(listed).to_have_count(1)
    choose(page, label=b"L", street=b"S", blank=b"")
    expect(page.get_by_text("“blank.txt” was left out: it is empty.")).to_be_visible()
    expect(listed).to_contain_text(["bell.txt", "label.txt", "street.txt"])
    expect(page.get_by_text(TOO_LARGE_SAID)).to_have_count(0)
    expect(page.get_by_role("status").filter(has_text="Files chosen: 3")).to_have_count(1)
    assert zoe.barriers() == []
    assert not zoe.is_wider_than_the_screen()
    page.get_by_role("button", name="Remove “label.txt”").press("Enter")
    expect(page.get_by_role("button", name="Remove “street.txt”")).to_be_focused()
    expect(listed).to_have_count(2)
    page.get_by_label("Your name").fill("Zoë")
    page.get_by_label("Your e-mail").fill("zoe@example.org")
    page.get_by_label("In a few words").fill("Broken bell")
    page.get_by_label("Your message").fill("It does not ring.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="We have your message")).to_be_visible()
    assert "NAMES bell.txt street.txt\n" in server.house.python(NAMES)

    page.get_by_role("link", name="See how far we are").click()
    page.get_by_label("Write again").fill("Here is more.")
    choose(page, film=TOO_LARGE)
    expect(page.get_by_text(TOO_LARGE_SAID)).to_be_visible()
    choose(page, saddle=b"S")
    assert zoe.barriers() == []
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Sent. We have what you wrote.")).to_be_visible()
    assert "NAMES bell.txt street.txt saddle.txt\n" in server.house.python(NAMES)


def test_of_more_files_than_allowed_the_first_stay_and_after_the_last_the_field_has_the_focus(visit, server):
    page = visit().go("/help/customer-support/")
    choose(page, **dict.fromkeys("abcdef", b"A"))
    expect(page.get_by_text("“f.txt” was left out: you may send at most 5 files.")).to_be_visible()
    for name in "edcba":
        page.get_by_role("button", name=f"Remove “{name}.txt”").press("Enter")
    expect(page.locator("main input[type=file]")).to_be_focused()
    expect(page.get_by_text("Nothing chosen yet")).to_be_visible()
