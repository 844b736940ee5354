"""Drafts are kept on the server, one for each person, ticket and kind, and go along with what is sent."""

from datetime import timedelta

import pytest

from halfhour.desk.actions.assigning import assign_ticket
from halfhour.desk.actions.attachments import attach_to_draft
from halfhour.desk.actions.conversation import add_note, customer_wrote, reply
from halfhour.desk.actions.drafts import discard_draft, save_draft
from halfhour.desk.errors import DeskRefused, DraftMovedOn, TicketMovedOn
from halfhour.desk.models import Attachment, Draft, DraftKind, Notice
from halfhour.desk.storage import place
from support.api import Program
from support.desk import a_ticket
from support.ledger import MONDAY

HOUR = timedelta(hours=1)


def write(cast, ticket, text, kind=DraftKind.REPLY, by=None):
    return save_draft(ticket=ticket, kind=kind, text=text, by=by or cast.agent, at=MONDAY)


def attach(cast, ticket, name="bill.pdf", content=b"%PDF-1.7 bill", kind=DraftKind.REPLY):
    return attach_to_draft(
        ticket=ticket, kind=kind, name=name, chunks=[content], by=cast.agent, at=MONDAY + HOUR
    )


def test_a_draft_is_not_lost_when_the_owner_changes(cast):
    ticket = a_ticket(cast)
    write(cast, ticket, "Dear Ann,")
    write(cast, ticket, "Dear Ann, we")
    assign_ticket(ticket=ticket, to=cast.second_agent, by=cast.lead, at=MONDAY)
    assert Draft.objects.get(ticket=ticket, by=cast.agent).text == "Dear Ann, we"


def test_a_note_s_draft_never_becomes_a_reply(cast):
    ticket = a_ticket(cast)
    write(cast, ticket, "The customer is difficult", kind=DraftKind.NOTE)
    secret = attach(cast, ticket, name="inside.pdf", kind=DraftKind.NOTE)
    sent = reply(ticket=ticket, text="Good morning", by=cast.agent, at=MONDAY, takes_draft=True)
    assert list(sent.attachments.all()) == []
    assert Draft.objects.get(ticket=ticket).text == "The customer is difficult"
    secret.refresh_from_db()
    assert secret.message is None


def test_what_is_sent_takes_its_files_along_and_somebody_else_s_draft_stays(cast):
    ticket = a_ticket(cast)
    write(cast, ticket, "Here it is")
    write(cast, ticket, "Mine", by=cast.second_agent)
    attach(cast, ticket)
    attach(cast, ticket)
    sent = reply(ticket=ticket, text="Here it is", by=cast.agent, at=MONDAY, takes_draft=True)
    assert [file.name for file in sent.attachments.order_by("id")] == ["bill.pdf", "bill.pdf"]
    assert [draft.by for draft in Draft.objects.all()] == [cast.second_agent]


def test_a_draft_stays_whole_when_sending_is_refused(cast):
    ticket = a_ticket(cast)
    write(cast, ticket, "We search")
    attach(cast, ticket)
    customer_wrote(ticket=ticket, text="Found it", at=MONDAY + HOUR)
    with pytest.raises(TicketMovedOn):
        reply(ticket=ticket, text="We search", by=cast.agent, at=MONDAY + HOUR, revision=1, takes_draft=True)
    draft = Draft.objects.get(ticket=ticket)
    assert (draft.text, draft.attachments.count()) == ("We search", 1)


def test_a_discarded_draft_leaves_no_file_behind(cast, django_capture_on_commit_callbacks):
    ticket = a_ticket(cast)
    file = attach(cast, ticket)
    assert place().exists(file.stored_as)
    with django_capture_on_commit_callbacks(execute=True):
        discard_draft(ticket=ticket, kind=DraftKind.REPLY, by=cast.agent)
    assert not place().exists(file.stored_as)
    assert (Draft.objects.count(), Attachment.objects.count()) == (0, 0)


def test_a_draft_longer_than_a_message_is_refused(cast):
    with pytest.raises(DeskRefused, match="100000 characters"):
        write(cast, a_ticket(cast), "x" * 100_001)


def test_who_is_named_in_a_note_is_told_once(cast):
    ticket = a_ticket(cast)
    cast.second_agent.last_name = "Lee"
    cast.second_agent.save()
    for text, named in (
        ("@ben can you look? @Ben Lee, @BEN!", ["ben"]),
        ("@Ada and @lena: mail ben@example.org or foo@ben", ["ada", "lena"]),
        ("@nils is of another team, @benjamin nobody", []),
    ):
        note = add_note(ticket=ticket, text=text, by=cast.agent, at=MONDAY)
        people = {cast.agent.pk: "ada", cast.second_agent.pk: "ben", cast.lead.pk: "lena"}
        assert sorted(people[pk] for pk in note.mentions) == named
    told = Notice.objects.filter(kind="mentioned").order_by("id").values_list("user__username", flat=True)
    assert list(told) == ["ben", "lena"]  # nobody is told of their own words


def test_a_draft_that_was_begun_in_two_windows_loses_nothing(cast):
    ticket = a_ticket(cast)

    def saved(text, base):
        return save_draft(ticket=ticket, kind=DraftKind.REPLY, text=text, by=cast.agent, at=MONDAY, base=base)

    saved("A long answer", "")
    with pytest.raises(DraftMovedOn) as refused:
        saved("x", "")
    assert refused.value.text == "A long answer"
    with pytest.raises(DraftMovedOn):
        discard_draft(ticket=ticket, kind=DraftKind.REPLY, by=cast.agent, base="", at=MONDAY)
    saved("A long answer\n\nx", "")  # nothing of it is lost
    assert saved("Another", "A long answer\n\nx").text == "Another"
    discard_draft(ticket=ticket, kind=DraftKind.REPLY, by=cast.agent, base="Another", at=MONDAY)
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("late", "base"), [("Dear Zo", ""), ("Dear Zoë, done", "Dear Zo"), ("Else", "Dear Zo")]
)
def test_what_is_saved_late_does_not_come_back_once_it_was_sent(cast, late, base):
    ticket = a_ticket(cast)
    reply(ticket=ticket, text="Dear Zoë, done", by=cast.agent, at=MONDAY, takes_draft=True)
    with pytest.raises(DraftMovedOn) as refused:
        save_draft(ticket=ticket, kind=DraftKind.REPLY, text=late, by=cast.agent, at=MONDAY, base=base)
    assert refused.value.text is None
    assert not Draft.objects.exists()
    save_draft(ticket=ticket, kind=DraftKind.REPLY, text="One thing more", by=cast.agent, at=MONDAY, base="")


def test_a_program_is_told_what_was_written_on_a_draft_meanwhile(cast):
    ticket, program = a_ticket(cast), Program(team=cast.team, user=cast.agent)
    path = f"/tickets/{ticket.number}/drafts/reply"
    assert program.put(path, {"text": "One", "base": ""}).status_code == 200
    refused = program.put(path, {"text": "Two", "base": ""})
    assert (refused.status_code, refused.json()["text"]) == (409, "One")
    assert program.put(path, {"text": "Two"}).json()["text"] == "Two"
