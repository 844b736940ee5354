"""Who is logged in stays so until they log out, or may no longer come in."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from halfhour.people.models import Member, User

DESK = "/t/support-hamburg/desk/"


def logged_in(cast) -> Client:
    client = cast.client(cast.agent)
    assert client.get(DESK).status_code == 200
    return client


def is_asked_to_log_in(client: Client) -> bool:
    answer = client.get(DESK)
    return answer.status_code == 302 and "login" in answer.headers["Location"]


def end_the_account(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def change_the_password(user: User) -> None:
    user.set_password("half-hours-count-twice")
    user.save()


def remove_the_account(user: User) -> None:
    User.objects.filter(pk=user.pk).delete()


def let_it_expire(user: User) -> None:
    Session.objects.update(expire_date=timezone.now())


@pytest.mark.parametrize("happens", [end_the_account, change_the_password, remove_the_account, let_it_expire])
def test_a_session_ends_at_once_where_its_person_may_not_come_in(cast, happens):
    client = logged_in(cast)
    happens(cast.agent)
    assert is_asked_to_log_in(client)


def test_who_leaves_a_team_finds_nothing_of_it_any_more(cast):
    client = logged_in(cast)
    Member.objects.filter(user=cast.agent).delete()
    assert client.get(DESK).status_code == 404


def test_who_logs_out_leaves_no_session_that_somebody_else_could_use(cast):
    client = logged_in(cast)
    key = client.session.session_key
    client.post(reverse("account_logout"))
    assert not Session.objects.filter(session_key=key).exists()
    again = Client()
    again.cookies["halfhour_session"] = key
    assert is_asked_to_log_in(again)
    assert again.session.session_key != key


@pytest.mark.parametrize("key", ["a" * 32, "'; DROP TABLE --%s", '"\\000\\134bcdefgh"', "short"])
def test_a_key_that_nobody_was_given_opens_nothing(cast, key):
    assert is_asked_to_log_in(Client(headers={"cookie": f"halfhour_session={key}"}))
