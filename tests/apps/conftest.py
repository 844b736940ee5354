"""The same small cast of people everywhere, and servers of a run's own."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.test import Client

from halfhour.api.counting import counts
from halfhour.desk.adapter import goals_kept, policies, promise, today, triage
from halfhour.desk.queries import presence
from halfhour.people.models import Member, Role, Team, TeamVersion, User
from halfhour.people.teamfile import document_from_team, parse_team
from support.house import House
from support.servers import postgresql_server, redis_server

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

TEAM_FILE = """
[team]
name = "Support Hamburg"
timezone = "Europe/Berlin"
country = "DE"

[hours]
mon-fri = "08:00-18:00"

[[queue]]
name = "phone"
channel = "phone"
goal = { share = 0.8, within = "20 s" }
skills = ["phone"]

[[queue]]
name = "email"
channel = "email"
goal = { share = 0.9, within = "8 h" }
skills = ["email"]

[[agent]]
names = ["Ada", "Ben", "Chloe", "Dmitri"]
skills = ["phone", "email"]
weekly_hours = 40
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Support Hamburg with its people, and Night desk with a lead who has no part in it."""

    team: Team
    other_team: Team
    lead: User
    planner: User
    agent: User  # is Ada
    second_agent: User  # is Ben
    administrator: User
    stranger: User  # leads the other team

    @staticmethod
    def client(user: User | None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user)
        return client

    @property
    def roles(self) -> dict[str, User | None]:
        """Everyone who may knock, by the name of their part."""
        return {
            "anonymous": None,
            "agent": self.agent,
            "planner": self.planner,
            "lead": self.lead,
            "administrator": self.administrator,
            "stranger": self.stranger,
        }


@pytest.fixture
def team_file():
    """The text of a team's file, to be changed before it is read."""
    return TEAM_FILE


@pytest.fixture
def cast(db: Any) -> Cast:
    team = _team("support-hamburg", "Support Hamburg")
    other_team = _team("night-desk", "Night desk")
    people = {
        name: User.objects.create_user(
            username=name, email=f"{name}@example.org", first_name=name.capitalize(), language="en"
        )
        for name in ("lena", "paul", "ada", "ben", "olga", "nils")
    }
    User.objects.filter(username="olga").update(is_administrator=True)
    people["olga"].refresh_from_db()
    for name, where, role, agent_name in (
        ("lena", team, Role.LEAD, ""),
        ("paul", team, Role.PLANNER, ""),
        ("ada", team, Role.AGENT, "Ada"),
        ("ben", team, Role.AGENT, "Ben"),
        ("nils", other_team, Role.LEAD, ""),
    ):
        Member.objects.create(user=people[name], team=where, role=role, agent_name=agent_name)
    return Cast(
        team=team,
        other_team=other_team,
        lead=people["lena"],
        planner=people["paul"],
        agent=people["ada"],
        second_agent=people["ben"],
        administrator=people["olga"],
        stranger=people["nils"],
    )


def _team(slug: str, name: str) -> Team:
    team = Team.objects.create(slug=slug, name=name)
    TeamVersion.objects.create(
        team=team, number=1, document=_document(name), changed_at=MONDAY, note="First settings"
    )
    return team


@cache
def _document(name: str) -> dict[str, Any]:
    return document_from_team(parse_team(TEAM_FILE.replace("Support Hamburg", name), "team.toml"))


EVERY_CASE = ("desk", "customers", "jobs")  # where the cases of one test are different queries and locks


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what reads or writes rows in the test's own process: it must hold on PostgreSQL too.

    Of a test with many cases one is enough, save where the cases differ in what they ask the database.
    """
    seen = set()
    for item in items:
        wants = set(getattr(item, "fixturenames", ()))
        if wants & {"db", "transactional_db"} or item.get_closest_marker("django_db"):
            room, test = item.path.parent.name, (item.path, getattr(item, "originalname", item.name))
            if room in EVERY_CASE or test not in seen:
                item.add_marker(pytest.mark.rows)
            seen.add(test)


@pytest.fixture(autouse=True)
def _own_data_folder(settings: Any, tmp_path: Path) -> None:
    """Nothing that a test stores lands in the data folder of whoever runs it."""
    settings.DATA_DIR = tmp_path / "data"
    settings.MEDIA_ROOT = tmp_path / "data" / "files"


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """Rows of another test had the same ids."""
    policies.forget()
    goals_kept.forget()
    presence.forget()
    counts.forget()
    promise.forget()
    today.forget()
    triage.forget()


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    """What makes guessing slow makes tests slow; how passwords are kept is Django's own to test."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _static_files_when_asked_for(settings: Any) -> None:
    """Every client of a test is a server that starts anew, and would list all static files first."""
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(scope="session")
def _postgresql() -> Iterator[str]:
    with postgresql_server() as url:
        yield url


@pytest.fixture(scope="session")
def _postgresql_with_tables(_postgresql: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The server, with a database `tables` to copy."""
    with psycopg.connect(_postgresql, autocommit=True) as connection:
        connection.execute("create database tables")
    House(folder=tmp_path_factory.mktemp("tables"), database_url=_sibling(_postgresql, "tables")).prepare()
    return _postgresql


@pytest.fixture
def postgresql_url(_postgresql_with_tables: str) -> Iterator[str]:
    """A PostgreSQL database of the test's own, with the product's tables and no rows."""
    name = f"test_{uuid4().hex}"
    with psycopg.connect(_postgresql_with_tables, autocommit=True) as connection:
        connection.execute(f'create database "{name}" template tables')
    yield _sibling(_postgresql_with_tables, name)
    with psycopg.connect(_postgresql_with_tables, autocommit=True) as connection:
        connection.execute(f'drop database "{name}" with (force)')


def _sibling(url: str, name: str) -> str:
    return f"{url.rsplit('/', 1)[0]}/{name}"


@pytest.fixture(scope="session")
def _sqlite_with_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tables")
    House(folder=folder).prepare()
    return folder / "halfhour.sqlite3"


@pytest.fixture
def sqlite_house(_sqlite_with_tables: Path, tmp_path: Path) -> Iterator[House]:
    """An installation with its own SQLite, for real processes."""
    folder = tmp_path / "house"
    folder.mkdir(mode=0o700)
    shutil.copy(_sqlite_with_tables, folder)
    house = House(folder=folder)
    yield house
    house.close()


@pytest.fixture
def postgresql_house(postgresql_url: str, tmp_path: Path) -> Iterator[House]:
    """An installation with its own PostgreSQL, for real processes."""
    house = House(folder=tmp_path / "house", database_url=postgresql_url)
    yield house
    house.close()


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A Redis of the run's own."""
    with redis_server() as url:
        yield url
