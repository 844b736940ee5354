"""A ticket from its opening to its end: clocks, ledger and history go along."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from halfhour.desk.actions.assigning import assign_ticket, take_ticket
from halfhour.desk.actions.conversation import customer_wrote, reply
from halfhour.desk.actions.states import last_move, move_ticket, snooze_ticket, undo_move
from halfhour.desk.adapter.clocks import clocks_of_ticket
from halfhour.desk.errors import DeskRefused, TicketMovedOn, TicketTaken
from halfhour.desk.models import EventKind, LinkKind, State, Ticket
from halfhour.ledger.models import Contact, ContactEvent
from support.desk import a_ticket
from support.ledger import MONDAY

HOUR = timedelta(hours=1)


def test_a_new_ticket_is_due_when_its_queue_promises(cast):
    ticket = a_ticket(cast, at=MONDAY)  # Monday 10:00 in Berlin, open 8 to 18, eight hours to answer
    assert timezone.localtime(ticket.due_at, timezone.get_fixed_timezone(60)).isoformat() == (
        "2026-03-02T18:00:00+01:00"
    )
    assert ticket.due_measure == "first_answer"


def test_tickets_are_numbered_team_by_team(cast):
    numbers = [a_ticket(cast).number, a_ticket(cast).number, a_ticket(cast, team=cast.other_team).number]
    assert numbers == [1, 2, 1]


def test_an_answer_stops_the_clock_and_the_customer_starts_another(cast):
    ticket = a_ticket(cast)
    reply(ticket=ticket, text="On its way.", by=cast.agent, at=MONDAY + HOUR)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.due_at, ticket.assignee) == (State.WAITING_ON_CUSTOMER, None, cast.agent)
    customer_wrote(ticket=ticket, text="Still not here", at=MONDAY + 2 * HOUR)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.due_measure) == (State.OPEN, "next_answer")
    assert ticket.due_at == MONDAY + 24 * HOUR  # two hours of Monday are gone, eight are left of the goal


def test_what_stands_on_a_ticket_is_what_its_events_say(cast):
    ticket = a_ticket(cast)
    assign_ticket(ticket=ticket, to=cast.second_agent, by=cast.lead, at=MONDAY + HOUR)
    snooze_ticket(ticket=ticket, until=MONDAY + 48 * HOUR, by=cast.second_agent, at=MONDAY + 2 * HOUR)
    ticket.refresh_from_db()
    clocks = clocks_of_ticket(ticket)
    assert clocks.first_answer.spent_by_segment(int((MONDAY + 3 * HOUR).timestamp())) == {
        "unassigned": 3600,
        f"user-{cast.second_agent.pk}": 3600,
    }
    assert ticket.due_at is None
    assert clocks.state == ticket.state


def test_nobody_answers_what_they_have_not_read(cast):
    ticket = a_ticket(cast)
    customer_wrote(ticket=ticket, text="Forget it, found it", at=MONDAY + HOUR)
    with pytest.raises(TicketMovedOn):
        reply(ticket=ticket, text="We search", by=cast.agent, at=MONDAY + HOUR, revision=ticket.revision)
    assert ticket.messages.count() == 2


def test_who_is_slower_is_told_who_has_it(cast):
    ticket = a_ticket(cast)
    take_ticket(ticket=ticket, by=cast.agent, at=MONDAY)
    with pytest.raises(TicketTaken, match="ada has taken ticket 1"):
        take_ticket(ticket=ticket, by=cast.second_agent, at=MONDAY)


def test_somebody_of_another_team_cannot_hold_a_ticket(cast):
    ticket = a_ticket(cast)
    with pytest.raises(DeskRefused):
        assign_ticket(ticket=ticket, to=cast.stranger, by=cast.lead, at=MONDAY)
    assert Ticket.objects.get(pk=ticket.pk).assignee is None


def test_what_is_written_long_after_the_end_opens_a_linked_ticket(cast):
    ticket = a_ticket(cast)
    move_ticket(ticket=ticket, to=State.CLOSED, by=cast.agent, at=MONDAY)
    message = customer_wrote(ticket=ticket, text="Again!", at=MONDAY + timedelta(days=15))
    assert message.ticket.number == 2
    assert message.ticket.links.get().kind == LinkKind.FOLLOWS
    ticket.refresh_from_db()
    assert ticket.state == State.CLOSED


def test_the_ledger_knows_what_the_desk_did(cast):
    ticket = a_ticket(cast)
    reply(ticket=ticket, text="On its way.", by=cast.agent, at=MONDAY + HOUR)
    contact = Contact.objects.get(team=cast.team)
    assert (contact.queue, contact.agent, contact.answer_seconds) == ("email", "ada", 3600)
    told = ContactEvent.objects.filter(team=cast.team).order_by("at", "id").values_list("event", flat=True)
    assert list(told) == ["opened", "answered", "handed", "moved", "moved"]


def test_history_is_never_changed(cast):
    event = a_ticket(cast).events.get(kind=EventKind.OPENED)
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        event.delete()


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York"])
def test_a_ticket_is_put_off_by_two_years_at_most_whatever_zone_one_is_in(cast, zone):
    ticket = a_ticket(cast)
    far = datetime(9999, 12, 31, 23, 59, tzinfo=UTC)
    with pytest.raises(DeskRefused, match="two years"):
        snooze_ticket(ticket=ticket, until=far, by=cast.agent, at=MONDAY)
    cast.agent.timezone = zone
    cast.agent.save()
    answer = cast.client(cast.agent).post(
        reverse("desk:snooze", kwargs={"team": cast.team.slug, "number": ticket.number}),
        {"until": "9999-12-31T23:59"},
    )
    assert answer.status_code == 409
    assert "Choose a time within the next two years." in answer.content.decode()


def test_only_ones_own_move_is_undone_within_ten_minutes_and_the_end_is_when_it_was(cast):
    ticket, day = a_ticket(cast), timedelta(days=1)
    move_ticket(ticket=ticket, to=State.RESOLVED, by=cast.agent, at=MONDAY)
    move_ticket(ticket=ticket, to=State.OPEN, by=cast.agent, at=MONDAY + day)
    move = last_move(ticket).pk
    for by, at in ((cast.lead, MONDAY + day), (cast.agent, MONDAY + 2 * day)):
        with pytest.raises(DeskRefused, match="gone on since"):
            undo_move(ticket=ticket, event_id=move, by=by, at=at)
    undone = undo_move(ticket=ticket, event_id=move, by=cast.agent, at=MONDAY + day)
    assert (undone.state, undone.resolved_at, undone.reopened) == (State.RESOLVED, MONDAY, 0)


def test_what_was_put_off_is_put_off_anew_not_undone(cast):
    ticket = a_ticket(cast)
    snooze_ticket(ticket=ticket, until=MONDAY + timedelta(days=2), by=cast.agent, at=MONDAY)
    move_ticket(ticket=ticket, to=State.OPEN, by=cast.agent, at=MONDAY)
    with pytest.raises(DeskRefused, match="until when"):
        undo_move(ticket=ticket, event_id=last_move(ticket).pk, by=cast.agent, at=MONDAY)
