"""Two tickets about one thing become one, and two again where that was wrong."""

from datetime import datetime
from typing import cast

from django.db import transaction
from django.db.models import Min
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from halfhour.customers.models import Customer
from halfhour.desk.actions.assigning import is_departments, segment_of_holder
from halfhour.desk.actions.drafts import give_back_drafts, move_drafts
from halfhour.desk.actions.ending import end_tickets
from halfhour.desk.actions.indexing import index_ticket
from halfhour.desk.actions.locking import lock_tickets, lock_with_end, refuse_outdated
from halfhour.desk.actions.moving_promises import bring_promises, give_back_promises
from halfhour.desk.actions.promising import promise
from halfhour.desk.actions.recording import handed, happened, moved, save_ticket
from halfhour.desk.actions.routing import back_to_queue
from halfhour.desk.actions.states import last_move, refuse_merged, taken_back
from halfhour.desk.adapter.clocks import GOES_ON, clocks_of_ticket
from halfhour.desk.adapter.merging import Wait, wait_after, wait_of, wait_since
from halfhour.desk.errors import DeskRefused, DifferentCustomers
from halfhour.desk.models import (
    Actor,
    Attachment,
    EventKind,
    Message,
    MessageKind,
    State,
    Ticket,
    TicketEvent,
    TicketMerge,
    Watch,
)
from halfhour.desk.models.processes import HandOffState
from halfhour.desk.models.tickets import ENDED
from halfhour.desk.queries.customers import is_same_person, now_of
from halfhour.desk.queries.merged import with_merged, written_by_customers
from halfhour.desk.wording.merging import who_wrote
from halfhour.people.models import User


@transaction.atomic
def merge_tickets(
    *,
    source: Ticket,
    target: Ticket,
    by: User,
    at: datetime,
    revision: int | None = None,
    different_customers: bool = False,
    brings_question: bool = True,
) -> TicketMerge:
    """Move what was said on `source` to `target`, and close `source`.

    Where `target` was merged itself, its end is meant. Drafts and followers go along. A question that waited
    on `source` waits on `target` from then on, with the time that it has waited; where whoever held it is
    not there, it waits in the line. With `different_customers`
    it is meant that several people wrote them; without `brings_question` nobody waits for more on `target`
    than before.

    Raises
    ------
    TicketMovedOn
        Where `revision` of `source` is not the newest, or either was merged while this waited.
    DifferentCustomers
        Where several people wrote them, those included whose tickets were merged into either before.
    DeskRefused
        Where they are one already, or belong to different teams.
    """
    if source.team_id != target.team_id:
        raise DeskRefused(_("Tickets of different teams cannot be merged."))
    source, target = _locked(source, target, revision)
    if not different_customers:
        _refuse_different_customers(source, target)
    was_ours = source.is_ours and brings_question
    waited = wait_of(source, until=at) if brings_question else None
    before, wakes_before = State(source.state), source.wakes_at
    said = list(Message.objects.filter(ticket=source).order_by("id").values_list("id", flat=True))
    _move_messages(said, to=target)
    drafts = move_drafts(source=source, target=target)
    _let_follow(source, target)
    merge = TicketMerge.objects.create(
        source=source,
        target=target,
        messages=said,
        drafts=drafts,
        state_before=before,
        wakes_before=wakes_before,
        by=by,
        at=at,
    )
    source.merged_into = target
    facts = {"merged_into": (None, target.number)}
    gone = [*moved(source, State.CLOSED, at=at, by=by), happened(EventKind.MERGED, at=at, by=by, facts=facts)]
    come = [happened(EventKind.MERGED, at=at, by=by, facts={"merged": (None, source.number)})]
    is_opened = was_ours and not target.is_ours
    if is_opened:
        come += _opened_by(merge, target, by=by, at=at)
    if waited is not None:
        come.append(_asked(waited, at=at, merge=merge.pk))
    _save_both((source, gone), (target, come), at)
    if is_opened:
        back_to_queue(ticket=target, at=at, keeps_chosen=False)
    if waited is not None:
        bring_promises(merge=merge, at=target.changed_at)
        promise(ticket=target, at=target.changed_at)
    return merge


@transaction.atomic
def unmerge_tickets(*, merge: TicketMerge, by: User, at: datetime) -> Ticket:
    """Give back what a merge moved, and nothing else; both stand alone again as they were.

    What was said since stays where it was said, but what the customer of the merged ticket wrote, where that
    is somebody else: it goes back with them, and waits for an answer there. The ticket of a customer who was
    erased meanwhile stays closed.

    Raises
    ------
    DeskRefused
        Where it was undone before, the ticket merged into was itself merged onwards, or all that its
        customer wrote was split off since.
    """
    rows = lock_tickets([merge.source_id, merge.target_id])
    source, target = rows[merge.source_id], rows[merge.target_id]
    merge = TicketMerge.objects.get(pk=merge.pk)
    if merge.undone_at is not None:
        raise DeskRefused(_("This merge has been undone already."))
    if target.merged_into_id is not None:
        raise DeskRefused(
            _("Ticket {number} was merged itself; undo that first.").format(number=target.number)
        )
    _refuse_split_off(merge, target)
    waited = wait_after(merge, source=source, target=target, until=at)
    since = _written_since(merge, source, target)
    if since:
        waited = wait_since(since[0].at, waited, source=source, until=at)
        source.customer_wrote_at = since[-1].at
    theirs = Message.objects.filter(pk__in=merge.messages, ticket=target).values_list("id", flat=True)
    _move_messages([*theirs, *(each.pk for each in since)], to=source)
    give_back_drafts(merge.drafts, source=source, target=target)
    merge.undone_at = at
    merge.save(update_fields=["undone_at"])
    source.merged_into = None
    back = moved(source, State(merge.state_before), at=at, by=by)
    if is_departments(source) and not source.hand_offs.filter(state=HandOffState.OPEN).exists():
        # Its department answered meanwhile, where the conversation went on.
        back += handed(source, segment_of_holder(source), at=at, by=None)
        if source.state == State.WAITING_ON_THIRD_PARTY:
            back += moved(source, State.OPEN, at=at, by=by)
    if merge.state_before not in ENDED:
        source.reopened -= 1  # a merge that is undone is no customer who came back
    source.wakes_at = merge.wakes_before
    source.wakes_to = State.OPEN if merge.wakes_before else ""
    if since and not source.is_ours:
        back += moved(source, State.OPEN, at=at, by=by)
    back.append(happened(EventKind.UNMERGED, at=at, by=by, facts={"merged_into": (target.number, None)}))
    if waited is not None:
        back.append(_asked(waited, at=at))
    closed = _closed_again(target, by=by, at=at)
    left = [
        *closed,
        happened(EventKind.UNMERGED, at=at, by=by, facts={"merged": (source.number, None)}),
    ]
    _save_both((source, back), (target, left), at)
    beside = target.merges_here.filter(undone_at__gte=merge.at).aggregate(first=Min("at"))
    give_back_promises(
        merge=merge,
        waits_here=not closed and clocks_of_ticket(target).question is not None,
        waits_there=waited is not None,
        since=beside["first"],
        at=source.changed_at,
    )
    if source.is_customer_erased:
        end_tickets([source], at=at)
    return source


def _refuse_split_off(merge: TicketMerge, target: Ticket) -> None:
    """A ticket does not come back without a word of what was asked on it."""
    wrote = Message.objects.filter(pk__in=merge.messages, kind=MessageKind.CUSTOMER)
    off = wrote.exclude(ticket=target).select_related("ticket").order_by("id").last()
    if off is not None and not wrote.filter(ticket=target).exists():
        raise DeskRefused(
            _("What was written on it is on ticket {number} by now; take that back first.").format(
                number=off.ticket.number
            )
        )


def _opened_by(merge: TicketMerge, target: Ticket, *, by: User, at: datetime) -> list[TicketEvent]:
    """Open a ticket for the question that a merge brings, and remember what it was before."""
    wakes_at = target.wakes_at.isoformat() if target.wakes_at else None
    events = moved(target, State.OPEN, at=at, by=by)
    for event in events:
        event.judged = {"opened_by": merge.pk, "wakes_at": wakes_at}
    return events


def _closed_again(target: Ticket, *, by: User, at: datetime) -> list[TicketEvent]:
    """Put a ticket that a merge opened back into its state before, unless it has gone on since.

    Where several opened it one after the other, the last to be undone does.
    """
    move = last_move(target)
    undone = frozenset(target.merges_here.filter(undone_at__isnull=False).values_list("id", flat=True))
    if move is None or move.judged.get("opened_by") not in undone:
        return []
    later = target.events.filter(pk__gt=move.pk, kind__in=GOES_ON)
    gone = {None, *undone}  # what no merge brought, and what went back with one
    if any(each.actor != Actor.HALFHOUR or each.judged.get("merge") not in gone for each in later):
        return []
    events = taken_back(target, move, by=by, at=at)
    for event in events:
        event.judged = {"undoes": [move.pk]}
    if move.judged["wakes_at"]:
        target.wakes_at, target.wakes_to = parse_datetime(move.judged["wakes_at"]), State.OPEN
    return events


def _refuse_different_customers(source: Ticket, target: Ticket) -> None:
    """Refuse to bring people together who were not before, and say who they are."""
    came = written_by_customers(source)
    if not came or is_same_person(source.customer, target.customer):
        return
    theirs = {_person(each): each for each in (*came, *written_by_customers(target))}
    for own in (source, target):  # of each person the ticket that is merged, where it is theirs
        if own.customer is not None:
            theirs[_person(own)] = own
    if target.customer is not None:  # who is answered from then on comes last
        theirs[_person(target)] = theirs.pop(_person(target))
    if len(theirs) > 1:
        tickets = tuple(theirs.values())
        sentence = who_wrote(tickets, answered=target.customer)
        raise DifferentCustomers(sentence, people=[(cast(Customer, one.customer), one) for one in tickets])


def _person(ticket: Ticket) -> int:
    return now_of(cast(Customer, ticket.customer)).pk


def _written_since(merge: TicketMerge, source: Ticket, target: Ticket) -> list[Message]:
    """What people other than the target's customer wrote by way of the merged ticket, oldest first."""
    came_by = Ticket.objects.filter(pk__in=with_merged(source), customer__isnull=False)
    writers = [
        each.customer_id
        for each in came_by.select_related("customer").order_by("id")
        if not is_same_person(each.customer, target.customer)
    ]
    since = Message.objects.filter(ticket=target, kind=MessageKind.CUSTOMER, customer__in=writers)
    return list(since.filter(at__gt=merge.at).order_by("at", "id"))


def _asked(waited: Wait, *, at: datetime, **merge: int) -> TicketEvent:
    return happened(EventKind.CUSTOMER_WROTE, at=at, judged={"waited": waited, **merge})


def _locked(source: Ticket, target: Ticket, revision: int | None) -> tuple[Ticket, Ticket]:
    """Both as they are now, of the target the end of its merges."""
    source, end = lock_with_end(source.pk, target.pk)
    if end.pk == source.pk:
        raise DeskRefused(_("These tickets are one already."))
    refuse_merged(source)
    refuse_outdated(source, revision)
    for ticket in (source, end):
        if ticket.is_customer_erased:
            sentence = _("The customer of ticket {number} was erased; nothing is merged with it.")
            raise DeskRefused(sentence.format(number=ticket.number))
    return source, end


def _move_messages(ids: list[int], *, to: Ticket) -> None:
    Message.objects.filter(pk__in=ids).update(ticket=to)
    Attachment.objects.filter(message__in=ids).update(ticket=to)


def _let_follow(source: Ticket, target: Ticket) -> None:
    following = Watch.objects.filter(ticket=source).values_list("user_id", flat=True)
    Watch.objects.bulk_create(
        [Watch(ticket=target, user_id=user_id) for user_id in following], ignore_conflicts=True
    )


def _save_both(one: tuple, other: tuple, at: datetime) -> None:  # type: ignore[type-arg]
    for ticket, events in sorted((one, other), key=lambda pair: pair[0].pk):
        index_ticket(ticket)
        save_ticket(ticket, events=events, at=at)
