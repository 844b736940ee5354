"""What would a change do? Asked by slider, by keyboard and by lines, answered, saved and shared."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from support.browser import Server
from support.this_week import this_monday

pytestmark = pytest.mark.browser
MONDAY = this_monday() + timedelta(days=7)
PAGE = f"/t/ask/planning/1/what-if/?on={MONDAY}"
READY_MS = 120_000  # the first question of a machine may wait until the simulator is compiled

TEAM_AND_PLAN = """
from datetime import timedelta
from halfhour.people import actions
from halfhour.people.models import Role, User
from support.small_plan import save_small_plan, small_team_row
from support.this_week import this_monday
monday = this_monday() + timedelta(days=7)
lena = User.objects.get(username="lena")
team = small_team_row(slug="ask")
actions.add_member(team=team, user=lena, role=Role.LEAD, agent_name="", by=lena)
save_small_plan(team=team, by=lena, first_on=monday, weeks=1)
"""


@pytest.fixture(scope="module")
def plan(server: Server) -> None:
    server.house.python(TEAM_AND_PLAN)


def test_a_change_is_tried_by_sliders_and_lines_then_saved_and_shared(visit, plan):
    visitor = visit(name="lena")
    page = visitor.go(PAGE)
    lines, told = page.get_by_label("The changes, one a line"), page.locator("#told")

    page.get_by_role("slider", name="People more or fewer on phone").press("ArrowRight")
    expect(lines).to_have_value("+1 person 08:00-18:00 for phone")
    expect(told).to_contain_text("1 more person on phone from 08:00 to 18:00.")

    lines.fill("+2 people 12:00-18:00 for phone\nlunch spred\nphone handle time -10%")
    expect(page.get_by_label("People more or fewer on phone: From")).to_have_value("12:00")
    expect(told).to_contain_text("Such a line is written: lunch spread 11:30-14:00")
    page.locator("summary", has_text="phone").click()
    expect(page.get_by_role("slider", name="Handle time on phone")).to_have_value("-10")

    lines.press("Control+Enter")
    answer = page.locator("#answer")
    expect(answer.locator(".answer-glance")).to_contain_text("better", timeout=READY_MS)
    expect(answer).to_contain_text("Line 2 is left out")
    expect(answer.locator("#answer-1")).to_contain_text("the same")
    answer.get_by_text("The table behind it").first.click()
    expect(answer.locator("#answer-0 .behind-table").first).to_contain_text("17:30")
    assert visitor.barriers() == []

    page = visitor.go(PAGE)  # what was typed is still there
    expect(lines).to_have_value("+2 people 12:00-18:00 for phone\nlunch spred\nphone handle time -10%")
    page.locator("summary", has_text="phone").click()
    page.get_by_role("slider", name="Handle time on phone").press("Home")
    expect(lines).to_have_value("+2 people 12:00-18:00 for phone\nlunch spred\nhandle time phone -50 %")
    page.get_by_text("Save it under a name").click()
    page.get_by_label("Name", exact=True).fill("Two more")
    page.get_by_label("Share it with everybody").check()
    page.get_by_role("button", name="Save as new").click()
    expect(page.locator(".notice-success")).to_contain_text("Saved: Two more")
    saved = page.locator("#saved tbody tr")
    expect(saved).to_contain_text("Two more")
    expect(saved).to_contain_text("the team")
    saved.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Yes").click()
    expect(page.locator("#saved")).to_contain_text("None yet.")


def test_the_page_is_read_on_a_phone_in_the_dark(visit, plan):
    visitor = visit(width=390, scheme="dark", name="lena")
    page = visitor.go(PAGE)
    page.get_by_role("button", name="Play it").click()
    expect(page.locator("#answer")).to_contain_text("played 1,000 times", timeout=READY_MS)
    assert visitor.barriers() == []
    assert not visitor.is_wider_than_the_screen()


def test_a_phone_shows_the_difference_and_what_can_be_told_without_scrolling_aside(visit, plan):
    visitor = visit(width=390, name="lena")
    page = visitor.go(PAGE)
    page.get_by_label("The changes, one a line").fill("+1 person 08:00-18:00 for phone")
    page.get_by_role("button", name="Play it").click()
    glance = page.locator("#answer .answer-glance")
    expect(glance).to_contain_text("better", timeout=READY_MS)
    expect(glance.get_by_role("columnheader", name="As planned")).to_be_hidden()
    assert glance.evaluate("table => table.scrollWidth <= table.parentElement.clientWidth")
    ends = glance.get_by_text("better").first.evaluate("tag => tag.getBoundingClientRect().right")
    assert ends <= 390
