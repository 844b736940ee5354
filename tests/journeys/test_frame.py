"""The frame around every page: reachable, readable, and the same on a phone and in the dark."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
SETTINGS = "/t/customer-support/settings/"
PAGES = (
    "/t/customer-support/",
    SETTINGS,
    f"{SETTINGS}hours/",
    f"{SETTINGS}queues/",
    f"{SETTINGS}queues/0/",
    f"{SETTINGS}people/",
    f"{SETTINGS}people/7/",
    f"{SETTINGS}rules/",
    f"{SETTINGS}shrinkage/",
    f"{SETTINGS}file/",
    f"{SETTINGS}versions/",
    f"{SETTINGS}versions/1/",
    "/t/customer-support/members/",
    "/account/",
    "/account/password/change/",
    "/account/two-factor/",
    "/nothing-here/",
)


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_every_page_is_without_barriers_and_fits(visit, width, scheme):
    visitor = visit(width=width, scheme=scheme)
    found = {}
    visitor.go("/account/login/")
    found["log in"] = visitor.barriers()
    visitor.log_in("lena")
    for path in PAGES:
        visitor.go(path)
        found[path] = visitor.barriers()
        if visitor.is_wider_than_the_screen():
            found[path].append("wider than the screen")
    assert {path: barriers for path, barriers in found.items() if barriers} == {}


def test_the_frame_fits_a_page_at_400_percent(visit):
    """What WCAG asks for: 320 pixels, nothing to be scrolled sideways."""
    visitor = visit(width=320, name="lena")
    for path in ("/t/customer-support/desk/", "/t/customer-support/desk/board/"):
        page = visitor.go(path)
        expect(page.locator(".bell")).to_be_visible()
        assert not visitor.is_wider_than_the_screen(), path


def test_the_theme_follows_the_device_until_one_is_chosen(visit):
    visitor = visit(scheme="dark")
    visitor.log_in("lena")
    root = visitor.page.locator("html")
    expect(root).to_have_attribute("data-bs-theme", "dark")
    visitor.page.emulate_media(color_scheme="light")
    expect(root).to_have_attribute("data-bs-theme", "light")
    visitor.page.get_by_role("button", name="Light or dark").click()
    visitor.page.get_by_role("button", name="Dark", exact=True).click()
    expect(root).to_have_attribute("data-bs-theme", "dark")
    visitor.page.get_by_role("button", name="Light or dark").click()
    visitor.page.get_by_role("button", name="As the device").click()


def test_another_language_is_two_clicks_away(visit):
    visitor = visit()
    visitor.go("/account/login/")
    visitor.page.get_by_role("button", name="Language").click()
    visitor.page.get_by_role("button", name="Русский").click()
    expect(visitor.page.locator("html")).to_have_attribute("lang", "ru")


def test_on_a_phone_the_side_bar_opens_and_closes(visit):
    visitor = visit(width=390, name="lena")
    visitor.go("/t/customer-support/settings/")
    link = visitor.page.get_by_role("link", name="Members")
    expect(link).to_be_hidden()
    visitor.page.get_by_role("button", name="Menu").click()
    link.click()
    visitor.page.wait_for_url("**/members/")


def test_on_a_phone_a_list_is_read_without_scrolling_sideways_and_the_tab_one_is_at_is_seen(visit):
    visitor = visit(width=390, name="lena")
    page = visitor.go("/t/customer-support/settings/shrinkage/")
    expect(page.get_by_role("link", name="Shrinkage")).to_be_in_viewport()
    page = visitor.go("/t/customer-support/settings/people/")
    row = page.locator(".settings-rows tbody tr").first
    for part in row.locator("th, td[data-label], .row-end button").all():
        box = part.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    heading = row.locator("td").first.evaluate("cell => getComputedStyle(cell, '::before').content")
    assert heading == '"Skills"'


def test_the_keyboard_leads_past_the_frame_to_the_content(visit):
    visitor = visit(name="lena")
    visitor.go("/t/customer-support/settings/")
    visitor.page.keyboard.press("Tab")
    expect(visitor.page.locator(".skip-link")).to_be_focused()
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.locator("#content")).to_be_focused()


def test_what_cannot_be_undone_asks_first_and_takes_no_for_an_answer(visit):
    visitor = visit(name="lena")
    page = visitor.go("/t/customer-support/settings/people/")
    rows = page.locator(".settings-rows tbody tr")
    before = rows.count()
    page.get_by_role("button", name="Remove Ben").click()
    expect(page.locator("#confirm")).to_contain_text("Remove “Ben” from the settings?")
    page.get_by_role("button", name="No, go back").click()
    assert rows.count() == before
    page.get_by_role("button", name="Remove Farid").click()
    page.get_by_role("button", name="Yes").click()
    expect(rows).to_have_count(before - 1)


def test_a_readers_zone_is_known_without_being_asked_for(visit):
    visitor = visit(zone="Asia/Shanghai")
    visitor.log_in("lena")
    page = visitor.go("/t/customer-support/settings/versions/")
    expect(page.locator(".zone-note")).to_contain_text("Asia/Shanghai")
