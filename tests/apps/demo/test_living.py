from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from halfhour.cli import main
from halfhour.demo import (
    demo_activity,
    demo_history,
    demo_team,
    demo_team_file,
    write_activity,
    write_history,
)
from halfhour.demo.living import DemoRefused, first_day_of_plan, live
from halfhour.engine import rostering
from halfhour.ledger.reading import read_history
from halfhour.people.access import visible_teams
from halfhour.people.models import Member, Team, User
from halfhour.planning.adapter.shrinkage import shrinkage_of_records, team_shrinkage
from halfhour.planning.models import Block, Plan, PublishedDay, Shift
from halfhour.planning.outputs import read_requirements, read_roster
from support.remembered import remembering_solver
from support.short_searches import short_searches

WEDNESDAY = date(2026, 11, 18)
AT = datetime(2026, 11, 18, 7, tzinfo=UTC)
DAYS = 70


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    settings.MEDIA_ROOT = tmp_path / "data" / "files"


def make(today: date = WEDNESDAY, at: datetime = AT):
    return live(today=today, at=at, show=lambda _done, _note: None, days=DAYS, weeks=1, effort=0.1)


@pytest.fixture
def solved_once(monkeypatch):
    monkeypatch.setattr(rostering, "solve_roster", remembering_solver())
    with short_searches():
        yield


@pytest.mark.long
@pytest.mark.django_db
@pytest.mark.usefixtures("solved_once")
def test_the_demo_lives_and_the_command_makes_the_same_plan_from_its_files(tmp_path, django_db_blocker):
    demo = make()

    # It covers this week, from Monday, and is what holds today.
    assert demo.plan.first_on == first_day_of_plan(WEDNESDAY) == date(2026, 11, 16)
    assert PublishedDay.objects.filter(plan=demo.plan).count() == 7
    assert Block.objects.filter(plan=demo.plan, on=WEDNESDAY).exists()
    assert demo.made.breaches == ()

    # Everybody who may log in can, and sees the team.
    assert {login.username for login in demo.logins} == {"admin", "lead", "planner", "agent"}
    for login in demo.logins:
        user = User.objects.get(username=login.username)
        assert user.check_password(login.password)
        assert list(visible_teams(user)) == [demo.team]
    assert Member.objects.get(user__username="agent").agent_name in {
        agent.name for agent in demo_team().agents
    }

    # Starting it again changes nothing and knows the passwords still.
    again = make()
    assert (again.plan, again.logins) == (demo.plan, demo.logins)
    assert Plan.objects.count() == 1

    # The command plans the same from the exported files, which reach into the plan's first days.
    folder = tmp_path / "export"
    export(folder)
    with django_db_blocker.block():
        result = CliRunner().invoke(
            main,
            ["plan", str(folder / "history.csv"), "--team", str(folder / "team.toml"), "--from", "2026-11-16",
             "--weeks", "1", "--out", str(folder / "plan"), "--effort", "0.1", "--quiet"],
        )  # fmt: skip
    assert result.exit_code == 0, result.output
    kept = {
        (shift.agent, shift.on, int(shift.starts_at.timestamp()), int(shift.ends_at.timestamp()))
        for shift in Shift.objects.filter(plan=demo.plan)
    }
    planned = read_roster(folder / "plan" / "roster.csv")
    assert {(shift.agent, shift.on, shift.starts_at, shift.ends_at) for shift in planned} == kept
    tables = read_requirements(folder / "plan" / "requirement.csv")
    for requirement in demo.made.requirements:
        assert tables[requirement.queue].on_queue.tolist() == requirement.on_queue.tolist()

    # And measures the same shrinkage from them.
    ours = team_shrinkage(demo.team, demo_team()).measured
    read = read_history([folder / "activity.csv"]).activity
    theirs = shrinkage_of_records(read, settings=demo_team(), timezone=demo_team().timezone).measured
    assert ours.by_use == theirs.by_use
    assert ours.people == 14


def export(folder: Path) -> None:
    folder.mkdir()
    team = demo_team()
    contacts = demo_history(team=team, last_on=WEDNESDAY - timedelta(days=1), days=DAYS)
    write_history(contacts, folder / "history.csv", timezone=team.timezone)
    (folder / "team.toml").write_text(demo_team_file(), encoding="utf-8")
    activity = demo_activity(team=team, contacts=contacts, last_on=WEDNESDAY - timedelta(days=1))
    write_activity(activity, folder / "activity.csv", timezone=team.timezone)


@pytest.mark.django_db
def test_it_refuses_a_folder_with_teams_of_its_own():
    Team.objects.create(slug="ours", name="Ours")

    with pytest.raises(DemoRefused, match="HALFHOUR_DATA"):
        make()

    assert Team.objects.count() == 1
    assert not User.objects.exists()


def test_the_export_needs_no_database_and_says_how_to_plan(tmp_path):
    result = CliRunner().invoke(main, ["demo", "--export", str(tmp_path / "out"), "--today", "2026-11-18"])

    assert result.exit_code == 0, result.output
    assert (tmp_path / "out" / "team.toml").read_text("utf-8") == demo_team_file()
    assert "--from 2026-11-16 --weeks 2" in result.output
    lines = (tmp_path / "out" / "history.csv").read_text("utf-8").splitlines()
    assert 60_000 < len(lines) < 100_000
    assert "2026-11-17" in lines[-1]
