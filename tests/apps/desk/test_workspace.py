"""The workspace as a browser asks for it: pages, what is sent, what is refused and kept."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from halfhour.desk.actions.changing import change_ticket
from halfhour.desk.actions.conversation import add_note, customer_wrote, reply
from halfhour.desk.actions.merging import merge_tickets
from halfhour.desk.actions.promising import promise
from halfhour.desk.actions.splitting import split_ticket
from halfhour.desk.models import (
    Attachment,
    BulkChange,
    Draft,
    DraftKind,
    EventKind,
    Macro,
    Message,
    MessageKind,
    Notice,
    PromiseRecord,
    State,
    Ticket,
    TicketEvent,
)
from support.customers import known
from support.desk import a_ticket, promised
from support.ledger import MONDAY

BASE = "/t/support-hamburg/desk/"
HX = {"HX-Request": "true"}


def post(client, path, **values):
    return client.post(BASE + path, values, headers=HX)


def test_the_list_shows_what_waits_and_a_ticket_opens_beside_it(cast):
    ticket = a_ticket(cast, "Where is <b>it</b>? https://example.org/a?x=1", subject="Parcel")
    client = cast.client(cast.agent)
    page = client.get(BASE, {"view": "unassigned"}).content.decode()
    assert "Parcel" in page
    assert f'data-number="{ticket.number}"' in page
    whole = client.get(f"{BASE}{ticket.number}/").content.decode()
    assert 'id="desk"' in whole
    assert "&lt;b&gt;it&lt;/b&gt;" in whole
    pane = client.get(f"{BASE}{ticket.number}/", headers=HX).content.decode()
    assert 'id="desk"' not in pane
    assert 'id="t-messages"' in pane


def test_what_is_closed_is_found_by_its_state_and_by_its_customer(cast):
    client = cast.client(cast.agent)
    zoe = known(cast, "Zoë", ("email", "zoe@example.org"))
    ticket = a_ticket(cast, subject="Parcel", customer=zoe)
    Ticket.objects.filter(pk=ticket.pk).update(state=State.CLOSED)
    assert "Parcel" not in client.get(f"{BASE}rows/", {"view": "all-open"}).content.decode()
    for asked in ({"state": "closed"}, {"state": "all", "customer": zoe.number}):
        page = client.get(BASE, {"view": "all-open", **asked}).content.decode()
        assert f'data-number="{ticket.number}"' in page
        assert f'<option value="{asked["state"]}" selected>' in page
    link = f"{BASE}?view=all-open&amp;state=all&amp;sort=newest&amp;customer={zoe.number}"
    assert link in client.get(f"/t/support-hamburg/customers/{zoe.number}/").content.decode()


def test_the_history_tells_a_promise_in_the_reader_s_time(cast):
    ticket = a_ticket(cast)
    facts = {"by": [None, "2026-01-05T13:00:00+00:00"], "from": [None, "2026-01-05T10:00:00+00:00"]}
    TicketEvent.objects.create(ticket=ticket, kind=EventKind.PROMISED, at=MONDAY, facts=facts)
    page = cast.client(cast.agent).get(f"{BASE}{ticket.number}/history/").content.decode()
    assert "From: 5 Jan 2026, 11:00" in page
    assert page.index("From: ") < page.index("Until: 5 Jan 2026, 14:00")


def test_new_notices_are_counted_in_every_language(cast):
    for key in ("one", "two"):
        Notice.objects.create(user=cast.lead, team=cast.team, kind="goals_review", key=key, at=MONDAY)
    cast.lead.language = "ru"
    cast.lead.save()
    page = cast.client(cast.lead).get(f"{BASE}notices/")
    assert page.status_code == 200
    assert 'class="bell-count" aria-hidden="true">2<' in page.content.decode()


def test_a_notice_of_the_goals_leads_to_them(cast):
    notice = Notice.objects.create(user=cast.lead, team=cast.team, kind="goals_review", key="g", at=MONDAY)
    client = cast.client(cast.lead)
    assert "Goals that the last quarter would have kept" in client.get(f"{BASE}notices/").content.decode()
    read = client.post(f"{BASE}notices/read/", {"notice": notice.pk})
    assert read.headers["Location"] == f"{BASE}goals/"


def test_a_reply_is_sent_and_its_draft_and_files_go_with_it(cast):
    ticket = a_ticket(cast)
    client = cast.client(cast.agent)
    kept = post(client, f"{ticket.number}/draft/", kind="reply", text="On its", draft_stamp="on-its-way")
    assert kept.status_code == 204
    file = SimpleUploadedFile("slip.txt", b"a slip")
    assert post(client, f"{ticket.number}/attach/", kind="reply", file=file).status_code == 200
    assert "On its" in client.get(f"{BASE}{ticket.number}/").content.decode()
    going = {"draft_seen": "on-its-way", "draft_file": Attachment.objects.get().token}
    sent = post(client, f"{ticket.number}/reply/", text="On its way.", then="open", **going)
    assert sent.status_code == 200
    assert "desk-sent" in sent.headers["HX-Trigger"]
    message = Message.objects.get(kind=MessageKind.REPLY)
    assert Attachment.objects.get().message == message
    assert Draft.objects.get().text == ""
    ticket.refresh_from_db()
    assert (ticket.state, ticket.assignee) == (State.OPEN, cast.agent)


def test_a_ticket_without_a_subject_says_so_where_its_subject_would_stand(cast):
    ticket = a_ticket(cast, subject="")
    page = cast.client(cast.agent).get(f"{BASE}{ticket.number}/").content.decode()
    assert "<title>#1 (no subject)" in page
    assert page.count("(no subject)") >= 3  # the title, the line in the list, the heading
    assert "#1 #1" not in page


def test_files_that_cannot_be_kept_are_named_and_the_others_are_kept(cast):
    ticket, client = a_ticket(cast), cast.client(cast.agent)
    files = [SimpleUploadedFile("<b>none.txt", b""), SimpleUploadedFile("slip.txt", b"a slip")]
    refused = post(client, f"{ticket.number}/attach/", kind="reply", file=files)
    assert refused.status_code == 409
    said = "“&lt;b&gt;none.txt” was left out: The file is empty."
    assert said in refused.content.decode()
    assert Attachment.objects.get().name == "slip.txt"
    many = [SimpleUploadedFile(f"{number}.txt", b"x") for number in range(26)]
    refused = post(client, f"{ticket.number}/attach/", kind="reply", file=many).content.decode()
    assert "“23.txt” was left out: A message may have at most 20 files." in refused
    assert "2 more files were left out." in refused
    assert Attachment.objects.count() == 20


def test_lost_drafts_nothing_typed_is_lost_when_the_customer_wrote_meanwhile(cast):
    ticket = a_ticket(cast, customer=known(cast, "Zoë", ("email", "zoe@example.org")))
    client = cast.client(cast.agent)
    seen = _seen_messages(client.get(f"{BASE}{ticket.number}/", headers=HX))
    customer_wrote(ticket=ticket, text="Forget it", at=MONDAY + timedelta(hours=1))
    answer = post(client, f"{ticket.number}/reply/", text="We search.", seen_messages=seen)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Zoë wrote meanwhile (2 Mar, 11:00)" in page
    assert "Forget it" in page
    assert "Send anyway" in page
    assert not Message.objects.filter(kind=MessageKind.REPLY).exists()
    assert Draft.objects.get(by=cast.agent, kind=DraftKind.REPLY).text == "We search."
    again = post(client, f"{ticket.number}/reply/", text="We search.", seen_messages=_seen_messages(answer))
    assert again.status_code == 200
    assert Message.objects.get(kind=MessageKind.REPLY).text == "We search."


def test_a_reply_is_held_back_where_a_colleague_answered_but_for_no_note_or_change(cast):
    ticket = a_ticket(cast)
    client = cast.client(cast.agent)
    seen = _seen_messages(client.get(f"{BASE}{ticket.number}/", headers=HX))
    add_note(ticket=ticket, text="Look here", by=cast.lead, at=MONDAY)
    change_ticket(ticket=ticket, changes={"priority": "urgent"}, by=cast.lead, at=MONDAY)
    assert post(client, f"{ticket.number}/reply/", text="One.", seen_messages=seen).status_code == 200
    assert post(client, f"{ticket.number}/reply/", text="Two.", seen_messages=seen).status_code == 200
    reply(ticket=ticket, text="Mine.", by=cast.lead, at=MONDAY)
    held = post(client, f"{ticket.number}/reply/", text="Three.", seen_messages=seen)
    assert held.status_code == 409
    name = cast.lead.get_full_name() or cast.lead.username
    assert f"{name} answered the customer meanwhile" in held.content.decode()


def test_a_reply_is_held_back_though_a_message_was_split_off_meanwhile(cast):
    ticket, client = a_ticket(cast), cast.client(cast.agent)
    asked = customer_wrote(ticket=ticket, text="And a bell", at=MONDAY)
    seen = _seen_messages(client.get(f"{BASE}{ticket.number}/", headers=HX))
    split_ticket(ticket=ticket, messages=[asked.pk], subject="Bell", by=cast.lead, at=MONDAY)
    customer_wrote(ticket=ticket, text="Stop: cancel everything", at=MONDAY)
    assert post(client, f"{ticket.number}/reply/", text="Sent.", seen_messages=seen).status_code == 409


def test_a_canned_reply_is_held_back_as_any_reply(cast):
    ticket = a_ticket(cast)
    client = cast.client(cast.agent)
    thanks = Macro.objects.create(
        team=cast.team, name="Thanks", texts={"en": "Thanks."}, sets={"state": "resolved"}, changed_at=MONDAY
    )
    seen = _seen_messages(client.get(f"{BASE}{ticket.number}/", headers=HX))
    customer_wrote(ticket=ticket, text="Forget it", at=MONDAY)
    held = post(client, f"{ticket.number}/macros/{thanks.pk}/apply/", text="Thanks.", seen_messages=seen)
    assert held.status_code == 409
    assert not Message.objects.filter(kind=MessageKind.REPLY).exists()


def test_what_comes_with_a_reply_is_kept_with_its_draft(cast):
    ticket = a_ticket(cast)
    client = cast.client(cast.agent)
    thanks = Macro.objects.create(
        team=cast.team, name="Thanks", texts={"en": "Thanks."}, sets={"state": "resolved"}, changed_at=MONDAY
    )
    values = {"kind": "reply", "text": "Thanks.", "macro": thanks.pk, "then": "resolved"}
    assert post(client, f"{ticket.number}/draft/", **values, draft_stamp="first-kept").status_code == 204
    page = client.get(f"{BASE}{ticket.number}/").content.decode()
    assert f'data-apply="{BASE}{ticket.number}/macros/{thanks.pk}/apply/"' in page
    assert '<option value="resolved" selected>' in page
    typed_on = {"kind": "reply", "text": "Thanks!", "draft_seen": "first-kept"}
    assert post(client, f"{ticket.number}/draft/", **typed_on).status_code == 204
    assert "data-apply" not in client.get(f"{BASE}{ticket.number}/").content.decode()
    other = Macro.objects.create(team=cast.other_team, name="Theirs", texts={}, changed_at=MONDAY)
    post(client, f"{ticket.number}/draft/", kind="reply", text="Thanks!", macro=other.pk)
    assert Draft.objects.get().macro is None


def test_a_reply_is_held_back_once_where_another_ticket_was_merged_in_while_it_was_written(cast):
    client, older, ticket = cast.client(cast.agent), a_ticket(cast, text="Do not refund."), a_ticket(cast)
    seen = _seen_messages(client.get(f"{BASE}{ticket.number}/", headers=HX))
    merge_tickets(source=older, target=ticket, by=cast.lead, at=MONDAY, different_customers=True)
    held = post(client, f"{ticket.number}/reply/", text="We refund.", seen_messages=seen)
    assert held.status_code == 409
    again = post(client, f"{ticket.number}/reply/", text="We refund.", seen_messages=_seen_messages(held))
    assert again.status_code == 200


def _seen_messages(response):
    """Up to which message the page says that its reader has read."""
    return re.search(r'name="seen_messages"[^>]*value="([\d-]+)"', response.content.decode())[1]


def test_an_agent_gives_away_what_is_theirs_and_nobody_elses(cast):
    ticket = a_ticket(cast)
    ben, ada = cast.client(cast.second_agent), cast.client(cast.agent)
    assert post(ben, f"{ticket.number}/mine/").status_code == 200
    assert post(ada, f"{ticket.number}/mine/").status_code == 409
    assert post(ada, f"{ticket.number}/assign/", to="ada").status_code == 409
    assert Ticket.objects.get().assignee == cast.second_agent
    assert post(ben, f"{ticket.number}/assign/", to="ada").status_code == 200
    assert Ticket.objects.get().assignee == cast.agent


def test_what_was_done_can_be_undone_with_what_the_page_offers(cast):
    ticket = a_ticket(cast)
    client = cast.client(cast.agent)
    page = post(client, f"{ticket.number}/change/", priority="urgent").content.decode()
    assert "data-undo" in page
    assert '/undo-change/"' in page
    assert post(client, f"{ticket.number}/move/", to="resolved").status_code == 200
    assert Ticket.objects.get().state == State.RESOLVED


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("move", {"to": "resolved"}),
        ("snooze", {"until": "2026-03-09T09:00:00+00:00", "meant": "yes"}),
    ],
    ids=["resolved", "put off"],
)
def test_what_is_undone_is_where_it_was_with_its_clocks(cast, path, values, monkeypatch):
    ticket = a_ticket(cast)
    client = cast.client(cast.agent)
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY + timedelta(hours=1))
    page = post(client, f"{ticket.number}/{path}/", **values).content.decode()
    event = re.search(r'name="event" value="(\d+)"', page)[1]
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY + timedelta(hours=1, minutes=9))
    assert post(client, f"{ticket.number}/undo-move/", event=event).status_code == 200
    now = Ticket.objects.get()
    assert (now.state, now.wakes_at, now.reopened) == (State.NEW, None, 0)
    assert (now.due_at, now.first_due_at, now.warn_at) == (
        ticket.due_at,
        ticket.first_due_at,
        ticket.warn_at,
    )
    assert post(client, f"{ticket.number}/undo-move/", event=event).status_code == 409


def test_putting_off_past_what_was_promised_or_the_goal_is_asked_once(cast):
    now = timezone.now()
    ticket = a_ticket(cast, at=now)
    client, until = cast.client(cast.agent), (now + timedelta(days=300)).isoformat()
    page = client.get(f"{BASE}{ticket.number}/").content.decode()
    assert "Its goal is" in page
    PromiseRecord.objects.create(
        ticket=ticket, queue="email", from_at=now, by_at=now + timedelta(hours=2), chance=0.9, made_at=now
    )
    asked = client.post(f"{BASE}{ticket.number}/snooze/", {"until": until})
    text = asked.content.decode()
    assert asked.status_code == 409
    assert "An answer was promised by" in text
    assert "Put off all the same" in text
    assert Ticket.objects.get().state == State.NEW
    assert client.post(f"{BASE}{ticket.number}/snooze/", {"until": until, "meant": "yes"}).status_code == 302
    assert Ticket.objects.get().state == State.SCHEDULED


def test_a_note_stays_inside_and_tells_who_is_named(cast):
    ticket = a_ticket(cast)
    client = cast.client(cast.agent)
    post(client, f"{ticket.number}/note/", text="@ben can you look?")
    ben = cast.client(cast.second_agent)
    assert "1 new notice" in ben.get(BASE).content.decode()
    assert "named you in ticket 1" in ben.get(f"{BASE}notices/").content.decode()
    read = ben.post(f"{BASE}notices/read/", {"notice": Notice.objects.get().pk})
    assert read.headers["Location"] == f"{BASE}1/"
    assert Notice.objects.get().read_at is not None


def test_a_notice_tells_nothing_of_a_team_one_has_left(cast):
    ticket = a_ticket(cast)
    add_note(ticket=ticket, text="@ben look", by=cast.agent, at=MONDAY)
    cast.second_agent.memberships.all().delete()
    assert cast.client(cast.second_agent).get(f"{BASE}notices/").status_code == 404


def test_many_are_changed_after_a_look_and_taken_back(cast):
    numbers = [a_ticket(cast).number for _each in range(3)]
    client = cast.client(cast.agent)
    asked = {"ticket": numbers, "what": "priority", "value": "high"}
    assert "3 tickets would change" in post(client, "bulk/", **asked).content.decode()
    assert not BulkChange.objects.exists()
    gone = post(client, "bulk/", **asked | {"ticket": [*asked["ticket"], 99]}).content.decode()
    assert "#99: There is no ticket 99." in gone
    assert "3 tickets changed" in post(client, "bulk/", act="do", **asked).content.decode()
    assert set(Ticket.objects.values_list("priority", flat=True)) == {"high"}
    undone = post(client, f"bulk/{BulkChange.objects.get().pk}/undo/")
    assert "3 tickets are as before" in undone.content.decode()
    assert set(Ticket.objects.values_list("priority", flat=True)) == {"normal"}


def test_whoever_would_end_many_is_told_whose_customers_wait_and_of_their_own_replies(cast):
    waiting, answered, begun = promised(cast)[0], a_ticket(cast), a_ticket(cast)
    for each in (answered, begun):
        reply(ticket=each, text="Sent.", by=cast.agent, at=MONDAY)
    keep_reply(begun, by=cast.agent)
    keep_reply(answered, by=cast.second_agent)  # of somebody else nothing is told
    asked = {"ticket": [waiting.number, answered.number, begun.number], "what": "state"}
    client = cast.client(cast.agent)
    ended = post(client, "bulk/", value="resolved", **asked).content.decode()
    assert f"Nobody has answered the customer yet: #{waiting.number}." in ended
    assert f"Your reply is not sent yet; it stays a draft: #{begun.number}." in ended
    put_off = post(client, "bulk/", value="waiting_on_customer", **asked).content.decode()
    assert "Nobody has answered" not in put_off
    many = [promised(cast)[0].number for _each in range(10)]
    ended = post(client, "bulk/", value="closed", ticket=many, what="state").content.decode()
    assert f"yet: {', '.join(f'#{number}' for number in many[:8])} and 2 more." in ended


def keep_reply(ticket, *, by):
    Draft.objects.create(ticket=ticket, by=by, kind=DraftKind.REPLY, text="And", changed_at=MONDAY)


def test_an_agent_cannot_give_away_others_tickets_by_the_dozen(cast):
    ticket = a_ticket(cast)
    post(cast.client(cast.second_agent), f"{ticket.number}/mine/")
    asked = {"ticket": [ticket.number], "what": "assignee", "value": "ada", "act": "do"}
    assert post(cast.client(cast.agent), "bulk/", **asked).status_code == 409
    assert Ticket.objects.get().assignee == cast.second_agent


def test_tickets_are_split_merged_and_taken_apart(cast):
    one, other = a_ticket(cast), a_ticket(cast)
    second = customer_wrote(ticket=one, text="And my invoice?", at=MONDAY + timedelta(minutes=5))
    client = cast.client(cast.agent)
    split = post(client, f"{one.number}/split/", message=[second.pk], subject="Invoice")
    assert split.headers["X-Desk-Open"] == "3"
    merged = post(client, f"{other.number}/merge/", into=f"#{one.number}")
    assert merged.headers["X-Desk-Open"] == "1"
    assert post(client, f"{one.number}/merge/", into="99").status_code == 422
    assert post(client, f"{other.number}/unmerge/").headers["X-Desk-Open"] == "2"


def test_tickets_of_two_customers_are_merged_only_once_that_was_said_and_undone_by_a_key(cast):
    ann, bob = (known(cast, name, ("email", f"{name}@example.org")) for name in ("Ann", "Bob"))
    one, other = a_ticket(cast, customer=ann), a_ticket(cast, "Mine", customer=bob)
    client = cast.client(cast.agent)
    asked = post(client, f"{other.number}/merge/", into=f"{one.number}")
    page = asked.content.decode()
    assert (asked.status_code, "X-Desk-Open" in asked.headers) == (409, False)
    assert "Bob ticket 2, Ann ticket 1" in page
    assert 'name="anyway"' in page
    here = post(client, f"{other.number}/merge/", into=f"{one.number}", here="1").content.decode()
    assert 'data-number="1"' in here
    merged = post(client, f"{other.number}/merge/", into=f"{one.number}", anyway="1")
    assert merged.headers["X-Desk-Open"] == "1"
    assert f'action="{BASE}2/unmerge/" data-undo' in merged.content.decode()
    thread = client.get(f"{BASE}1/").content.decode()
    assert "<b>Bob</b>" in thread
    assert "The answer goes to Ann alone; it is not shown to Bob." in thread
    assert "promised" not in client.get(f"{BASE}2/").content.decode()


def test_who_else_looks_and_what_can_be_split_off_stand_on_the_ticket(cast):
    ticket = a_ticket(cast)
    client, other = cast.client(cast.agent), cast.client(cast.lead)
    assert "data-split" not in client.get(f"{BASE}{ticket.number}/").content.decode()
    second = customer_wrote(ticket=ticket, text="And my invoice?", at=MONDAY)
    name = cast.agent.get_full_name() or cast.agent.username
    client.post(f"{BASE}{ticket.number}/looking/")
    page = other.get(f"{BASE}{ticket.number}/").content.decode()
    assert f"{name} is looking</span>" in page
    assert f'data-split="{second.pk}"' in page
    client.post(f"{BASE}{ticket.number}/looking/", {"typing": "yes"})
    assert f"{name} is writing</span>" in other.get(f"{BASE}{ticket.number}/").content.decode()


def test_the_command_bar_finds_tickets_only_of_the_team(cast):
    a_ticket(cast, subject="Parcel")
    a_ticket(cast, subject="Parcel", team=cast.other_team)
    client = cast.client(cast.agent)
    found = client.get(f"{BASE}bar/", {"q": "parcel"}).json()
    assert [each["open"] for each in found["tickets"]] == [1]
    views = client.get(f"{BASE}bar/", {"q": "due"}).json()["views"]
    assert [each["label"] for each in views] == ["Due soon"]


@pytest.mark.parametrize("part", ["beside", "why", "history"])
def test_what_stands_beside_a_ticket_is_asked_for_by_itself(cast, part):
    ticket = a_ticket(cast)
    name = "customer" if part == "beside" else part
    assert cast.client(cast.agent).get(f"{BASE}{ticket.number}/{name}/", headers=HX).status_code == 200


def test_a_ticket_with_sixty_messages_needs_no_more_queries_than_one_with_two(cast):
    short, long = a_ticket(cast), a_ticket(cast)
    Message.objects.bulk_create(
        Message(ticket=long, kind=MessageKind.REPLY, author=cast.agent, text="Word " * 60, at=MONDAY)
        for _each in range(59)
    )
    client = cast.client(cast.agent)
    client.get(f"{BASE}{short.number}/", headers=HX)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(f"{BASE}{short.number}/", headers=HX)
    with CaptureQueriesContext(connection) as many:
        client.get(f"{BASE}{long.number}/", headers=HX)
    assert len(many) <= len(few) + 1 <= 23  # the writers are read at once


def test_a_ticket_opens_with_as_many_queries_however_much_was_said_on_it(cast):
    ticket = a_ticket(cast, customer=known(cast, "Ann Lee", ("email", "ann@example.org")))
    promise(ticket=ticket, at=MONDAY)
    client = cast.client(cast.agent)
    address = f"{BASE}{ticket.number}/"

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address, headers={"HX-Request": "true"}).status_code == 200
        return len(asked)

    queries()
    before = queries()
    for number in range(4):
        add_note(ticket=ticket, text=f"Note {number}", by=cast.agent, at=MONDAY + timedelta(hours=number + 1))
        customer_wrote(ticket=ticket, text=f"And {number}", at=MONDAY + timedelta(hours=number + 1))
    assert queries() == before
