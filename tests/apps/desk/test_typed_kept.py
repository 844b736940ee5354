"""What somebody without an account typed, on a page that takes it no more."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from halfhour.desk.actions.customer_side import renew_link
from halfhour.desk.actions.departments import save_department
from halfhour.desk.actions.handing_off import answer_hand_off, hand_off, take_back
from halfhour.desk.models import Message, RawInput
from halfhour.desk.signing import hand_off_link, ticket_link
from support.customers import known
from support.desk import a_ticket
from support.ledger import MONDAY

STORY = "A long <b>story</b>"
SHOWN = "A long &lt;b&gt;story&lt;/b&gt;</textarea>"


def path_of(link):
    return "/" + link.split("/", 3)[3]


@pytest.fixture
def ticket(cast):
    return a_ticket(cast, customer=known(cast, "Zoë", ("email", "zoe@example.org")))


@pytest.fixture
def asked(cast, ticket):
    """A question that the accounts have open."""
    named = {"name": "Accounts", "email": "accounts@example.org", "due_hours": 4}
    accounts = save_department(team=cast.team, department=None, by=cast.lead, at=MONDAY, **named)
    return hand_off(ticket=ticket, department=accounts, asked="?", messages=[], by=cast.agent, at=MONDAY)


def answer(asked, text, name="Finn"):
    return Client().post(path_of(hand_off_link(asked)), {"answered_by": name, "answer": text}, follow=True)


def test_who_wrote_while_their_link_was_voided_has_their_text_and_the_way_to_a_new_link(cast, ticket):
    page = path_of(ticket_link(ticket))
    renew_link(ticket=ticket, by=cast.agent, at=timezone.now())
    file = SimpleUploadedFile("photo.txt", b"Hi")
    typed = {"key": uuid4().hex, "text": STORY, "website": "", "attached": file}
    refused = Client().post(page, typed)
    shown = refused.content.decode()
    assert refused.status_code == 410
    assert SHOWN in shown
    assert "What you wrote was not sent." in shown
    assert "choose your files again" in shown
    assert 'action="/help/link/again/"' in shown
    assert not RawInput.objects.filter(source="page").exists()
    assert Message.objects.filter(ticket=ticket).count() == 1


def test_who_wrote_nothing_is_told_of_the_link_alone(cast, ticket):
    page = path_of(ticket_link(ticket))
    renew_link(ticket=ticket, by=cast.agent, at=timezone.now())
    assert "textarea" not in Client().get(page).content.decode()


def test_a_second_answer_of_a_department_is_told_of_the_first_and_not_thrown_away(cast, asked):
    assert "Thank you" in answer(asked, "Yes, on Friday.").content.decode()
    second = answer(asked, STORY, name="Gil")
    shown = second.content.decode()
    assert second.status_code == 409
    assert "Thank you" not in shown
    assert "answered already" in shown
    assert "<strong>Finn</strong>" in shown
    assert "Yes, on Friday." in shown
    assert SHOWN in shown
    asked.refresh_from_db()
    assert (asked.answer, asked.answered_by) == ("Yes, on Friday.", "Finn")
    assert not Message.objects.filter(text__contains="A long").exists()


def test_a_double_click_of_a_department_is_thanked_for_as_one(cast, asked):
    for _click in range(2):
        thanked = answer(asked, "Yes, on Friday.")
        assert (thanked.status_code, "textarea" in thanked.content.decode()) == (200, False)


def test_two_departments_that_answer_at_once_are_told_which_answer_counts(cast, asked, monkeypatch):
    def beaten(**given):
        monkeypatch.undo()
        answer_hand_off(**given | {"answer": "Yes, on Friday.", "answered_by": "Finn"})
        return answer_hand_off(**given)

    monkeypatch.setattr("halfhour.desk.views.hand_offs.answer_hand_off", beaten)
    late = answer(asked, STORY, name="Gil")
    assert late.status_code == 409
    assert SHOWN in late.content.decode()


def test_who_answers_what_was_taken_back_has_their_text_too(cast, asked):
    page = path_of(hand_off_link(asked))
    take_back(hand_off=asked, by=cast.agent, at=timezone.now())
    gone = Client().post(page, {"answered_by": "Finn", "answer": STORY})
    assert gone.status_code == 410
    assert SHOWN in gone.content.decode()
