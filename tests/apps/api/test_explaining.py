"""Why a ticket stands as it does, in words for people and in names for programs."""

from datetime import timedelta

from halfhour.desk.actions.assigning import assign_ticket
from halfhour.desk.actions.changing import change_ticket
from halfhour.desk.actions.handing_off import hand_off
from halfhour.desk.models import Department
from support.api import Program
from support.desk import a_ticket
from support.ledger import MONDAY

HOUR = timedelta(hours=1)


def test_whose_time_it_was_is_named_in_words_and_for_programs(cast):
    ticket = a_ticket(cast)
    depot = Department.objects.create(team=cast.team, name="Depot")
    assign_ticket(ticket=ticket, to=cast.agent, by=cast.lead, at=MONDAY + HOUR)
    asked = {"asked": "Where is it?", "messages": (), "by": cast.agent, "at": MONDAY + 2 * HOUR}
    hand_off(ticket=ticket, department=depot, **asked)
    program = Program(team=cast.team, user=cast.lead)
    for language, words in (("en", "waiting for somebody to take it"), ("ru", "ожидание исполнителя")):
        clocks = program.client.get("/api/v1/tickets/1/clocks", headers={"accept-language": language}).json()
        told = {each["kind"]: each for clock in clocks for each in clock["by"]}
        assert {kind: (each["person"], each["department"]) for kind, each in told.items()} == {
            "unassigned": (None, None),
            "person": ("ada", None),
            "department": (None, depot.pk),
        }
        assert (told["person"]["who"], told["department"]["who"]) == ("Ada", "Depot")
        assert told["unassigned"]["who"] == words


def test_who_decided_is_said_in_words_and_for_programs(cast):
    ticket = a_ticket(cast)
    change_ticket(ticket=ticket, changes={"priority": "high"}, by=cast.lead, at=MONDAY)
    program = Program(team=cast.team, user=cast.agent)
    why = {each["field"]: each for each in program.get(f"/tickets/{ticket.number}/triage").json()}
    assert (why["priority"]["by"], why["priority"]["by_kind"]) == ("a person", "person")
    assert (why["category"]["by"], why["category"]["by_kind"]) == ("", "")
