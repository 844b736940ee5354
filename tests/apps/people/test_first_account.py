"""The first account of a new installation: made once, by whoever sees its terminal."""

import pytest
from django.test import Client

from halfhour.people.first_account import first_account_path
from halfhour.people.models import User

ANSWERS = {"username": "olga", "first_name": "Olga", "password": "thirty-minutes-each"}


def test_the_terminals_address_makes_an_administrator_and_logs_in(db):
    client = Client()
    path = first_account_path()
    assert client.get(path).status_code == 200
    response = client.post(path, ANSWERS)
    assert response.headers["Location"] == "/start/"
    assert User.objects.get().is_administrator
    assert client.get("/start/").status_code == 200


def test_once_there_is_an_account_the_address_is_gone(db):
    path = first_account_path()
    Client().post(path, ANSWERS)
    assert first_account_path() is None
    assert Client().get(path).status_code == 404
    assert Client().post(path, ANSWERS | {"username": "eve"}).status_code == 404
    assert User.objects.count() == 1


def test_another_address_opens_nothing(db):
    assert Client().post("/account/first/0123456789abcdef/", ANSWERS).status_code == 404
    assert not User.objects.exists()


@pytest.mark.parametrize("password", ["short", "1234567890", "password123"])
def test_a_weak_password_is_refused(db, password):
    page = Client().post(first_account_path(), ANSWERS | {"password": password})
    assert page.status_code == 200
    assert not User.objects.exists()
