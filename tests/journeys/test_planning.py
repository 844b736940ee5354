"""From making a plan to everybody's day, in a real browser: by mouse, by keyboard, on a phone."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from support.browser import Server
from support.this_week import this_monday

pytestmark = pytest.mark.browser
TEAM = "/t/small"
MONDAY = this_monday()
NEXT_MONDAY = MONDAY + timedelta(days=7)
TODAY_IS_IN_SIGHT = """() => {
    const [today, board] = ["th[aria-current=date]", ".board-scroll"].map(
        (place) => document.querySelector(place).getBoundingClientRect())
    return today.left >= board.left && today.right <= board.right + 1
}"""

TEAM_AND_PLANS = """
from datetime import timedelta
from django.utils import timezone
from halfhour.people import actions
from halfhour.people.models import Role, User
from halfhour.planning.actions.publishing import publish_plan
from support.ledger import bring_in
from support.past import past_csv
from support.small_plan import save_small_plan, small_team_row
from support.this_week import this_monday
monday = this_monday()
lena, ada = User.objects.get(username="lena"), User.objects.get(username="ada")
team = small_team_row()
actions.add_member(team=team, user=lena, role=Role.LEAD, agent_name="", by=lena)
actions.add_member(team=team, user=ada, role=Role.AGENT, agent_name="Ada", by=lena)
bring_in(team, past_csv(first_on=monday - timedelta(days=70), weeks=10), by=lena)
now = save_small_plan(team=team, by=lena, first_on=monday, weeks=1)
publish_plan(plan=now, by=lena, at=timezone.now())
save_small_plan(team=team, by=lena, first_on=monday + timedelta(days=7), weeks=2, name="Next fortnight")
"""


@pytest.fixture(scope="module")
def small_team(server: Server) -> None:
    server.house.python(TEAM_AND_PLANS)


@pytest.fixture
def draft(server: Server, small_team) -> str:
    """The address of a fresh copy of the draft."""
    number = server.house.python(
        """
from django.utils import timezone
from halfhour.people.models import User
from halfhour.planning.actions.drafts import copy_plan
from halfhour.planning.models import Plan
draft = Plan.objects.get(team__slug="small", number=2)
print(copy_plan(plan=draft, by=User.objects.get(username="lena"), at=timezone.now()).number)
"""
    ).split()[-1]
    return f"{TEAM}/planning/{number}/"


def cell(page: Page, agent: str, day: int):
    return page.locator(f"td[data-agent='{agent}'][data-on='{NEXT_MONDAY + timedelta(days=day)}']")


def times(page: Page, agent: str, day: int):
    return cell(page, agent, day).locator(".shift-time")


def test_a_shift_is_changed_by_keyboard_alone(visit, draft):
    page = visit(name="lena").go(draft + "roster/")
    cell(page, "Ada", 0).focus()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    expect(cell(page, "Dan", 0)).to_be_focused()
    page.keyboard.press("Enter")
    sheet = page.get_by_role("dialog")
    expect(sheet).to_contain_text("Shift of Dan")
    sheet.get_by_label("Starts at").select_option("10:30")
    expect(sheet.locator(".cost")).to_contain_text("Breaks no rule")
    expect(sheet.locator(".cost")).to_contain_text("Hours missing")
    expect(times(page, "Dan", 0)).to_contain_text("10:00")
    sheet.get_by_role("button", name="Save", exact=True).press("Enter")
    expect(times(page, "Dan", 0)).to_contain_text("10:30")
    expect(sheet).to_be_hidden()
    expect(cell(page, "Dan", 0)).to_be_focused()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".notice")).to_contain_text("undone")
    expect(times(page, "Dan", 0)).to_contain_text("10:00")


def test_a_shift_is_moved_by_keyboard_with_its_cost_shown_before(visit, draft):
    page = visit(name="lena").go(draft + "roster/")
    cell(page, "Dan", 4).focus()
    page.keyboard.press("m")
    page.keyboard.press("ArrowRight")
    cost = page.locator("#cost")
    expect(cost).to_contain_text("outside opening hours")
    expect(cost).to_contain_text("Hours missing")
    page.keyboard.press("Escape")
    expect(cost).to_be_empty()
    expect(cell(page, "Dan", 4)).to_be_focused()
    page.keyboard.press("m")
    page.keyboard.press("ArrowRight")
    expect(cost).to_contain_text("outside opening hours")
    page.keyboard.press("Enter")
    sheet = page.get_by_role("dialog")
    expect(sheet).to_contain_text("outside opening hours")
    expect(times(page, "Dan", 5)).to_have_count(0)
    sheet.get_by_role("button", name="Save all the same").click()
    expect(times(page, "Dan", 5)).to_contain_text("10:00")
    expect(times(page, "Dan", 4)).to_have_count(0)


def test_a_shift_is_dragged_with_its_cost_shown_before_it_is_dropped(visit, draft):
    page = visit(name="lena").go(draft + "roster/?week=1")
    dan, cleo = NEXT_MONDAY + timedelta(days=9), NEXT_MONDAY + timedelta(days=12)
    page.locator(f"td[data-agent='Dan'][data-on='{dan}'] .shift").hover()
    page.mouse.down()
    target = page.locator(f"td[data-agent='Dan'][data-on='{cleo}']")
    target.hover()
    target.hover()  # a browser starts a drag with the second move
    expect(target).to_have_class(re.compile("is-target"))
    expect(page.locator("#cost")).to_contain_text("Dan works on")
    page.mouse.up()
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("button", name="Save all the same").click()
    expect(target.locator(".shift-time")).to_contain_text("10:00")


def test_a_shift_is_added_and_taken_out(visit, draft):
    page = visit(name="lena").go(draft + "roster/")
    cell(page, "Dan", 1).click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("button", name="Take the shift out").click()
    expect(sheet).to_contain_text("This breaks")  # Dan's week falls short of his contract
    sheet.get_by_role("button", name="Take it out all the same").click()
    expect(times(page, "Dan", 1)).to_have_count(0)
    cell(page, "Dan", 1).click()
    expect(sheet).to_contain_text("New shift")
    sheet.get_by_label("Paid time").select_option("4 h")
    sheet.get_by_role("button", name="Add the shift").click()
    expect(times(page, "Dan", 1)).to_contain_text("10:00")


def test_two_planners_do_not_overwrite_each_other(visit, draft):
    one, other = visit(name="lena"), visit(name="lena")
    first, second = one.go(draft + "roster/"), other.go(draft + "roster/")
    for page, start in ((first, "10:30"), (second, "11:00")):
        cell(page, "Dan", 2).click()
        page.get_by_role("dialog").get_by_label("Starts at").select_option(start)
    first.get_by_role("dialog").get_by_role("button", name="Save", exact=True).click()
    expect(times(first, "Dan", 2)).to_contain_text("10:30")
    second.get_by_role("dialog").get_by_role("button", name="Save", exact=True).click()
    expect(second.get_by_role("dialog")).to_contain_text("Somebody else has changed this plan")


def test_a_plan_is_made_with_progress_and_arrives(visit, small_team):
    page = visit(name="lena").go(f"{TEAM}/planning/make/")
    page.get_by_label("Weeks").fill("1")
    page.get_by_label("How long to look").select_option("0.3")
    page.get_by_label("Name").fill("Made in a browser")
    page.get_by_role("button", name="Make the plan").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    arrived = page.get_by_role("heading", name="Made in a browser")
    expect(arrived).to_be_visible(timeout=240_000)  # whoever watched is led on by itself
    expect(page.get_by_text("Draft", exact=True)).to_be_visible()
    page.get_by_role("link", name="Publish").click()
    page.get_by_role("button", name=re.compile("Publish")).click()
    expect(page.locator(".notice-success")).to_contain_text("Published")


def test_a_plan_in_the_making_is_stopped(visit, small_team, server):
    page = visit(name="lena").go(f"{TEAM}/planning/make/")
    page.get_by_label("Weeks").fill("8")
    page.get_by_label("How long to look").select_option("3")
    page.get_by_role("button", name="Make the plan").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    plans = server.house.rows("select count(*) from planning_plan")
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("It was stopped on request")).to_be_visible(timeout=60_000)
    assert server.house.rows("select count(*) from planning_plan") == plans


def test_on_a_phone_the_roster_shows_today(visit, small_team):
    visitor = visit(width=390)
    visitor.log_in("lena")
    page = visitor.go(f"{TEAM}/planning/1/roster/")
    page.wait_for_function(TODAY_IS_IN_SIGHT)
    assert not visitor.is_wider_than_the_screen()


def test_an_agent_finds_their_day_on_a_phone(visit, small_team):
    visitor = visit(width=390, name="ada")
    page = visitor.go(f"{TEAM}/today/?on={MONDAY}")
    expect(page.locator(".timeline")).to_contain_text("On queue: phone")
    expect(page.locator(".day-breaks")).to_contain_text("Lunch 12:00–12:30")
    page.locator(".stretch-why summary").first.click()
    expect(page.locator(".stretch-why p").first).to_be_visible()
    page.get_by_role("link", name="The day after").click()
    expect(page.locator(".timeline")).to_be_visible()
    page.go_back()
    visitor.go(f"{TEAM}/planning/roster/")
    expect(page.get_by_role("heading", name="Your week")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_every_page_is_without_barriers_and_fits(visit, draft, width, scheme):
    visitor = visit(width=width, scheme=scheme, name="lena")
    plan = [
        draft + place
        for place in ("", "roster/", "forecast/", "requirement/", "files/", "history/", "publish/")
    ]
    others = [
        f"{TEAM}/planning/",
        f"{TEAM}/planning/make/",
        f"{TEAM}/planning/roster/",
        f"{TEAM}/today/?agent=Ada&on={MONDAY}",
        f"{TEAM}/today/everyone/?on={MONDAY}",
        f"{TEAM}/insight/",
        f"{TEAM}/insight/response-times/",
        f"{draft}forecast/?on={NEXT_MONDAY}",
    ]
    found = {}
    for path in plan + others:
        visitor.go(path)
        found[path] = visitor.barriers()
        if visitor.is_wider_than_the_screen():
            found[path].append("wider than the screen")
    assert {path: barriers for path, barriers in found.items() if barriers} == {}
