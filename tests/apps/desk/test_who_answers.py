"""Only who answers a team's contacts holds its tickets, handles its complaints, writes to its customers."""

from datetime import timedelta

import pytest
from django.urls import reverse

from halfhour.desk.actions.assigning import assign_ticket
from halfhour.desk.actions.bulk import apply_bulk
from halfhour.desk.actions.complaint_opening import open_complaint
from halfhour.desk.actions.complaints import set_people
from halfhour.desk.actions.handing_off import hand_off
from halfhour.desk.actions.leaving import free_of_who_left
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import Complaint, Department, Message, MessageKind, Ticket
from halfhour.people.models import Member, Role
from support.desk import a_ticket
from support.ledger import MONDAY


@pytest.mark.parametrize("role", ["planner", "stranger"])
def test_nobody_who_answers_no_contacts_is_given_any(cast, role):
    person, ticket = getattr(cast, role), a_ticket(cast)
    complaint = open_complaint(ticket=ticket, by=cast.agent, at=MONDAY)
    department = Department.objects.create(team=cast.team, name="Workshop")
    asked = {"department": department, "asked": "Is it there?", "messages": (), "hours": None}
    for give in (
        lambda: assign_ticket(ticket=ticket, to=person, by=cast.lead, at=MONDAY),
        lambda: set_people(complaint=complaint, owner=person, reviewer=None, by=cast.lead, at=MONDAY),
        lambda: set_people(complaint=complaint, owner=None, reviewer=person, by=cast.lead, at=MONDAY),
        lambda: hand_off(ticket=ticket, by=cast.lead, at=MONDAY, owner=person, **asked),
        lambda: apply_bulk(
            team=cast.team, ids=[ticket.pk], changes={"assignee": person}, by=cast.lead, at=MONDAY
        ),
    ):
        with pytest.raises(DeskRefused, match=r"answers no contacts of this team|does not belong"):
            give()
    assert Ticket.objects.get(pk=ticket.pk).assignee is None


def test_the_pages_offer_only_who_may_hold_a_ticket_and_who_holds_it_already(cast):
    ticket = a_ticket(cast)
    url = f"/t/{cast.team.slug}/desk/{ticket.number}/"
    option = f'<option value="{cast.planner.username}"'
    lead = cast.client(cast.lead)
    assert option not in lead.get(url).content.decode()
    assert f'<option value="{cast.agent.username}"' in lead.get(url).content.decode()
    assign_ticket(ticket=ticket, to=cast.agent, by=cast.lead, at=MONDAY)
    Member.objects.filter(user=cast.agent).update(role=Role.PLANNER)
    assert f'<option value="{cast.agent.username}" selected' in lead.get(url).content.decode()


def test_a_planner_reads_a_complaint_that_was_theirs_and_writes_nothing_to_its_customer(cast):
    complaint = open_complaint(ticket=a_ticket(cast), by=cast.agent, at=MONDAY)
    Complaint.objects.update(owner=cast.planner)
    url = reverse("desk:complaint", args=[cast.team.slug, complaint.number])
    planner = cast.client(cast.planner)
    page = planner.get(url).content.decode()
    assert "Steps" in page
    assert 'name="act"' not in page
    step = {"act": "step", "kind": "acknowledge", "text": "So sorry", "sends": "on", "revision": "1"}
    assert planner.post(url, step).status_code == 403
    assert not Message.objects.filter(kind=MessageKind.REPLY).exists()
    assert cast.client(cast.lead).post(url, step).status_code == 302
    assert Message.objects.filter(kind=MessageKind.REPLY).count() == 1


def test_who_stops_answering_contacts_leaves_theirs_to_the_line(cast):
    ticket = a_ticket(cast)
    assign_ticket(ticket=ticket, to=cast.agent, by=cast.lead, at=MONDAY)
    Member.objects.filter(user=cast.agent).update(role=Role.PLANNER)
    assert free_of_who_left(MONDAY + timedelta(minutes=1)) == 1
    assert Ticket.objects.get(pk=ticket.pk).assignee is None
