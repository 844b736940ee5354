"""Promises carried out: made as a contact comes, told, told again before they slip, and settled.

A promise is kept if the customer is answered by the time that they were told first, or says by then that the
matter is settled: telling them again does not make a broken one kept. What the team ends by then without
an answer is neither kept nor broken. Every settled promise teaches its queue.
"""

from datetime import UTC, datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Min, OuterRef, Q, QuerySet, Subquery

from halfhour.desk import live
from halfhour.desk.actions.locking import lock_ticket
from halfhour.desk.actions.one_by_one import one_by_one
from halfhour.desk.actions.recording import happened
from halfhour.desk.actions.warning import warn_of_promise
from halfhour.desk.adapter.promise import (
    calibration_from,
    calibration_now,
    capacity_ahead,
    capacity_between,
    handle_seconds,
    reasons_of,
    stored_calibration,
)
from halfhour.desk.models import (
    Actor,
    EventKind,
    OutgoingKind,
    PromiseRecord,
    QueueCalibration,
    Ticket,
    TicketEvent,
)
from halfhour.desk.models.tickets import ENDED, OURS, UNDONE_WITHIN
from halfhour.desk.notices import tell_customer
from halfhour.desk.queries.line import ahead_of, ahead_of_new
from halfhour.engine.promise import Line, Promise, is_slipping, learn, promise_at, score_of
from halfhour.people.models import Team
from halfhour.rows import foreseen, insert_soon, together

NOT_PROMISED = ("phone", "chat")  # whoever is there is spoken with now
LAST_SHARE = 0.25  # of the time promised, in which it is seen whether it slips
MOST_TOLD = 3  # later times in a row; then once a day, where the last one ran out
MOST_IN_ALL = 10  # and then no more: a time that nobody believes is none, and the board tells the leads
MOST_AT_ONCE = 200
A_DAY = timedelta(days=1)


def promise(*, ticket: Ticket, at: datetime, is_new: bool = False) -> PromiseRecord | None:
    """Promise an answer to a customer who waits, unless one is promised; None where none can be.

    `is_new` is for a ticket that was opened just now, of which nothing can have been promised.

    Cheap, for it is part of every contact's coming: one look at the line, at what was learned, and two rows.
    """
    if ticket.channel in NOT_PROMISED or ticket.state not in OURS or ticket.merged_into_id is not None:
        return None
    if not is_new:
        settle(ticket.pk, at)
    standing = None if is_new else standing_on(ticket)
    return standing if standing is not None else _made(ticket, at, is_new=is_new)


def standing_on(ticket: Ticket) -> PromiseRecord | None:
    """What a ticket's customer was told last, unless it is known that they were answered."""
    rows = PromiseRecord.objects.filter(ticket=ticket, replaced_at__isnull=True, answered_at__isnull=True)
    return rows.order_by("-made_at", "-id").first()


def look_at_promises(*, team: Team, at: datetime) -> int:
    """Settle what was answered or is past, and tell those again whose promise slips; how many changed."""
    return _settle_all(team, at) + _tell_again(team, at)


def look_at_all_promises(at: datetime) -> int:
    """`look_at_promises` for every team that has promised anything."""
    standing = PromiseRecord.objects.filter(was_kept__isnull=True, replaced_at__isnull=True)
    ids = set(standing.order_by().values_list("ticket__team", flat=True).distinct())
    return sum(look_at_promises(team=team, at=at) for team in Team.objects.filter(id__in=ids).order_by("id"))


@transaction.atomic(savepoint=False)
def _made(
    ticket: Ticket, at: datetime, *, told_before: int = 0, is_new: bool = False
) -> PromiseRecord | None:
    found, line, reasons = _promised(ticket, at, is_new=is_new)
    if found is None:
        return None
    record = PromiseRecord(
        ticket=ticket,
        queue=ticket.queue,
        made_at=at,
        from_at=_moment(found.low_at),
        by_at=_moment(found.high_at),
        chance=found.chance,
        line={"ahead": line.ahead, "handle_seconds": line.handle_seconds, "told_before": told_before},
        reasons=reasons,
    )
    insert_soon(record)
    facts = {"by": (None, record.by_at.isoformat()), "from": (None, record.from_at.isoformat())}
    event = happened(EventKind.PROMISED, at=at, facts=facts, reason={"reasons": reasons})
    event.ticket = ticket
    insert_soon(event)
    return record


def _promised(
    ticket: Ticket, at: datetime, *, is_new: bool = False
) -> tuple[Promise | None, Line, list[dict[str, object]]]:
    """The promise that would be made now."""
    team, queue = ticket.team, ticket.queue
    capacity, is_planned = capacity_ahead(team, queue, at)
    handle, is_measured = handle_seconds(team, queue, at)
    line = Line(ahead=_ahead(ticket, is_new=is_new), handle_seconds=handle)
    calibration = calibration_now(team, queue, at)
    found = promise_at(at=int(at.timestamp()), line=line, capacity=capacity, calibration=calibration)
    reasons = reasons_of(
        line=line,
        is_measured=is_measured,
        capacity=capacity,
        is_planned=is_planned,
        chance=calibration.chance,
    )
    return found, line, reasons


def _ahead(ticket: Ticket, *, is_new: bool) -> int:
    """How many of the same queue will be answered first."""
    known = foreseen(ahead_of_new(ticket)) if is_new else None
    return known if known is not None else together(ahead_of(ticket))[0]


def _open_promises(team: Team) -> QuerySet[PromiseRecord]:
    """Promises that stand, with when their ticket was answered since, if it was."""
    answers = (
        TicketEvent.objects.filter(
            ticket=OuterRef("ticket"), kind=EventKind.ANSWERED, at__gte=OuterRef("made_at")
        )
        .order_by()
        .values("ticket")
        .annotate(first=Min("at"))
        .values("first")
    )
    return PromiseRecord.objects.filter(
        ticket__team=team, was_kept__isnull=True, replaced_at__isnull=True
    ).annotate(answered=Subquery(answers))


def _settle_all(team: Team, at: datetime) -> int:
    ended = Q(ticket__state__in=ENDED, ticket__resolved_at__lte=at - UNDONE_WITHIN)
    over = Q(answered__isnull=False) | ended
    due = _open_promises(team).filter(over).order_by("by_at", "id").values_list("ticket", flat=True)
    return one_by_one(settle, dict.fromkeys(due[:MOST_AT_ONCE]), at)


@transaction.atomic
def settle(ticket_id: int, at: datetime) -> int:
    """Settle all that one customer was told since they last wrote: kept or broken by what was told first.

    A ticket that was merged away answers nobody, nor does one that the team ended in time without a word,
    once that can no longer be undone: its promise is neither kept nor broken.
    """
    ticket = lock_ticket(ticket_id)
    unsettled = PromiseRecord.objects.filter(
        ticket=ticket, was_kept__isnull=True, answered_at__isnull=True, is_void=False
    )
    rows = list(unsettled.order_by("made_at", "id"))
    if not rows:
        return 0
    first = rows[0]
    is_merged = ticket.merged_into_id is not None
    answered = _answered_at(ticket, first, at)
    if answered is None:
        is_over = is_merged or _has_ended_for_good(ticket, at)
        standing = [each.pk for each in rows if each.replaced_at is None] if is_over else []
        if standing:
            PromiseRecord.objects.filter(pk__in=[each.pk for each in rows]).update(is_void=True)
        return PromiseRecord.objects.filter(pk__in=standing).update(replaced_at=at)
    for each in rows:
        each.answered_at, each.was_kept = answered, answered <= each.by_at
    PromiseRecord.objects.bulk_update(rows, ["answered_at", "was_kept"])
    _learn(ticket, first, at)
    return len(rows)


def _answered_at(ticket: Ticket, first: PromiseRecord, at: datetime) -> datetime | None:
    """The first answer since, or when the customer said that the matter is settled.

    Where the team ended it without a word, and only after the time that was promised, that: it is broken.
    """
    since = TicketEvent.objects.filter(ticket=ticket, at__gte=first.made_at)
    settled = Q(kind=EventKind.MOVED, state__in=ENDED, actor=Actor.CUSTOMER)
    answers = since.filter(Q(kind=EventKind.ANSWERED) | settled)
    answered: datetime | None = answers.aggregate(first=Min("at"))["first"]
    if answered is not None or ticket.merged_into_id is not None:
        return answered
    if _has_ended_for_good(ticket, at) and first.by_at < (ticket.resolved_at or at):
        return ticket.resolved_at
    return answered


def _has_ended_for_good(ticket: Ticket, at: datetime) -> bool:
    return ticket.is_ended and ticket.resolved_at is not None and ticket.resolved_at <= at - UNDONE_WITHIN


def _learn(ticket: Ticket, settled: PromiseRecord, at: datetime) -> None:
    answered_at, was_kept = settled.answered_at, settled.was_kept
    if answered_at is None or was_kept is None or "merge" in settled.line:
        return  # another ticket's line was told of
    row, _is_new = QueueCalibration.objects.select_for_update().get_or_create(
        team=ticket.team, queue=settled.queue, defaults={"document": {}, "changed_at": at}
    )
    line = Line(ahead=settled.line["ahead"], handle_seconds=settled.line["handle_seconds"])
    score = score_of(
        at=int(settled.made_at.timestamp()),
        answered_at=answered_at.timestamp(),
        line=line,
        capacity=capacity_between(ticket.team, settled.queue, settled.made_at, answered_at),
    )
    row.document = stored_calibration(learn(calibration_from(row.document), score=score, was_kept=was_kept))
    row.kept += was_kept
    row.broken += not was_kept
    row.changed_at = at
    row.save()


def _tell_again(team: Team, at: datetime) -> int:
    """Tell those whose promise slips, in its last quarter, and those whose ran out while nobody looked."""
    is_waiting = Q(answered__isnull=True, ticket__state__in=OURS)
    open_ones = _open_promises(team).select_related("ticket__team", "ticket__customer")
    is_seldom = Q(line__told_before__lt=MOST_TOLD)
    is_daily = Q(made_at__lte=at - A_DAY, line__told_before__lt=MOST_IN_ALL)
    is_past = Q(by_at__lte=at) & (is_seldom | is_daily)
    soon = open_ones.filter(is_waiting, is_seldom, by_at__gt=at).order_by("by_at", "id")[:MOST_AT_ONCE]
    past = open_ones.filter(is_waiting, is_past).order_by("-by_at", "id")
    slipping = [each for each in soon if at >= _last_quarter(each)]
    return sum(_told_again(each, at) for each in (*slipping, *past[:MOST_AT_ONCE]))


def _last_quarter(record: PromiseRecord) -> datetime:
    return record.by_at - (record.by_at - record.made_at) * LAST_SHARE


@transaction.atomic
def _told_again(record: PromiseRecord, at: datetime) -> int:
    """Whether a customer was told a later time; not whoever was answered while it was worked out."""
    newer, _line, _reasons = _promised(record.ticket, at)
    if newer is None or not is_slipping(promise=_engine_promise(record), newer=newer):
        return 0
    ticket = lock_ticket(record.ticket_id)
    stands = _open_promises(ticket.team).filter(Q(answered__isnull=True), pk=record.pk).exists()
    if not stands or not ticket.is_ours:
        return 0
    PromiseRecord.objects.filter(pk=record.pk).update(replaced_at=at)
    record.ticket = ticket
    warn_of_promise(record, at=at)
    again = _made(ticket, at, told_before=record.line.get("told_before", 0) + 1)
    if again is not None:
        transaction.on_commit(partial(live.look_again, team_id=ticket.team_id, number=ticket.number))
        tell_customer(ticket=ticket, kind=OutgoingKind.PROMISE_MOVED, at=at, promise=again)
    return 1


def _engine_promise(record: PromiseRecord) -> Promise:
    return Promise(
        made_at=int(record.made_at.timestamp()),
        low_at=int(record.from_at.timestamp()),
        high_at=int(record.by_at.timestamp()),
        chance=record.chance,
    )


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(0, tz=UTC) + timedelta(seconds=seconds)
