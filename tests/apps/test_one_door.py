"""Every address × every part of the cast × own and other team: nobody gets further than their door."""

from typing import Any

import pytest

from halfhour.people.access import ALLOWED, EVERYTHING
from halfhour.people.doors import DoorKind, door_of
from halfhour.people.models import Role
from support.addresses import ALL, OURS, TEAM_PAGES

# Views of django-allauth: what each asks for is said here, since it carries no door of ours.
OPEN_ENTRANCES = {
    "api-reference",
    "account_login",
    "account_logout",
    "account_signup",
    "account_inactive",
    "account_email_verification_sent",
    "account_confirm_email",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_confirm_login_code",
    "mfa_authenticate",
    "mfa_trust",
}
OWN_ACCOUNT = {
    "account_reauthenticate",
    "account_email",
    "account_change_password",
    "account_set_password",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
}
TEAM_ROLES = {"agent": Role.AGENT, "planner": Role.PLANNER, "lead": Role.LEAD}


def test_every_view_is_declared():
    undeclared = {address.name for address in OURS if door_of(address.pattern.callback) is None}
    known = OPEN_ENTRANCES | OWN_ACCOUNT
    undeclared |= {address.name for address in ALL if ":" not in address.name and address.name not in known}
    assert undeclared == set()


def test_whatever_lies_below_a_team_is_a_team_view_and_nothing_else_is():
    misplaced = {
        address.name for address in OURS if ("team" in dict(address.places)) != (address in TEAM_PAGES)
    }
    assert misplaced == set()


def test_the_walk_finds_the_pages():
    assert len(TEAM_PAGES) > 30


@pytest.mark.long  # what a door asks for does not depend on the database
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("part", ["anonymous", "agent", "planner", "lead", "administrator", "stranger"])
def test_a_team_opens_to_each_part_as_its_role_says(cast, part, method):
    client = cast.client(cast.roles[part])
    client.raise_request_exception = False
    # Who administers may enter any team, and at home the stranger is a lead like ours: one team tells it.
    teams = (cast.team,) if part in ("administrator", "stranger") else (cast.team, cast.other_team)
    wrong = []
    for address in TEAM_PAGES:
        door = door_of(address.pattern.callback)
        for team in teams:
            status = getattr(client, method)(address.url(team=team.slug)).status_code
            if status == 405:  # so for everybody and any team: nothing is told by it
                continue
            if status not in expected(part, is_own=team == cast.team, needs=door.needs):
                wrong.append((address.name, team.slug, status))
    assert wrong == []


REFUSALS = {302, 403, 404}


def expected(part: str, *, is_own: bool, needs: Any) -> set[int]:
    """Log-in first; other teams do not exist; beyond the role is refused; else the view itself answers."""
    if part == "anonymous":
        return {302}
    if part == "administrator":
        allowed = EVERYTHING
    elif part == "stranger" or not is_own:
        return {404}
    else:
        allowed = ALLOWED[TEAM_ROLES[part]]
    if needs not in allowed:
        return {403}
    return {200, 204, 302, 400, 404, 405, 409, 422}


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_anonymous_are_sent_to_log_in_wherever_it_is_asked_for(cast, method):
    client = cast.client(None)
    wrong = []
    for address in ALL:
        door = door_of(address.pattern.callback)
        is_closed = address.name in OWN_ACCOUNT or (door and door.kind is not DoorKind.EVERYONE)
        if not is_closed:
            continue
        url = address.url(**({"team": cast.team.slug} if "team" in dict(address.places) else {}))
        response = getattr(client, method)(url)
        if response.status_code == 405:
            continue
        if response.status_code != 302 or not response.headers["Location"].startswith("/account/login/"):
            wrong.append((address.name, response.status_code))
    assert wrong == []


def test_only_administrators_pass_their_door(cast):
    wrong = []
    for part, user in cast.roles.items():
        client = cast.client(user)
        for address in OURS:
            door = door_of(address.pattern.callback)
            if door and door.kind is DoorKind.ADMINISTRATORS and part not in ("administrator", "anonymous"):
                status = client.get(address.url()).status_code
                if status != 403:
                    wrong.append((address.name, part, status))
    assert wrong == []


def test_a_membership_that_ended_ends_all_access(cast):
    client = cast.client(cast.lead)
    assert client.get(f"/t/{cast.team.slug}/members/").status_code == 200
    cast.lead.memberships.all().delete()
    assert client.get(f"/t/{cast.team.slug}/members/").status_code == 404
