"""Contacts that programs bring: who can be answered, and what of them is kept."""

import pytest

from halfhour.desk.models import IntakeState, RawInput, Ticket
from support.api import Program
from support.customers import known
from support.desk import a_ticket


@pytest.fixture
def program(cast):
    return Program(team=cast.team, user=cast.agent)


@pytest.mark.parametrize("channel", ["email", "form", "chat", "other", None])
def test_a_contact_that_nobody_could_answer_is_set_aside(program, channel):
    refused = program.post("/tickets", {"text": "Hello", "name": "Mia", "channel": channel})
    assert refused.status_code == 422
    assert "so nobody could be answered" in refused.json()["detail"]
    assert [each["field"] for each in refused.json()["wrong"]] == ["email"]
    assert not Ticket.objects.exists()
    assert RawInput.objects.get().state == IntakeState.SET_ASIDE


def test_a_call_without_an_address_is_its_person_s_and_answered(cast, program):
    for body in ({"channel": "phone"}, {"queue": "phone"}):
        opened = program.post("/tickets", {"text": "Asks for the opening hours"} | body).json()
        assert (opened["customer"], opened["assignee"], opened["state"]) == (None, "ada", "open")
        assert opened["first_answered_at"] is not None


def test_a_customer_who_is_named_needs_no_address(cast, program):
    mia = known(cast, "Mia")
    opened = program.post("/tickets", {"text": "Hello", "customer": mia.number})
    assert (opened.status_code, opened.json()["customer"]["name"]) == (201, "Mia")


def test_a_language_is_the_same_in_capitals_and_one_that_there_is_not_is_left_out(program):
    new = {"text": "Guten Tag, mein Licht ist kaputt.", "email": "mia@example.org"}
    for sent, kept in (("EN", "en"), ("pt-br", "pt-BR"), ("ZH-hans", "zh-Hans")):
        opened = program.post("/tickets", new | {"language": sent, "reads": sent}).json()
        assert (opened["language"], opened["left_out"]) == (kept, [])
    for sent in ("xx", "en-xx", "und", "klingon"):
        opened = program.post("/tickets", new | {"language": sent, "reads": sent}).json()
        assert opened["language"] == "de"
        told = [(each["field"], each["value"]) for each in opened["left_out"]]
        assert told == [("language", sent), ("reads", sent)]
    assert Ticket.objects.get(number=1).customer.language == "en"


def test_a_ticket_changes_to_a_language_that_there_is(cast, program):
    number = a_ticket(cast).number
    assert program.patch(f"/tickets/{number}", {"language": "DE"}).json()["language"] == "de"
    refused = program.patch(f"/tickets/{number}", {"language": "xx"})
    assert (refused.status_code, refused.json()["wrong"][0]["field"]) == (422, "language")
    assert program.get(f"/tickets/{number}").json()["language"] == "de"
