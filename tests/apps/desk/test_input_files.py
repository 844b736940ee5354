"""Files that come with an input: kept with it before it is taken, and on its message from then on."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from halfhour.customers.actions import erase_customer
from halfhour.desk.actions.gate import receive
from halfhour.desk.actions.input_files import hang_left_files, keep_files
from halfhour.desk.clockwork import tick
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import Attachment, InputFile, RawInput, Ticket
from halfhour.desk.storage import place
from halfhour.people.models import TeamVersion
from support.customers import known
from support.desk import a_ticket
from support.ledger import MONDAY

FORM = "/help/support-hamburg/"


def filled():
    return {
        "key": uuid4().hex,
        "name": "Zoë",
        "email": "zoe@example.org",
        "subject": "Late parcel",
        "text": "Where is it?",
        "website": "",
        "attached": [SimpleUploadedFile("bill.txt", b"paid")],
    }


def stored():
    folders = place().listdir("attachments")[0] if place().exists("attachments") else []
    return [f"{folder}/{name}" for folder in folders for name in place().listdir(f"attachments/{folder}")[1]]


def test_files_of_what_was_set_aside_wait_with_it_and_come_along_when_it_is_taken(cast):
    versions = list(TeamVersion.objects.filter(team=cast.team).values())
    TeamVersion.objects.filter(team=cast.team).delete()
    page = Client().post(FORM, filled()).content.decode()
    assert "with the files that came with it" in page
    raw = RawInput.objects.get()
    assert (raw.state, [each.name for each in raw.files.all()]) == ("set_aside", ["bill.txt"])
    TeamVersion.objects.bulk_create(TeamVersion(**each) for each in versions)
    client, address = cast.client(cast.agent), f"/t/{cast.team.slug}/desk/set-aside/{raw.pk}/"
    assert "bill.txt" in client.get(address).content.decode()
    typed = {
        "channel": "form",
        "name": "Zoë",
        "email": "zoe@example.org",
        "subject": "Late",
        "text": "Where?",
    }
    client.post(address, typed)
    raw.refresh_from_db()
    (file,) = Attachment.objects.all()
    assert (file.name, file.ticket, file.message.text) == ("bill.txt", raw.ticket, "Where?")
    assert not InputFile.objects.exists()


def test_files_of_what_could_not_be_taken_at_once_come_along_once_it_is(cast, monkeypatch):
    ticket = a_ticket(cast, customer=known(cast, "Zoë", ("email", "zoe@example.org")))

    def breaks(*_given, **_more):
        raise RuntimeError("the disk is full")

    typed = filled()
    with monkeypatch.context() as broken:
        broken.setattr("halfhour.desk.actions.making.open_new_ticket", breaks)
        Client().post(FORM, typed)
    assert ticket.team.raw_inputs.get().ticket is None
    tick(timezone.now() + timedelta(minutes=1))
    assert [each.ticket for each in Attachment.objects.all()] == [RawInput.objects.get().ticket]
    typed["attached"][0].seek(0)
    Client().post(FORM, typed)  # sent once more: kept once
    hang_left_files(MONDAY)
    assert (Attachment.objects.count(), len(stored())) == (1, 1)


def test_a_file_that_is_refused_takes_back_those_before_it(cast):
    raw = receive(team=cast.team, source="form", key="1", channel="form", body={}, at=MONDAY)
    files = [SimpleUploadedFile("a.txt", b"a"), SimpleUploadedFile("empty.txt", b"")]
    with pytest.raises(DeskRefused):
        keep_files(raw=raw, files=files, at=MONDAY)
    assert (InputFile.objects.count(), stored()) == (0, [])


def test_files_of_somebody_who_is_erased_are_gone(cast, django_capture_on_commit_callbacks):
    customer = known(cast, "Zoë", ("email", "zoe@example.org"))
    TeamVersion.objects.filter(team=cast.team).delete()
    Client().post(FORM, filled())
    with django_capture_on_commit_callbacks(execute=True):
        erase_customer(customer=customer, by=cast.lead, at=MONDAY)
    assert (InputFile.objects.count(), stored()) == (0, [])


def test_a_form_sent_once_more_with_another_file_says_so_and_loses_none(cast):
    typed = filled()
    Client().post(FORM, typed)
    more = [SimpleUploadedFile("bill.txt", b"paid"), SimpleUploadedFile("second.txt", b"page two")]
    page = Client().post(FORM, typed | {"attached": more})
    assert "Your first message was sent already." in page.content.decode()
    again = typed | {"attached": [SimpleUploadedFile("bill.txt", b"paid")]}
    Client().post(FORM, again)
    assert [each.name for each in Attachment.objects.all()] == ["bill.txt"]
    assert Ticket.objects.count() == 1
