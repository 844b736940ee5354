"""Opening hours that change move the deadlines of whoever waits already, and nothing that has passed."""

from datetime import UTC, datetime, timedelta

import pytest

from apps.conftest import TEAM_FILE
from halfhour.desk.actions import hours
from halfhour.desk.actions.conversation import reply
from halfhour.desk.adapter.clocks import clocks_of_ticket
from halfhour.desk.adapter.due import due_clock
from halfhour.desk.clockwork import tick
from halfhour.desk.models import DeskSettings, Ticket
from halfhour.people.models import TeamVersion
from halfhour.people.teamfile import document_from_team, parse_team
from support.desk import a_ticket
from support.ledger import MONDAY

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AFTERNOON = datetime(2026, 3, 2, 15, tzinfo=UTC)  # Monday; two of the eight hours are left of the day
CLOSED_TUESDAY = TEAM_FILE.replace(
    "[[queue]]", '[[hours.exception]]\non = 2026-03-03\nopen = "closed"\n\n[[queue]]', 1
)


def set_hours(cast, text, at):
    """Hours that deadlines follow at a time: they were saved a little before."""
    number, changed_at = cast.team.versions.count() + 1, at - hours.BY_THE_OLD_ONES
    document = document_from_team(parse_team(text, "team.toml"))
    return TeamVersion.objects.create(team=cast.team, number=number, document=document, changed_at=changed_at)


def test_a_day_that_is_closed_now_moves_the_deadline_of_what_waits_and_what_is_left_agrees(cast):
    ticket = a_ticket(cast, at=AFTERNOON)
    tick(AFTERNOON)
    assert ticket.due_at == datetime(2026, 3, 3, 13, tzinfo=UTC)
    revision = ticket.revision
    set_hours(cast, CLOSED_TUESDAY, AFTERNOON + HOUR)
    tick(AFTERNOON + HOUR)
    ticket.refresh_from_db()
    assert ticket.due_at == datetime(2026, 3, 4, 13, tzinfo=UTC)
    assert ticket.revision == revision, "it is nobody's change of the ticket"
    assert due_clock(ticket, at=AFTERNOON + HOUR).left_seconds == 7 * 3600
    tick(datetime(2026, 3, 3, 13, 1, tzinfo=UTC))
    assert not ticket.events.filter(kind="warned").exists()
    set_hours(cast, TEAM_FILE, AFTERNOON + 2 * HOUR)
    tick(AFTERNOON + 2 * HOUR)
    ticket.refresh_from_db()
    assert ticket.due_at == datetime(2026, 3, 3, 13, tzinfo=UTC)


def test_what_was_spent_before_hours_changed_stays_spent_as_it_was(cast):
    ticket = a_ticket(cast, at=AFTERNOON)
    reply(ticket=ticket, text="Here", by=cast.agent, at=AFTERNOON + HOUR)
    set_hours(cast, TEAM_FILE.replace("08:00-18:00", "08:00-12:00"), AFTERNOON + 2 * HOUR)
    first = clocks_of_ticket(ticket).first_answer
    assert first.spent_seconds(at=first.ended_at) == 3600


def test_deadlines_of_many_follow_in_parts_and_begin_again_where_hours_change_meanwhile(cast, monkeypatch):
    monkeypatch.setattr(hours, "AT_ONCE", 2)
    tickets = [a_ticket(cast, at=AFTERNOON) for _each in range(5)]
    hours.follow_hours(AFTERNOON)
    set_hours(cast, CLOSED_TUESDAY, AFTERNOON + HOUR)
    assert hours.follow_hours(AFTERNOON + HOUR) == 2
    set_hours(cast, TEAM_FILE.replace("08:00-18:00", "08:00-20:00"), AFTERNOON + 2 * HOUR)
    assert [hours.follow_hours(AFTERNOON + 2 * HOUR) for _each in range(5)] == [2, 2, 1, 0, 0]
    for ticket in tickets:
        ticket.refresh_from_db()
    assert {ticket.due_at for ticket in tickets} == {datetime(2026, 3, 3, 11, tzinfo=UTC)}
    desk = DeskSettings.objects.get(team=cast.team)
    assert (desk.hours_of, desk.hours_to) == (cast.team.versions.latest("number").pk, None)


def test_hours_that_are_changed_back_half_way_leave_nobody_with_those_in_between(cast, monkeypatch):
    monkeypatch.setattr(hours, "AT_ONCE", 2)
    tickets = [a_ticket(cast, at=AFTERNOON) for _each in range(3)]
    hours.follow_hours(AFTERNOON)
    for text, at in ((CLOSED_TUESDAY, AFTERNOON + HOUR), (TEAM_FILE, AFTERNOON + 2 * HOUR)):
        set_hours(cast, text, at)
        assert hours.follow_hours(at) == 2
    while DeskSettings.objects.get(team=cast.team).hours_to is not None:
        hours.follow_hours(AFTERNOON + 2 * HOUR)
    for ticket in tickets:
        ticket.refresh_from_db()
    assert {ticket.due_at for ticket in tickets} == {datetime(2026, 3, 3, 13, tzinfo=UTC)}


def test_hours_are_followed_once_what_was_begun_by_the_old_ones_is_saved(cast):
    ticket = a_ticket(cast, at=AFTERNOON)
    tick(AFTERNOON)
    follow_at = AFTERNOON + HOUR
    set_hours(cast, CLOSED_TUESDAY, follow_at)
    assert hours.follow_hours(follow_at - timedelta(seconds=1)) == 0
    Ticket.objects.update(due_at=ticket.due_at)  # by what was begun before they changed, and is saved now
    assert hours.follow_hours(follow_at) == 1
    ticket.refresh_from_db()
    assert ticket.due_at == datetime(2026, 3, 4, 13, tzinfo=UTC)


def test_hours_that_were_others_for_a_while_between_two_looks_are_followed_too(cast):
    """Open as before, and closed meanwhile: what was closed is counted as it was."""
    ticket = a_ticket(cast, at=AFTERNOON)
    for _step in range(2):
        hours.follow_hours(AFTERNOON)
    set_hours(cast, TEAM_FILE.replace("08:00-18:00", "08:00-12:00"), AFTERNOON + HOUR / 2)
    set_hours(cast, TEAM_FILE, AFTERNOON + HOUR)
    assert hours.follow_hours(AFTERNOON + HOUR) == 1
    ticket.refresh_from_db()
    assert ticket.due_at == datetime(2026, 3, 3, 13, 30, tzinfo=UTC)


def test_settings_that_leave_the_hours_alone_touch_no_deadline(cast, django_assert_max_num_queries):
    a_ticket(cast, at=MONDAY)
    for _step in range(2):
        hours.follow_hours(MONDAY + HOUR / 2)
    set_hours(cast, TEAM_FILE.replace('"Ada", ', '"Ada", "Eve", '), MONDAY + HOUR)
    with django_assert_max_num_queries(3):
        assert hours.follow_hours(MONDAY + HOUR) == 0


def test_a_worker_that_dies_while_deadlines_move_leaves_none_behind(cast, monkeypatch):
    tickets = [a_ticket(cast, at=AFTERNOON) for _ in range(4)]
    tick(AFTERNOON)
    set_hours(cast, CLOSED_TUESDAY, AFTERNOON + HOUR)
    count_anew = hours._count_anew

    def dies(pk, at):
        if pk == tickets[2].pk:
            raise KeyboardInterrupt
        return count_anew(pk, at)

    monkeypatch.setattr(hours, "_count_anew", dies)
    with pytest.raises(KeyboardInterrupt):
        hours.follow_hours(AFTERNOON + HOUR)
    monkeypatch.setattr(hours, "_count_anew", count_anew)
    for _step in range(2):
        hours.follow_hours(AFTERNOON + HOUR)
    assert set(Ticket.objects.values_list("due_at", flat=True)) == {datetime(2026, 3, 4, 13, tzinfo=UTC)}
    assert hours.follow_hours(AFTERNOON + HOUR) == 0


def test_of_two_workers_the_one_that_is_behind_takes_nothing_back(cast):
    """It read where all was, and goes on after the other has begun with newer hours."""
    a_ticket(cast, at=AFTERNOON)
    tick(AFTERNOON)
    first = set_hours(cast, CLOSED_TUESDAY, AFTERNOON + HOUR)
    behind = DeskSettings.objects.get(team=cast.team)
    second = set_hours(cast, TEAM_FILE, AFTERNOON + 2 * HOUR)
    for _step in range(2):
        hours.follow_hours(AFTERNOON + 2 * HOUR)
    kept = DeskSettings.objects.values("hours_of", "hours_to", "hours_after")
    before = kept.get(team=cast.team)
    hours._follow(behind, [first.pk], AFTERNOON + 2 * HOUR)
    assert kept.get(team=cast.team) == before
    assert before["hours_of"] == second.pk
