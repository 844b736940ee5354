"""A forgotten password: asked for, mailed, chosen anew, in the house's own words."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from halfhour.people.models import User

ASK = "/account/password/reset/"
LOG_IN = 'href="/account/login/"'


@pytest.fixture(autouse=True)
def _nobody_asked_before():
    cache.clear()


@pytest.fixture
def link(cast):
    """What Ada is mailed."""
    User.objects.filter(pk=cast.agent.pk).update(email="ada@example.org")
    Client().post(ASK, {"email": "ada@example.org"})
    return re.search(r"http://testserver(/account/password/reset/key/\S+)", mail.outbox[0].body).group(1)


def test_the_mail_says_whose_account_it_is_and_thanks_nobody_for_using_anything(cast, link):
    (sent,) = mail.outbox
    assert sent.subject == "A new password for Halfhour"
    assert sent.to == ["ada@example.org"]
    assert "your Halfhour account, ada. Choose it here:" in sent.body
    for words in ("testserver!", "Thank you for using", "Password Reset", "&"):
        assert words not in sent.subject + sent.body


def test_a_password_is_chosen_anew_and_every_page_leads_back_to_logging_in(cast, link):
    client = Client()
    asked = client.get(ASK)
    sent = client.post(ASK, {"email": "ada@example.org"}, follow=True)
    form = client.get(link, follow=True)
    chosen = {"password1": "thirty-minutes-each", "password2": "thirty-minutes-each"}
    kept = client.post(form.redirect_chain[-1][0], chosen, follow=True)
    used = Client().get(link, follow=True)
    for page in (asked, sent, form, kept, used):
        shown = page.content.decode()
        assert LOG_IN in shown
        assert 'class="entrance-box"' in shown
    assert "This link does not open" in used.content.decode()
    assert client.login(username="ada", password="thirty-minutes-each")


def test_who_has_no_account_is_told_so_by_mail_and_not_on_the_page(cast, link):
    pages = [
        re.sub(r"csrf[^>]*>|\"X-CSRFToken[^}]*}", "", Client().post(ASK, {"email": email}, follow=True).text)
        for email in ("ada@example.org", "nobody@example.org")
    ]
    assert pages[0] == pages[1]
    told = mail.outbox[-1]
    assert (told.to, told.subject) == (["nobody@example.org"], "No Halfhour account with this address")
    assert "signup" not in told.body


@pytest.mark.parametrize(
    ("language", "login"), [("ru", "Имя пользователя или почта"), ("zh-hans", "用户名或邮箱")]
)
def test_who_logs_in_reads_in_their_language_what_is_to_be_typed(db, language, login):
    page = Client().get("/account/login/", headers={"accept-language": language}).content.decode()
    assert f">{login}</label>" in page
    assert 'autocomplete="username"' in page
    assert "placeholder" not in page
