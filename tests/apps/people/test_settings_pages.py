"""The settings as forms: what is saved, what is refused, and that nothing typed is lost."""

import re

import pytest
from django.test import Client

from halfhour.people.adapter import current_team, document_of
from halfhour.people.forms.fields import DAYS
from halfhour.people.models import Member, TeamVersion
from halfhour.people.sections import SECTIONS, rows_of

BASE = "/t/support-hamburg/settings/"


@pytest.fixture
def client(cast) -> Client:
    return cast.client(cast.lead)


def form_values(page: str) -> dict[str, object]:
    """What a browser would send of the page's main form, unchanged."""
    form = re.search(
        r'<form method="post" class="card" data-guard novalidate>(.*?)</form>', page, re.S
    ).group(1)
    values: dict[str, object] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        found = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if found.get("type") in ("checkbox", "radio"):
            if re.search(r"\schecked\b", tag):
                values.setdefault(found["name"], []).append(found.get("value", "on"))
        elif "name" in found:
            values[found["name"]] = found.get("value", "")
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)"[^>]*\sselected', options)
        values[name] = chosen.group(1) if chosen else ""
    values.pop("csrfmiddlewaretoken")
    return values


def engine_of(cast):
    return current_team(cast.team)[0]


@pytest.mark.parametrize("name", [section.name for section in SECTIONS if section.form])
def test_a_form_sent_back_unchanged_changes_nothing(cast, client, name):
    before = TeamVersion.objects.get(team=cast.team).document
    values = form_values(client.get(f"{BASE}{name}/").content.decode())
    assert client.post(f"{BASE}{name}/", values).status_code == 302
    assert [version.document for version in TeamVersion.objects.filter(team=cast.team)] == [before]


@pytest.mark.parametrize(
    ("listing", "position"), [("queues", 0), ("queues", 1), ("people", 0), ("breaks", 1)]
)
def test_a_row_sent_back_unchanged_changes_nothing(cast, client, listing, position):
    url = f"{BASE}{listing}/{position}/"
    assert client.post(url, form_values(client.get(url).content.decode())).status_code == 302
    assert TeamVersion.objects.filter(team=cast.team).count() == 1


def test_hours_take_several_stretches_a_day_and_nights(cast, client):
    values = form_values(client.get(f"{BASE}hours/").content.decode())
    values |= {"week_0": "08:00-12:00, 13:00-17:00", "week_5": "22:00-06:00", "week_4": ""}
    client.post(f"{BASE}hours/", values)
    periods = engine_of(cast).hours.periods
    assert [(p.opens_second // 3600, p.closes_second // 3600) for p in periods if p.weekday == 0] == [
        (8, 12),
        (13, 17),
    ]
    assert [p.closes_second // 3600 for p in periods if p.weekday == 5] == [30]
    assert not [p for p in periods if p.weekday == 4]


def test_hours_that_overlap_are_said_of_their_day_in_the_readers_words(cast, client):
    values = form_values(client.get(f"{BASE}hours/").content.decode())
    page = client.post(f"{BASE}hours/", values | {"week_0": "08:00-12:00, 11:00-13:00"}).content.decode()
    (said,) = re.search(r'<ul class="errorlist"[^>]*>(.*?)</ul>', page, re.S).groups()
    sentence = "Monday: These stretches of the day overlap: join them, or keep them apart."
    assert re.findall(r"<li>(.*?)</li>", said) == [sentence]
    assert TeamVersion.objects.filter(team=cast.team).count() == 1


def test_a_refused_value_says_why_beside_its_field_and_stays_there(cast, client):
    values = form_values(client.get(f"{BASE}queues/0/").content.decode())
    page = client.post(f"{BASE}queues/0/", values | {"within": "soon", "name": "Telefon"}).content.decode()
    within = re.search(r'<div class="field field-wrong">.*?</ul>', page, re.S).group(0)
    assert 'value="soon"' in within
    assert "<li>Give a length of time from" in within
    assert 'value="Telefon"' in page
    assert TeamVersion.objects.filter(team=cast.team).count() == 1


def test_two_who_edit_at_once_never_overwrite_each_other_unseen(cast, client):
    planner = cast.client(cast.planner)
    mine = form_values(client.get(f"{BASE}people/0/").content.decode())
    theirs = form_values(planner.get(f"{BASE}people/1/").content.decode())
    planner.post(f"{BASE}people/1/", theirs | {"weekly_hours": "30"})

    refused = client.post(f"{BASE}people/0/", mine | {"weekly_hours": "20"})
    page = refused.content.decode()
    assert refused.status_code == 200
    assert "Paul saved version 2 while you were editing" in page
    assert 'value="20"' in page
    assert "40" in page
    assert "30" in page  # what the other one changed is shown
    assert {agent.name: agent.weekly_hours for agent in engine_of(cast).agents}["Ada"] == 40

    assert client.post(f"{BASE}people/0/", form_values(page)).status_code == 302
    hours = {agent.name: agent.weekly_hours for agent in engine_of(cast).agents}
    assert (hours["Ada"], hours["Ben"]) == (20, 30)


def test_a_person_renamed_keeps_time_off_sessions_and_membership(cast, client):
    url = f"{BASE}time-off/new/"
    values = form_values(client.get(url).content.decode())
    client.post(url, values | {"agent": "Ada", "first_on": "2026-04-01", "last_on": "2026-04-03"})
    url = f"{BASE}sessions/new/"
    values = form_values(client.get(url).content.decode())
    client.post(url, values | {"name": "Product", "agents": ["Ada"]})

    values = form_values(client.get(f"{BASE}people/0/").content.decode())
    assert client.post(f"{BASE}people/0/", values | {"name": "Ada Lind"}).status_code == 302

    team = engine_of(cast)
    assert team.time_off[0].agent == "Ada Lind"
    assert team.sessions[0].agents == ("Ada Lind",)
    assert Member.objects.get(user=cast.agent).agent_name == "Ada Lind"


def test_a_person_who_leaves_takes_their_time_off_along(cast, client):
    url = f"{BASE}time-off/new/"
    values = form_values(client.get(url).content.decode())
    client.post(url, values | {"agent": "Ben", "first_on": "2026-04-01"})
    client.post(f"{BASE}people/1/remove/", {"based_on": "2"})
    team = engine_of(cast)
    assert [agent.name for agent in team.agents] == ["Ada", "Chloe", "Dmitri"]
    assert team.time_off == ()


def test_the_last_queue_cannot_be_removed(cast, client):
    client.post(f"{BASE}queues/1/remove/", {"based_on": "1"})
    page = client.post(f"{BASE}queues/0/remove/", {"based_on": "2"}, follow=True).content.decode()
    assert "needs at least one queue" in page
    assert len(engine_of(cast).queues) == 1


def test_removing_from_an_outdated_page_removes_nobody(cast, client):
    client.post(f"{BASE}people/0/remove/", {"based_on": "1"})
    client.post(f"{BASE}people/0/remove/", {"based_on": "1"})
    assert [agent.name for agent in engine_of(cast).agents] == ["Ben", "Chloe", "Dmitri"]


def test_shrinkage_is_entered_as_per_cent_and_kept_as_a_share(cast, client):
    url = f"{BASE}causes/new/"
    values = form_values(client.get(url).content.decode())
    client.post(url, values | {"cause": "projects", "share": "2.5"})
    cause = engine_of(cast).shrinkage[-1]
    assert (cause.cause, cause.share, cause.in_roster) == ("projects", 0.025, False)


def test_a_share_can_be_taken_as_measured_and_given_again(cast, client):
    def row():
        names = [cause.cause for cause in engine_of(cast).shrinkage]
        return f"{BASE}causes/{names.index('sickness')}/"

    values = form_values(client.get(row()).content.decode())
    client.post(row(), values | {"to_measure": "on", "share": ""})
    asked = {cause.cause: cause for cause in engine_of(cast).shrinkage}["sickness"]
    assert (asked.to_measure, asked.share) == (True, 0)
    assert "as measured" in client.get("/t/support-hamburg/settings/shrinkage/").content.decode()

    shown = form_values(client.get(row()).content.decode())
    assert (shown.get("share") or "", "to_measure" in shown) == ("", True)
    without = {name: value for name, value in shown.items() if name != "to_measure"}
    client.post(row(), without | {"share": "4.5"})
    given = {cause.cause: cause for cause in engine_of(cast).shrinkage}["sickness"]
    assert (given.to_measure, given.share) == (False, 0.045)


def test_causes_stand_in_the_engines_order_however_the_database_kept_them(cast):
    [listing] = [listing for section in SECTIONS for listing in section.listings if listing.keyed]
    document = document_of(engine_of(cast))
    scrambled = {"own": {"share": 0.01}, **dict(reversed(document["shrinkage"].items()))}
    shown = [row["cause"] for row in rows_of(document | {"shrinkage": scrambled}, listing)]
    assert shown == [*(cause.cause for cause in engine_of(cast).shrinkage), "own"]


def test_only_what_is_recorded_can_be_taken_as_measured(cast, client):
    before = engine_of(cast).shrinkage
    values = form_values(client.get(f"{BASE}causes/new/").content.decode())
    answer = client.post(f"{BASE}causes/new/", values | {"cause": "projects", "to_measure": "on"})
    assert "cannot be measured" in answer.content.decode()
    answer = client.post(f"{BASE}causes/new/", values | {"cause": "projects", "share": ""})
    assert "is missing" in answer.content.decode()
    assert engine_of(cast).shrinkage == before


def test_a_skill_gets_its_level_and_new_skills_can_be_named(cast, client):
    values = form_values(client.get(f"{BASE}people/0/").content.decode())
    client.post(f"{BASE}people/0/", values | {"skills_0": "4", "skills_2": "german, chat"})
    skills = {skill.name: skill.level for skill in engine_of(cast).agents[0].skills}
    assert skills == {"email": 1, "phone": 4, "german": 1, "chat": 1}


def test_days_of_the_week_are_seven():
    assert len(DAYS) == 7


def test_causes_are_told_in_the_readers_language_and_a_teams_own_as_it_wrote_them(cast, client):
    values = form_values(client.get(f"{BASE}causes/new/").content.decode())
    client.post(f"{BASE}causes/new/", values | {"cause": "projects", "share": "2"})
    cast.lead.language = "ru"
    cast.lead.save(update_fields=["language"])
    page = client.get(f"{BASE}shrinkage/").content.decode()
    assert "болезнь" in page
    assert "projects" in page
    assert "sickness" not in re.sub(r"<[^>]*>", "", page)
