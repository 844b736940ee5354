"""The start page says what needs attention, to those who can do something about it."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from halfhour.engine.team import TimeOff
from halfhour.jobs.actions import claim_next_job, finish_failed, start_job
from halfhour.ledger.models import Import, ImportState
from halfhour.people.access import Permission, open_team
from halfhour.people.actions import save_team_version
from halfhour.people.adapter import current_team
from halfhour.people.models import Member, Role
from halfhour.planning.actions.publishing import publish_plan
from halfhour.web.actions import finish_guided_start, take_up_guided_way
from halfhour.web.attention import Situation, notices
from support.small_plan import MONDAY, save_small_plan, small_team_row

NOW = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)


@pytest.fixture
def team(cast):
    team = small_team_row()
    Member.objects.create(team=team, user=cast.lead, role=Role.LEAD)
    Member.objects.create(team=team, user=cast.agent, role=Role.AGENT, agent_name="Ada")
    return team


def history(team, *, last_on: date) -> None:
    Import.objects.create(
        team=team,
        number=Import.objects.filter(team=team).count() + 1,
        state=ImportState.DONE,
        file_name="calls.csv",
        stored_as="x",
        digest="0",
        size_bytes=1,
        made_at=NOW,
        finished_at=NOW,
        findings={"last_on": last_on.isoformat()},
    )


OFFER = "From a file to a published plan in seven small steps"


def all_titles(cast, team, *, today: date = MONDAY, user=None) -> list[str]:
    access = open_team(user or cast.lead, team.slug, needs=Permission.SEE_TEAM)
    return [notice.title for notice in notices(Situation(access=access, at=NOW, today=today))]


def titles(cast, team, **asked) -> list[str]:
    """What is said, apart from the offer of the guide."""
    return [title for title in all_titles(cast, team, **asked) if title != OFFER]


def test_whoever_sets_up_a_team_is_offered_the_guide_until_a_plan_is_published(cast, team):
    assert OFFER in all_titles(cast, team)
    assert OFFER not in all_titles(cast, team, user=cast.agent)
    assert OFFER not in all_titles(cast, team, user=cast.administrator)
    take_up_guided_way(team=team, by=cast.lead, at=NOW)
    assert OFFER not in all_titles(cast, team)
    finish_guided_start(team=team, at=NOW)
    assert OFFER in all_titles(cast, team)
    publish_plan(plan=save_small_plan(team=team), by=cast.lead, at=NOW)
    assert OFFER not in all_titles(cast, team)


def test_without_a_history_that_comes_first(cast, team):
    assert titles(cast, team) == ["No contact history yet"]


def test_an_old_history_is_named_with_its_age(cast, team):
    history(team, last_on=MONDAY - timedelta(days=40))
    assert "The history ends 40 days ago" in titles(cast, team)
    history(team, last_on=MONDAY - timedelta(days=1))
    assert not [title for title in titles(cast, team) if "history" in title]


def test_a_week_without_a_plan_is_told_and_a_waiting_draft_is_named(cast, team):
    history(team, last_on=MONDAY)
    assert titles(cast, team) == ["Next week has no plan"]
    save_small_plan(team=team)
    assert titles(cast, team) == ["Next week's plan is not published"]


def test_a_week_whose_plan_is_being_made_is_not_asked_for_again(cast, team):
    history(team, last_on=MONDAY)
    start_job(kind="make_plan", team=team, by=cast.lead, arguments={}, at=NOW)
    assert titles(cast, team) == ["Making a plan: 0%"]


def test_with_all_in_order_nothing_is_said(cast, team):
    history(team, last_on=MONDAY)
    plan = save_small_plan(team=team)
    publish_plan(plan=plan, by=cast.lead, at=NOW)
    said = titles(cast, team)
    assert [title for title in said if not title.startswith("Goals at risk")] == []


def test_whoever_is_rostered_while_away_is_named(cast, team):
    history(team, last_on=MONDAY)
    plan = save_small_plan(team=team)
    publish_plan(plan=plan, by=cast.lead, at=NOW)
    settings, version = current_team(team)
    away = TimeOff(agent="Ada", first_on=MONDAY, last_on=MONDAY + timedelta(days=2))
    save_team_version(
        team=team,
        settings=replace(settings, time_off=(away,)),
        based_on=version.number,
        by=cast.lead,
        at=NOW,
    )
    assert "Ada is rostered while away" in titles(cast, team)
    assert "Ada is rostered while away" not in titles(cast, team, today=MONDAY + timedelta(days=4))


def test_work_that_failed_is_told_until_it_succeeded_again(cast, team):
    history(team, last_on=MONDAY)
    start_job(kind="make_plan", team=team, by=cast.lead, arguments={}, at=NOW)
    assert "Making a plan: 0%" in titles(cast, team)
    finish_failed(claim=claim_next_job(worker="w", at=NOW), error="No.", at=NOW)
    assert "Making a plan failed" in titles(cast, team)
    start_job(kind="make_plan", team=team, by=cast.lead, arguments={}, at=NOW + timedelta(minutes=1))
    assert "Making a plan failed" not in titles(cast, team)


def test_agents_are_told_nothing_they_cannot_change_and_land_on_their_day(cast, team):
    assert titles(cast, team, user=cast.agent) == []
    response = cast.client(cast.agent).get(f"/t/{team.slug}/")
    assert response.headers["Location"] == f"/t/{team.slug}/today/"


def test_the_page_shows_the_week(cast, team, time_machine):
    time_machine.move_to(NOW)
    publish_plan(plan=save_small_plan(team=team), by=cast.lead, at=NOW)
    page = cast.client(cast.lead).get(f"/t/{team.slug}/").content.decode()
    assert "people needed and people there" in page
    assert "No contact history yet" in page


def published_stat(cast, team) -> str:
    page = cast.client(cast.lead).get(f"/t/{team.slug}/").content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page.split("Published until")[1])[:120].split())


def test_a_plan_that_begins_later_counts_as_published(cast, team, time_machine):
    publish_plan(plan=save_small_plan(team=team), by=cast.lead, at=NOW)
    time_machine.move_to(NOW - timedelta(days=2))
    assert published_stat(cast, team).startswith("13 Dec 2026 from Mon 30 Nov on")
    time_machine.move_to(NOW)
    assert published_stat(cast, team).startswith("13 Dec 2026 Hours short")
    time_machine.move_to(NOW + timedelta(days=14))
    assert published_stat(cast, team).startswith("nothing")


def test_one_team_is_opened_at_once_and_several_are_listed(cast, team):
    assert cast.client(cast.planner).get("/").headers["Location"] == "/t/support-hamburg/"
    page = cast.client(cast.lead).get("/").content.decode()
    assert "Support Hamburg" in page
    assert "Night desk" not in page
