"""Complaints: steps in order, deadlines in working days, a reviewer who was not involved."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from halfhour.desk.actions import complaint_reminders, handing_off
from halfhour.desk.actions import complaints as complaint_acts
from halfhour.desk.actions.assigning import assign_ticket
from halfhour.desk.actions.complaint_opening import open_by_itself, open_complaint
from halfhour.desk.actions.complaint_reminders import remind
from halfhour.desk.actions.complaints import close_complaint, decide, do_step, set_people
from halfhour.desk.actions.conversation import reply
from halfhour.desk.actions.gate import bring_in
from halfhour.desk.actions.handing_off import hand_off
from halfhour.desk.actions.merging import merge_tickets, unmerge_tickets
from halfhour.desk.actions.states import move_ticket
from halfhour.desk.actions.triage import save_rules
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import (
    Complaint,
    Department,
    DeskSettings,
    EventKind,
    Notice,
    Outgoing,
    Rating,
    State,
    StepKind,
    Ticket,
)
from halfhour.desk.queries.complaints import history_of
from halfhour.desk.queries.customer_page import complaint_answer
from halfhour.desk.queries.history import history_of as ticket_history
from halfhour.desk.queries.triage import why
from halfhour.desk.signing import ticket_token
from halfhour.people.access import access_to
from halfhour.people.models import Member, Role, User
from support.api import Program
from support.customers import known
from support.desk import a_ticket
from support.ledger import MONDAY

DAY = timedelta(days=1)
ALL = tuple(StepKind)


@pytest.fixture
def complaint(cast):
    ticket = a_ticket(cast, "I complain!", customer=known(cast, "Zoë", ("email", "zoe@example.org")))
    reply(ticket=ticket, text="We look into it.", by=cast.agent, at=MONDAY)
    return open_complaint(ticket=ticket, by=cast.agent, at=MONDAY)


def a_member(cast, name):
    user = User.objects.create(username=name)
    Member.objects.create(team=cast.team, user=user, role=Role.AGENT)
    return user


def do(complaint, by, *kinds):
    for kind in kinds:
        do_step(complaint=complaint, kind=kind, text="Done so.", by=by, at=MONDAY)


def test_steps_are_due_at_the_end_of_working_days(cast, complaint):
    on = {each.kind: timezone.localtime(each.due_at) for each in complaint.steps.all()}
    assert f"{on['acknowledge']:%a %d.%m. %H:%M}" == "Tue 03.03. 17:00"  # in UTC: 18:00 in Berlin
    assert f"{on['answer']:%a %d.%m.}" == "Mon 16.03."
    DeskSettings.objects.filter(team=cast.team).update(processes={"complaint_days": {"acknowledge": 5}})
    other = open_complaint(ticket=a_ticket(cast), by=cast.agent, at=MONDAY)
    assert f"{other.steps.get(kind='acknowledge').due_at:%a %d.%m.}" == "Mon 09.03."
    assert (complaint.number, other.number) == (1, 2)


def test_the_register_tells_the_team_s_working_day_to_a_reader_east_of_it(cast, complaint):
    cast.lead.timezone = "Asia/Tokyo"  # where the day after has begun when Hamburg closes
    cast.lead.save()
    page = cast.client(cast.lead).get(reverse("desk:complaints", args=[cast.team.slug])).content.decode()
    assert "3 Mar 2026" in page
    assert "4 Mar 2026" not in page


def test_the_customer_s_page_tells_of_promises_ratings_and_complaints(cast, complaint):
    Rating.objects.create(ticket=complaint.ticket, asked_at=MONDAY, answered_at=MONDAY, speed=2, quality=4)
    customer = complaint.ticket.customer
    url = reverse("customers:customer", args=[cast.team.slug, customer.number])
    page = " ".join(cast.client(cast.lead).get(url).content.decode().split())
    assert "4.0 of 5" in page
    assert f'/desk/{complaint.ticket.number}/">C1 My order</a>' in page
    assert 'tag-bad">open</span>' in page


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


def test_the_head_of_a_ticket_leads_to_its_open_complaint(cast, complaint):
    target = a_ticket(cast)
    url = f"/t/{cast.team.slug}/desk/{{}}/"
    link = f'<a class="tag tag-bad" href="/t/{cast.team.slug}/desk/complaints/1/">Complaint 1</a>'
    client = cast.client(cast.agent)
    assert link in client.get(url.format(complaint.ticket.number)).content.decode()
    merge_tickets(source=complaint.ticket, target=target, by=cast.agent, at=MONDAY, different_customers=True)
    assert link in client.get(url.format(target.number)).content.decode()
    Complaint.objects.update(closed_at=MONDAY)
    assert link not in client.get(url.format(target.number)).content.decode()


def test_steps_keep_the_order_that_matters(cast, complaint):
    for kind in ALL[1:]:
        with pytest.raises(DeskRefused, match="First"):
            do(complaint, cast.agent, kind)
    do(complaint, cast.agent, StepKind.ACKNOWLEDGE, StepKind.APOLOGISE, StepKind.RECORD)
    with pytest.raises(DeskRefused, match="already"):
        do(complaint, cast.agent, StepKind.RECORD)
    with pytest.raises(DeskRefused, match="Write"):
        do_step(complaint=complaint, kind=StepKind.INVESTIGATE, text=" ", by=cast.agent, at=MONDAY)


def test_a_complaint_ends_when_all_is_done_and_the_reviewer_has_decided(cast, complaint):
    with pytest.raises(DeskRefused):
        close_complaint(complaint=complaint, by=cast.agent, at=MONDAY)
    set_people(complaint=complaint, owner=cast.agent, reviewer=cast.lead, by=cast.lead, at=MONDAY)
    decision = {"complaint": complaint, "is_upheld": True, "root_cause": "Late parcel", "at": MONDAY}
    with pytest.raises(DeskRefused, match="First"):
        decide(by=cast.lead, **decision)
    do(complaint, cast.agent, *ALL)
    with pytest.raises(DeskRefused):
        close_complaint(complaint=complaint, by=cast.agent, at=MONDAY)
    with pytest.raises(DeskRefused, match="Only the reviewer"):
        decide(by=cast.agent, **decision)
    decide(by=cast.lead, **decision)
    closed = close_complaint(complaint=complaint, by=cast.agent, at=MONDAY + DAY)
    assert (closed.closed_at, closed.remedy) == (MONDAY + DAY, "Done so.")
    assert complaint.ticket.events.filter(kind=EventKind.COMPLAINT).count() == 11
    with pytest.raises(DeskRefused, match="closed"):
        do(complaint, cast.agent, StepKind.LEARN)


def test_an_acknowledgement_can_go_to_the_customer_at_once(cast, complaint):
    Outgoing.objects.all().delete()
    do_step(
        complaint=complaint,
        kind=StepKind.ACKNOWLEDGE,
        text="We have your complaint.",
        by=cast.agent,
        at=MONDAY,
        sends=True,
    )
    assert complaint.ticket.messages.filter(kind="reply").count() == 2
    assert Outgoing.objects.get().kind == "replied"


def test_the_owner_is_reminded_before_and_every_day_after(cast, complaint):
    due = complaint.steps.get(kind="acknowledge").due_at
    hour = DAY / 24
    times = [due - 2 * DAY, due - 2 * hour, due - hour, due + hour, due + 2 * hour, due + DAY + 2 * hour]
    assert [remind(at) for at in times] == [0, 1, 0, 1, 0, 1]
    told = Notice.objects.filter(user=cast.agent).order_by("id").values_list("kind", flat=True)
    assert [kind for kind in told if kind.startswith("complaint")] == [
        "complaint_soon",
        "complaint_late",
        "complaint_late",
    ]


def test_the_register_and_the_page_show_it_to_who_may(cast, complaint):
    lead, desk = cast.client(cast.lead), "/t/support-hamburg/desk"
    page = lead.get(f"{desk}/complaints/", {"shown": "late"}).content.decode()
    assert "C1" in page
    one = f"{desk}/complaints/1/"
    assert lead.get(one).status_code == cast.client(cast.agent).get(one).status_code == 200
    assert cast.client(cast.second_agent).get(one).status_code == 404
    shown = {
        user: 'complaints/1/"' in cast.client(user).get(f"{desk}/complaints/").content.decode()
        for user in (cast.agent, cast.second_agent)
    }
    assert shown == {cast.agent: True, cast.second_agent: False}  # what is theirs
    assert cast.client(cast.planner).get(f"{desk}/complaints/").status_code == 403
    refused = lead.post(
        one, {"act": "people", "owner": "", "reviewer": cast.agent.pk, "revision": complaint.revision}
    )
    assert "not involved" in refused.content.decode()
    typed = {"act": "step", "kind": "learn", "text": "A long lesson", "revision": complaint.revision}
    assert "A long lesson" in lead.post(one, typed).content.decode()
    lead.post(one, typed | {"kind": "acknowledge"})
    assert complaint.steps.get(kind="acknowledge").done_by == cast.lead


def test_who_reviews_a_complaint_does_none_of_its_steps(cast, complaint):
    set_people(complaint=complaint, owner=cast.agent, reviewer=cast.lead, by=cast.lead, at=MONDAY)
    with pytest.raises(DeskRefused, match="somebody else's"):
        do(complaint, cast.lead, StepKind.ACKNOWLEDGE)
    page = cast.client(cast.lead).get(reverse("desk:complaint", args=[cast.team.slug, complaint.number]))
    assert "Do this step" not in page.content.decode()


def test_what_a_step_tells_the_customer_leaves_the_ticket_with_the_department_that_is_asked(cast, complaint):
    move_ticket(ticket=complaint.ticket, to=State.WAITING_ON_THIRD_PARTY, by=cast.agent, at=MONDAY)
    sent = {"kind": StepKind.ACKNOWLEDGE, "text": "We are on it.", "sends": True}
    do_step(complaint=complaint, by=cast.agent, at=MONDAY, **sent)
    assert Ticket.objects.get(pk=complaint.ticket_id).state == State.WAITING_ON_THIRD_PARTY


def test_its_history_calls_people_by_their_names(cast, complaint):
    User.objects.filter(pk=cast.lead.pk).update(first_name="Lena", last_name="Brandt")
    set_people(complaint=complaint, owner=cast.agent, reviewer=cast.lead, by=cast.agent, at=MONDAY)
    page = cast.client(cast.agent).get(at_complaint(cast, complaint)).content.decode()
    assert "reviewer: – → Lena Brandt" in page


def test_an_agent_opens_one_from_the_ticket_once(cast):
    ticket, client = a_ticket(cast), cast.client(cast.agent)
    for _click in range(2):
        client.post(f"/t/support-hamburg/desk/{ticket.number}/complaint/")
    assert Complaint.objects.get().owner == cast.agent


def test_a_complaint_goes_on_where_its_ticket_was_merged(cast, complaint):
    customer = complaint.ticket.customer
    other = a_ticket(cast, "Me again", customer=customer)
    merge_tickets(source=complaint.ticket, target=other, by=cast.agent, at=MONDAY)
    do_step(complaint=complaint, kind=ALL[0], text="We are sorry.", by=cast.agent, at=MONDAY, sends=True)
    assert other.messages.get(text="We are sorry.").kind == "reply"
    assert Outgoing.objects.filter(kind="replied", ticket=other).exists()
    assert next(each.facts for each in history_of(complaint)) == {"step": [None, "acknowledge"]}
    with pytest.raises(DeskRefused, match="a complaint already"):
        open_complaint(ticket=other, by=cast.agent, at=MONDAY)
    assign_ticket(ticket=other, to=cast.lead, by=cast.lead, at=MONDAY)
    with pytest.raises(DeskRefused, match="not involved"):
        set_people(complaint=complaint, owner=cast.agent, reviewer=cast.lead, by=cast.lead, at=MONDAY)
    client, team = cast.client(cast.lead), f"/t/{cast.team.slug}/desk"
    assert f"→ #{other.number}" in squeezed(client.get(f"{team}/complaints/"))
    assert f"complaints/{complaint.number}/" in squeezed(client.get(f"{team}/{other.number}/processes/"))


def test_of_two_tickets_with_a_complaint_each_both_go_on_after_a_merge(cast, complaint):
    second = open_complaint(ticket=a_ticket(cast, "I complain too!"), by=cast.agent, at=MONDAY)
    merge_tickets(source=complaint.ticket, target=second.ticket, by=cast.agent, at=MONDAY)
    for each in (complaint, second):
        do(each, cast.agent, ALL[0])
        assert len(history_of(each)) == 2


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


def at_complaint(cast, complaint):
    return reverse("desk:complaint", kwargs={"team": cast.team.slug, "number": complaint.number})


def squeezed(page):
    return " ".join(page.content.decode().replace('<span class="muted">', "").split())


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


def test_a_step_that_waits_for_another_says_for_which_and_who_is_missing(cast, complaint):
    page = cast.client(cast.agent).get(at_complaint(cast, complaint)).content.decode()
    assert "Nobody reviews this complaint yet." in page
    assert "After “Acknowledge”." in page
    assert page.count("Do this step") == 1
    do(complaint, cast.agent, *ALL[:5])
    page = cast.client(cast.agent).get(at_complaint(cast, complaint)).content.decode()
    assert "may have to be taken back" in page


def test_the_customer_s_page_says_until_when_a_complaint_is_answered_once_they_know_of_it(cast, complaint):
    address = f"/help/ticket/{ticket_token(complaint.ticket)}/"
    with time_machine.travel(MONDAY + DAY, tick=False):
        assert "complaint" not in Client().get(address).content.decode()
        do(complaint, cast.agent, StepKind.ACKNOWLEDGE)
        assert (
            "We look into your complaint, and answer it by 16 March 2026."
            in Client().get(address).content.decode()
        )
    with time_machine.travel(MONDAY + 20 * DAY, tick=False):
        assert "longer than it should" in Client().get(address).content.decode()
        do(complaint, cast.agent, *ALL[1:6])
        assert "longer than it should" not in Client().get(address).content.decode()


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


def test_a_complaint_tells_who_decided_and_when(cast, complaint):
    set_people(complaint=complaint, owner=cast.agent, reviewer=cast.second_agent, by=cast.lead, at=MONDAY)
    for kind in (StepKind.ACKNOWLEDGE, StepKind.RECORD, StepKind.APOLOGISE, StepKind.INVESTIGATE):
        do_step(complaint=complaint, kind=kind, text="Done so.", by=cast.agent, at=MONDAY)
    decide(complaint=complaint, is_upheld=True, root_cause="Stock", by=cast.second_agent, at=MONDAY)
    url = reverse("desk:complaint", args=[cast.team.slug, complaint.number])
    page = " ".join(cast.client(cast.lead).get(url).content.decode().split())
    assert "<dt>Decided</dt><dd>Ben, 2 Mar 2026" in page
    assert "A new reviewer decides anew." in page


@pytest.mark.parametrize("how", ["left", "may not log in"])
def test_of_what_an_owner_who_is_gone_leaves_late_the_leads_hear(cast, complaint, how):
    depot = Department.objects.create(team=cast.team, name="Depot", due_hours=1)
    hand_off(ticket=a_ticket(cast), department=depot, asked="?", messages=[], by=cast.agent, at=MONDAY)
    if how == "left":
        Member.objects.filter(user=cast.agent).delete()
    else:
        User.objects.filter(pk=cast.agent.pk).update(is_active=False)
    Notice.objects.all().delete()
    complaint_reminders.remind(MONDAY + 5 * DAY)
    handing_off.remind(MONDAY + 5 * DAY)
    told = Notice.objects.order_by("kind").values_list("kind", "user__username")
    assert list(told) == [("complaint_late", "lena"), ("hand_off_late", "lena")]


def test_the_answer_that_is_owed_shows_where_the_ticket_of_a_complaint_was_merged(cast, complaint):
    target = a_ticket(cast, customer=complaint.ticket.customer)
    others = a_ticket(cast, customer=known(cast, "Bob"))
    do(complaint, cast.agent, StepKind.ACKNOWLEDGE)
    for ticket in (target, others):
        made = merge_tickets(
            source=complaint.ticket, target=ticket, by=cast.agent, at=MONDAY, different_customers=True
        )
        assert (complaint_answer(ticket) is not None) == (ticket == target)
        unmerge_tickets(merge=made, by=cast.agent, at=MONDAY)


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
