"""`/health/` says whether pages can be answered, to whoever asks."""

import pytest
from django.db import OperationalError, connection
from django.test import Client

from halfhour.people.models import Team


@pytest.mark.django_db
def test_it_is_well_while_the_database_answers(django_assert_num_queries):
    with django_assert_num_queries(1):
        response = Client().get("/health/")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert response.headers["Cache-Control"] == "no-store"
    assert not response.cookies


@pytest.mark.django_db
def test_it_is_unwell_in_one_word_while_the_database_does_not_answer():
    def away(*_query):
        raise OperationalError("connection to db.example.org refused for halfhour")

    with connection.execute_wrapper(away):
        response = Client().get("/health/")
    assert (response.status_code, response.json()) == (503, {"status": "no_database"})
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_who_asks_needs_neither_the_name_nor_https(settings):
    settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["desk.example.org"], True
    client = Client(headers={"host": "10.0.0.7:8000"})
    assert client.get("/health/").status_code == 200
    assert client.head("/health/").content == b""
    assert client.get("/account/login/").status_code in (301, 400)


@pytest.mark.django_db
def test_nobody_writes_there():
    assert Client().post("/health/").status_code == 404
    assert not Team.objects.exists()
