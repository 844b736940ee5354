"""The settings as a file, both ways, and their versions."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from halfhour.people.adapter import current_team
from halfhour.people.models import TeamVersion
from halfhour.people.teamfile import parse_team

BASE = "/t/support-hamburg/settings/"


@pytest.fixture
def client(cast) -> Client:
    return cast.client(cast.lead)


def downloaded(client: Client) -> str:
    response = client.get(f"{BASE}file/download/")
    assert response.headers["Content-Disposition"] == 'attachment; filename="support-hamburg.toml"'
    return response.content.decode()


def test_what_is_downloaded_is_the_team(cast, client):
    assert parse_team(downloaded(client)) == current_team(cast.team)[0]


def test_uploading_what_was_downloaded_changes_nothing(cast, client):
    upload = SimpleUploadedFile("team.toml", downloaded(client).encode())
    page = client.post(f"{BASE}file/", {"based_on": "1", "upload": upload}).content.decode()
    assert "the file says what the settings are already" in page
    assert TeamVersion.objects.filter(team=cast.team).count() == 1


def test_a_change_is_shown_before_it_is_saved(cast, client):
    text = downloaded(client).replace('within = "20 s"', 'within = "30 s"')
    page = client.post(f"{BASE}file/", {"based_on": "1", "text": text}).content.decode()
    assert "<del>20 s</del>" in page
    assert "<ins>30 s</ins>" in page
    assert TeamVersion.objects.filter(team=cast.team).count() == 1

    client.post(f"{BASE}file/", {"based_on": "1", "text": text, "save": "yes"})
    assert current_team(cast.team)[0].queue("phone").goal.within_seconds == 30


def test_all_problems_are_listed_with_their_lines_and_the_text_is_kept(cast, client):
    text = (
        downloaded(client)
        .replace('within = "20 s"', 'within = "soon"')
        .replace("weekly_hours = 40", "weekly_hours = 400")
    )
    page = client.post(f"{BASE}file/", {"based_on": "1", "text": text, "save": "yes"}).content.decode()
    assert page.count("data-line=") == 2
    assert "weekly_hours = 400" in page
    assert TeamVersion.objects.filter(team=cast.team).count() == 1


def test_a_file_made_from_older_settings_does_not_overwrite_newer_ones(cast, client):
    text = downloaded(client).replace('within = "20 s"', 'within = "30 s"')
    other = text.replace('within = "30 s"', 'within = "40 s"')
    cast.client(cast.planner).post(f"{BASE}file/", {"based_on": "1", "text": other, "save": "yes"})
    page = client.post(f"{BASE}file/", {"based_on": "1", "text": text, "save": "yes"}).content.decode()
    assert "Paul saved version 2" in page
    assert "<del>40 s</del>" in page
    assert current_team(cast.team)[0].queue("phone").goal.within_seconds == 40


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"\xff\xfe\x00", "not UTF-8"), (b"[team", "line"), (b"x" * 1_000_001, "smaller than 1 MB")],
)
def test_what_is_no_team_file_gets_one_clear_sentence(cast, client, content, words):
    upload = SimpleUploadedFile("team.toml", content)
    page = client.post(f"{BASE}file/", {"based_on": "1", "upload": upload}).content.decode()
    assert words in page.replace("Line", "line")


def test_a_version_says_who_changed_what_and_can_be_brought_back(cast, client):
    text = downloaded(client).replace('within = "20 s"', 'within = "30 s"')
    cast.client(cast.planner).post(f"{BASE}file/", {"based_on": "1", "text": text, "save": "yes"})

    assert "Paul" in client.get(f"{BASE}versions/").content.decode()
    page = client.get(f"{BASE}versions/2/").content.decode()
    assert "Paul" in page
    assert "<del>20 s</del>" in page

    client.post(f"{BASE}versions/1/restore/", {"based_on": "2"})
    assert current_team(cast.team)[0].queue("phone").goal.within_seconds == 20
    assert TeamVersion.objects.filter(team=cast.team).count() == 3


def test_restoring_from_an_outdated_page_is_refused(cast, client):
    text = downloaded(client).replace('within = "20 s"', 'within = "30 s"')
    client.post(f"{BASE}file/", {"based_on": "1", "text": text, "save": "yes"})
    client.post(f"{BASE}versions/1/restore/", {"based_on": "1"})
    assert current_team(cast.team)[0].queue("phone").goal.within_seconds == 30
