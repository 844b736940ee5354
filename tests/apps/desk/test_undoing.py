"""What is undone is as if it had not been: states, when they were reached, clocks and promises."""

from datetime import timedelta

import pytest
from django.db import transaction

from halfhour.desk.actions.assigning import assign_ticket, hold
from halfhour.desk.actions.bulk import apply_bulk, preview_bulk
from halfhour.desk.actions.changing import change_ticket
from halfhour.desk.actions.conversation import add_note, customer_wrote, reply
from halfhour.desk.actions.customer_side import mark_solved
from halfhour.desk.actions.locking import lock_ticket
from halfhour.desk.actions.merging import merge_tickets, unmerge_tickets
from halfhour.desk.actions.promising import look_at_promises, promise
from halfhour.desk.actions.recording import save_ticket
from halfhour.desk.actions.splitting import split_ticket, undo_split
from halfhour.desk.actions.states import last_move, move_ticket, undo_move
from halfhour.desk.actions.undoing_many import undo_bulk
from halfhour.desk.adapter.learning import examples_of
from halfhour.desk.models import Label, PromiseRecord, QueueCalibration, State, Ticket
from support.desk import a_ticket
from support.ledger import MONDAY

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
KEPT = ("state", "wakes_at", "resolved_at", "closed_at", "reopened", "due_at")


def standing(ticket):
    found = Ticket.objects.get(pk=ticket.pk)
    return [getattr(found, name) for name in KEPT]


def merged(cast, source, target, at):
    return merge_tickets(source=source, target=target, by=cast.agent, at=at)


def moved_to(cast, ticket, to, at):
    return move_ticket(ticket=ticket, to=to, by=cast.agent, at=at)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_merges_the_last_to_be_undone_leaves_the_target_as_it_was(cast, order):
    one, two, target = (a_ticket(cast, text) for text in ("one", "two", "target"))
    for each in (one, two):
        promise(ticket=each, at=MONDAY)
    reply(ticket=target, text="Done", by=cast.agent, at=MONDAY + MINUTE, then=State.RESOLVED)
    before = standing(target)
    merges = [merged(cast, one, target, MONDAY + 10 * MINUTE), merged(cast, two, target, MONDAY + HOUR)]
    unmerge_tickets(merge=merges[order[0]], by=cast.agent, at=MONDAY + 2 * HOUR)
    assert Ticket.objects.get(pk=target.pk).state == State.OPEN  # the other question still waits there
    unmerge_tickets(merge=merges[order[1]], by=cast.agent, at=MONDAY + 3 * HOUR)
    assert standing(target) == before
    assert not PromiseRecord.objects.filter(ticket=target).exists()


def test_a_promise_that_went_back_with_its_question_teaches_nobody_anything(cast):
    one, target = a_ticket(cast), a_ticket(cast)
    reply(ticket=target, text="Done", by=cast.agent, at=MONDAY, then=State.WAITING_ON_CUSTOMER)
    merge = merged(cast, one, target, MONDAY + 10 * MINUTE)
    unmerge_tickets(merge=merge, by=cast.agent, at=MONDAY + 20 * MINUTE)
    later = MONDAY + timedelta(days=2)
    customer_wrote(ticket=target, text="Again", at=later)
    reply(ticket=target, text="At once", by=cast.agent, at=later + MINUTE)
    look_at_promises(team=cast.team, at=later + 2 * MINUTE)
    assert not QueueCalibration.objects.filter(broken__gt=0).exists()


def test_who_holds_a_ticket_meanwhile_changes_nothing_of_what_is_undone(cast):
    one, target = a_ticket(cast), a_ticket(cast)
    reply(ticket=target, text="Done", by=cast.agent, at=MONDAY, then=State.RESOLVED)
    merge = merged(cast, one, target, MONDAY + HOUR)
    assign_ticket(ticket=target, to=cast.second_agent, by=cast.lead, at=MONDAY + 2 * HOUR)
    unmerge_tickets(merge=merge, by=cast.agent, at=MONDAY + 3 * HOUR)
    assert Ticket.objects.get(pk=target.pk).state == State.RESOLVED


def test_who_holds_it_changes_nothing_of_a_split_that_is_undone(cast):
    ticket = a_ticket(cast)
    wrote = customer_wrote(ticket=ticket, text="And the bell?", at=MONDAY)
    reply(ticket=ticket, text="Done", by=cast.agent, at=MONDAY + HOUR, then=State.WAITING_ON_CUSTOMER)
    new = split_ticket(ticket=ticket, messages=[wrote.pk], subject="", by=cast.agent, at=MONDAY + HOUR)
    assign_ticket(ticket=ticket, to=cast.second_agent, by=cast.lead, at=MONDAY + 2 * HOUR)
    undo_split(ticket=new, by=cast.agent, at=MONDAY + 3 * HOUR)
    assert standing(ticket)[0] == State.WAITING_ON_CUSTOMER


def test_a_question_that_was_asked_as_its_ticket_was_merged_keeps_its_time(cast):
    one, other = a_ticket(cast), a_ticket(cast)
    reply(ticket=one, text="Done", by=cast.agent, at=MONDAY + MINUTE)
    customer_wrote(ticket=one, text="And now?", at=MONDAY + HOUR)
    due_at = standing(one)[-1]
    merge = merged(cast, one, other, MONDAY + HOUR)
    unmerge_tickets(merge=merge, by=cast.agent, at=MONDAY + 5 * HOUR)
    assert standing(one)[-1] == due_at


def test_what_is_undone_ended_when_it_did(cast):
    ticket, at = a_ticket(cast), MONDAY
    for to in (State.RESOLVED, State.OPEN, State.CLOSED):  # in the end since the third of them
        at += MINUTE
        moved_to(cast, ticket, to, at)
    before = standing(ticket)
    assert (before[2], before[3]) == (at, at)
    for to in (State.OPEN, State.RESOLVED):
        moved_to(cast, ticket, to, at + HOUR)
        undo_move(ticket=ticket, event_id=last_move(ticket).pk, by=cast.agent, at=at + HOUR + MINUTE)
        assert standing(ticket) == before


def test_merges_that_come_and_go_leave_alone_when_a_ticket_was_resolved(cast):
    first, ticket, last = a_ticket(cast), a_ticket(cast), a_ticket(cast)
    moved_to(cast, ticket, State.RESOLVED, MONDAY + MINUTE)
    before = standing(ticket)
    for source, target, at in ((ticket, first, MONDAY + HOUR), (last, ticket, MONDAY + 2 * HOUR)):
        unmerge_tickets(merge=merged(cast, source, target, at), by=cast.agent, at=at + MINUTE)
        assert standing(ticket) == before


def test_a_new_ticket_that_many_were_given_and_resolved_with_is_new_again(cast):
    ticket = a_ticket(cast)
    before, changes = standing(ticket), {"assignee": cast.second_agent, "state": "resolved"}
    change = apply_bulk(team=cast.team, ids=[ticket.pk], changes=changes, by=cast.lead, at=MONDAY + HOUR)
    undo_bulk(change=change, by=cast.lead, at=MONDAY + HOUR + MINUTE)
    assert standing(ticket)[:-1] == before[:-1]


def test_a_promise_to_who_wrote_meanwhile_stands_when_a_merge_is_undone(cast):
    one, target = a_ticket(cast), a_ticket(cast)
    reply(ticket=target, text="Done", by=cast.agent, at=MONDAY, then=State.WAITING_ON_CUSTOMER)
    merge = merged(cast, one, target, MONDAY + HOUR)
    customer_wrote(ticket=target, text="And mine?", at=MONDAY + HOUR + MINUTE)
    moved_to(cast, target, State.WAITING_ON_THIRD_PARTY, MONDAY + HOUR + 2 * MINUTE)
    unmerge_tickets(merge=merge, by=cast.agent, at=MONDAY + 2 * HOUR)
    assert PromiseRecord.objects.filter(ticket=target, replaced_at=None, was_kept=None).exists()


def test_a_change_of_many_that_is_undone_reopened_nothing(cast):
    ticket = a_ticket(cast)
    moved_to(cast, ticket, State.RESOLVED, MONDAY + MINUTE)
    before = standing(ticket)
    change = apply_bulk(
        team=cast.team, ids=[ticket.pk], changes={"state": "open"}, by=cast.lead, at=MONDAY + HOUR
    )
    undo_bulk(change=change, by=cast.lead, at=MONDAY + HOUR + MINUTE)
    assert standing(ticket) == before


def test_undoing_a_change_of_many_teaches_nothing_and_triage_says_again_what_it_said(cast):
    ticket = a_ticket(cast)
    before = {"category": {"value": "delivery", "by": "rule"}}
    Ticket.objects.filter(pk=ticket.pk).update(triage=before, category="delivery")
    asked = {"category": "billing", "priority": "urgent"}
    change = apply_bulk(team=cast.team, ids=[ticket.pk], changes=asked, by=cast.lead, at=MONDAY)
    assert Label.objects.count() == 2
    undo_bulk(change=change, by=cast.lead, at=MONDAY)
    ticket.refresh_from_db()
    assert (ticket.triage, ticket.category) == (before, "delivery")
    assert not Label.objects.exists()


def test_a_preview_of_many_says_the_state_that_follows_where_somebody_is_given_them_too(cast):
    ticket = a_ticket(cast)
    for named, after in (({"state": "resolved"}, "resolved"), ({}, "open")):
        asked = named | {"assignee": cast.agent.pk}
        effect = preview_bulk(team=cast.team, ids=[ticket.pk], changes=asked, by=cast.lead)[0]
        assert effect.facts["state"] == ("new", after)
    change = apply_bulk(team=cast.team, ids=[ticket.pk], changes=asked, by=cast.lead, at=MONDAY)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.assignee) == ("open", cast.agent)
    undo_bulk(change=change, by=cast.lead, at=MONDAY)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.assignee) == ("new", None)


@pytest.mark.parametrize("asked", [{"state": "resolved"}, {"state": "closed", "assignee": "ada"}])
def test_clocks_run_on_as_if_many_had_never_been_moved(cast, asked):
    asked = asked | ({"assignee": cast.agent.pk} if "assignee" in asked else {})
    tickets = [a_ticket(cast), moved_to(cast, a_ticket(cast), State.OPEN, MONDAY)]
    before = [standing(each) for each in tickets]
    ids = [each.pk for each in tickets]
    change = apply_bulk(team=cast.team, ids=ids, changes=asked, by=cast.lead, at=MONDAY + MINUTE)
    undo_bulk(change=change, by=cast.lead, at=MONDAY + 10 * MINUTE)
    assert [standing(each) for each in tickets] == before


def test_who_was_given_a_ticket_by_routing_still_is_once_a_change_of_many_is_undone(cast):
    ticket = a_ticket(cast)
    with transaction.atomic():
        held = lock_ticket(ticket.pk)
        save_ticket(held, events=hold(held, cast.agent, at=MONDAY, by=None), at=MONDAY)
    asked = {"assignee": cast.second_agent.pk}
    change = apply_bulk(team=cast.team, ids=[ticket.pk], changes=asked, by=cast.lead, at=MONDAY + MINUTE)
    undo_bulk(change=change, by=cast.lead, at=MONDAY + 2 * MINUTE)
    ticket.refresh_from_db()
    assert (ticket.assignee, ticket.assigned_at, ticket.assigned_by_person) == (cast.agent, MONDAY, False)


@pytest.mark.parametrize("many", [False, True])
def test_a_promise_stands_again_where_a_ticket_was_ended_by_mistake(cast, many):
    ticket = a_ticket(cast)
    made = promise(ticket=ticket, at=MONDAY)
    if many:
        asked = {"state": "closed"}
        change = apply_bulk(team=cast.team, ids=[ticket.pk], changes=asked, by=cast.lead, at=MONDAY + MINUTE)
    else:
        moved_to(cast, ticket, State.RESOLVED, MONDAY + MINUTE)
    look_at_promises(team=cast.team, at=MONDAY + 2 * MINUTE)
    if many:
        undo_bulk(change=change, by=cast.lead, at=MONDAY + 3 * MINUTE)
    else:
        event = last_move(ticket)
        undo_move(ticket=ticket, event_id=event.pk, by=cast.agent, at=MONDAY + 3 * MINUTE)
    look_at_promises(team=cast.team, at=MONDAY + 15 * MINUTE)
    made.refresh_from_db()
    assert (made.was_kept, made.replaced_at) == (None, None)
    assert not QueueCalibration.objects.exists()


def test_what_the_team_ends_without_a_word_keeps_no_promise_and_breaks_none(cast):
    ticket = a_ticket(cast)
    made = promise(ticket=ticket, at=MONDAY)
    moved_to(cast, ticket, State.CLOSED, MONDAY + MINUTE)
    look_at_promises(team=cast.team, at=MONDAY + 12 * MINUTE)
    made.refresh_from_db()
    assert (made.was_kept, made.replaced_at) == (None, MONDAY + 12 * MINUTE)
    assert not QueueCalibration.objects.exists()


def test_a_matter_that_the_customer_says_is_settled_keeps_its_promise(cast):
    ticket = a_ticket(cast)
    made = promise(ticket=ticket, at=MONDAY)
    mark_solved(ticket=ticket, at=MONDAY + MINUTE)
    look_at_promises(team=cast.team, at=MONDAY + 12 * MINUTE)
    made.refresh_from_db()
    assert (made.was_kept, made.answered_at) == (True, MONDAY + MINUTE)


def test_a_slip_of_the_hand_that_is_put_right_teaches_nothing(cast):
    ticket = a_ticket(cast)
    for step, category in enumerate(("billing", "")):
        at = MONDAY + step * MINUTE
        change_ticket(ticket=ticket, changes={"category": category}, by=cast.agent, at=at)
    assert [each.label for each in examples_of(cast.team, "category")] == [None]


def test_a_change_of_many_is_undone_though_a_ticket_was_saved_later_than_it_began(cast):
    ticket = a_ticket(cast)
    add_note(ticket=ticket, text="At another machine's time", by=cast.agent, at=MONDAY + 2 * MINUTE)
    changes = {"state": "resolved"}
    change = apply_bulk(team=cast.team, ids=[ticket.pk], changes=changes, by=cast.lead, at=MONDAY + MINUTE)
    undo_bulk(change=change, by=cast.lead, at=MONDAY + 3 * MINUTE)
    assert Ticket.objects.get(pk=ticket.pk).state == State.NEW
