"""Who waits longer than they were told is told again: before it slips, and where nobody looked in time."""

from datetime import timedelta

import pytest

from halfhour.customers.actions import NewCustomer, add_customer
from halfhour.desk import live
from halfhour.desk.actions import promising
from halfhour.desk.actions.assigning import assign_ticket
from halfhour.desk.actions.conversation import reply
from halfhour.desk.actions.presence import set_presence
from halfhour.desk.actions.promising import look_at_promises, promise
from halfhour.desk.models import Notice, Outgoing, OutgoingKind, PresenceState, PromiseRecord, Ticket
from halfhour.desk.queries.beside import standing_of
from halfhour.desk.queries.promises import kept_share
from halfhour.people.access import access_to
from support.desk import a_ticket, mia, promised
from support.ledger import MONDAY

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def test_the_customer_is_told_again_before_a_promise_slips_and_that_does_not_count_as_kept(
    cast, monkeypatch, django_capture_on_commit_callbacks
):
    customer = add_customer(
        team=cast.team,
        new=NewCustomer(name="Zoe", addresses=(("email", "zoe@example.org"),)),
        by=None,
        at=MONDAY,
    )
    ticket, first = promised(cast, customer=customer)
    late = first.by_at - MINUTE
    look_at_promises(team=cast.team, at=MONDAY + MINUTE)
    assert ticket.promises.count() == 1
    looked = []
    monkeypatch.setattr(live, "look_again", lambda **where: looked.append(where.get("number")))
    with django_capture_on_commit_callbacks(execute=True):
        look_at_promises(team=cast.team, at=late)
    assert looked == [ticket.number]
    look_at_promises(team=cast.team, at=late)
    again = ticket.promises.get(replaced_at=None)
    assert again.by_at > first.by_at
    assert Outgoing.objects.filter(kind=OutgoingKind.PROMISE_MOVED).count() == 1
    reply(ticket=ticket, text="Sent.", by=cast.agent, at=again.by_at)
    look_at_promises(team=cast.team, at=again.by_at)
    first.refresh_from_db()
    again.refresh_from_db()
    assert (first.was_kept, again.was_kept) == (False, True)
    (queue,) = kept_share(cast.team, at=again.by_at)
    assert (queue.settled, queue.kept, queue.told_again) == (1, 0, 1)


@pytest.mark.parametrize("is_there", [True, False])
def test_who_holds_a_ticket_is_told_once_that_its_promise_slips_or_the_leads_where_they_are_away(
    cast, is_there
):
    ticket, first = promised(cast)
    _nobodys, _same = promised(cast)
    ticket = assign_ticket(ticket=ticket, to=cast.agent, by=cast.lead, at=MONDAY)
    late = first.by_at - MINUTE
    if is_there:
        set_presence(team=cast.team, user=cast.agent, state=PresenceState.AVAILABLE, at=late)
    for minutes in (0, 1):
        look_at_promises(team=cast.team, at=late + minutes * MINUTE)
    notice = Notice.objects.get(kind="promise_slips")
    assert (notice.user, notice.ticket) == (cast.agent if is_there else cast.lead, ticket)
    page = cast.client(notice.user).get(f"/t/{cast.team.slug}/desk/notices/").content.decode()
    assert f"The promise of ticket {ticket.number} is about to slip." in page


def test_nobody_is_told_again_who_was_answered_while_the_new_time_was_worked_out(cast, monkeypatch):
    ann = add_customer(
        team=cast.team,
        new=NewCustomer(name="Ann", addresses=(("email", "ann@example.org"),)),
        by=cast.lead,
        at=MONDAY,
    )
    ticket = a_ticket(cast, customer=ann)
    first = promise(ticket=ticket, at=MONDAY)
    for _each in range(300):
        a_ticket(cast)
    Ticket.objects.exclude(pk=ticket.pk).update(due_at=MONDAY)  # all of them go first
    at, work_out = first.by_at - timedelta(minutes=1), promising._promised

    def answered_meanwhile(row, when, **more):
        newer = work_out(row, when, **more)
        monkeypatch.setattr(promising, "_promised", work_out)
        reply(
            ticket=Ticket.objects.get(pk=ticket.pk), text="Here", by=cast.agent, at=at - timedelta(seconds=1)
        )
        return newer

    monkeypatch.setattr(promising, "_promised", answered_meanwhile)
    look_at_promises(team=cast.team, at=at)
    assert list(Outgoing.objects.filter(ticket=ticket).values_list("kind", flat=True)) == ["replied"]
    assert PromiseRecord.objects.filter(ticket=ticket).count() == 1


def test_who_is_told_again_often_is_told_no_more(cast):
    ticket = a_ticket(cast)
    made = promise(ticket=ticket, at=MONDAY)
    made.line |= {"told_before": promising.MOST_TOLD}
    made.save()
    for _each in range(300):
        a_ticket(cast)
    Ticket.objects.exclude(pk=ticket.pk).update(due_at=MONDAY)
    assert look_at_promises(team=cast.team, at=made.by_at - timedelta(minutes=1)) == 0
    made.line |= {"told_before": promising.MOST_TOLD - 1}
    made.save()
    assert look_at_promises(team=cast.team, at=made.by_at - timedelta(minutes=1)) == 1


def test_who_was_promised_a_time_that_passed_while_nobody_looked_is_told_a_new_one(cast):
    ticket, first = promised(cast)
    late = first.by_at + 2 * HOUR
    assert look_at_promises(team=cast.team, at=late) == 1
    again = ticket.promises.get(replaced_at=None)
    assert again.made_at == late < again.by_at
    assert Outgoing.objects.filter(kind=OutgoingKind.PROMISE_MOVED).count() == 1
    access = access_to(cast.agent, cast.team)
    assert standing_of(access, mia(cast, team=cast.team), at=late).promises_broken == 1
    reply(ticket=ticket, text="Sent.", by=cast.agent, at=late + MINUTE)
    look_at_promises(team=cast.team, at=late + MINUTE)
    theirs = standing_of(access, mia(cast, team=cast.team), at=late + MINUTE)
    assert (theirs.promises_kept, theirs.promises_broken) == (0, 1)


def test_whose_last_time_ran_out_too_is_told_another_once_a_day(cast):
    ticket, made = promised(cast)
    made.line |= {"told_before": promising.MOST_TOLD}
    made.save()
    day = timedelta(days=1)
    assert look_at_promises(team=cast.team, at=MONDAY + day - MINUTE) == 0
    for days in (1, 2):
        assert look_at_promises(team=cast.team, at=MONDAY + days * day) == 1
        assert look_at_promises(team=cast.team, at=MONDAY + days * day + HOUR * 12) == 0
    assert ticket.promises.count() == 3
    told = 0
    for days in range(3, 30):
        told += look_at_promises(team=cast.team, at=MONDAY + days * day)
    assert told == promising.MOST_IN_ALL - promising.MOST_TOLD - 2
