"""Complaints open by hand, by a rule, or where a message reads like one, and somebody has them."""

from django.urls import reverse

from halfhour.desk.actions.assigning import assign_ticket
from halfhour.desk.actions.complaint_opening import open_by_itself, open_complaint
from halfhour.desk.actions.complaint_reminders import remind
from halfhour.desk.actions.complaints import set_people
from halfhour.desk.actions.gate import bring_in
from halfhour.desk.actions.triage import save_rules
from halfhour.desk.models import (
    Complaint,
    Notice,
    Ticket,
)
from halfhour.desk.queries.history import history_of as ticket_history
from halfhour.desk.queries.triage import why
from halfhour.people.access import access_to
from halfhour.people.models import Member, Role, User
from support.complaints import ALL, DAY, at_complaint, do
from support.desk import a_ticket
from support.ledger import MONDAY


def test_an_agent_opens_one_from_the_ticket_once(cast):
    ticket, client = a_ticket(cast), cast.client(cast.agent)
    for _click in range(2):
        client.post(f"/t/support-hamburg/desk/{ticket.number}/complaint/")
    assert Complaint.objects.get().owner == cast.agent


def test_what_reads_like_a_complaint_is_offered_and_opens_by_itself_where_the_team_wants_it(cast):
    body = {"text": "I want to make a formal complaint about your driver.", "email": "zoe@example.org"}

    def comes(key):
        return bring_in(
            team=cast.team, source="form", key=key, channel="form", body=dict(body), at=MONDAY
        ).ticket

    offered = comes("a")
    page = cast.client(cast.agent).get(f"/t/{cast.team.slug}/desk/{offered.number}/").content.decode()
    assert "This reads like a complaint" in page
    assert not Complaint.objects.exists()
    days = {"close_after_days": 4, "reopen_days": 14}
    form = dict.fromkeys(ALL, 3) | days | {"rating_pause_hours": 1, "opens_complaints": "on"}
    cast.client(cast.lead).post(reverse("desk:process_setting", kwargs={"team": cast.team.slug}), form)
    ticket = comes("b")
    found = Complaint.objects.get()
    assert (found.ticket, found.owner) == (ticket, cast.lead)
    assert [
        row.why for row in ticket_history(access_to(cast.lead, cast.team), ticket) if row.kind == "complaint"
    ] == ["it reads like a complaint"]
    do(found, cast.agent, ALL[0])
    found.refresh_from_db()
    assert found.owner == cast.lead
    remind(MONDAY)
    assert remind(MONDAY + 3 * DAY) == 1  # it waits for nobody to find it


def test_a_rule_opens_a_complaint_and_says_so_also_on_a_call_that_is_entered_by_hand(cast):
    lawyers = {"kind": "words", "any_of": ["lawyer"]}
    rule = {"name": "Lawyers", "when": [lawyers], "sets": {"complaint": "opened"}}
    save_rules(team=cast.team, document={"rules": [rule]}, based_on=0, by=cast.lead, at=MONDAY)
    written = {"email": "zoe@example.org", "text": "You will hear from my lawyer."}
    spoken = written | {"entered_by": cast.agent.pk, "queue": "phone"}
    bodies = {"a": ("form", written), "b": ("phone", spoken), "c": ("form", written | {"text": "Thanks!"})}
    for key, (channel, body) in bodies.items():
        bring_in(team=cast.team, source="form", key=key, channel=channel, body=body, at=MONDAY)
    found = Complaint.objects.order_by("number")
    assert [each.ticket.channel for each in found] == ["form", "phone"]
    told = {row.field: (row.words, row.sentence) for row in why(found[0].ticket)}
    assert told["complaint"] == ("opened", "The rule “Lawyers” opened a complaint.")
    by_form, by_phone = found
    assert (by_form.owner, by_phone.owner) == (cast.lead, cast.agent)  # who speaks with the customer has it
    page = cast.client(cast.lead).get(at_complaint(cast, by_form)).content.decode()
    assert "by the triage rule “Lawyers”" in page
    opened = next(
        row
        for row in ticket_history(access_to(cast.lead, cast.team), by_form.ticket)
        if row.kind == "complaint"
    )
    assert (opened.who, opened.why) == ("Halfhour", "by the triage rule “Lawyers”")
    assert ("Owner", "Lena") in [(each.what, each.after) for each in opened.changes]
    assert Notice.objects.get(kind="complaint_yours", user=cast.lead).ticket == by_form.ticket


def test_what_opens_by_itself_goes_to_the_lead_with_the_fewest_and_without_one_everybody_is_told(cast):
    ticket = a_ticket(cast)
    second = User.objects.create(username="second-lead")
    Member.objects.create(team=cast.team, user=second, role=Role.LEAD)
    by_rule = {"kind": "complaint_by_rule", "figures": {"rule": "Lawyers"}}
    Ticket.objects.update(triage={"complaint": {"value": "opened", "by": "rule", "reason": by_rule}})
    ticket.refresh_from_db()
    open_complaint(ticket=a_ticket(cast), by=cast.lead, at=MONDAY)
    assert open_by_itself(ticket=ticket, at=MONDAY).owner == second
    Member.objects.filter(team=cast.team, role=Role.LEAD).update(role=Role.AGENT)
    other = a_ticket(cast)
    other.triage = ticket.triage
    made = open_by_itself(ticket=other, at=MONDAY)
    assert made.owner is None
    told = Notice.objects.filter(kind="complaint_unowned").values_list("user__username", flat=True)
    assert set(told) >= {"lena", "ada", "second-lead"}
    assign_ticket(ticket=other, to=cast.agent, by=cast.lead, at=MONDAY)
    page = cast.client(cast.agent).get(at_complaint(cast, made)).content.decode()
    assert "there was no lead to give it to" in page
    set_people(complaint=made, owner=cast.agent, reviewer=None, by=cast.agent, at=MONDAY)
    assert "Nobody owns" not in cast.client(cast.agent).get(at_complaint(cast, made)).content.decode()
