"""The lead's board: what stands on it, and who may see it."""

from datetime import datetime, timedelta

import pytest
from django.core.cache import cache

from halfhour.desk.actions.assigning import take_ticket
from halfhour.desk.actions.conversation import reply
from halfhour.desk.actions.merging import merge_tickets, unmerge_tickets
from halfhour.desk.actions.presence import set_presence
from halfhour.desk.adapter import today
from halfhour.desk.adapter.due import due_clock, left_seconds
from halfhour.desk.models import PresenceState
from halfhour.desk.queries.board import QueueNow, board
from halfhour.people.access import access_to
from support.desk import a_ticket
from support.ledger import MONDAY, bring_in

BOARD = "/t/support-hamburg/desk/board/"
HOUR = timedelta(hours=1)


def test_the_board_says_who_holds_what_and_which_clocks_run_out(cast):
    late, soon, far = (a_ticket(cast, at=MONDAY - timedelta(days=3) + k * HOUR) for k in (0, 2, 5))
    take_ticket(ticket=late, by=cast.agent, at=MONDAY)
    now = soon.due_at - timedelta(minutes=20)
    found = board(access_to(cast.lead, cast.team), at=now)
    assert [ticket.number for ticket in found.clocks] == [late.number, soon.number]
    assert (found.late, found.soon, found.waiting_in_all) == (1, 1, 2)
    assert [each.ticket.number for each in found.waiting] == [soon.number, far.number]
    held = {person.user.username: [hand.number for hand in person.held] for person in found.people}
    assert held["ada"] == [late.number]


def test_what_is_urgent_stands_above_what_is_due_sooner_and_says_so(cast):
    sooner, urgent = a_ticket(cast, at=MONDAY), a_ticket(cast, at=MONDAY + HOUR, priority="urgent")
    found = board(access_to(cast.lead, cast.team), at=MONDAY + 2 * HOUR)
    assert [each.ticket.number for each in found.waiting] == [urgent.number, sooner.number]
    page = cast.client(cast.lead).get(BOARD).content.decode()
    assert '<b class="row-priority is-urgent">Urgent</b>' in page


def test_what_waits_for_the_same_reason_stands_under_it_and_the_reason_is_said_once(cast):
    first, second = (a_ticket(cast, at=MONDAY + k * HOUR) for k in range(2))
    other = a_ticket(cast, at=MONDAY + 2 * HOUR, queue="phone")
    set_presence(team=cast.team, user=cast.agent, state=PresenceState.BUSY, at=MONDAY + 3 * HOUR)
    found = board(access_to(cast.lead, cast.team), at=MONDAY + 3 * HOUR)
    (group,) = found.waiting_by_reason
    assert group.why == ("Ada wants no new contacts now.",)
    assert [each.number for each in group.tickets] == [each.number for each in (first, second, other)]
    page = cast.client(cast.lead).get(BOARD).content.decode()
    waiting = page[page.index('id="bd-waiting"') : page.index('id="bd-promises"')]
    assert waiting.count("bd-why") == 1
    assert all(f"#{each.number} " in waiting for each in (first, second, other))


def test_who_is_away_stands_in_one_line_that_opens_and_what_burns_comes_first(cast):
    set_presence(team=cast.team, user=cast.agent, state=PresenceState.AVAILABLE, at=MONDAY)
    found = board(access_to(cast.lead, cast.team), at=MONDAY)
    assert [each.name for each in found.there] == ["Ada"]
    assert {each.name for each in found.away} == {each.name for each in found.people} - {"Ada"}
    page = cast.client(cast.lead).get(BOARD).content.decode()
    away = page[page.index('<details class="bd-away"') :]
    assert f"{len(found.people)} away</summary>" in away
    assert page.index('id="bd-clocks"') < page.index('id="bd-waiting"') < page.index('id="bd-people"')


def test_people_count_as_taking_contacts_only_while_one_could_be_given_to_them(cast):
    def taking(state: PresenceState, at: datetime) -> int:
        set_presence(team=cast.team, user=cast.agent, state=state, at=at)
        return board(access_to(cast.lead, cast.team), at=at).taking

    assert taking(PresenceState.AVAILABLE, MONDAY) == 1
    assert taking(PresenceState.BUSY, MONDAY + HOUR) == 0
    for _each in range(40):
        take_ticket(ticket=a_ticket(cast), by=cast.agent, at=MONDAY)
    assert taking(PresenceState.AVAILABLE, MONDAY + 2 * HOUR) == 0


def test_queues_tell_what_came_and_what_was_answered_in_time_today(cast):
    quick, slow = a_ticket(cast, at=MONDAY), a_ticket(cast, at=MONDAY - timedelta(days=7))
    for ticket in (quick, slow):
        reply(ticket=ticket, text="There.", by=cast.agent, at=MONDAY + HOUR)
    queues = {each.name: each for each in board(access_to(cast.lead, cast.team), at=MONDAY + 2 * HOUR).queues}
    assert (queues["email"].answered, queues["email"].in_time, queues["email"].offered) == (2, 1, 1)
    assert queues["phone"].share is None


def test_an_answer_that_is_late_and_still_owed_counts_as_missed(cast):
    quick, waiting = a_ticket(cast, at=MONDAY), a_ticket(cast, at=MONDAY)
    reply(ticket=quick, text="There.", by=cast.agent, at=MONDAY + HOUR)
    waiting.refresh_from_db()

    def email(at: datetime) -> QueueNow:
        queues = board(access_to(cast.lead, cast.team), at=at).queues
        return next(each for each in queues if each.name == "email")

    assert email(waiting.due_at - timedelta(minutes=1)).share == 1.0
    late = email(waiting.due_at + timedelta(minutes=1))
    assert (late.late, late.due, late.share) == (1, 2, 0.5)
    tomorrow = waiting.due_at + timedelta(days=1)
    reply(ticket=waiting, text="At last.", by=cast.agent, at=tomorrow)
    answered = email(tomorrow + HOUR)
    assert (answered.late, answered.due, answered.share) == (0, 1, 0.0)


def queue_now(*, offered, expected, **more):
    kept = {"name": "email", "channel": "email", "waiting": 0, "oldest_at": None, "answered": 0, "in_time": 0}
    return QueueNow(**kept, offered=offered, expected=expected, **more)


def test_what_came_is_far_off_only_beyond_what_chance_does():
    far_off = [queue_now(offered=offered, expected=25.0).is_far_off for offered in (14, 15, 25, 35, 36)]
    assert far_off == [True, False, False, False, True]


@pytest.mark.parametrize(
    ("offered", "expected", "known", "verdict"),
    [
        (0, None, {}, ""),
        (0, 0.2, {}, "nothing"),
        (0, 4.6, {}, "few"),
        (12, 3.0, {}, "more"),
        (0, 21.0, {}, "fewer"),
        (0, 21.0, {"is_counted": False}, "uncounted"),
        (0, 0.0, {"is_open": False}, "closed"),
        (0, 21.0, {"is_open": False}, "closed"),
        (30, 3.0, {"is_open": False}, "more"),
    ],
)
def test_a_quiet_queue_is_no_alarm_where_nothing_can_be_told(offered, expected, known, verdict):
    found = queue_now(offered=offered, expected=expected, **known)
    assert (found.verdict, found.is_far_off) == (verdict, verdict in ("more", "fewer"))


def test_a_queue_is_counted_where_the_desk_has_had_it_lately_and_closed_on_sundays(cast):
    a_ticket(cast, at=MONDAY - timedelta(days=3))
    sunday = MONDAY - timedelta(days=1)
    queues = {each.name: each for each in board(access_to(cast.lead, cast.team), at=sunday).queues}
    assert [(each.is_counted, each.is_open) for each in (queues["email"], queues["phone"])] == [
        (True, False),
        (False, False),
    ]


def test_a_call_entered_by_hand_is_no_alarm_where_the_queue_comes_with_files(cast):
    columns = "contact_id,opened_at,queue,channel\n"
    calls = "".join(f"{n},2026-02-{20 + n % 7}T09:00:00Z,phone,phone\n" for n in range(40))
    bring_in(cast.team, columns + calls)
    a_ticket(cast, at=MONDAY, channel="phone", queue="phone")

    def phone():
        queues = board(access_to(cast.lead, cast.team), at=MONDAY + timedelta(hours=1)).queues
        return next(each for each in queues if each.name == "phone").is_counted

    assert not phone()
    for _each in range(5):
        a_ticket(cast, at=MONDAY - timedelta(days=1), channel="phone", queue="phone")
    cache.clear()  # an hour has passed
    assert phone()


def test_the_board_is_the_leads_and_planners(cast):
    a_ticket(cast, subject="Parcel")
    assert cast.client(cast.agent).get(BOARD).status_code == 403
    assert cast.client(cast.stranger).get(BOARD).status_code == 404
    page = cast.client(cast.lead).get(BOARD).content.decode()
    assert "Parcel" in page
    part = cast.client(cast.planner).get(BOARD, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "Parcel" in part


def test_the_board_asks_no_more_of_the_database_for_more_tickets(cast, django_assert_max_num_queries):
    for _each in range(6):
        a_ticket(cast)
    access = access_to(cast.lead, cast.team)
    board(access, at=MONDAY)
    with django_assert_max_num_queries(26):
        board(access, at=MONDAY + HOUR)


def test_how_late_a_contact_is_is_told_in_business_time_wherever_it_stands(cast):
    ticket = a_ticket(cast, at=MONDAY)  # due at Monday's closing, at 18:00
    tuesday_nine = MONDAY + timedelta(days=1) - HOUR
    assert left_seconds(cast.team, [ticket], at=tuesday_nine) == {("email", ticket.due_at): -3600}
    assert due_clock(ticket, at=tuesday_nine).over_seconds == 3600


def test_what_was_due_years_ago_is_still_shown(cast):
    ticket = a_ticket(cast)
    ticket.due_at = MONDAY - timedelta(days=4000)
    assert left_seconds(cast.team, [ticket], at=MONDAY) == {}
    assert due_clock(ticket, at=MONDAY).over_seconds == 4000 * 86_400


def test_a_question_that_went_back_is_no_missed_goal_of_the_board(cast):
    one, target = a_ticket(cast), a_ticket(cast)
    reply(ticket=target, text="Done", by=cast.agent, at=MONDAY + timedelta(minutes=1))
    late = MONDAY + timedelta(days=3)
    merge = merge_tickets(source=one, target=target, by=cast.agent, at=late)
    unmerge_tickets(merge=merge, by=cast.agent, at=late)
    reply(ticket=target, text="By the way", by=cast.agent, at=late + timedelta(hours=1))
    target.refresh_from_db()
    assert today.answers_since(cast.team, [target], since=late) == []
