"""Merging, taking it back, splitting and linking: nothing that was said is lost."""

import time
from datetime import timedelta

import pytest

from halfhour.customers.actions import erase_customer
from halfhour.desk.actions.assigning import assign_ticket
from halfhour.desk.actions.attachments import attach_to_draft
from halfhour.desk.actions.conversation import customer_wrote, reply
from halfhour.desk.actions.drafts import ComesWith, save_draft
from halfhour.desk.actions.linking import link_tickets, unlink_tickets
from halfhour.desk.actions.merging import merge_tickets, unmerge_tickets
from halfhour.desk.actions.presence import set_presence
from halfhour.desk.actions.promising import look_at_promises, promise
from halfhour.desk.actions.splitting import split_ticket
from halfhour.desk.actions.states import move_ticket, snooze_ticket
from halfhour.desk.actions.watching import watch_ticket
from halfhour.desk.adapter.clocks import clocks_of_ticket
from halfhour.desk.errors import DeskRefused, TicketMovedOn
from halfhour.desk.models import (
    Attachment,
    Draft,
    DraftKind,
    EventKind,
    LinkKind,
    Message,
    Notice,
    PresenceState,
    PromiseRecord,
    State,
    Ticket,
)
from halfhour.desk.queries.search import found
from halfhour.people.access import access_to
from support.customers import known
from support.desk import a_ticket, attached
from support.house import House
from support.ledger import MONDAY

HOUR = timedelta(hours=1)
TEAM_FILE = """
[team]
name = "Support"
timezone = "Europe/Berlin"

[hours]
mon-fri = "08:00-18:00"

[[queue]]
name = "email"
channel = "email"
goal = { share = 0.9, within = "8 h" }
skills = ["email"]

[[agent]]
names = ["Ada"]
skills = ["email"]
weekly_hours = 40
"""


def merge(cast, source, target, **more):
    return merge_tickets(source=source, target=target, by=cast.agent, at=MONDAY + HOUR, **more)


def texts(ticket):
    return list(ticket.messages.order_by("at", "id").values_list("text", flat=True))


def test_what_was_said_moves_and_exactly_that_comes_back(cast):
    one, other = a_ticket(cast, "first"), a_ticket(cast, "second")
    file = attached(one.messages.get(), "a.txt", [b"a"])
    snooze_ticket(ticket=one, until=MONDAY + 99 * HOUR, by=cast.agent, at=MONDAY)
    watch_ticket(ticket=one, by=cast.lead)
    done = merge(cast, one, other)
    one.refresh_from_db()
    assert (one.state, one.merged_into, texts(one), texts(other)) == (
        State.CLOSED,
        other,
        [],
        ["first", "second"],
    )
    assert Attachment.objects.get(pk=file.pk).ticket == other
    assert other.watches.get().user == cast.lead
    assert [row.number for row in found(access_to(cast.agent, cast.team), "first")] == [other.number]
    customer_wrote(ticket=one, text="third", at=MONDAY + 2 * HOUR)
    unmerge_tickets(merge=done, by=cast.agent, at=MONDAY + 3 * HOUR)
    one.refresh_from_db()
    assert (one.state, one.merged_into, one.wakes_at, one.reopened) == (
        State.SCHEDULED,
        None,
        MONDAY + 99 * HOUR,
        0,
    )
    assert (texts(one), texts(other)) == (["first"], ["second", "third"])
    assert Attachment.objects.get(pk=file.pk).ticket == one
    assert clocks_of_ticket(one).state == State.SCHEDULED
    with pytest.raises(DeskRefused, match="already"):
        unmerge_tickets(merge=done, by=cast.agent, at=MONDAY)


def test_merge_cycles_merges_follow_the_chain_and_never_close_a_circle(cast):
    one, two, three = (a_ticket(cast, text) for text in ("one", "two", "three"))
    merge(cast, one, two)
    first = merge(cast, three, one)
    assert first.target == two
    assert texts(two) == ["one", "two", "three"]
    for source, target in ((two, one), (two, three), (two, two), (one, three)):
        with pytest.raises(DeskRefused):
            merge(cast, source, target)
    again = customer_wrote(ticket=three, text="more", at=MONDAY + 2 * HOUR)
    assert again.ticket == two


def test_a_merge_inside_a_merge_is_undone_from_the_outside(cast):
    one, two, three = (a_ticket(cast, text) for text in ("one", "two", "three"))
    inner, outer = merge(cast, one, two), merge(cast, two, three)
    with pytest.raises(DeskRefused, match="undo that first"):
        unmerge_tickets(merge=inner, by=cast.agent, at=MONDAY + 2 * HOUR)
    unmerge_tickets(merge=outer, by=cast.agent, at=MONDAY + 2 * HOUR)
    unmerge_tickets(merge=inner, by=cast.agent, at=MONDAY + 2 * HOUR)
    assert [texts(each) for each in (one, two, three)] == [["one"], ["two"], ["three"]]


def test_a_question_that_waited_for_us_waits_on_where_it_went(cast):
    one, other = a_ticket(cast, "Any news?"), a_ticket(cast)
    reply(ticket=other, text="Soon", by=cast.agent, at=MONDAY)
    merge(cast, one, other)
    other.refresh_from_db()
    assert (other.state, other.due_measure) == (State.OPEN, "next_answer")
    assert other.due_at == MONDAY + 8 * HOUR  # from when it was asked


def test_a_promise_of_a_merge_comes_after_what_was_said_while_it_waited_for_its_turn(cast):
    one, other = a_ticket(cast, "Any news?"), a_ticket(cast)
    reply(ticket=other, text="Soon", by=cast.agent, at=MONDAY + 2 * HOUR)
    merge(cast, one, other)  # begun an hour before
    times = list(other.events.order_by("id").values_list("at", flat=True))
    assert other.events.filter(kind=EventKind.PROMISED).exists()
    assert times == sorted(times)


def test_a_question_that_goes_back_leaves_the_clocks_as_if_it_had_never_come(cast):
    one, other = a_ticket(cast, "Any news?"), a_ticket(cast)
    reply(ticket=other, text="Soon", by=cast.agent, at=MONDAY)
    done = merge(cast, one, other)
    unmerge_tickets(merge=done, by=cast.agent, at=MONDAY + 3 * HOUR)
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.due_measure, one.due_at) == ("first_answer", MONDAY + 8 * HOUR)
    assert other.due_at is None
    assert clocks_of_ticket(other).next_answers == ()


@pytest.mark.parametrize("ticks_between", [False, True])
def test_undoing_a_merge_leaves_both_with_the_state_and_the_promise_they_had(cast, ticks_between):
    one, other = a_ticket(cast, "Any news?"), a_ticket(cast)
    promised = promise(ticket=one, at=MONDAY)
    reply(ticket=other, text="Soon", by=cast.agent, at=MONDAY, then=State.WAITING_ON_CUSTOMER)
    done = merge(cast, one, other)
    assert PromiseRecord.objects.filter(ticket=other, made_at=done.at).exists()
    if ticks_between:
        look_at_promises(team=cast.team, at=MONDAY + HOUR)
    unmerge_tickets(merge=done, by=cast.agent, at=MONDAY + 2 * HOUR)
    other.refresh_from_db()
    assert (other.state, other.due_at, other.reopened) == (State.WAITING_ON_CUSTOMER, None, 0)
    assert not PromiseRecord.objects.filter(ticket=other, replaced_at=None, was_kept=None).exists()
    standing = PromiseRecord.objects.filter(ticket=one, replaced_at=None)
    assert standing.get() == promised
    reply(ticket=one, text="Here", by=cast.agent, at=MONDAY + 2 * HOUR)
    look_at_promises(team=cast.team, at=MONDAY + 2 * HOUR)
    assert standing.get().was_kept is False  # answered long after the time that was told


@pytest.mark.parametrize("before", [State.RESOLVED, State.CLOSED, State.SCHEDULED])
def test_undoing_a_merge_ends_or_puts_off_again_what_it_opened(cast, before):
    one, other = a_ticket(cast, "Any news?"), a_ticket(cast)
    reply(ticket=other, text="Soon", by=cast.agent, at=MONDAY, then=State.RESOLVED)
    if before == State.CLOSED:
        move_ticket(ticket=other, to=before, by=cast.agent, at=MONDAY)
    if before == State.SCHEDULED:
        move_ticket(ticket=other, to=State.OPEN, by=cast.agent, at=MONDAY)
        snooze_ticket(ticket=other, until=MONDAY + 99 * HOUR, by=cast.agent, at=MONDAY)
    was = Ticket.objects.get(pk=other.pk)
    done = merge(cast, one, other)
    assert Ticket.objects.get(pk=other.pk).state == State.OPEN
    unmerge_tickets(merge=done, by=cast.agent, at=MONDAY + 2 * HOUR)
    now = Ticket.objects.get(pk=other.pk)
    kept = ("state", "wakes_at", "wakes_to", "resolved_at", "closed_at", "reopened", "due_at")
    assert [getattr(now, name) for name in kept] == [getattr(was, name) for name in kept]


def test_what_has_gone_on_since_a_merge_stays_where_it_is_when_that_is_undone(cast):
    one, other = a_ticket(cast, "Any news?"), a_ticket(cast)
    reply(ticket=other, text="Soon", by=cast.agent, at=MONDAY, then=State.WAITING_ON_CUSTOMER)
    done = merge(cast, one, other)
    customer_wrote(ticket=other, text="And mine?", at=MONDAY + 2 * HOUR)
    unmerge_tickets(merge=done, by=cast.agent, at=MONDAY + 3 * HOUR)
    other.refresh_from_db()
    assert (other.state, other.due_measure) == (State.OPEN, "next_answer")


def test_a_merged_question_is_answered_once_for_both(cast):
    one, other = a_ticket(cast, "Any news?"), a_ticket(cast, at=MONDAY + HOUR)
    merge(cast, one, other)
    other.refresh_from_db()
    assert (other.due_measure, other.due_at) == ("first_answer", MONDAY + 8 * HOUR)
    reply(ticket=other, text="Soon", by=cast.agent, at=MONDAY + 2 * HOUR)
    clock = clocks_of_ticket(other).first_answer
    assert clock.spent_seconds(int((MONDAY + 2 * HOUR).timestamp())) == 2 * 3600
    assert clocks_of_ticket(other).next_answers == ()


def test_drafts_are_not_lost_in_a_merge(cast):
    one, other = a_ticket(cast), a_ticket(cast)
    for ticket, by, text in ((one, cast.agent, "b"), (other, cast.agent, "a"), (one, cast.lead, "c")):
        save_draft(ticket=ticket, kind=DraftKind.REPLY, text=text, by=by, at=MONDAY)
    attach_to_draft(ticket=one, kind=DraftKind.REPLY, name="a.txt", chunks=[b"a"], by=cast.agent, at=MONDAY)
    merge(cast, one, other)
    kept = {draft.by: draft for draft in Draft.objects.filter(ticket=other)}
    assert {user: draft.text for user, draft in kept.items()} == {cast.agent: "a\n\nb", cast.lead: "c"}
    assert kept[cast.agent].attachments.get().ticket == other
    # Whoever still types on the merged ticket types on the one it went to.
    late = save_draft(ticket=one, kind=DraftKind.NOTE, text="late", by=cast.lead, at=MONDAY + HOUR)
    assert late.ticket == other


def test_a_draft_is_back_where_it_was_written_once_its_merge_is_undone(cast):
    one, other = a_ticket(cast), a_ticket(cast)
    for by, kind in (
        (cast.agent, DraftKind.REPLY),
        (cast.lead, DraftKind.NOTE),
        (cast.lead, DraftKind.REPLY),
    ):
        save_draft(ticket=one, kind=kind, text="For one", by=by, at=MONDAY)
    attach_to_draft(ticket=one, kind=DraftKind.REPLY, name="a.txt", chunks=[b"a"], by=cast.agent, at=MONDAY)
    save_draft(ticket=other, kind=DraftKind.REPLY, text="For the other", by=cast.lead, at=MONDAY)
    merge = merge_tickets(source=one, target=other, by=cast.lead, at=MONDAY)
    unmerge_tickets(merge=merge, by=cast.lead, at=MONDAY + HOUR)
    texts = Draft.objects.order_by("id").values_list("ticket__number", "by__username", "kind", "text")
    assert list(texts) == [
        (one.number, "ada", "reply", "For one"),
        (one.number, "lena", "note", "For one"),
        (other.number, "lena", "reply", "For the other\n\nFor one"),  # one text by now
    ]
    assert Attachment.objects.get().ticket == one


def test_what_comes_with_a_draft_follows_it_in_a_merge(cast):
    one, other = a_ticket(cast), a_ticket(cast)
    comes_with = ComesWith(macro=None, then=State.RESOLVED)
    save_draft(ticket=one, kind=DraftKind.REPLY, text="b", by=cast.agent, at=MONDAY, comes_with=comes_with)
    save_draft(ticket=other, kind=DraftKind.REPLY, text="a", by=cast.agent, at=MONDAY)
    merge(cast, one, other)
    assert Draft.objects.get().then == State.RESOLVED


def test_an_old_page_merges_nothing(cast):
    one, other = a_ticket(cast), a_ticket(cast)
    customer_wrote(ticket=one, text="Wait", at=MONDAY)
    with pytest.raises(TicketMovedOn):
        merge(cast, one, other, revision=1)
    with pytest.raises(DeskRefused, match="different teams"):
        merge(cast, one, a_ticket(cast, team=cast.other_team))


PREPARE = f"""TEAM_FILE = '''{TEAM_FILE}'''
from django.utils import timezone
from halfhour.desk.actions.opening import NewTicket, open_new_ticket
from halfhour.people.models import Team, TeamVersion, User
from halfhour.people.teamfile import document_from_team, parse_team
team = Team.objects.create(slug="support", name="Support")
document = document_from_team(parse_team(TEAM_FILE, "team.toml"))
TeamVersion.objects.create(team=team, number=1, document=document, changed_at=timezone.now())
User.objects.create(username="ada")
for each in range(16):
    new = NewTicket(channel="email", queue="email", text="text " + str(each))
    open_new_ticket(team=team, new=new, by=None, at=timezone.now())
"""
MERGE = """
import sys, time
from django.utils import timezone
from halfhour.desk.actions.merging import merge_tickets
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import Ticket
from halfhour.people.models import User
turned, starts_at = sys.argv[1] == "turned", float(sys.argv[2])
by = User.objects.get()
pairs = [list(Ticket.objects.filter(number__in=(2 * pair + 1, 2 * pair + 2)).order_by("number"))
         for pair in range(8)]
time.sleep(max(starts_at - time.time(), 0))
for one, other in pairs:
    source, target = (other, one) if turned else (one, other)
    try:
        merge_tickets(source=source, target=target, by=by, at=timezone.now())
    except DeskRefused:
        print("refused")
"""


@pytest.mark.postgresql
def test_two_people_who_merge_two_tickets_each_way_at_once_leave_exactly_one(postgresql_house: House):
    postgresql_house.python(PREPARE)
    starts_at = str(time.time() + 3)
    people = [postgresql_house.start(MERGE, way, starts_at) for way in ("straight", "turned")]
    outputs = [person.communicate(timeout=60)[0] for person in people]
    assert [person.returncode for person in people] == [0, 0]
    assert sum(output.count("refused") for output in outputs) == 8
    rows = postgresql_house.rows(
        "select (number - 1) / 2, count(merged_into_id) from desk_ticket group by 1 order by 1"
    )
    assert rows == [(pair, 1) for pair in range(8)]
    said = postgresql_house.rows(
        "select count(*) from desk_message m join desk_ticket t on t.id = m.ticket_id"
        " where t.merged_into_id is null"
    )
    assert said == [(16,)]


def test_messages_are_split_off_with_their_files_and_their_waiting_time(cast):
    ticket = a_ticket(cast, "Where is my order?")
    wrote = customer_wrote(ticket=ticket, text="And a refund for the other one", at=MONDAY + HOUR)
    attached(wrote, "bill.pdf", [b"%PDF-"])
    new = split_ticket(
        ticket=ticket, messages=[wrote.pk], subject="Refund", by=cast.agent, at=MONDAY + 5 * HOUR
    )
    assert (texts(ticket), texts(new), new.subject) == (
        ["Where is my order?"],
        ["And a refund for the other one"],
        "Refund",
    )
    assert (new.opened_at, new.attachments.get().name) == (MONDAY + HOUR, "bill.pdf")
    assert new.links.get().kind == LinkKind.FOLLOWS
    access = access_to(cast.agent, cast.team)
    assert [row.number for row in found(access, "refund")] == [new.number]
    strange = a_ticket(cast, team=cast.other_team).messages.get()
    for chosen in ([], [strange.pk], [ticket.messages.get().pk]):
        with pytest.raises(DeskRefused):
            split_ticket(ticket=ticket, messages=chosen, subject="", by=cast.agent, at=MONDAY)
    assert Message.objects.count() == 3


def test_links_are_made_once_taken_away_and_never_wait_in_a_circle(cast):
    one, two, three = (a_ticket(cast) for _each in range(3))

    def link(source, target, kind=LinkKind.WAITS_FOR):
        return link_tickets(source=source, target=target, kind=kind, by=cast.agent, at=MONDAY)

    first = link(one, two)
    link(two, three)
    for source, target in ((three, one), (two, one), (one, one), (one, two)):
        with pytest.raises(DeskRefused):
            link(source, target)
    with pytest.raises(DeskRefused, match="different teams"):
        link(one, a_ticket(cast, team=cast.other_team))
    unlink_tickets(link=first, by=cast.agent, at=MONDAY)
    unlink_tickets(link=first, by=cast.agent, at=MONDAY)
    link(three, one)
    kinds = Ticket.objects.get(pk=one.pk).events.order_by("id").values_list("kind", flat=True)
    assert list(kinds) == [EventKind.OPENED, EventKind.LINKED, EventKind.UNLINKED, EventKind.LINKED]


def test_who_holds_a_waiting_ticket_is_told_when_the_wait_is_over(cast):
    one, two, three = (a_ticket(cast) for _each in range(3))
    assign_ticket(ticket=one, to=cast.second_agent, by=cast.lead, at=MONDAY)
    link_tickets(source=one, target=two, kind=LinkKind.WAITS_FOR, by=cast.lead, at=MONDAY)
    link_tickets(source=three, target=two, kind=LinkKind.WAITS_FOR, by=cast.lead, at=MONDAY)
    reply(ticket=two, text="Done", then=State.RESOLVED, by=cast.agent, at=MONDAY + HOUR)
    notice = Notice.objects.get(kind="wait_over")
    assert (notice.user, notice.ticket, notice.figures) == (
        cast.second_agent,
        one,
        {"number": 1, "other": 2},
    )


def test_a_question_that_is_merged_into_a_ticket_of_somebody_who_is_away_waits_in_the_line(cast):
    old, new = a_ticket(cast), a_ticket(cast)
    reply(ticket=old, text="Done", by=cast.agent, at=MONDAY, then=State.CLOSED)
    merge_tickets(source=new, target=old, by=cast.lead, at=MONDAY)
    old.refresh_from_db()
    assert (old.state, old.assignee) == (State.OPEN, None)


def test_a_question_that_is_merged_into_a_ticket_of_somebody_who_is_there_is_theirs(cast):
    old, new = a_ticket(cast), a_ticket(cast)
    reply(ticket=old, text="Done", by=cast.agent, at=MONDAY, then=State.CLOSED)
    set_presence(team=cast.team, user=cast.agent, state=PresenceState.AVAILABLE, at=MONDAY)
    merge_tickets(source=new, target=old, by=cast.lead, at=MONDAY)
    old.refresh_from_db()
    assert (old.state, old.assignee) == (State.OPEN, cast.agent)


def test_a_question_is_not_merged_onto_the_ticket_of_somebody_who_was_erased(cast):
    ann = known(cast, "Ann", ("email", "ann@example.org"))
    hers, call = a_ticket(cast, customer=ann), a_ticket(cast)
    erase_customer(customer=ann, by=cast.lead, at=MONDAY + HOUR)
    for source, target in ((call, hers), (hers, call)):
        with pytest.raises(DeskRefused, match="The customer of ticket 1 was erased"):
            merge_tickets(
                source=source, target=target, by=cast.lead, at=MONDAY + HOUR, different_customers=True
            )
    hers.refresh_from_db()
    assert hers.state == State.CLOSED
