"""What the desk does by itself: warns, wakes, closes; once, and whatever else fails."""

from datetime import timedelta

import pytest

from halfhour.desk import clockwork
from halfhour.desk.actions.assigning import assign_ticket
from halfhour.desk.actions.changing import change_ticket
from halfhour.desk.actions.conversation import customer_wrote, reply
from halfhour.desk.actions.goals import save_goals
from halfhour.desk.actions.merging import merge_tickets, unmerge_tickets
from halfhour.desk.actions.states import move_ticket, snooze_ticket
from halfhour.desk.actions.warning import warn_of_clocks
from halfhour.desk.clockwork import tick
from halfhour.desk.models import EventKind, Notice, Presence, PresenceState, State
from halfhour.people.models import TeamVersion
from support.desk import a_ticket
from support.ledger import MONDAY

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def there(user, team, at):
    known = {"state": PresenceState.AVAILABLE, "since": at, "seen_at": at, "idle_since": at}
    Presence.objects.update_or_create(team=team, user=user, defaults=known)


def told(user):
    return list(Notice.objects.filter(user=user).order_by("at", "id").values_list("kind", flat=True))


def test_who_holds_a_ticket_is_warned_before_it_is_late_and_the_lead_as_it_is(cast):
    ticket = a_ticket(cast)  # due in eight hours, at Monday's closing
    assign_ticket(ticket=ticket, to=cast.agent, by=cast.lead, at=MONDAY)
    for at in (MONDAY + 5 * HOUR, MONDAY + 6 * HOUR, MONDAY + 6 * HOUR, MONDAY + 8 * HOUR):
        there(cast.agent, cast.team, at)
        tick(at)
    assert told(cast.agent) == ["assigned", "soon_late", "late"]
    assert told(cast.lead) == ["late"]
    assert ticket.events.filter(kind=EventKind.WARNED).count() == 2


def test_a_warning_goes_to_people_who_are_there(cast):
    ticket = a_ticket(cast)
    assign_ticket(ticket=ticket, to=cast.agent, by=cast.lead, at=MONDAY)
    tick(MONDAY + 6 * HOUR)
    assert (told(cast.agent), told(cast.lead)) == (["assigned"], ["soon_late"])


def test_a_warning_makes_nobodys_answer_outdated(cast):
    ticket = a_ticket(cast)
    tick(MONDAY + 6 * HOUR)
    reply(ticket=ticket, text="Here it is.", by=cast.agent, at=MONDAY + 6 * HOUR, revision=ticket.revision)
    tick(MONDAY + DAY)
    assert told(cast.lead) == ["soon_late"]


def test_what_was_put_off_wakes_with_who_is_there_and_else_in_the_line(cast):
    ticket, other = a_ticket(cast), a_ticket(cast)
    for each, user in ((ticket, cast.agent), (other, cast.second_agent)):
        assign_ticket(ticket=each, to=user, by=cast.lead, at=MONDAY)
        snooze_ticket(ticket=each, until=MONDAY + 2 * HOUR, by=user, at=MONDAY)
    there(cast.agent, cast.team, MONDAY + 2 * HOUR)
    tick(MONDAY + HOUR)
    ticket.refresh_from_db()
    assert ticket.state == State.SCHEDULED
    tick(MONDAY + 2 * HOUR)
    ticket.refresh_from_db()
    other.refresh_from_db()
    assert (ticket.state, ticket.assignee) == (State.OPEN, cast.agent)
    assert (other.state, other.assignee) == (State.OPEN, None)


def test_a_customer_who_writes_wakes_the_ticket_for_good(cast):
    ticket = a_ticket(cast)
    snooze_ticket(ticket=ticket, until=MONDAY + 2 * HOUR, by=cast.agent, at=MONDAY)
    customer_wrote(ticket=ticket, text="Now!", at=MONDAY + HOUR)
    move_ticket(ticket=ticket, to=State.CLOSED, by=cast.agent, at=MONDAY + HOUR)
    tick(MONDAY + 3 * HOUR)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.wakes_at) == (State.CLOSED, None)


def test_what_was_resolved_closes_after_the_days_the_team_has_set(cast):
    ticket = a_ticket(cast)
    move_ticket(ticket=ticket, to=State.RESOLVED, by=cast.agent, at=MONDAY)
    for days, state in ((3, State.RESOLVED), (4, State.CLOSED)):
        tick(MONDAY + days * DAY)
        ticket.refresh_from_db()
        assert ticket.state == state


@pytest.mark.parametrize("broken", [0, -1])
def test_a_part_that_fails_stops_none_of_the_others(cast, monkeypatch, caplog, broken):
    ticket = a_ticket(cast)
    snooze_ticket(ticket=ticket, until=MONDAY + HOUR, by=cast.agent, at=MONDAY)

    def fails(at):
        raise RuntimeError("no")

    parts = [fails, *clockwork.PARTS] if broken == 0 else [*clockwork.PARTS, fails]
    monkeypatch.setattr(clockwork, "PARTS", parts)
    tick(MONDAY + HOUR)
    ticket.refresh_from_db()
    assert ticket.state == State.OPEN
    assert "fails" in caplog.text


def test_tickets_of_a_queue_that_was_renamed_go_to_the_one_that_takes_their_channel(cast):
    ticket = a_ticket(cast)
    version = cast.team.versions.get()
    document = version.document
    document["queue"][1]["name"] = "post"
    TeamVersion.objects.create(team=cast.team, number=2, document=document, changed_at=MONDAY + HOUR)
    tick(MONDAY + 2 * HOUR)
    ticket.refresh_from_db()
    assert ticket.queue == "post"
    assert ticket.due_at is not None


def test_who_was_warned_of_a_question_that_went_back_is_warned_of_the_next(cast):
    one, target = a_ticket(cast), a_ticket(cast)
    reply(ticket=target, text="Done", by=cast.agent, at=MONDAY + timedelta(minutes=1))
    merge = merge_tickets(source=one, target=target, by=cast.agent, at=MONDAY + timedelta(minutes=10))
    later = MONDAY + timedelta(days=2)
    assert warn_of_clocks(later)
    unmerge_tickets(merge=merge, by=cast.agent, at=later)
    customer_wrote(ticket=target, text="Again", at=later + timedelta(hours=1))
    warn_of_clocks(MONDAY + timedelta(days=5))
    warned = target.events.filter(kind=EventKind.WARNED, at__gt=MONDAY + timedelta(days=3))
    assert [each.facts["share"][1] for each in warned.order_by("id")] == [0.75, 1.0]


def test_who_was_warned_of_one_goal_is_warned_of_the_next(cast):
    day = {"name": "all", "when": {}, "first_answer_seconds": 8 * 3600}
    hour = {"name": "urgent", "when": {"priority": "urgent"}, "first_answer_seconds": 3600}
    save_goals(
        team=cast.team,
        document={"rules": [day, hour]},
        based_on=0,
        by=cast.lead,
        at=MONDAY - timedelta(days=1),
    )
    ticket = a_ticket(cast, priority="urgent")
    assert warn_of_clocks(MONDAY + timedelta(hours=2)) == 2
    at = MONDAY + timedelta(hours=2)
    change_ticket(ticket=ticket, changes={"priority": "normal"}, by=cast.lead, at=at)
    assert warn_of_clocks(MONDAY + timedelta(days=2)) == 2
    assert warn_of_clocks(MONDAY + timedelta(days=3)) == 0


def test_a_warning_whose_moment_has_come_is_given_also_where_the_ticket_changes_hands_first(cast):
    ticket = a_ticket(cast)
    assign_ticket(ticket=ticket, to=cast.agent, by=cast.lead, at=MONDAY)
    ticket.refresh_from_db()
    late = ticket.due_at + timedelta(seconds=1)
    assign_ticket(ticket=ticket, to=cast.second_agent, by=cast.lead, at=late)
    warn_of_clocks(late + timedelta(seconds=2))
    assert "late" in told(cast.lead)
    warned = ticket.events.filter(kind=EventKind.WARNED).order_by("id")
    assert [each.facts["share"][1] for each in warned] == [0.75, 1.0]
