"""Complaints: steps in order, deadlines in working days, reminders until all is done."""

import pytest
from django.urls import reverse
from django.utils import timezone

from halfhour.desk.actions import complaint_reminders, handing_off
from halfhour.desk.actions.complaint_opening import open_complaint
from halfhour.desk.actions.complaint_reminders import remind
from halfhour.desk.actions.complaints import close_complaint, decide, do_step, set_people
from halfhour.desk.actions.handing_off import hand_off
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import (
    Department,
    DeskSettings,
    EventKind,
    Notice,
    Outgoing,
    StepKind,
)
from halfhour.desk.queries.complaints import register, rows_of
from halfhour.people.access import access_to
from halfhour.people.models import Member, User
from support.complaints import ALL, DAY, at_complaint, do
from support.desk import a_ticket
from support.ledger import MONDAY


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
    do(complaint, cast.agent, *ALL[:5])
    with pytest.raises(DeskRefused, match="has to decide first"):
        do(complaint, cast.agent, StepKind.ANSWER)
    with pytest.raises(DeskRefused):
        close_complaint(complaint=complaint, by=cast.agent, at=MONDAY)
    with pytest.raises(DeskRefused, match="Only the reviewer"):
        decide(by=cast.agent, **decision)
    decide(by=cast.lead, **decision)
    do(complaint, cast.agent, *ALL[5:])
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
    late = cast.client(cast.agent).post(one, typed | {"kind": "acknowledge", "text": "What I wrote too"})
    assert (late.status_code, "What I wrote too" in late.content.decode()) == (422, True)
    assert 'role="alert"' in late.content.decode()


def test_its_history_calls_people_by_their_names(cast, complaint):
    User.objects.filter(pk=cast.lead.pk).update(first_name="Lena", last_name="Brandt")
    set_people(complaint=complaint, owner=cast.agent, reviewer=cast.lead, by=cast.agent, at=MONDAY)
    page = cast.client(cast.agent).get(at_complaint(cast, complaint)).content.decode()
    assert "reviewer: – → Lena Brandt" in page


def test_a_step_that_waits_for_another_says_for_which_and_who_is_missing(cast, complaint):
    page = cast.client(cast.agent).get(at_complaint(cast, complaint)).content.decode()
    assert "Nobody reviews this complaint yet." in page
    assert "After “Acknowledge”." in page
    assert page.count("Do this step") == 1
    do(complaint, cast.agent, *ALL[:5])
    page = cast.client(cast.agent).get(at_complaint(cast, complaint)).content.decode()
    assert "After “Decision”." in page
    assert "Do this step" not in page


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


def test_what_waits_for_its_reviewer_says_so_runs_late_and_reminds_them(cast, complaint):
    def row_of(at, shown="late"):
        seen = register(access_to(cast.lead, cast.team), shown=shown, cause="", owner="", at=at)
        [row] = rows_of(seen, at=at)
        return row.next_words, row.due_at, row.is_late

    set_people(complaint=complaint, owner=cast.agent, reviewer=cast.lead, by=cast.lead, at=MONDAY)
    do(complaint, cast.agent, *ALL[:5])
    due = complaint.steps.get(kind="answer").due_at
    assert row_of(due + DAY) == ("Decision", due, True)
    told = Notice.objects.filter(kind="complaint_to_decide").order_by("id")
    assert [each.user for each in told] == [cast.lead]
    remind(due + DAY)
    assert [each.user for each in told.all()] == [cast.lead, cast.lead]
    decide(complaint=complaint, is_upheld=True, root_cause="Stock", by=cast.lead, at=MONDAY)
    assert row_of(due + DAY) == ("Answer", due, True)
    do(complaint, cast.agent, *ALL[5:])
    set_people(complaint=complaint, owner=cast.agent, reviewer=cast.second_agent, by=cast.lead, at=MONDAY)
    assert row_of(due + DAY) == ("Decision", due, True), "a new reviewer decides anew"
    decide(complaint=complaint, is_upheld=True, root_cause="Stock", by=cast.second_agent, at=MONDAY)
    assert row_of(due + DAY, shown="open") == ("Close", None, False)
