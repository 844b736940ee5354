"""How each person reads: language, theme and time zone."""

import pytest

from halfhour.people.models import Theme


def test_the_language_of_the_account_wins_over_the_browsers(cast):
    client = cast.client(cast.lead)
    client.post("/account/language/", {"language": "ru", "next": "/account/"})
    cast.lead.refresh_from_db()
    assert cast.lead.language == "ru"
    response = client.get("/account/", headers={"accept-language": "zh-hans"})
    assert response.headers["Content-Language"] == "ru"
    assert '<html lang="ru"' in response.content.decode()


def test_before_logging_in_a_cookie_keeps_the_choice(cast):
    client = cast.client(None)
    client.post("/account/language/", {"language": "zh-hans"})
    client.post("/account/theme/", {"theme": "dark"})
    page = client.get("/account/login/").content.decode()
    assert '<html lang="zh-hans"' in page
    assert 'data-bs-theme="dark"' in page


@pytest.mark.parametrize("wrong", ["xx", "en-us<script>", ""])
def test_an_unknown_choice_changes_nothing(cast, wrong):
    client = cast.client(cast.lead)
    client.post("/account/language/", {"language": wrong})
    client.post("/account/theme/", {"theme": wrong})
    cast.lead.refresh_from_db()
    assert (cast.lead.language, cast.lead.theme) == ("en", Theme.SYSTEM)


@pytest.mark.parametrize(
    "away", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil.example"]
)
def test_no_choice_leads_to_another_site(cast, away):
    response = cast.client(None).post("/account/theme/", {"theme": "dark", "next": away})
    assert response.headers["Location"] == "/"


def test_times_are_the_readers_with_the_teams_zone_named(cast):
    cast.lead.timezone = "Asia/Shanghai"
    cast.lead.save()
    page = cast.client(cast.lead).get("/t/support-hamburg/settings/versions/").content.decode()
    assert "2 Mar 2026, 17:00" in page  # saved 09:00 UTC
    assert "Asia/Shanghai" in page
    assert "Europe/Berlin" in page


def test_without_a_zone_of_their_own_readers_see_the_teams(cast):
    page = cast.client(cast.lead).get("/t/support-hamburg/settings/versions/").content.decode()
    assert "2 Mar 2026, 10:00" in page


def test_a_zone_that_does_not_exist_is_not_believed(cast):
    client = cast.client(cast.lead)
    client.cookies["halfhour_zone"] = "../../etc/passwd"
    assert client.get("/t/support-hamburg/settings/versions/").status_code == 200
