"""A newcomer's way in a real browser: from an empty house and a file to a published plan."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from playwright.sync_api import Page, expect

from support.browser import Server, Visitor
from support.house import House

pytestmark = pytest.mark.browser
WEEKS = 8


@pytest.fixture
def empty_house(browser, tmp_path):
    house = House(folder=tmp_path / "house")
    house.prepare()
    server = Server(house=house).start()
    yield server
    server.stop()


def history() -> bytes:
    """Calls and letters of eight weeks up to last Sunday, the columns named as another system names them."""
    today = datetime.now(UTC).date()
    first = today - timedelta(days=today.weekday() + 7 * WEEKS)
    lines = ["Call ID,Start,Skill group,Media,User,Talk time"]
    for day in range(7 * WEEKS):
        on = first + timedelta(days=day)
        if on.weekday() < 5:
            lines += calls_of(on)
    return "\n".join(lines).encode()


def calls_of(on: date) -> list[str]:
    names = ("Kim", "Lou", "Max", "Noa", "Oli", "Pia")
    rows = []
    for slot in range(18, 34):
        count = 5 if 20 <= slot < 28 else 3
        for number in range(count):
            at = datetime.combine(on, time(slot // 2, slot % 2 * 30 + number * 5))
            media = "email" if number == 2 else "phone"
            row = len(rows)
            known = (f"{on:%y%m%d}-{row}", f"{at:%Y-%m-%d %H:%M}", media, media, names[row % 6])
            rows.append(",".join((*known, str(240 + 30 * (row % 5)))))
    return rows


def test_from_a_file_to_a_published_plan(browser, empty_house):
    context = browser.new_context(timezone_id="Europe/Berlin", locale="en-GB")
    visitor = Visitor(page=context.new_page(), url=empty_house.url)
    page = visitor.page
    path = empty_house.house.python(
        "from halfhour.people.first_account import first_account_path as path; print(path())"
    ).strip()

    make_the_first_account(visitor, path)
    name_the_team_and_bring_a_file(page)
    agree_to_the_columns(page)
    go_on(page, "Team")
    agree_to_the_team(page)
    agree_to_the_goals(page)
    make_the_plan(page)
    publish_it(page)

    expect(page.get_by_role("button", name="Done: put the guide away")).to_be_visible()
    visitor.go("/")
    expect(page.get_by_text("Published until")).to_be_visible()
    assert visitor.complaints == []
    context.close()


def make_the_first_account(visitor: Visitor, path: str) -> None:
    page = visitor.go(path)
    page.get_by_label("User name").fill("olga")
    page.get_by_label("First name").fill("Olga")
    page.get_by_label("Password").fill("thirty-minutes-each")
    page.get_by_role("button", name="Make it and begin").click()
    page.wait_for_url("**/start/")


def name_the_team_and_bring_a_file(page: Page) -> None:
    page.get_by_label("What is the team called?").fill("Sales desk")
    assert page.get_by_label("Where does it work?").input_value() == "Europe/Berlin"
    file = {"name": "calls.csv", "mimeType": "text/csv", "buffer": history()}
    page.get_by_label("A file of past contacts").set_input_files(file)
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/ledger/imports/1/")


def agree_to_the_columns(page: Page) -> None:
    columns = {"contact_id": "Call ID", "opened_at": "Start", "queue": "Skill group", "channel": "Media"}
    columns |= {"agent": "User", "handle_seconds": "Talk time"}
    for ours, theirs in columns.items():
        page.locator(f"[name=column-{ours}]").select_option(theirs)
    page.locator("main form button.btn-primary").last.click()


def go_on(page: Page, to: str) -> None:
    page.get_by_role("link", name=f"Go on: {to}").click(timeout=60_000)


def agree_to_the_team(page: Page) -> None:
    page.wait_for_url("**/setup/team/")
    names = page.get_by_label("Who answers?").input_value().split()
    assert names == ["Kim", "Lou", "Max", "Noa", "Oli", "Pia"]
    assert page.locator("[name=week_0]").input_value() == "09:00-17:00"
    page.get_by_role("button", name="Yes, go on").click()


def agree_to_the_goals(page: Page) -> None:
    page.wait_for_url("**/setup/goals/")
    assert page.locator("[name=q0-within]").input_value() == "20 s"
    page.get_by_role("button", name="Go on", exact=True).click()


def make_the_plan(page: Page) -> None:
    page.wait_for_url("**/planning/make/")
    page.get_by_label("Weeks").fill("1")
    page.get_by_label("How long to look").select_option("0.3")
    page.get_by_role("button", name="Make the plan").click()
    page.wait_for_url("**/planning/1/", timeout=240_000)  # led on by itself once it is made


def publish_it(page: Page) -> None:
    page.get_by_role("link", name="Publish").last.click()
    page.get_by_role("button", name=re.compile("^Publish")).click()
