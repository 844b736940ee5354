"""What browsers are told, and what forms and uploads may do."""

import re
from html.parser import HTMLParser

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from halfhour.people.doors import DoorKind, door_of
from halfhour.people.sections import LISTINGS, SECTIONS
from support.addresses import OURS, TEAM_PAGES

ENTRANCES = ("/account/login/", "/account/password/reset/", "/nothing-here/")


def pages(cast) -> list[str]:
    """Every address that a lead may simply look at."""
    settings = f"/t/{cast.team.slug}/settings/"
    urls = ["/account/", "/account/password/change/", "/account/two-factor/", *ENTRANCES]
    urls += [f"{settings}{section.name}/" for section in SECTIONS]
    urls += [f"{settings}{listing}/{place}/" for listing in LISTINGS for place in ("new", 0)]
    urls.append(f"{settings}versions/1/")
    for address in OURS:
        door = door_of(address.pattern.callback)
        if address in TEAM_PAGES:
            urls.append(address.url(team=cast.team.slug))
        elif door and door.kind is DoorKind.SIGNED_IN:
            urls.append(address.url())
    return urls


class Markup(HTMLParser):
    """Collects what a strict content policy would refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.refused: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.refused += [f"<{tag} {name}>" for name in given if name == "style" or name.startswith("on")]
        if tag == "style" or (
            tag == "script" and "src" not in given and given.get("type") != "application/json"
        ):
            self.refused.append(f"inline <{tag}>")
        for name in ("href", "src", "action"):
            if (given.get(name) or "").strip().lower().startswith(("javascript:", "http:", "https:", "//")):
                self.refused.append(f"<{tag} {name}={given[name]}>")


@pytest.mark.long
def test_every_page_carries_a_policy_without_exceptions_and_keeps_it(cast):
    client = cast.client(cast.lead)
    seen, wrong = 0, []
    for url in pages(cast):
        response = client.get(url)
        policy = response.headers.get("Content-Security-Policy", "")
        if "unsafe" in policy or "default-src 'none'" not in policy or "script-src 'self'" not in policy:
            wrong.append((url, policy))
        if response.headers.get("Content-Type", "").startswith("text/html"):
            markup = Markup()
            markup.feed(response.content.decode())
            wrong += [(url, refused) for refused in markup.refused]
            seen += response.status_code == 200
    assert wrong == []
    assert seen > 30


def test_pages_are_neither_framed_nor_guessed_at_nor_told_on(cast):
    headers = cast.client(cast.lead).get("/account/").headers
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_no_form_works_without_its_token(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.lead)
    wrong = []
    for address in OURS:
        team = {"team": cast.team.slug} if "team" in dict(address.places) else {}
        response = client.post(address.url(**team))
        if response.status_code != 403:
            wrong.append((address.name, response.status_code))
    assert wrong == []


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_logging_in_leads_to_no_other_site(cast, away):
    cast.lead.set_password("half-hours-count")
    cast.lead.save()
    response = Client().post(
        "/account/login/", {"login": "lena", "password": "half-hours-count", "next": away}
    )
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/")
    assert not response.headers["Location"].startswith("//")


def test_guessing_passwords_is_slowed_down(cast):
    cache.clear()
    cast.lead.set_password("half-hours-count")
    cast.lead.save()
    client = Client()
    for _ in range(6):
        client.post("/account/login/", {"login": "lena", "password": "wrong"})
    page = client.post("/account/login/", {"login": "lena", "password": "half-hours-count"})
    cache.clear()
    assert page.status_code in (200, 429)
    assert "_auth_user_id" not in client.session


def test_a_wrong_password_does_not_tell_whether_the_account_exists(cast):
    cache.clear()
    known = Client().post("/account/login/", {"login": "lena", "password": "wrong"}).content.decode()
    unknown = Client().post("/account/login/", {"login": "nobody", "password": "wrong"}).content.decode()
    cache.clear()
    assert _without_tokens(known).replace("lena", "") == _without_tokens(unknown).replace("nobody", "")


def test_nobody_signs_up_on_their_own(db):
    page = Client().post("/account/signup/", {"username": "eve", "password1": "thirty-minutes-each"})
    assert "_auth_user_id" not in page.client.session


def test_logging_in_starts_a_new_session(cast):
    cast.lead.set_password("half-hours-count")
    cast.lead.save()
    client = Client()
    client.get("/account/login/")
    client.session["x"] = 1
    before = client.session.session_key
    client.post("/account/login/", {"login": "lena", "password": "half-hours-count"})
    assert client.session.session_key != before


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(cast):
    cast.lead.set_password("half-hours-count")
    cast.lead.save()
    client = Client()
    client.post("/account/login/", {"login": "lena", "password": "half-hours-count"})
    client.get("/account/")
    for name in ("halfhour_session", "halfhour_csrf"):
        assert client.cookies[name]["httponly"]
        assert client.cookies[name]["samesite"] == "Lax"


def test_an_upload_above_the_limit_is_cut_off_with_a_page_that_says_so(cast, settings):
    settings.UPLOAD_LIMIT_BYTES = 10_000
    upload = SimpleUploadedFile("team.toml", b"#" * 20_000)
    client = cast.client(cast.lead)
    response = client.post("/t/support-hamburg/settings/file/", {"based_on": "1", "upload": upload})
    assert response.status_code == 400
    assert "larger than the limit" in response.content.decode()


def test_a_page_that_broke_shows_nothing_of_the_inside(cast, monkeypatch):
    def broken(*arguments, **options):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("halfhour.people.views.members.members_of", broken)
    client = cast.client(cast.lead)
    client.raise_request_exception = False
    response = client.get("/t/support-hamburg/members/")
    assert response.status_code == 500
    assert "secret" not in response.content.decode()


def _without_tokens(page: str) -> str:
    return re.sub(r'value="[^"]{60,}"|X-CSRFToken&quot;: &quot;[^&]+|"X-CSRFToken": "[^"]+', "", page)
