"""What was promised, where a question goes from one ticket to another and comes back."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from halfhour.desk.actions.promising import promise, settle, standing_on
from halfhour.desk.actions.recording import happened
from halfhour.desk.models import EventKind, PromiseRecord, Ticket, TicketEvent, TicketMerge
from halfhour.desk.queries.customers import is_same_person
from halfhour.rows import insert_soon


def bring_promises(*, merge: TicketMerge, at: datetime) -> None:
    """What a customer was told on the merged ticket holds where they are answered from now on.

    Of two times that they were told, one on each, the earlier holds. It is counted there, once; on the ticket
    that was merged away it counts as neither kept nor broken. Somebody else's promise does not come along:
    they are not who is answered.
    """
    source, target = merge.source, merge.target
    settle(target.pk, at)
    told = list(_unsettled(source).filter(is_void=False))
    if not told or told[-1].replaced_at is not None or not is_same_person(source.customer, target.customer):
        return
    last, here = told[-1], standing_on(target)
    if here is not None and here.by_at <= last.by_at:
        return
    if here is not None:
        PromiseRecord.objects.filter(pk=here.pk).update(replaced_at=at)
    PromiseRecord.objects.bulk_create([_copied(each, merge, at) for each in told])
    facts = {"by": (None, last.by_at.isoformat()), "from": (None, last.from_at.isoformat())}
    event = happened(EventKind.PROMISED, at=at, facts=facts, reason={"reasons": last.reasons})
    event.ticket = target
    insert_soon(event)


def give_back_promises(
    *, merge: TicketMerge, waits_here: bool, waits_there: bool, since: datetime, at: datetime
) -> None:
    """A merge is undone: what was promised before it holds again on both tickets.

    What came with a question goes back with it, answered or not, and is counted there. What else was promised
    on the target `since` goes where nobody waits for an answer there any more; what was answered meanwhile is
    settled as ever.
    """
    source, target = merge.source, merge.target
    settle(target.pk, at)
    brought = PromiseRecord.objects.filter(ticket=target, line__merge=merge.pk)
    if waits_there:
        brought.delete()
    if waits_here:
        brought.filter(was_kept__isnull=True).exclude(_is_answered()).delete()
        if standing_on(target) is None:
            _hold_last_again(target)
    else:
        _unsettled(target).filter(made_at__gte=since).exclude(_is_answered()).delete()
    if waits_there:
        _unsettled(source).update(is_void=False)
        _hold_last_again(source)
        promise(ticket=source, at=at)


def _copied(told: PromiseRecord, merge: TicketMerge, at: datetime) -> PromiseRecord:
    """The same promise on the ticket merged into; answers count from now on."""
    return PromiseRecord(
        ticket=merge.target,
        queue=told.queue,
        made_at=at,
        from_at=told.from_at,
        by_at=told.by_at,
        chance=told.chance,
        line={**told.line, "merge": merge.pk},
        reasons=told.reasons,
        told_by_mail=told.told_by_mail,
        replaced_at=told.replaced_at,
    )


def _hold_last_again(ticket: Ticket) -> None:
    last = _unsettled(ticket).last()
    if last is not None:
        PromiseRecord.objects.filter(pk=last.pk).update(replaced_at=None)


def _unsettled(ticket: Ticket) -> QuerySet[PromiseRecord]:
    found = PromiseRecord.objects.filter(ticket=ticket, was_kept__isnull=True, answered_at__isnull=True)
    return found.order_by("made_at", "id")


def _is_answered() -> Exists:
    answers = TicketEvent.objects.filter(
        ticket=OuterRef("ticket"), kind=EventKind.ANSWERED, at__gte=OuterRef("made_at")
    )
    return Exists(answers)
