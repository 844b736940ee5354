"""Who reviews a complaint had nothing to do with it, decides it, and is named."""

import pytest
from django.urls import reverse

from halfhour.desk.actions import complaints as complaint_acts
from halfhour.desk.actions.assigning import assign_ticket
from halfhour.desk.actions.complaints import close_complaint, decide, do_step, set_people
from halfhour.desk.actions.conversation import reply
from halfhour.desk.actions.merging import merge_tickets
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import (
    Notice,
    StepKind,
)
from support.api import Program
from support.complaints import ALL, a_member, at_complaint, do
from support.desk import a_ticket
from support.ledger import MONDAY


def test_the_reviewer_was_not_involved(cast, complaint):
    assign_ticket(ticket=complaint.ticket, to=cast.second_agent, by=cast.lead, at=MONDAY)
    assign_ticket(ticket=complaint.ticket, to=cast.agent, by=cast.lead, at=MONDAY)
    for person in (cast.agent, cast.second_agent, cast.stranger):
        with pytest.raises(DeskRefused):
            set_people(complaint=complaint, owner=cast.lead, reviewer=person, by=cast.lead, at=MONDAY)
    with pytest.raises(DeskRefused):
        set_people(complaint=complaint, owner=cast.lead, reviewer=cast.lead, by=cast.lead, at=MONDAY)
    set_people(complaint=complaint, owner=cast.agent, reviewer=cast.lead, by=cast.lead, at=MONDAY)
    assert Notice.objects.get(kind="complaint_to_review").user == cast.lead


def test_who_reviews_a_complaint_does_none_of_its_steps(cast, complaint):
    set_people(complaint=complaint, owner=cast.agent, reviewer=cast.lead, by=cast.lead, at=MONDAY)
    with pytest.raises(DeskRefused, match="somebody else's"):
        do(complaint, cast.lead, StepKind.ACKNOWLEDGE)
    page = cast.client(cast.lead).get(reverse("desk:complaint", args=[cast.team.slug, complaint.number]))
    assert "Do this step" not in page.content.decode()


def test_who_did_a_step_or_owned_the_complaint_was_involved_and_does_not_review_it(cast, complaint):
    another = a_member(cast, "third")
    complaint = set_people(
        complaint=complaint, owner=cast.second_agent, reviewer=None, by=cast.lead, at=MONDAY
    )
    do(complaint, another, *ALL[:4])
    for person in (another, cast.second_agent, cast.agent):
        with pytest.raises(DeskRefused, match="had to do with this matter"):
            set_people(complaint=complaint, owner=None, reviewer=person, by=cast.lead, at=MONDAY)
    set_people(complaint=complaint, owner=cast.second_agent, reviewer=cast.lead, by=cast.lead, at=MONDAY)


def test_who_held_a_ticket_that_was_merged_into_the_complaint_s_was_involved(cast, complaint):
    other = a_ticket(cast)
    assign_ticket(ticket=other, to=cast.second_agent, by=cast.lead, at=MONDAY)
    merge_tickets(source=other, target=complaint.ticket, by=cast.lead, at=MONDAY, different_customers=True)
    with pytest.raises(DeskRefused, match="had to do with this matter"):
        set_people(complaint=complaint, owner=None, reviewer=cast.second_agent, by=cast.lead, at=MONDAY)


def test_a_new_reviewer_decides_anew(cast, complaint):
    reviewer = a_member(cast, "third")
    do(complaint, cast.agent, *ALL[:4])
    complaint = set_people(complaint=complaint, owner=cast.agent, reviewer=reviewer, by=cast.lead, at=MONDAY)
    decide(complaint=complaint, is_upheld=True, root_cause="Late", by=reviewer, at=MONDAY)
    do(complaint, cast.agent, *ALL[4:])
    complaint = set_people(complaint=complaint, owner=cast.agent, reviewer=cast.lead, by=cast.lead, at=MONDAY)
    assert (complaint.is_upheld, complaint.root_cause) == (None, "")
    with pytest.raises(DeskRefused, match="has to decide first"):
        close_complaint(complaint=complaint, by=cast.lead, at=MONDAY)
    page = cast.client(cast.agent).get(at_complaint(cast, complaint)).content.decode()
    assert "Not decided yet" in page
    assert "to be decided anew" in page


@pytest.mark.parametrize("act", ["decides", "closes"])
def test_a_reviewer_who_became_involved_since_neither_decides_nor_lets_it_be_closed(cast, complaint, act):
    set_people(complaint=complaint, owner=cast.agent, reviewer=cast.second_agent, by=cast.lead, at=MONDAY)
    do(complaint, cast.agent, *ALL[:4])
    decision = {"complaint": complaint, "is_upheld": True, "root_cause": "Stock", "by": cast.second_agent}
    if act == "closes":
        decide(**decision, at=MONDAY)
        do(complaint, cast.agent, *ALL[4:])
    reply(ticket=complaint.ticket, text="I say", by=cast.second_agent, at=MONDAY)
    closing = {"complaint": complaint, "by": cast.agent}
    ends, values = (close_complaint, closing) if act == "closes" else (decide, decision)
    with pytest.raises(DeskRefused, match="had to do with this matter"):
        ends(**values, at=MONDAY)


def test_a_complaint_tells_who_decided_and_when(cast, complaint):
    set_people(complaint=complaint, owner=cast.agent, reviewer=cast.second_agent, by=cast.lead, at=MONDAY)
    for kind in (StepKind.ACKNOWLEDGE, StepKind.RECORD, StepKind.APOLOGISE, StepKind.INVESTIGATE):
        do_step(complaint=complaint, kind=kind, text="Done so.", by=cast.agent, at=MONDAY)
    decide(complaint=complaint, is_upheld=True, root_cause="Stock", by=cast.second_agent, at=MONDAY)
    url = reverse("desk:complaint", args=[cast.team.slug, complaint.number])
    page = " ".join(cast.client(cast.lead).get(url).content.decode().split())
    assert "<dt>Decided</dt><dd>Ben, 2 Mar 2026" in page
    assert "A new reviewer decides anew." in page


def test_a_program_that_names_an_owner_takes_no_reviewer_off(cast, complaint, monkeypatch):
    program = Program(team=cast.team, user=cast.lead)
    path, save = f"/complaints/{complaint.number}/people", complaint_acts.set_people

    def named_meanwhile(**values):
        monkeypatch.setattr(complaint_acts, "set_people", save)
        assert program.put(path, {"reviewer": cast.second_agent.username}).status_code == 200
        return save(**values)

    monkeypatch.setattr(complaint_acts, "set_people", named_meanwhile)
    assert program.put(path, {"owner": cast.lead.username}).status_code == 200
    complaint.refresh_from_db()
    assert (complaint.owner, complaint.reviewer) == (cast.lead, cast.second_agent)
