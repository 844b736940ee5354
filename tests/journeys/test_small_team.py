"""A lead asks what the averages of a day hide: simulated while she watches, on a desk and on a phone."""

import pytest
from playwright.sync_api import expect

from support.browser import Server

pytestmark = pytest.mark.browser
PAGE = "/t/small-study/planning/1/small-team/"
FIRST_EVER_MS = 180_000  # where nobody has simulated on this machine yet, the simulator is compiled first

TEAM_AND_PLAN = """
from halfhour.people import actions
from halfhour.people.models import Role, User
from support.small_plan import save_small_plan, small_team_row
lena = User.objects.get(username="lena")
team = small_team_row(slug="small-study")
actions.add_member(team=team, user=lena, role=Role.LEAD, agent_name="", by=lena)
save_small_plan(team=team, by=lena, weeks=1)
"""


@pytest.fixture(scope="module")
def small_plan(server: Server) -> None:
    server.house.python(TEAM_AND_PLAN)


def test_a_day_is_simulated_at_the_first_look_and_answers_four_questions(visit, small_plan):
    lena = visit(name="lena")
    page = lena.page
    page.goto(lena.url + PAGE)  # it goes on by itself: there is nothing to wait for but the answers
    expect(page.get_by_role("link", name="Small team")).to_have_attribute("aria-current", "page")
    worse = page.get_by_role("heading", name="How much worse can a half hour be than its mean?")
    expect(worse).to_be_visible(timeout=FIRST_EVER_MS)
    for question in ("What does one absence do?", "What would sharing work gain?", "From which size on"):
        expect(page.get_by_role("heading", name=question)).to_be_visible()
    expect(page.locator("#drops canvas").first).to_be_visible(timeout=30_000)
    page.locator("#drops summary").click()
    expect(page.locator("#drops table")).to_contain_text("Ada")
    assert lena.barriers() == []
    expect(page.get_by_role("checkbox", name="phone")).to_be_checked()


def test_what_was_found_reads_well_on_a_phone_in_the_dark(visit, small_plan):
    lena = visit(width=390, scheme="dark", name="lena")
    page = lena.page
    page.goto(lena.url + PAGE)
    expect(page.locator("#spread canvas").first).to_be_visible(timeout=FIRST_EVER_MS)
    assert not lena.is_wider_than_the_screen()
    assert lena.barriers() == []
