"""What is said: answers to the customer, notes among ourselves, and what the customer writes again."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from halfhour.customers.models import Customer
from halfhour.desk.actions.assigning import hold
from halfhour.desk.actions.drafts import SeenDraft, sent_before, take_draft
from halfhour.desk.actions.indexing import add_words
from halfhour.desk.actions.linking import link_tickets
from halfhour.desk.actions.locking import lock_presence, lock_ticket, lock_with_end
from halfhour.desk.actions.opening import NewTicket, open_new_ticket
from halfhour.desk.actions.promising import promise
from halfhour.desk.actions.recording import happened, moved, save_ticket
from halfhour.desk.actions.routing import back_to_queue
from halfhour.desk.actions.states import refuse_erased, refuse_merged
from halfhour.desk.actions.unread import HasRead, refuse_unread
from halfhour.desk.actions.watching import mentioned_in, tell_of_message
from halfhour.desk.adapter.bodies import ERASED, aside
from halfhour.desk.errors import DeskRefused
from halfhour.desk.html import safe_html
from halfhour.desk.models import (
    Actor,
    DeskSettings,
    DraftKind,
    EventKind,
    LinkKind,
    Message,
    MessageKind,
    OutgoingKind,
    State,
    Ticket,
)
from halfhour.desk.notices import tell_customer
from halfhour.desk.queries.customers import is_same_person
from halfhour.desk.queries.merged import last_merge_of
from halfhour.desk.wording.unheard import addresses_asked, unheard_words
from halfhour.people.models import User
from halfhour.rows import together


@transaction.atomic
def reply(
    *,
    ticket: Ticket,
    text: str,
    by: User,
    at: datetime,
    html: str = "",
    then: State = State.WAITING_ON_CUSTOMER,
    revision: int | None = None,
    seen: HasRead | None = None,
    draft: SeenDraft | None = None,
) -> Message:
    """Answer the customer, and put the ticket into the state that follows.

    Who answers a ticket that nobody holds, holds it from then on. Their `draft` of a reply is sent by it,
    with the files they saw on it, and once only, however often it arrives.

    Raises
    ------
    TicketMovedOn
        Where `revision` is not the newest.
    WrittenSince
        Where the customer or a colleague wrote more than was `seen`, so that nobody answers what
        they have not read. What else was changed meanwhile is in no reply's way.
    """
    if not text.strip():
        raise DeskRefused(_("Write something before you send it."), field="text")
    if then == State.SCHEDULED:
        raise DeskRefused(_("Say until when the ticket is put off."))
    lock_presence(by.pk)
    ticket = lock_ticket(ticket.pk, revision=revision)
    if said := sent_before(ticket=ticket, kind=DraftKind.REPLY, by=by, seen=draft, at=at):
        return said
    if ticket.merged_into_id is not None:
        raise DeskRefused(_("This ticket was merged; answer in the ticket it was merged into."))
    refuse_erased(ticket)
    _refuse_unheard(ticket)
    refuse_unread(ticket, seen, by=by)
    events = [happened(EventKind.ANSWERED, at=at, by=by)]
    if ticket.assignee_id is None:
        events += hold(ticket, by, at=at, by=by)
    ticket.first_answered_at = ticket.first_answered_at or at
    ticket.answered_last_by = by
    events += moved(ticket, then, at=at, by=by)
    message = Message.objects.create(
        ticket=ticket,
        kind=MessageKind.REPLY,
        author=by,
        text=text,
        html=safe_html(html),
        at=at,
        stamp=draft.leaves if draft else "",
    )
    if draft is not None:
        take_draft(ticket=ticket, kind=DraftKind.REPLY, by=by, message=message, seen=draft, at=at)
    add_words(ticket, text)
    save_ticket(ticket, events=events, at=at)
    tell_of_message(ticket=ticket, message=message, mentioned=[], at=at)
    tell_customer(ticket=ticket, kind=OutgoingKind.REPLIED, at=at, message=message)
    return message


def _refuse_unheard(ticket: Ticket) -> None:
    """No ticket counts as answered whose answer would reach nobody."""
    asked = addresses_asked(ticket)
    if words := unheard_words(ticket, together(asked)[0] if asked else ()):
        raise DeskRefused(words, field="customer")


@transaction.atomic
def add_note(
    *,
    ticket: Ticket,
    text: str,
    by: User,
    at: datetime,
    mentions: Sequence[User] = (),
    html: str = "",
    revision: int | None = None,
    draft: SeenDraft | None = None,
) -> Message:
    """Write something that never leaves the team; who is named in it by @ is told, once.

    The person's `draft` of a note is kept by it, with the files they saw on it, and once only.
    """
    if not text.strip():
        raise DeskRefused(_("Write something before you save it."), field="text")
    ticket = lock_ticket(ticket.pk, revision=revision)
    if said := sent_before(ticket=ticket, kind=DraftKind.NOTE, by=by, seen=draft, at=at):
        return said
    refuse_merged(ticket)
    mentioned = list(dict.fromkeys([*mentions, *mentioned_in(text, ticket.team)]))
    message = Message.objects.create(
        ticket=ticket,
        kind=MessageKind.NOTE,
        author=by,
        text=text,
        html=safe_html(html),
        mentions=[user.pk for user in mentioned],
        at=at,
        stamp=draft.leaves if draft else "",
    )
    if draft is not None:
        take_draft(ticket=ticket, kind=DraftKind.NOTE, by=by, message=message, seen=draft, at=at)
    add_words(ticket, text)
    save_ticket(ticket, events=[happened(EventKind.NOTED, at=at, by=by)], at=at)
    tell_of_message(ticket=ticket, message=message, mentioned=mentioned, at=at)
    return message


@transaction.atomic
def customer_wrote(*, ticket: Ticket, text: str, at: datetime, html: str = "") -> Message:
    """Take what the customer writes again; merged tickets pass it on, as said by whoever wrote it.

    A ticket that is resolved or waits on the customer is open again; who was answered since is promised the
    next answer. One that was closed longer ago than the team reopens tickets stays closed, and a linked new
    one is opened; so for one that goes on with somebody who was erased.

    Raises
    ------
    SetAside
        Where whoever writes was erased.
    """
    came_to, ticket = lock_with_end(ticket.pk, ticket.pk)
    writer = came_to.customer
    if came_to.is_customer_erased:
        raise aside(ERASED)
    if ticket.is_customer_erased or (ticket.state == State.CLOSED and _is_too_late(ticket, at)):
        return _followed_up(ticket, writer=writer, text=text, html=html, at=at)
    judged = _by_merge(came_to.pk, ticket, writer)
    events = [happened(EventKind.CUSTOMER_WROTE, at=at, actor=Actor.CUSTOMER, judged=judged)]
    comes_back = not ticket.is_ours
    if comes_back:
        back = State.OPEN if ticket.first_answered_at or ticket.assignee_id else State.NEW
        events = [*moved(ticket, back, at=at, by=None, actor=Actor.CUSTOMER), *events]
    ticket.customer_wrote_at = at
    message = Message.objects.create(
        ticket=ticket,
        kind=MessageKind.CUSTOMER,
        customer=writer,
        text=text,
        html=safe_html(html),
        at=at,
    )
    add_words(ticket, text)
    save_ticket(ticket, events=events, at=at)
    tell_of_message(ticket=ticket, message=message, mentioned=[], at=at)
    if comes_back:
        back_to_queue(ticket=ticket, at=at)
    promise(ticket=ticket, at=ticket.changed_at)
    return message


def _by_merge(came_to: int, ticket: Ticket, writer: Customer | None) -> dict[str, int]:
    """By which merge somebody else's text comes here, so that it leaves the clocks when that is undone."""
    if came_to == ticket.pk or writer is None or is_same_person(writer, ticket.customer):
        return {}
    merge = last_merge_of(came_to, end=ticket)
    return {} if merge is None else {"merge": merge.pk}


def _is_too_late(ticket: Ticket, at: datetime) -> bool:
    settings = DeskSettings.objects.filter(team=ticket.team_id).first() or DeskSettings()
    return ticket.closed_at is not None and at - ticket.closed_at > timedelta(days=settings.reopen_days)


def _followed_up(ticket: Ticket, *, writer: Customer | None, text: str, html: str, at: datetime) -> Message:
    new = NewTicket(
        channel=ticket.channel,
        queue=ticket.queue,
        subject=ticket.subject,
        text=text,
        html=html,
        customer=writer,
        language=ticket.language,
        category=ticket.category,
        priority=ticket.priority,
        complexity=ticket.complexity,
    )
    follow = open_new_ticket(team=ticket.team, new=new, by=None, at=at)
    promise(ticket=follow, at=at, is_new=True)
    tell_customer(ticket=follow, kind=OutgoingKind.RECEIVED, at=at)
    link_tickets(source=follow, target=ticket, kind=LinkKind.FOLLOWS, by=None, at=at)
    return follow.messages.order_by("at", "id")[0]
