"""Somebody ends a ticket that another holds: they may, and the holder hears of it."""

from halfhour.desk.actions.assigning import assign_ticket, take_ticket
from halfhour.desk.actions.bulk import apply_bulk
from halfhour.desk.actions.conversation import reply
from halfhour.desk.actions.handing_off import hand_off
from halfhour.desk.actions.states import move_ticket
from halfhour.desk.models import Department, Notice, State, Ticket
from halfhour.desk.queries.history import history_of
from halfhour.people.access import access_to
from support.desk import a_ticket
from support.ledger import MONDAY


def held(cast):
    return assign_ticket(ticket=a_ticket(cast), to=cast.agent, by=cast.lead, at=MONDAY)


def test_the_holder_is_told_who_ended_their_ticket_and_so_says_the_history(cast):
    ticket = held(cast)
    reply(ticket=ticket, text="Done.", by=cast.second_agent, at=MONDAY, then=State.RESOLVED)
    notice = Notice.objects.get(kind="ended_by_other")
    assert (notice.user, notice.ticket) == (cast.agent, ticket)
    page = cast.client(cast.agent).get(f"/t/{cast.team.slug}/desk/notices/").content.decode()
    assert "Ben ended ticket 1, which you held." in page
    assert [each.who for each in history_of(access_to(cast.lead, cast.team), ticket) if each.kind == "moved"][
        :1
    ] == ["Ben"]


def test_nobody_is_told_what_they_did_themselves_or_what_halfhour_did(cast):
    move_ticket(ticket=held(cast), to=State.RESOLVED, by=cast.agent, at=MONDAY)
    move_ticket(ticket=held(cast), to=State.CLOSED, by=None, at=MONDAY)
    move_ticket(ticket=held(cast), to=State.WAITING_ON_CUSTOMER, by=cast.second_agent, at=MONDAY)
    assert not Notice.objects.filter(kind="ended_by_other").exists()


def test_who_is_given_a_ticket_is_told_and_who_takes_one_is_not(cast):
    given = held(cast)
    take_ticket(ticket=a_ticket(cast), by=cast.agent, at=MONDAY)
    assert [(each.user, each.kind, each.ticket) for each in Notice.objects.all()] == [
        (cast.agent, "assigned", given)
    ]


def test_who_is_given_tickets_with_many_others_or_with_a_question_to_a_department_is_told_too(cast):
    tickets = [a_ticket(cast) for _each in range(2)]
    asked = {"team": cast.team, "ids": [each.pk for each in tickets], "by": cast.lead, "at": MONDAY}
    apply_bulk(changes={"assignee": cast.agent}, **asked)
    apply_bulk(changes={"priority": "high"}, **asked)
    workshop = Department.objects.create(
        team=cast.team, name="Workshop", email="shop@example.org", due_hours=8
    )
    hand_off(
        ticket=Ticket.objects.get(pk=tickets[0].pk), department=workshop, asked="Is it mended?", messages=(),
        owner=cast.second_agent, by=cast.lead, at=MONDAY,
    )  # fmt: skip
    told = Notice.objects.filter(kind="assigned").order_by("id")
    assert [(each.user, each.ticket) for each in told] == [
        (cast.agent, tickets[0]),
        (cast.agent, tickets[1]),
        (cast.second_agent, tickets[0]),
    ]
