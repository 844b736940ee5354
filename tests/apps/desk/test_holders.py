"""Somebody ends a ticket that another holds: they may, and the holder hears of it."""

from halfhour.desk.actions.assigning import assign_ticket, take_ticket
from halfhour.desk.actions.conversation import reply
from halfhour.desk.actions.states import move_ticket
from halfhour.desk.models import Notice, State
from halfhour.desk.queries.history import history_of
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
    assert [each.who for each in history_of(ticket) if each.kind == "moved"][:1] == ["Ben"]


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
