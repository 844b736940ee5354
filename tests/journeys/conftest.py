"""Journeys through real pages: `pytest tests/journeys -m browser`, in a run of their own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from support.browser import Server, Visitor, launch
from support.house import House

PATIENCE_MS = 20_000  # however busy the machine; what is there earlier is not waited for
expect.set_options(timeout=PATIENCE_MS)

CAST = """
from django.utils import timezone
from halfhour.people import actions
from halfhour.people.models import Role
from halfhour.people.teamfile import parse_team, starter_file
known = {"password": "half-hours-count", "language": "en"}
lead = actions.create_user(username="lena", first_name="Lena", last_name="Vogt", **known)
team = actions.create_team(settings=parse_team(starter_file()), by=lead, at=timezone.now())
agent = actions.create_user(username="ada", first_name="Ada", **known)
actions.add_member(team=team, user=agent, role=Role.AGENT, agent_name="Ada", by=lead)
actions.create_user(username="olga", first_name="Olga", is_administrator=True, **known)
"""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A house with a team: Lena leads it, Ada is an agent, Olga administers."""
    house = House(folder=tmp_path_factory.mktemp("house"))
    house.python(f"from support.tables import lay_tables; lay_tables()\n{CAST}")
    server = Server(house=house).start()
    yield server
    server.stop()


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Callable[..., Visitor]]:
    """Open a browser of one's own: `visit(width=390, scheme="dark", name="lena")`."""
    visitors = []

    def open_browser(
        *, width: int = 1440, scheme: str = "light", name: str = "", zone: str = "Europe/Berlin"
    ) -> Visitor:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            timezone_id=zone,
            locale="en-GB",
        )
        context.set_default_timeout(PATIENCE_MS)
        visitor = Visitor(page=context.new_page(), url=server.url)
        visitors.append(visitor)
        if name:
            visitor.let_in(name)
        return visitor

    yield open_browser
    for visitor in visitors:
        visitor.page.context.close()
    assert [visitor.complaints for visitor in visitors if visitor.complaints] == []


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    return tmp_path
