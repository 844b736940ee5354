"""Drafts are kept on the server, one for each person, ticket and kind, and go along with what is sent."""

import re
from datetime import timedelta

import pytest

from halfhour.customers.actions import erase_customer
from halfhour.desk.actions.assigning import assign_ticket
from halfhour.desk.actions.attachments import attach_to_draft, detach
from halfhour.desk.actions.conversation import add_note, customer_wrote, reply
from halfhour.desk.actions.drafts import SeenDraft, discard_draft, save_draft
from halfhour.desk.actions.merging import merge_tickets
from halfhour.desk.errors import DeskRefused, DraftMovedOn, TicketMovedOn
from halfhour.desk.models import Attachment, Draft, DraftKind, Macro, MacroUse, Notice
from halfhour.desk.storage import place
from support.api import Program
from support.customers import known
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
    sent = reply(ticket=ticket, text="Good morning", by=cast.agent, at=MONDAY, draft=SeenDraft(stamps=[""]))
    assert list(sent.attachments.all()) == []
    assert Draft.objects.get(ticket=ticket, kind=DraftKind.NOTE).text == "The customer is difficult"
    secret.refresh_from_db()
    assert secret.message is None


def test_what_is_sent_takes_its_files_along_and_somebody_else_s_draft_stays(cast):
    ticket = a_ticket(cast)
    draft = write(cast, ticket, "Here it is")
    write(cast, ticket, "Mine", by=cast.second_agent)
    files = [attach(cast, ticket).token for _ in range(2)]
    seen = SeenDraft(stamps=[draft.stamp], files=files)
    sent = reply(ticket=ticket, text="Here it is", by=cast.agent, at=MONDAY, draft=seen)
    assert [file.name for file in sent.attachments.order_by("id")] == ["bill.pdf", "bill.pdf"]
    left = {draft.by: draft.text for draft in Draft.objects.all()}
    assert left == {cast.agent: "", cast.second_agent: "Mine"}


def test_a_draft_stays_whole_when_sending_is_refused(cast):
    ticket = a_ticket(cast)
    write(cast, ticket, "We search")
    attach(cast, ticket)
    customer_wrote(ticket=ticket, text="Found it", at=MONDAY + HOUR)
    with pytest.raises(TicketMovedOn):
        reply(
            ticket=ticket,
            text="We search",
            by=cast.agent,
            at=MONDAY + HOUR,
            revision=1,
            draft=SeenDraft(stamps=[Draft.objects.get().stamp]),
        )
    draft = Draft.objects.get(ticket=ticket)
    assert (draft.text, draft.attachments.count()) == ("We search", 1)


def test_a_discarded_draft_leaves_no_file_behind(cast, django_capture_on_commit_callbacks):
    ticket = a_ticket(cast)
    file = attach(cast, ticket)
    assert place().exists(file.stored_as)
    with django_capture_on_commit_callbacks(execute=True):
        discard_draft(ticket=ticket, kind=DraftKind.REPLY, by=cast.agent, at=MONDAY)
    assert not place().exists(file.stored_as)
    assert (Draft.objects.get().text, Attachment.objects.count()) == ("", 0)


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


def saved(cast, ticket, text, *seen, stamp=""):
    return save_draft(
        ticket=ticket, kind=DraftKind.REPLY, text=text, by=cast.agent, at=MONDAY, seen=seen, stamp=stamp
    )


def send(cast, ticket, text, *seen, files=(), leaves=""):
    draft = SeenDraft(stamps=seen, files=files, leaves=leaves)
    return reply(ticket=ticket, text=text, by=cast.agent, at=MONDAY, draft=draft)


def test_a_draft_that_was_begun_in_two_windows_loses_nothing(cast):
    ticket = a_ticket(cast)
    first = saved(cast, ticket, "A long answer", "")
    for late in ("x", "A long answer, typed on"):
        with pytest.raises(DraftMovedOn) as refused:
            saved(cast, ticket, late, "")
        assert (refused.value.text, refused.value.stamp) == ("A long answer", first.stamp)
    with pytest.raises(DraftMovedOn):
        discard_draft(ticket=ticket, kind=DraftKind.REPLY, by=cast.agent, at=MONDAY, seen=[""])
    second = saved(cast, ticket, "A", first.stamp)
    with pytest.raises(DraftMovedOn):
        saved(cast, ticket, "A long answer A", first.stamp)
    discard_draft(ticket=ticket, kind=DraftKind.REPLY, by=cast.agent, at=MONDAY, seen=[second.stamp])
    assert Draft.objects.get().text == ""


def test_a_window_knows_its_own_text_though_it_was_not_answered(cast):
    ticket = a_ticket(cast)
    saved(cast, ticket, "Dear", "", stamp="first-of-mine")
    saved(cast, ticket, "Dear Zoë", "", "first-of-mine", stamp="second-of-mine")
    with pytest.raises(DraftMovedOn):
        saved(cast, ticket, "Dear", "", stamp="first-of-mine")  # overtaken by the newer one
    assert Draft.objects.get().text == "Dear Zoë"


@pytest.mark.parametrize("late", ["Dear Zo", "Dear Zoe", "Dear Zoë, done\r\n", "Dear Zoë, done", "Else"])
@pytest.mark.parametrize("was_kept", [True, False])
@pytest.mark.parametrize("later", [timedelta(0), timedelta(days=2)])
def test_what_is_saved_late_does_not_come_back_once_it_was_sent(cast, late, was_kept, later):
    ticket = a_ticket(cast)
    seen = saved(cast, ticket, "Dear Zo", "").stamp if was_kept else ""
    send(cast, ticket, "Dear Zoë, done", seen, leaves="empty-since-sent")
    with pytest.raises(DraftMovedOn, match="sent or thrown away") as refused:
        save_draft(
            ticket=ticket, kind=DraftKind.REPLY, text=late, by=cast.agent, at=MONDAY + later, seen=[seen]
        )
    assert (refused.value.text, refused.value.stamp) == ("", "empty-since-sent")
    assert Draft.objects.get().text == ""
    saved(cast, ticket, "One thing more", "empty-since-sent")


def test_sending_from_one_window_leaves_what_was_typed_and_attached_in_another(cast):
    ticket = a_ticket(cast)
    seen = saved(cast, ticket, "Short", "").stamp
    mine = attach(cast, ticket, name="mine.pdf")
    saved(cast, ticket, "Short, and much that the other window says", seen)
    theirs = attach(cast, ticket, name="theirs.pdf")
    sent = send(cast, ticket, "Short answer", seen, files=[mine.token])
    assert list(sent.attachments.all()) == [mine]
    kept = Draft.objects.get()
    assert kept.text == "Short, and much that the other window says"
    assert list(kept.attachments.all()) == [theirs]


def test_nothing_is_sent_without_a_file_that_its_sender_saw(cast):
    ticket = a_ticket(cast)
    file = attach(cast, ticket)
    detach(attachment=file, by=cast.agent)
    with pytest.raises(DeskRefused, match="taken away in another window"):
        send(cast, ticket, "Here is the bill", "", files=[file.token])
    assert not ticket.messages.filter(text="Here is the bill").exists()


def test_a_file_of_another_ticket_or_person_goes_out_with_no_reply(cast):
    ticket, other = a_ticket(cast), a_ticket(cast)
    elsewhere = attach(cast, other)
    note = attach(cast, ticket, kind=DraftKind.NOTE)
    colleague = attach_to_draft(
        ticket=ticket, kind=DraftKind.REPLY, name="a", chunks=[b"a"], by=cast.lead, at=MONDAY
    )
    for file in (elsewhere, note, colleague):
        with pytest.raises(DeskRefused):
            send(cast, ticket, "Here", "", files=[file.token])


def test_what_was_typed_before_an_erasure_is_not_kept_after_it(cast):
    ticket = a_ticket(cast, customer=known(cast, "Zoë", ("email", "zoe@example.org")))
    note = save_draft(
        ticket=ticket, kind=DraftKind.NOTE, text="Zoë is cross", by=cast.agent, at=MONDAY, seen=[""]
    )
    erase_customer(customer=ticket.customer, by=cast.lead, at=MONDAY)
    with pytest.raises(DeskRefused, match="was erased") as refused:
        save_draft(
            ticket=ticket,
            kind=DraftKind.NOTE,
            text="Zoë is cross!",
            by=cast.agent,
            at=MONDAY,
            seen=[note.stamp],
        )
    assert not isinstance(refused.value, DraftMovedOn)
    with pytest.raises(DeskRefused, match="nobody to answer"):
        saved(cast, ticket, "Dear Zoë", "")
    assert not Draft.objects.exclude(text="").exists()


def test_a_merge_makes_no_page_overwrite_what_it_does_not_show(cast):
    one, other = a_ticket(cast), a_ticket(cast)
    mine, theirs = saved(cast, one, "b", "").stamp, saved(cast, other, "a", "").stamp
    merge_tickets(source=one, target=other, by=cast.lead, at=MONDAY)
    for page, seen in ((one, mine), (other, theirs)):
        with pytest.raises(DraftMovedOn) as refused:
            saved(cast, page, "typed on", seen)
        assert refused.value.text == "a\n\nb"


def test_a_program_is_told_what_was_written_on_a_draft_meanwhile(cast):
    ticket, program = a_ticket(cast), Program(team=cast.team, user=cast.agent)
    path = f"/tickets/{ticket.number}/drafts/reply"
    first = program.put(path, {"text": "One", "seen": ""}).json()["stamp"]
    refused = program.put(path, {"text": "Two", "seen": ""})
    assert refused.status_code == 409
    assert (refused.json()["text"], refused.json()["stamp"]) == ("One", first)
    second = program.put(path, {"text": "Two", "seen": first}).json()["stamp"]
    assert program.put(path, {"text": "Three"}).status_code == 422
    assert program.delete(f"{path}?seen={first}").status_code == 409
    assert program.delete(f"{path}?seen={second}").status_code == 204
    assert Draft.objects.get().text == ""


@pytest.mark.parametrize("path", ["reply", "note", "canned"])
def test_what_is_sent_twice_by_a_double_click_is_said_once(cast, path):
    ticket, client = (
        a_ticket(cast, customer=known(cast, "Ann", ("email", "ann@example.org"))),
        cast.client(cast.agent),
    )
    macro = Macro.objects.create(team=cast.team, name="On its way", texts={"en": "It is."}, changed_at=MONDAY)
    desk = f"/t/{cast.team.slug}/desk/{ticket.number}/"
    page = client.get(desk).content.decode()
    form = page[page.index(f'id="write-{"note" if path == "note" else "reply"}"') :]
    names = ("draft_seen", "draft_stamp")
    hidden = {name: re.search(f'name="{name}" value="([^"]*)"', form)[1] for name in names}
    address = f"{desk}macros/{macro.pk}/apply/" if path == "canned" else f"{desk}{path}/"
    for _click in range(2):
        sent = client.post(address, hidden | {"text": "It left today.", "then": "open"})
        assert sent.status_code == 302
    assert ticket.messages.filter(author=cast.agent).count() == 1
    assert ticket.events.filter(kind__in=("answered", "noted")).count() == 1
    assert MacroUse.objects.count() == (path == "canned")
    assert Draft.objects.get(ticket=ticket).text == ""
    again = client.post(address, hidden | {"draft_stamp": "x" * 16, "text": "It left today.", "then": "open"})
    assert again.status_code == 302
    assert ticket.messages.filter(author=cast.agent).count() == 2, "who means it says it again"
