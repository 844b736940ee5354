"""The demo team made to live: its settings, people, history, and a published plan for this week and next."""

import json
import os
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from django.conf import settings
from django.utils.translation import gettext as _

from halfhour.demo import demo_activity, demo_history, demo_team, write_activity, write_history
from halfhour.demo.activity import DAYS as ACTIVITY_DAYS
from halfhour.demo.customers import make_customers
from halfhour.demo.desk_work import make_desk
from halfhour.demo.history import DAYS
from halfhour.engine.plan import Plan as EnginePlan
from halfhour.engine.plan import Progress
from halfhour.engine.team import Team as EngineTeam
from halfhour.ledger.actions import choose_options, import_history, store_file
from halfhour.ledger.options import options_document
from halfhour.ledger.reading import Shape
from halfhour.people.actions.members import add_member
from halfhour.people.actions.settings import create_team
from halfhour.people.actions.users import create_user
from halfhour.people.adapter import current_team
from halfhour.people.models import Role, Team, User
from halfhour.planning.actions.making import make_engine_plan, save_plan
from halfhour.planning.actions.publishing import publish_plan
from halfhour.planning.adapter.history import histories, made_from
from halfhour.planning.adapter.whole import whole_plan
from halfhour.planning.models import Plan, PublishedDay

WEEKS = 2
SEED = 0
# user name: role, and who they are in the team's settings; the administrator has no role in any team
LOGINS: dict[str, tuple[Role | None, str]] = {
    "admin": (None, ""),
    "lead": (Role.LEAD, ""),
    "planner": (Role.PLANNER, ""),
    "agent": (Role.AGENT, "Dmitri Volkov"),
}
WORDS = """
    alder amber birch brook cedar cliff clover coral dune ember fern fjord flint grove heron hazel iris
    juniper lark linden maple meadow moss otter pebble pine reed robin sage spruce starling thistle tide
    willow wren
"""

Show = Callable[[float, str], None]


class DemoRefused(Exception):
    """The demo cannot be made here; says why."""

    @property
    def sentence(self) -> str:
        return str(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    username: str
    password: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Demo:
    """The living demo: its team, who may log in, and the plan that holds today."""

    team: Team
    logins: tuple[Login, ...]
    plan: Plan
    made: EnginePlan


def first_day_of_plan(today: date) -> date:
    """The plan covers this week and the next, from Monday."""
    return today - timedelta(days=today.weekday())


def live(
    *, today: date, at: datetime, show: Show, days: int = DAYS, weeks: int = WEEKS, effort: float = 1.0
) -> Demo:
    """Make the demo, or bring it up to date: what is there already stays as it is.

    `days` is how much history is generated, `weeks` how many are planned.

    Raises
    ------
    DemoRefused
        Where other teams live in this data folder.
    """
    engine_team = demo_team()
    team = Team.objects.filter(name=engine_team.name).first()
    if team is None and Team.objects.exists():
        raise DemoRefused(
            _("{folder} holds teams of your own. Set HALFHOUR_DATA to another folder for the demo.").format(
                folder=settings.DATA_DIR
            )
        )
    if team is None:
        show(0.0, _("Letting people in"))
        team = _make_people(engine_team, at)
    published = PublishedDay.objects.filter(team=team, on=today).select_related("plan").first()
    if published is not None:
        plan = published.plan
        make_desk(team, engine_team, by=_admin(), today=today, at=at)
        return Demo(team=team, logins=_kept_logins(), plan=plan, made=whole_plan(plan))
    show(0.02, _("Generating a year of contacts"))
    contacts = demo_history(team=engine_team, last_on=today - timedelta(days=1), days=days)
    _bring_in(contacts, team, engine_team, at=at, show=show)
    show(0.3, _("Reading what people did"))
    _bring_in_activity(contacts, team, engine_team, last_on=today - timedelta(days=1), days=days, at=at)
    make_customers(team, by=_admin(), at=at)
    plan, made = _plan(team, today=today, at=at, weeks=weeks, effort=effort, show=show)
    show(0.95, _("Filling the desk"))
    make_desk(team, engine_team, by=_admin(), today=today, at=at)
    return Demo(team=team, logins=_kept_logins(), plan=plan, made=made)


def _make_people(engine_team: EngineTeam, at: datetime) -> Team:
    logins = tuple(
        Login(username=name, password=_password(), role=str(role or "administrator"))
        for name, (role, _agent) in LOGINS.items()
    )
    users = {
        login.username: create_user(
            username=login.username,
            password=login.password,
            email=f"{login.username}@larkspur.example",
            is_administrator=LOGINS[login.username][0] is None,
        )
        for login in logins
    }
    team = create_team(settings=engine_team, by=users["admin"], at=at, note=_("Generated for the demo"))
    for name, (role, agent_name) in LOGINS.items():
        if role is not None:
            add_member(team=team, user=users[name], role=role, agent_name=agent_name, by=users["admin"])
    _keep_logins(logins)
    return team


def _bring_in(
    contacts: pl.DataFrame, team: Team, engine_team: EngineTeam, *, at: datetime, show: Show
) -> None:
    """Contacts that the ledger has already are not taken twice."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "generated-history.csv"
        write_history(contacts, path, timezone=engine_team.timezone)
        record = store_file(team=team, path=path, by=_admin(), at=at)
    choose_options(record=record, options=options_document(timezone=engine_team.timezone))
    import_history(
        record=record,
        at=at,
        on_progress=lambda progress: show(0.1 + 0.2 * progress.done, _("Reading them into the ledger")),
    )


def _bring_in_activity(
    contacts: pl.DataFrame, team: Team, engine_team: EngineTeam, *, last_on: date, days: int, at: datetime
) -> None:
    """What people did in the last weeks, so that shrinkage can be measured."""
    activity = demo_activity(
        team=engine_team, contacts=contacts, last_on=last_on, days=min(days, ACTIVITY_DAYS)
    )
    with TemporaryDirectory() as folder:
        path = Path(folder) / "generated-activity.csv"
        write_activity(activity, path, timezone=engine_team.timezone)
        record = store_file(team=team, path=path, by=_admin(), at=at)
    options = options_document(timezone=engine_team.timezone, shape=Shape.ACTIVITY.value)
    import_history(record=choose_options(record=record, options=options), at=at)


def _plan(
    team: Team, *, today: date, at: datetime, weeks: int, effort: float, show: Show
) -> tuple[Plan, EnginePlan]:
    engine_team, version = current_team(team)
    known = histories(team, engine_team)

    def tell(progress: Progress) -> None:
        show(0.35 + 0.55 * progress.done, _("Planning this week and the next"))

    made = make_engine_plan(
        team=team,
        settings=engine_team,
        histories=known,
        first_on=first_day_of_plan(today),
        weeks=weeks,
        seed=SEED,
        effort=effort,
        on_progress=tell,
    )
    show(0.92, _("Publishing"))
    plan = save_plan(
        team=team,
        version=version,
        made=made,
        made_from=made_from(team, known),
        effort=effort,
        by=_admin(),
        at=at,
        name=_("Demo"),
    )
    return publish_plan(plan=plan, by=_admin(), at=at), made


def _admin() -> User:
    return User.objects.get(username="admin")


def _password() -> str:
    """Easy to type, and not the same on two machines."""
    return "-".join([*(secrets.choice(WORDS.split()) for _word in range(3)), str(secrets.randbelow(90) + 10)])


def _logins_path() -> Path:
    return Path(settings.DATA_DIR) / "demo-logins.json"


def _keep_logins(logins: tuple[Login, ...]) -> None:
    """So that a demo that is started again can say them again; readable by its owner alone."""
    path = _logins_path()
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump([asdict(login) for login in logins], file)


def _kept_logins() -> tuple[Login, ...]:
    """Empty where somebody took the file away."""
    path = _logins_path()
    if not path.exists():
        return ()
    return tuple(Login(**kept) for kept in json.loads(path.read_text()))
