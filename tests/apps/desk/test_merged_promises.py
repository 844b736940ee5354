"""Of what a customer was told on two tickets that are merged the earlier time holds, and is counted once."""

from datetime import timedelta

import pytest

from halfhour.desk.actions.conversation import reply
from halfhour.desk.actions.merging import merge_tickets, unmerge_tickets
from halfhour.desk.actions.promising import look_at_promises, promise
from halfhour.desk.models import EventKind, PromiseRecord, QueueCalibration, State
from halfhour.desk.queries.beside import standing_of
from halfhour.desk.queries.customer_page import promise_of
from halfhour.desk.queries.promises import kept_share
from halfhour.people.access import access_to
from support.customers import known
from support.desk import a_ticket, mia, promised
from support.ledger import MONDAY

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
MERGED_AT = MONDAY + 10 * MINUTE


def two_promises(cast):
    """Two tickets of one customer; the second was promised a later time."""
    one, first = promised(cast)
    other = a_ticket(cast, "And my invoice?")
    second = promise(ticket=other, at=MONDAY + MINUTE)
    PromiseRecord.objects.filter(pk=second.pk).update(by_at=first.by_at + HOUR)
    second.refresh_from_db()
    return one, first, other, second


def merge(cast, source, target, *, at=MERGED_AT, **more):
    return merge_tickets(source=source, target=target, by=cast.agent, at=at, **more)


def counted(cast, at):
    (queue,) = kept_share(cast.team, at=at)
    theirs = standing_of(access_to(cast.lead, cast.team), mia(cast, team=cast.team), at=at)
    assert queue.kept == theirs.promises_kept
    return queue.settled, queue.kept


@pytest.mark.parametrize("turned", [False, True])
def test_the_earlier_time_holds_whichever_ticket_was_merged(cast, turned):
    one, first, other, _second = two_promises(cast)
    source, target = (other, one) if turned else (one, other)
    merge(cast, source, target)
    target.refresh_from_db()
    assert promise_of(target, MERGED_AT).by_at == first.by_at
    look_at_promises(team=cast.team, at=MERGED_AT)
    assert promise_of(target, MERGED_AT).by_at == first.by_at
    told = [event.facts["by"][1] for event in target.events.filter(kind=EventKind.PROMISED)]
    assert told[-1] == first.by_at.isoformat()


def test_an_earlier_time_that_came_by_a_merge_is_kept_or_broken_once_and_teaches_nothing(cast):
    one, first, other, second = two_promises(cast)
    merge(cast, one, other)
    late = first.by_at + MINUTE
    reply(ticket=other, text="Sent, and paid.", by=cast.agent, at=late)
    for _look in range(2):
        look_at_promises(team=cast.team, at=late)
    assert counted(cast, late) == (2, 1)  # the time told first was missed, the later one was not
    assert [each.was_kept for each in other.promises.order_by("by_at")] == [False, True]
    assert [each.was_kept for each in one.promises.all()] == [None]
    assert QueueCalibration.objects.get().document["promised"] == 1
    second.refresh_from_db()
    assert second.was_kept


def test_an_answer_before_the_merge_keeps_no_promise_that_came_by_it(cast):
    one, first, other, _second = two_promises(cast)
    reply(ticket=other, text="Your invoice.", by=cast.agent, at=MONDAY + 5 * MINUTE)
    merge(cast, one, other)
    other.refresh_from_db()
    assert promise_of(other, MERGED_AT).by_at == first.by_at
    look_at_promises(team=cast.team, at=MERGED_AT)
    assert other.promises.get(line__merge__isnull=False).was_kept is None
    assert counted(cast, MERGED_AT) == (1, 1)


def test_what_was_answered_just_before_the_merge_is_kept(cast):
    one, first, other, _second = two_promises(cast)
    reply(ticket=one, text="Sent.", by=cast.agent, at=MONDAY + 5 * MINUTE)
    merge(cast, one, other)
    look_at_promises(team=cast.team, at=MERGED_AT)
    first.refresh_from_db()
    assert first.was_kept


def test_taken_apart_each_ticket_has_its_own_promise_again(cast):
    one, first, other, second = two_promises(cast)
    done = merge(cast, one, other)
    look_at_promises(team=cast.team, at=MERGED_AT)
    unmerge_tickets(merge=done, by=cast.agent, at=MERGED_AT + MINUTE)
    for ticket, told in ((one, first), (other, second)):
        ticket.refresh_from_db()
        assert promise_of(ticket, MERGED_AT) == told
        assert ticket.promises.get() == told
        reply(ticket=ticket, text="Done.", by=cast.agent, at=MERGED_AT + 2 * MINUTE)
    look_at_promises(team=cast.team, at=MERGED_AT + 2 * MINUTE)
    assert counted(cast, MERGED_AT + 2 * MINUTE) == (2, 2)


def test_a_promise_is_counted_once_where_it_was_answered_and_taken_apart(cast):
    one, first, other, _second = two_promises(cast)
    done = merge(cast, one, other)
    reply(ticket=other, text="Both done.", by=cast.agent, at=MERGED_AT + MINUTE)
    unmerge_tickets(merge=done, by=cast.agent, at=MERGED_AT + 2 * MINUTE)
    look_at_promises(team=cast.team, at=MERGED_AT + 3 * MINUTE)
    assert counted(cast, MERGED_AT + 3 * MINUTE) == (1, 1)
    one.refresh_from_db()
    assert promise_of(one, MERGED_AT) == first  # by itself again, it waits for an answer
    reply(ticket=one, text="Once more.", by=cast.agent, at=MERGED_AT + 4 * MINUTE)
    look_at_promises(team=cast.team, at=MERGED_AT + 4 * MINUTE)
    assert counted(cast, MERGED_AT + 4 * MINUTE) == (2, 2)


def test_a_chain_of_merges_brings_the_earliest_time_to_its_end(cast):
    one, first, other, _second = two_promises(cast)
    last = a_ticket(cast, "And a third")
    promise(ticket=last, at=MONDAY + 2 * MINUTE)
    PromiseRecord.objects.filter(ticket=last).update(by_at=first.by_at + 2 * HOUR)
    inner, outer = merge(cast, one, other), merge(cast, other, last)
    last.refresh_from_db()
    assert promise_of(last, MERGED_AT).by_at == first.by_at
    unmerge_tickets(merge=outer, by=cast.agent, at=MERGED_AT)
    unmerge_tickets(merge=inner, by=cast.agent, at=MERGED_AT)
    for ticket in (one, other, last):
        ticket.refresh_from_db()
        assert ticket.promises.filter(replaced_at=None).count() == 1
    assert promise_of(one, MERGED_AT) == first


def test_what_somebody_else_was_promised_stays_with_their_ticket(cast):
    ann = known(cast, "Ann Otto", ("email", "ann@example.org"), team=cast.team)
    theirs, _first = promised(cast, customer=ann)
    other, second = promised(cast, at=MONDAY + MINUTE)
    PromiseRecord.objects.filter(pk=second.pk).update(by_at=second.by_at + 5 * HOUR)
    merge(cast, theirs, other, different_customers=True)
    other.refresh_from_db()
    assert promise_of(other, MERGED_AT) == second


def test_a_promise_comes_to_a_ticket_that_was_resolved(cast):
    one, first = promised(cast)
    other = a_ticket(cast, "Before")
    reply(ticket=other, text="Done.", by=cast.agent, at=MONDAY, then=State.RESOLVED)
    merge(cast, one, other)
    other.refresh_from_db()
    assert (other.state, promise_of(other, MERGED_AT).by_at) == (State.OPEN, first.by_at)
    assert other.promises.filter(replaced_at=None, was_kept=None).count() == 1
