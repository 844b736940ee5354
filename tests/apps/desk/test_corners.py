"""What happens at the corners: where tickets meet, where people or time went on, where a row is broken."""

from datetime import timedelta
from typing import Any
from unittest.mock import Mock

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from halfhour.customers.actions import NewCustomer, add_customer, erase_customer, merge_customers
from halfhour.customers.models import Customer
from halfhour.desk.actions import conversation, handing_off, input_files, merging, splitting, states
from halfhour.desk.actions.assigning import assign_ticket
from halfhour.desk.actions.bulk import apply_bulk
from halfhour.desk.actions.customer_side import send_form, write_again
from halfhour.desk.actions.gate import take
from halfhour.desk.actions.leaving import free_of_who_left
from halfhour.desk.actions.presence import set_presence
from halfhour.desk.actions.routing import drain
from halfhour.desk.actions.undoing_many import undo_bulk
from halfhour.desk.adapter.due import due_clock
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import (
    Department,
    DeskSettings,
    EventKind,
    LinkKind,
    Message,
    Outgoing,
    OutgoingKind,
    PresenceState,
    RawInput,
    State,
    Ticket,
)
from halfhour.desk.queries import customer_page, search
from halfhour.desk.queries.told import tickets_about
from halfhour.desk.signing import ticket_token
from halfhour.desk.wording.public import state_words
from halfhour.people.access import Permission, open_team
from halfhour.people.models import Member, TeamVersion
from support.desk import a_ticket
from support.ledger import MONDAY

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    cache.clear()


def a_customer(cast: Any, name: str) -> Customer:
    new = NewCustomer(name=name, addresses=(("email", f"{name.lower()}@example.org"),))
    return add_customer(team=cast.team, new=new, by=None, at=MONDAY)


def the_merge_of_two_people(cast: Any) -> tuple[Ticket, Ticket]:
    """Anna's ticket, merged into Bob's."""
    annas = a_ticket(cast, "My secret is safe", customer=a_customer(cast, "Anna"))
    bobs = a_ticket(cast, "My door is open", customer=a_customer(cast, "Bob"))
    meant = {"by": cast.agent, "at": MONDAY + HOUR, "different_customers": True}
    merging.merge_tickets(source=annas, target=bobs, **meant)
    annas.refresh_from_db()
    bobs.refresh_from_db()
    return annas, bobs


def test_after_a_merge_of_two_people_s_tickets_neither_reads_the_other(cast: Any) -> None:
    _annas, bobs = the_merge_of_two_people(cast)
    page = customer_page.opened(ticket_token(bobs))
    assert [each.text for each in customer_page.conversation(page)] == ["My door is open"]
    assert "secret" not in str(tickets_about(bobs.customer))


def test_one_person_under_two_numbers_reads_all_of_a_merged_ticket(cast: Any) -> None:
    first, second = a_customer(cast, "Anna"), a_customer(cast, "Anja")
    source, target = a_ticket(cast, "One", customer=first), a_ticket(cast, "Two", customer=second)
    merge_customers(source=first, target=second, by=cast.agent, at=MONDAY)
    merging.merge_tickets(source=source, target=target, by=cast.agent, at=MONDAY + HOUR)
    source.refresh_from_db()
    page = customer_page.opened(ticket_token(source))
    assert [each.text for each in customer_page.conversation(page)] == ["One", "Two"]


def test_who_writes_again_after_a_merge_says_it_in_their_own_name(cast: Any) -> None:
    annas, bobs = the_merge_of_two_people(cast)
    raw = write_again(ticket=annas, text="It is me again", key="a" * 32, at=MONDAY + 2 * HOUR)
    said = Message.objects.get(text="It is me again")
    assert raw.ticket == said.ticket
    assert (said.ticket, said.customer) == (bobs, annas.customer)


def test_a_question_that_is_merged_away_does_not_lose_its_clock(cast: Any) -> None:
    anna = a_customer(cast, "Anna")
    answered = a_ticket(cast, customer=anna)
    conversation.reply(ticket=answered, text="Soon.", by=cast.agent, at=MONDAY + HOUR, then=State.OPEN)
    asking = a_ticket(cast, customer=anna, at=MONDAY + 2 * HOUR)

    merge = merging.merge_tickets(source=asking, target=answered, by=cast.agent, at=MONDAY + 3 * HOUR)
    answered.refresh_from_db()
    assert answered.due_at is not None

    merging.unmerge_tickets(merge=merge, by=cast.agent, at=MONDAY + 4 * HOUR)
    asking.refresh_from_db()
    assert asking.due_at is not None


def test_closing_by_mistake_and_undoing_it_leaves_no_question_without_a_clock(cast: Any) -> None:
    ticket = a_ticket(cast)
    closed = apply_bulk(
        team=cast.team, ids=[ticket.pk], changes={"state": "closed"}, by=cast.lead, at=MONDAY + HOUR
    )
    undo_bulk(change=closed, by=cast.lead, at=MONDAY + HOUR)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.due_at is None) == (State.NEW, False)


def test_a_department_s_answer_follows_a_merge(cast: Any) -> None:
    anna = a_customer(cast, "Anna")
    source, target = a_ticket(cast, customer=anna), a_ticket(cast, customer=anna)
    legal = Department.objects.create(team=cast.team, name="Legal", email="legal@example.org", due_hours=8)
    asked = handing_off.hand_off(
        ticket=source, department=legal, asked="May we?", messages=[], by=cast.agent, at=MONDAY
    )
    merging.merge_tickets(source=source, target=target, by=cast.agent, at=MONDAY + HOUR)
    assert handing_off.remind(MONDAY + 9 * DAY) == 1
    handing_off.answer_hand_off(
        hand_off=asked, answer="We may", answered_by="Lea", by=None, at=MONDAY + 10 * DAY
    )
    assert Message.objects.get(text__contains="We may").ticket == target


def test_a_merged_ticket_takes_no_notes(cast: Any) -> None:
    annas, _bobs = the_merge_of_two_people(cast)
    with pytest.raises(DeskRefused):
        conversation.add_note(ticket=annas, text="Who reads this?", by=cast.agent, at=MONDAY + 2 * HOUR)
    assert not Message.objects.filter(text="Who reads this?").exists()


def test_what_was_due_before_the_settings_changed_is_told_late_in_business_time(cast: Any) -> None:
    ticket = a_ticket(cast)  # due on Monday as the desk closes
    known = TeamVersion.objects.get(team=cast.team)
    changed_at = MONDAY + 7 * DAY
    TeamVersion.objects.create(team=cast.team, number=2, document=known.document, changed_at=changed_at)
    clock = due_clock(Ticket.objects.get(pk=ticket.pk), at=changed_at)
    assert clock is not None
    assert clock.over_seconds == (4 * 10 + 2) * 3600


def test_an_answer_cannot_put_a_ticket_off_without_a_time(cast: Any) -> None:
    ticket = a_ticket(cast)
    with pytest.raises(DeskRefused):
        conversation.reply(
            ticket=ticket, text="Later.", by=cast.agent, at=MONDAY + HOUR, then=State.SCHEDULED
        )


def test_who_writes_long_after_the_end_is_promised_an_answer_and_told_the_new_number(cast: Any) -> None:
    ticket = a_ticket(cast, customer=a_customer(cast, "Anna"))
    states.move_ticket(ticket=ticket, to=State.CLOSED, by=cast.agent, at=MONDAY)
    new = conversation.customer_wrote(ticket=ticket, text="Once more", at=MONDAY + 100 * DAY).ticket
    assert new.promises.count() == 1
    assert Outgoing.objects.filter(ticket=new, kind=OutgoingKind.RECEIVED).count() == 1
    assert new.links.get().kind == LinkKind.FOLLOWS
    assert ticket.events.filter(kind=EventKind.LINKED).exists()


def test_files_of_a_form_that_was_cut_off_come_with_its_second_sending_once(
    cast: Any, monkeypatch: Any
) -> None:
    DeskSettings.objects.get_or_create(team=cast.team)
    body = {"name": "Anna", "email": "anna@example.org", "subject": "A bill", "text": "See the file"}

    def send(*names: str, at: Any) -> Any:
        files = [SimpleUploadedFile(name, b"one, two") for name in names]
        return send_form(team=cast.team, key="b" * 32, body=body, files=files, at=at)

    with monkeypatch.context() as cut_off:
        cut_off.setattr(input_files, "store", Mock(side_effect=OSError("disk")))
        with pytest.raises(OSError, match="disk"):
            send("bill.txt", at=MONDAY)
    raw = RawInput.objects.get()
    take(raw=raw, at=MONDAY)
    for minutes in (1, 2):
        send("bill.txt", at=MONDAY + timedelta(minutes=minutes))
    raw.refresh_from_db()
    assert [each.name for each in raw.ticket.attachments.all()] == ["bill.txt"]


def test_a_ticket_split_off_goes_to_nobody_who_was_there_only_when_its_message_came(
    cast: Any, django_capture_on_commit_callbacks: Any
) -> None:
    DeskSettings.objects.create(team=cast.team, routing={"ways": {"phone": "push"}})
    ticket = a_ticket(cast, channel="phone", queue="phone", customer=a_customer(cast, "Anna"))
    other = conversation.customer_wrote(ticket=ticket, text="And my bill?", at=MONDAY + HOUR)
    with django_capture_on_commit_callbacks(execute=True):
        assign_ticket(ticket=ticket, to=cast.lead, by=cast.lead, at=MONDAY + HOUR)
        set_presence(team=cast.team, user=cast.agent, state=PresenceState.AVAILABLE, at=MONDAY + 2 * HOUR)
    with django_capture_on_commit_callbacks(execute=True):
        new = splitting.split_ticket(
            ticket=ticket, messages=[other.pk], subject="Bill", by=cast.lead, at=MONDAY + 9 * HOUR
        )
    new.refresh_from_db()
    assert new.assignee is None


def test_tickets_of_who_left_the_team_go_back_to_the_line(cast: Any) -> None:
    left, stays = a_ticket(cast), a_ticket(cast)
    assign_ticket(ticket=left, to=cast.agent, by=cast.lead, at=MONDAY)
    assign_ticket(ticket=stays, to=cast.second_agent, by=cast.lead, at=MONDAY)
    Member.objects.filter(user=cast.agent).delete()
    assert free_of_who_left(MONDAY + HOUR) == 1
    left.refresh_from_db()
    stays.refresh_from_db()
    assert (left.assignee, left.segment, stays.assignee) == (None, "unassigned", cast.second_agent)


def test_undoing_gives_no_ticket_back_to_who_left_the_team(cast: Any) -> None:
    ticket = a_ticket(cast)
    assign_ticket(ticket=ticket, to=cast.agent, by=cast.lead, at=MONDAY)
    change = apply_bulk(
        team=cast.team, ids=[ticket.pk], changes={"assignee": cast.second_agent}, by=cast.lead, at=MONDAY
    )
    Member.objects.filter(user=cast.agent).delete()
    undo_bulk(change=change, by=cast.lead, at=MONDAY)
    ticket.refresh_from_db()
    assert ticket.assignee is None


def test_one_broken_ticket_keeps_no_other_from_waking(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    broken, whole = a_ticket(cast), a_ticket(cast)
    for ticket in (broken, whole):
        states.snooze_ticket(ticket=ticket, until=MONDAY + HOUR, by=cast.agent, at=MONDAY)
    saves = states.save_ticket

    def save(ticket: Ticket, **more: Any) -> Ticket:
        if ticket.pk == broken.pk:
            raise RuntimeError("broken")
        return saves(ticket, **more)

    monkeypatch.setattr(states, "save_ticket", save)
    assert states.wake_tickets(MONDAY + 2 * HOUR) == 1
    whole.refresh_from_db()
    assert whole.state == State.OPEN


def test_a_long_line_that_nobody_can_take_keeps_no_other_line_waiting(
    cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("halfhour.desk.actions.routing.MOST_DRAINED", 2)
    DeskSettings.objects.create(team=cast.team, routing={"ways": {"phone": "push", "chat": "push"}})
    for minute in range(3):
        a_ticket(cast, channel="chat", queue="a queue of old", at=MONDAY - HOUR + timedelta(minutes=minute))
    call = a_ticket(cast, channel="phone", queue="phone", at=MONDAY)
    set_presence(team=cast.team, user=cast.agent, state=PresenceState.AVAILABLE, at=MONDAY)
    assert drain(team=cast.team, at=MONDAY) == 1
    call.refresh_from_db()
    assert call.assignee == cast.agent


def test_what_an_erased_customer_said_on_another_s_ticket_is_not_found_there(cast: Any) -> None:
    annas, bobs = the_merge_of_two_people(cast)
    assert annas.customer is not None
    why = "550 <anna@example.org>: no such user"
    told = {"key": "1", "kind": OutgoingKind.REPLIED, "made_at": MONDAY, "next_try_at": MONDAY, "why": why}
    Outgoing.objects.create(ticket=annas, **told)
    erase_customer(customer=annas.customer, by=cast.lead, at=MONDAY + DAY)
    assert not Outgoing.objects.exclude(why="").exists()
    access = open_team(cast.lead, cast.team.slug, needs=Permission.SEE_TICKETS)
    assert search.found(access, "secret") == ()
    assert [row.number for row in search.found(access, "door")] == [bobs.number]


def test_who_was_merged_with_somebody_else_reads_what_they_wrote_and_takes_it_back(cast: Any) -> None:
    annas, bobs = the_merge_of_two_people(cast)
    conversation.reply(ticket=bobs, text="Dear Bob", by=cast.agent, at=MONDAY + 2 * HOUR)
    conversation.customer_wrote(ticket=annas, text="Any news?", at=MONDAY + 3 * HOUR)
    page = customer_page.opened(ticket_token(annas))
    assert [each.text for each in customer_page.conversation(page)] == ["My secret is safe", "Any news?"]
    assert "another message" in state_words(page.ticket)
    assert "Any news?" in str(tickets_about(annas.customer))
    bobs_page = customer_page.opened(ticket_token(bobs))
    assert [each.text for each in customer_page.conversation(bobs_page)] == ["My door is open", "Dear Bob"]
    merging.unmerge_tickets(merge=annas.merges_away.get(), by=cast.agent, at=MONDAY + 4 * HOUR)
    said = list(annas.messages.order_by("at").values_list("text", flat=True))
    assert said == ["My secret is safe", "Any news?"]
    for ticket in (annas, bobs):
        ticket.refresh_from_db()
    assert (annas.state, annas.customer_wrote_at) == (State.NEW, MONDAY + 3 * HOUR)
    assert annas.due_at is not None
    assert bobs.due_at is None  # nothing of Bob's waits for an answer


def test_who_wrote_after_their_settled_matter_was_merged_waits_for_an_answer_once_it_is_taken_apart(
    cast: Any,
) -> None:
    annas = a_ticket(cast, customer=a_customer(cast, "Anna"))
    bobs = a_ticket(cast, customer=a_customer(cast, "Bob"))
    conversation.reply(ticket=annas, text="Done", by=cast.agent, at=MONDAY + HOUR / 2, then=State.RESOLVED)
    meant = {"by": cast.agent, "at": MONDAY + HOUR, "different_customers": True}
    merge = merging.merge_tickets(source=annas, target=bobs, **meant)
    conversation.customer_wrote(ticket=annas, text="Not done", at=MONDAY + 2 * HOUR)
    merging.unmerge_tickets(merge=merge, by=cast.agent, at=MONDAY + 3 * HOUR)
    annas.refresh_from_db()
    assert (annas.state, annas.due_measure) == (State.OPEN, "next_answer")
    assert annas.due_at == MONDAY + DAY  # eight open hours after they wrote
