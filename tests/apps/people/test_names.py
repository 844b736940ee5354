"""Names of people and teams: given on, swapped, and taken by two at one moment."""

from dataclasses import replace

import pytest
from django.db import connection
from django.utils import timezone

from halfhour.people.actions import create_team, save_team_version
from halfhour.people.adapter import engine_team
from halfhour.people.models import Member, Team, TeamVersion
from support.meanwhile import meanwhile


@pytest.fixture
def settings_now(cast):
    return engine_team(TeamVersion.objects.get(team=cast.team))


def rename(cast, settings_now, renamed):
    named = {"settings": replace(settings_now, name="Hamburg"), "renamed": renamed}
    save_team_version(team=cast.team, **named, based_on=1, by=cast.lead, at=timezone.now())
    return dict(Member.objects.filter(team=cast.team).values_list("user__username", "agent_name"))


def test_two_people_swap_names_and_stay_who_they_are(cast, settings_now):
    names = rename(cast, settings_now, {"Ada": "Ben", "Ben": "Ada"})
    assert (names["ada"], names["ben"]) == ("Ben", "Ada")


def test_who_takes_the_name_of_one_who_left_has_it_alone(cast, settings_now):
    Member.objects.filter(team=cast.team, agent_name="Ben").update(agent_name="Bea")
    names = rename(cast, settings_now, {"Ada": "Bea"})
    assert (names["ada"], names["ben"]) == ("Bea", "")


@pytest.mark.rows
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="asks PostgreSQL, where many write at once")
def test_two_teams_of_one_name_made_at_once_have_addresses_of_their_own(cast, settings_now):
    def make():
        create_team(settings=replace(settings_now, name="New"), by=cast.administrator, at=timezone.now())

    assert meanwhile(make, make) == [None, None]
    slugs = Team.objects.filter(name="New").order_by("slug").values_list("slug", flat=True)
    assert list(slugs) == ["new", "new-2"]
