"""An erased customer: what was open for them ends, and nothing that the desk keeps names them."""

from datetime import timedelta

import pytest

from halfhour.customers.actions import erase_customer
from halfhour.desk.actions import handing_off
from halfhour.desk.actions.bulk import apply_bulk
from halfhour.desk.actions.changing import change_ticket
from halfhour.desk.actions.complaint_opening import open_complaint
from halfhour.desk.actions.complaint_reminders import remind as remind_of_complaints
from halfhour.desk.actions.conversation import add_note, reply
from halfhour.desk.actions.customer_side import renew_link
from halfhour.desk.actions.handing_off import hand_off
from halfhour.desk.actions.merging import merge_tickets, unmerge_tickets
from halfhour.desk.actions.promising import look_at_promises, promise
from halfhour.desk.actions.splitting import split_ticket
from halfhour.desk.actions.states import last_move, move_ticket, snooze_ticket, undo_move
from halfhour.desk.actions.training import forget_unasked, train
from halfhour.desk.actions.undoing_many import undo_bulk
from halfhour.desk.adapter.learning import examples_of
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import (
    BulkChange,
    Complaint,
    Department,
    DeskSettings,
    EventKind,
    HandOff,
    Label,
    Outgoing,
    PromiseRecord,
    QueueCalibration,
    State,
    Tag,
    Ticket,
    TrainedClassifier,
)
from halfhour.desk.models.processes import HandOffState
from halfhour.desk.notices import tell_customer
from halfhour.desk.queries.history import history_of
from halfhour.desk.queries.triage import fields_to_learn
from halfhour.desk.queries.waiting import waiting_tickets
from halfhour.ledger.models import Contact
from halfhour.people.access import access_to
from support.api import Program
from support.customers import known
from support.desk import a_ticket
from support.ledger import MONDAY

LATER = MONDAY + timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def ann(cast):
    return known(cast, "Ann Private", ("email", "ann@example.org"))


def test_their_open_tickets_are_closed_and_say_why(cast, ann):
    ticket = a_ticket(cast, customer=ann)
    erase_customer(customer=ann, by=cast.lead, at=LATER)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.closed_at, ticket.due_at, ticket.warn_at) == ("closed", LATER, None, None)
    assert not waiting_tickets(cast.team).exists()
    last = history_of(access_to(cast.lead, cast.team), ticket)[0]
    assert (last.who, last.changes[0].after, last.why) == ("Halfhour", "Closed", "the customer was erased")
    page = cast.client(cast.agent).get(f"/t/{cast.team.slug}/desk/{ticket.number}/history/").content.decode()
    assert "the customer was erased" in page


def test_what_happens_later_leaves_the_ledger_s_anonymous_customer_as_it_is(cast, ann):
    ticket = a_ticket(cast, customer=ann)
    erase_customer(customer=ann, by=cast.lead, at=LATER)
    anonymous = Contact.objects.get().customer_id
    assert anonymous.startswith("erased-")
    change_ticket(ticket=ticket, changes={"priority": "high"}, by=cast.agent, at=LATER)
    assert (Contact.objects.get().priority, Contact.objects.get().customer_id) == ("high", anonymous)


def test_what_they_were_promised_is_neither_kept_nor_broken(cast, ann):
    ticket = a_ticket(cast, customer=ann)
    assert promise(ticket=ticket, at=MONDAY) is not None
    erase_customer(customer=ann, by=cast.lead, at=LATER)
    look_at_promises(team=cast.team, at=LATER)
    record = PromiseRecord.objects.get()
    assert (record.replaced_at, record.was_kept) == (LATER, None)
    assert not QueueCalibration.objects.exists()


def test_nobody_is_asked_or_reminded_about_them_any_more(cast, ann):
    ticket = a_ticket(cast, customer=ann)
    legal = Department.objects.create(team=cast.team, name="Legal", email="legal@example.org")
    open_complaint(ticket=ticket, by=cast.lead, at=MONDAY)
    hand_off(ticket=ticket, department=legal, asked="May we?", messages=[], by=cast.lead, at=MONDAY)
    assert Outgoing.objects.filter(state="waiting").exists()
    erase_customer(customer=ann, by=cast.lead, at=LATER)
    assert HandOff.objects.get().state == "taken_back"
    assert Complaint.objects.get().closed_at == LATER
    assert set(Outgoing.objects.values_list("state", flat=True)) == {"dropped"}
    ticket.refresh_from_db()
    assert ticket.state == State.CLOSED


def test_nobody_is_shown_their_mail_that_could_not_be_sent(cast, ann):
    ticket = a_ticket(cast, customer=ann)
    Ticket.objects.update(state="closed", closed_at=MONDAY)
    tell_customer(ticket=ticket, kind="link_again", at=MONDAY)
    Outgoing.objects.update(state="failed")
    erase_customer(customer=ann, by=cast.lead, at=LATER)
    assert Outgoing.objects.get().state == "dropped"


def test_changes_of_many_keep_no_words_of_theirs_and_can_still_be_undone_for_others(cast, ann):
    DeskSettings.objects.create(team=cast.team)
    theirs, other = a_ticket(cast, customer=ann), a_ticket(cast)
    for each in (theirs, other):
        change_ticket(ticket=each, changes={"tags": ["ann private"]}, by=cast.agent, at=MONDAY)
    change = apply_bulk(
        team=cast.team,
        ids=[theirs.pk, other.pk],
        changes={"tags": ["called ann"], "priority": "high"},
        by=cast.lead,
        at=MONDAY,
    )
    erase_customer(customer=ann, by=cast.lead, at=MONDAY)
    kept = BulkChange.objects.get()
    assert kept.asked == {"priority": "high"}
    assert [entry["values"].get("tags") for entry in kept.before] == [None, ["ann private"]]
    assert undo_bulk(change=change, by=cast.lead, at=MONDAY).count == 1
    other.refresh_from_db()
    assert (other.priority, [tag.name for tag in other.tags.all()]) == ("normal", ["ann private"])


def test_tags_of_theirs_go_and_those_that_nobody_else_has_are_no_more(cast, ann):
    theirs, other = a_ticket(cast, customer=ann, tags=("ann private", "vip")), a_ticket(cast, tags=("vip",))
    erase_customer(customer=ann, by=cast.lead, at=LATER)
    assert not theirs.tags.exists()
    assert list(other.tags.values_list("name", flat=True)) == ["vip"]
    assert list(Tag.objects.values_list("name", flat=True)) == ["vip"]


def learned_before(cast, **more):
    known = {"team": cast.team, "field": "category", "data": b"", "examples": 1, "trained_at": MONDAY}
    shares = dict.fromkeys(("accuracy", "told_share", "told_accuracy", "out_of_scope_recall"))
    measures = {**shares, "calibration_error": 0.0}
    return TrainedClassifier.objects.create(**known | {"measures": measures} | more)


def labelled(cast, customer, text="I am Ann Private"):
    ticket = a_ticket(cast, text, customer=customer)
    Label.objects.create(
        team=cast.team, ticket=ticket, field="category", value="refund", by=cast.agent, at=MONDAY
    )


def test_what_was_learned_from_them_is_learned_anew_without_them(cast, ann):
    labelled(cast, ann)
    labelled(cast, None, "I want my money back")
    for number in (1, 2):
        learned_before(cast, number=number)
    learned_before(cast, number=1, field="language")
    erase_customer(customer=ann, by=cast.lead, at=LATER)
    assert [each.text for each in examples_of(cast.team, "category")] == ["My order\nI want my money back"]
    assert fields_to_learn() == [(cast.team, "category")]
    assert list(TrainedClassifier.objects.values_list("field", "number")) == [
        ("category", 2),
        ("language", 1),
    ]
    page = cast.client(cast.lead).get(f"/t/{cast.team.slug}/desk/triage/learned/").content.decode()
    assert "Somebody was erased whose words it knows" in page
    with pytest.raises(DeskRefused):  # too little is left
        train(team=cast.team, field="category", at=LATER)
    assert fields_to_learn() == []
    assert list(TrainedClassifier.objects.values_list("field", flat=True)) == ["language"]


def test_what_was_switched_off_meanwhile_is_forgotten_and_not_asked_again(cast, ann):
    labelled(cast, ann)
    learned_before(cast, number=1)
    erase_customer(customer=ann, by=cast.lead, at=LATER)
    TrainedClassifier.objects.update(is_used=False)
    assert fields_to_learn() == []
    forget_unasked()
    assert not TrainedClassifier.objects.exists()


def test_answers_kept_for_programs_go_and_no_request_is_carried_out_twice(cast, ann):
    program = Program(team=cast.team, user=cast.lead)
    a_ticket(cast, customer=ann)
    asked = ("/tickets/1/checklist", {"text": "Call Ann Private"})
    assert program.post(*asked, key="k1").status_code == 201
    erase_customer(customer=ann, by=cast.lead, at=LATER)
    again = program.post(*asked, key="k1")
    assert again.status_code == 409
    assert "a customer was erased meanwhile" in again.json()["detail"]
    assert not program.token.answered.filter(body__contains="Ann").exists()


@pytest.fixture
def erased(cast, ann):
    """A ticket that Ann waits on no more: the customer is erased."""
    ticket = a_ticket(cast, customer=ann)
    erase_customer(customer=ann, by=cast.lead, at=LATER)
    return Ticket.objects.get(pk=ticket.pk)


@pytest.mark.parametrize(
    "goes_on",
    [
        lambda ticket, by: reply(ticket=ticket, text="Hello", by=by, at=LATER),
        lambda ticket, by: move_ticket(ticket=ticket, to=State.OPEN, by=by, at=LATER),
        lambda ticket, by: move_ticket(ticket=ticket, to=State.WAITING_ON_CUSTOMER, by=by, at=LATER),
        lambda ticket, by: snooze_ticket(ticket=ticket, until=LATER + DAY, by=by, at=LATER),
        lambda ticket, by: undo_move(ticket=ticket, event_id=last_move(ticket).pk, by=by, at=LATER),
        lambda ticket, by: renew_link(ticket=ticket, by=by, at=LATER),
        lambda ticket, by: open_complaint(ticket=ticket, by=by, at=LATER),
        lambda ticket, by: split_ticket(ticket=ticket, messages=[1], subject="Else", by=by, at=LATER),
    ],
    ids=["reply", "open", "waits", "put off", "undo", "link", "complaint", "split"],
)
def test_nothing_goes_on_for_a_customer_who_was_erased(cast, erased, goes_on):
    with pytest.raises(DeskRefused, match="nobody to answer"):
        goes_on(erased, cast.agent)
    assert Ticket.objects.get(pk=erased.pk).state == State.CLOSED
    assert not Outgoing.objects.filter(kind="link_again").exists()


def test_a_merge_that_is_undone_opens_nothing_for_a_customer_who_was_erased(cast, ann):
    theirs, other = a_ticket(cast, customer=ann), a_ticket(cast)
    merged = merge_tickets(source=theirs, target=other, by=cast.agent, at=MONDAY, different_customers=True)
    erase_customer(customer=ann, by=cast.lead, at=LATER)
    back = unmerge_tickets(merge=merged, by=cast.agent, at=LATER)
    assert Ticket.objects.get(pk=back.pk).state == State.CLOSED
    assert list(waiting_tickets(cast.team)) == [Ticket.objects.get(pk=other.pk)]


def test_a_change_of_many_leaves_out_whose_customer_was_erased(cast, erased):
    done = apply_bulk(team=cast.team, ids=[erased.pk], changes={"state": "open"}, by=cast.lead, at=LATER)
    assert "nobody to answer" in str(done.refused)


def test_closing_notes_and_fields_are_left_of_a_ticket_whose_customer_was_erased(cast, erased):
    add_note(ticket=erased, text="By their wish.", by=cast.agent, at=LATER)
    change_ticket(ticket=erased, changes={"priority": "high"}, by=cast.agent, at=LATER)
    move_ticket(ticket=erased, to=State.CLOSED, by=cast.agent, at=LATER)
    client, url = cast.client(cast.agent), f"/t/{cast.team.slug}/desk/{erased.number}/"
    page = client.get(url).content.decode() + client.get(f"{url}processes/").content.decode()
    assert "there is nobody to answer" in page
    for gone in ("write-reply", "tab-reply", "m-snooze", "m-state", "t-split", "b-link"):
        assert f'"{gone}"' not in page
    assert "data-complaint" not in page
    for left in ("note/", "change/"):
        assert f'action="{url}{left}"' in page
    assert 'data-kind="note" hidden' not in page


def test_why_a_mail_was_not_taken_names_the_address_no_more(cast):
    ann = known(cast, "Ann", ("email", "ann@example.org"))
    ticket = a_ticket(cast, customer=ann)
    why = "550 ann@example.org: no such mailbox"
    Outgoing.objects.create(
        ticket=ticket, kind="received", key="k", why=why, made_at=MONDAY, next_try_at=MONDAY
    )
    ticket.messages.update(not_delivered=why)
    erase_customer(customer=ann, by=cast.lead, at=MONDAY)
    assert not Outgoing.objects.filter(why__contains="ann").exists()
    assert not ticket.messages.exclude(not_delivered="").exists()


def test_a_complaint_whose_ticket_was_closed_before_ends_with_its_customer(cast):
    ann = known(cast, "Ann", ("email", "ann@example.org"))
    ticket = a_ticket(cast, customer=ann)
    complaint = open_complaint(ticket=ticket, by=cast.agent, at=MONDAY)
    move_ticket(ticket=ticket, to=State.CLOSED, by=cast.agent, at=MONDAY)
    erase_customer(customer=ann, by=cast.lead, at=MONDAY)
    complaint.refresh_from_db()
    assert complaint.closed_at == MONDAY
    assert remind_of_complaints(MONDAY + 5 * DAY) == 0


def test_a_department_is_not_asked_on_for_somebody_erased_whose_ticket_was_merged(cast):
    ann, bob = (known(cast, name, ("email", f"{name}@example.org")) for name in ("ann", "bob"))
    depot = Department.objects.create(team=cast.team, name="Depot", email="depot@example.org", due_hours=8)
    hers, his = a_ticket(cast, customer=ann), a_ticket(cast, customer=bob)
    done = {"by": cast.agent, "at": MONDAY}
    row = hand_off(ticket=hers, department=depot, asked="Where is it?", messages=[], **done)
    merge_tickets(source=hers, target=his, different_customers=True, **done)
    erase_customer(customer=ann, by=cast.lead, at=MONDAY)
    row.refresh_from_db()
    assert row.state == HandOffState.TAKEN_BACK
    assert handing_off.remind(MONDAY + 20 * DAY) == 0
    his.refresh_from_db()
    assert his.is_ours
    assert his.events.filter(kind=EventKind.HANDED_BACK).exists()
