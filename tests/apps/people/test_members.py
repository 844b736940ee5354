"""Who belongs to a team: invited, given a role, linked to a person of the roster, removed."""

import re

import pytest

from halfhour.people import actions
from halfhour.people.errors import LastLead, NameTaken
from halfhour.people.models import Member, Role, User

URL = "/t/support-hamburg/members/"


def test_a_new_member_chooses_a_password_at_an_address_that_works_once(cast):
    client = cast.client(cast.lead)
    data = {"username": "chloe", "first_name": "Chloe", "role": "agent", "agent_name": "Chloe"}
    page = client.post(URL, data, follow=True).content.decode()
    address = re.search(r"http://testserver(/account/password/reset/key/[^\"]+)", page).group(1)
    assert address not in client.get(URL).content.decode()  # shown once

    visitor = cast.client(None)
    form = visitor.get(address, follow=True)
    chosen = {"password1": "thirty-minutes-each", "password2": "thirty-minutes-each"}
    visitor.post(form.redirect_chain[-1][0], chosen)
    assert visitor.login(username="chloe", password="thirty-minutes-each")
    assert Member.objects.get(user__username="chloe").agent_name == "Chloe"
    assert "password1" not in cast.client(None).get(address, follow=True).content.decode()


def test_someone_with_an_account_is_added_without_a_new_one(cast):
    page = (
        cast.client(cast.lead)
        .post(URL, {"username": "nils", "role": "planner"}, follow=True)
        .content.decode()
    )
    assert "password/reset/key" not in page
    assert Member.objects.get(user=cast.stranger, team=cast.team).role == Role.PLANNER
    assert User.objects.filter(username="nils").count() == 1


def test_nobody_belongs_twice_and_no_two_are_the_same_person(cast):
    client = cast.client(cast.lead)
    assert (
        "belongs to this team already"
        in client.post(URL, {"username": "paul", "role": "agent"}).content.decode()
    )
    with pytest.raises(NameTaken, match="is “Ada” in this team already"):
        actions.add_member(
            team=cast.team, user=cast.stranger, role=Role.AGENT, agent_name="Ada", by=cast.lead
        )
    assert Member.objects.filter(team=cast.team).count() == 4


def test_the_last_lead_stays(cast):
    lead = Member.objects.get(user=cast.lead)
    with pytest.raises(LastLead):
        actions.remove_member(member=lead, by=cast.lead)
    with pytest.raises(LastLead):
        actions.change_member(member=lead, role=Role.AGENT, agent_name="", by=cast.lead)
    assert Member.objects.get(user=cast.lead).role == Role.LEAD


def test_who_gives_their_own_role_away_is_asked_first_and_led_to_what_they_may_still_see(cast):
    lead, other = (Member.objects.get(user=each) for each in (cast.lead, cast.planner))
    client = cast.client(cast.lead)
    client.post(f"{URL}{other.id}/", {"role": "lead", "agent_name": ""})
    page = client.get(URL).content.decode()
    assert page.count("This is your own role.") == 1
    led = client.post(f"{URL}{lead.id}/", {"role": "agent", "agent_name": ""})
    assert led.headers["Location"] == "/"
    client = cast.client(cast.planner)
    client.post(f"{URL}{lead.id}/", {"role": "lead", "agent_name": ""})
    assert client.post(f"{URL}{other.id}/remove/").headers["Location"] == "/"


def test_members_of_another_team_are_out_of_reach(cast):
    other = Member.objects.get(user=cast.stranger)
    client = cast.client(cast.lead)
    assert client.post(f"{URL}{other.id}/remove/").status_code == 404
    assert client.post(f"{URL}{other.id}/", {"role": "agent"}).status_code == 404
    assert Member.objects.filter(id=other.id, role=Role.LEAD).exists()


def test_a_role_takes_effect_at_once(cast):
    planner = Member.objects.get(user=cast.planner)
    agent_client = cast.client(cast.planner)
    assert agent_client.get("/t/support-hamburg/settings/").status_code == 200
    cast.client(cast.lead).post(f"{URL}{planner.id}/", {"role": "agent", "agent_name": ""})
    assert agent_client.get("/t/support-hamburg/settings/").status_code == 403
