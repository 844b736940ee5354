"""A ticket that turned out to be about two things."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from halfhour.customers.actions.locking import again_after_deadlock, lock_customers
from halfhour.customers.models import Customer
from halfhour.desk.actions.indexing import index_ticket
from halfhour.desk.actions.locking import lock_ticket, lock_tickets, moved_on
from halfhour.desk.actions.merging import merge_tickets
from halfhour.desk.actions.opening import NewTicket, open_new_ticket
from halfhour.desk.actions.promising import promise
from halfhour.desk.actions.recording import happened, moved, save_ticket
from halfhour.desk.actions.states import refuse_erased, refuse_merged
from halfhour.desk.adapter.clocks import GOES_ON
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import (
    Actor,
    Attachment,
    EventKind,
    LinkKind,
    Message,
    MessageKind,
    State,
    Ticket,
    TicketLink,
)
from halfhour.desk.queries.customers import is_same_person, now_of
from halfhour.desk.queries.merged import written_by_customers
from halfhour.desk.queries.splits import split_event
from halfhour.people.models import User


@again_after_deadlock
@transaction.atomic
def split_ticket(
    *,
    ticket: Ticket,
    messages: Sequence[int],
    subject: str,
    by: User,
    at: datetime,
    revision: int | None = None,
) -> Ticket:
    """Move some messages (ids) to a new ticket, which follows on from this one.

    It is the ticket of whoever wrote them, which is somebody else where theirs was merged into this one.

    The customer has waited since the first of theirs was written, and so have the new ticket's clocks; what
    was answered is answered there, and what was not is promised an answer as any other.

    Raises
    ------
    DeskRefused
        Unless some messages go and some stay, all of this ticket, one of the customer's among those that go;
        where the customer was erased, or several people wrote them.
    """
    people = lock_customers(_people_of(ticket))
    ticket = lock_ticket(ticket.pk, revision=revision)
    refuse_merged(ticket)
    refuse_erased(ticket)
    said = list(Message.objects.filter(ticket=ticket).select_related("customer").order_by("at", "id"))
    chosen = [message for message in said if message.pk in set(messages)]
    if not chosen or len(chosen) != len(set(messages)):
        raise DeskRefused(_("Choose messages of this ticket."), field="messages")
    if len(chosen) == len(said):
        raise DeskRefused(_("At least one message has to stay."), field="messages")
    if not any(message.kind == MessageKind.CUSTOMER for message in chosen):
        raise DeskRefused(
            _("Choose a message of the customer too: nobody waits for an answer to the others."),
            field="messages",
        )
    customer = _who_wrote(ticket, chosen)
    if customer is not None and customer.pk not in people:  # merged or given away while we waited
        raise moved_on(ticket)
    new = _opened(ticket, chosen, subject, by, customer)
    TicketLink.objects.create(source=new, target=ticket, kind=LinkKind.FOLLOWS, by=by, at=at)
    index_ticket(ticket)
    off = {"split_off": (None, new.number), "messages": (None, len(chosen))}
    save_ticket(ticket, events=[happened(EventKind.SPLIT, at=at, by=by, facts=off)], at=at)
    came = {"split_from": (None, ticket.number), "messages": (None, len(chosen))}
    save_ticket(new, events=[happened(EventKind.SPLIT, at=at, by=by, facts=came)], at=at)
    if new.is_ours:
        promise(ticket=new, at=new.changed_at)
    return new


@transaction.atomic
def undo_split(*, ticket: Ticket, by: User, at: datetime) -> Ticket:
    """Give back what was split off to the ticket it came from, which is returned; its number is used up.

    That stands as it did, unless it has gone on since: then what was split off still waits for an answer.

    Raises
    ------
    DeskRefused
        Unless it was split off another, and nobody has done anything on it since.
    """
    came = split_event(ticket)
    if came is None:
        raise DeskRefused(_("Ticket {number} was not split off another.").format(number=ticket.number))
    first = Ticket.objects.get(team=ticket.team_id, number=came.facts["split_from"][1])
    rows = lock_tickets([ticket.pk, first.pk])
    ticket, first = rows[ticket.pk], rows[first.pk]
    refuse_merged(ticket)
    refuse_merged(first)
    refuse_erased(first)
    # What Halfhour does by itself, such as a promise, is no work that would be lost.
    if ticket.events.filter(pk__gt=came.pk).exclude(actor=Actor.HALFHOUR).exists():
        raise DeskRefused(
            _("Something was done on ticket {number} since it was split off; merge it instead.").format(
                number=ticket.number
            )
        )
    TicketLink.objects.filter(source=ticket, target=first, kind=LinkKind.FOLLOWS).delete()
    went = first.events.filter(kind=EventKind.SPLIT, facts__split_off__1=ticket.number).latest("id")
    has_gone_on = first.events.filter(pk__gt=went.pk, kind__in=GOES_ON).exists()
    merge = merge_tickets(
        source=ticket, target=first, by=by, at=at, different_customers=True, brings_question=has_gone_on
    )
    return merge.target


def _people_of(ticket: Ticket) -> set[int]:
    """The ticket's customer, and whoever else wrote on it."""
    theirs = Ticket.objects.filter(pk=ticket.pk).values_list("customer", "messages__customer")
    return {pk for pair in theirs for pk in pair if pk is not None}


def _who_wrote(ticket: Ticket, chosen: Sequence[Message]) -> Customer | None:
    """Whose the messages are: of the ticket's customer, unless they came by a merge with another's."""
    said = [each.customer for each in chosen if each.kind == MessageKind.CUSTOMER]
    known = {now_of(each.customer) for each in written_by_customers(ticket) if each.customer is not None}
    people = known & {now_of(each) for each in said if each is not None}
    if len(people) > 1:
        raise DeskRefused(
            _("Several people wrote these messages. Split off what each of them wrote by itself."),
            field="messages",
        )
    writer = next(iter(people), None)
    if writer is None or is_same_person(writer, ticket.customer):
        return ticket.customer
    if writer.erased_at is not None:
        raise DeskRefused(
            _("Who wrote these messages was erased: there is nobody to answer."), field="messages"
        )
    return writer


def _opened(
    ticket: Ticket, chosen: Sequence[Message], subject: str, by: User, customer: Customer | None
) -> Ticket:
    asked, *later = chosen[[each.kind for each in chosen].index(MessageKind.CUSTOMER) :]
    new = open_new_ticket(
        team=ticket.team,
        new=NewTicket(
            channel=ticket.channel,
            queue=ticket.queue,
            subject=subject or ticket.subject,
            text=asked.text,
            customer=customer,
            language=ticket.language,
            category=ticket.category,
            priority=ticket.priority,
            complexity=ticket.complexity,
        ),
        by=by,
        at=asked.at,
    )
    # Its messages are those that were chosen, with their files, and not the copy it was opened with.
    new.messages.all().delete()
    ids = [message.pk for message in chosen]
    Message.objects.filter(pk__in=ids).update(ticket=new)
    Attachment.objects.filter(message__in=ids).update(ticket=new)
    index_ticket(new)
    for message in later:
        _happened_there(new, message)
    return new


def _happened_there(ticket: Ticket, message: Message) -> None:
    """What was said after the question is said on the new ticket too: its clocks and figures know it."""
    match message.kind:
        case MessageKind.CUSTOMER:
            events = [happened(EventKind.CUSTOMER_WROTE, at=message.at, actor=Actor.CUSTOMER)]
            ticket.customer_wrote_at = message.at
            to = State.OPEN
        case MessageKind.REPLY:
            events = [happened(EventKind.ANSWERED, at=message.at, by=message.author)]
            ticket.first_answered_at = ticket.first_answered_at or message.at
            ticket.answered_last_by = message.author
            to = State.WAITING_ON_CUSTOMER
        case _:
            return
    is_answered = ticket.first_answered_at is not None
    events += moved(ticket, to, at=message.at, by=message.author) if is_answered else []
    save_ticket(ticket, events=events, at=message.at)
