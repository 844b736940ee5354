"""Files: kept under names of our own, given back only as downloads, to those who may see the ticket."""

import pytest
from django.http import Http404

from halfhour.desk.access import open_attachment
from halfhour.desk.actions import attachments
from halfhour.desk.actions.attachments import attach_to_draft, detach
from halfhour.desk.actions.conversation import reply
from halfhour.desk.actions.drafts import SeenDraft
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import Attachment, DraftKind
from halfhour.desk.storage import MOST_BYTES, clean_name, place, type_of
from halfhour.desk.views.downloads import as_download
from halfhour.people.access import access_to
from support.desk import a_ticket, attached
from support.ledger import MONDAY

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
PAGE = b"<html><script>alert(document.cookie)</script></html>"


def attach(cast, ticket, name="page.png", content=PNG, by=None):
    return attach_to_draft(
        ticket=ticket, kind=DraftKind.REPLY, name=name, chunks=[content], by=by or cast.agent, at=MONDAY
    )


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PNG, "image/png"),
        (b"%PDF-1.7", "application/pdf"),
        (PAGE, "text/plain"),
        (b"\0\1", "application/octet-stream"),
    ],
)
def test_the_type_is_what_the_bytes_are_whatever_the_name_says(content, kind):
    assert type_of(content) == kind


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\bill.pdf", "bill.pdf"),
        ("bill\u202efdp.exe", "billfdp.exe"),
        ("a\r\nSet-Cookie: x=1.txt", "a__Set-Cookie_ x=1.txt"),
        ("<img src=x onerror=alert(1)>.png", "_img src=x onerror=alert(1)_.png"),
        ("账单.pdf", "账单.pdf"),
        ("...", "file"),
        ("x" * 400 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_a_file_s_name_keeps_its_ending_and_nothing_dangerous(given, kept):
    assert clean_name(given) == kept


def test_a_stored_page_is_never_shown_as_one(cast):
    ticket = a_ticket(cast)
    file = attach(cast, ticket, name="invoice.html", content=PAGE)
    assert (file.content_type, file.name) == ("text/plain", "invoice.html")
    assert "invoice" not in file.stored_as
    response = as_download(file)
    assert response["Content-Disposition"] == 'attachment; filename="invoice.html"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Content-Type"] not in ("text/html", "image/svg+xml")
    assert b"".join(response) == PAGE
    response.close()


def test_two_files_of_one_name_are_two(cast):
    ticket = a_ticket(cast)
    one, other = attach(cast, ticket), attach(cast, ticket, content=PNG + b"1")
    assert one.stored_as != other.stored_as
    assert one.token != other.token
    assert one.digest != other.digest


def test_files_are_limited_in_size_and_number_and_a_refused_one_leaves_nothing(cast, monkeypatch):
    ticket = a_ticket(cast)
    monkeypatch.setattr(attachments, "MOST_FILES", 1)
    attach(cast, ticket)
    before = place().listdir("attachments")[0]
    for content in (b"", b"x" * (MOST_BYTES + 1), PNG):
        with pytest.raises(DeskRefused):
            attach(cast, ticket, content=content)
    kept = [
        name
        for folder in place().listdir("attachments")[0]
        for name in place().listdir(f"attachments/{folder}")[1]
    ]
    assert len(kept) == 1
    assert before


def test_a_file_is_seen_only_by_who_sees_its_ticket_and_a_draft_s_by_its_writer(cast):
    ticket = a_ticket(cast)
    file = attach(cast, ticket)
    mine = access_to(cast.agent, cast.team)
    others = access_to(cast.second_agent, cast.team)
    strangers = access_to(cast.stranger, cast.other_team)
    assert open_attachment(mine, file.token) == file
    for access in (others, strangers, access_to(cast.stranger, cast.team)):
        with pytest.raises(Http404):
            open_attachment(access, file.token)
    reply(
        ticket=ticket,
        text="See the file",
        by=cast.agent,
        at=MONDAY,
        draft=SeenDraft(stamps=[""], files=[file.token]),
    )
    assert open_attachment(others, file.token) == file
    with pytest.raises(Http404):
        open_attachment(strangers, file.token)


def test_what_was_sent_cannot_be_taken_away_nor_what_is_another_s(cast, django_capture_on_commit_callbacks):
    ticket = a_ticket(cast)
    file = attach(cast, ticket)
    with pytest.raises(DeskRefused):
        detach(attachment=file, by=cast.second_agent)
    with django_capture_on_commit_callbacks(execute=True):
        detach(attachment=file, by=cast.agent)
    assert not place().exists(file.stored_as)
    message = ticket.messages.get()
    sent = attached(message, "a.txt", [b"a"])
    with pytest.raises(DeskRefused):
        detach(attachment=sent, by=cast.agent)
    assert Attachment.objects.count() == 1
