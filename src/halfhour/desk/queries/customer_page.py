"""What a customer sees of a ticket: what was said between them and the team, and how far it is."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeGuard

from django.db.models import Q

from halfhour.desk.models import (
    Attachment,
    ComplaintStep,
    DeskSettings,
    Message,
    MessageKind,
    PromiseRecord,
    State,
    StepKind,
    Ticket,
)
from halfhour.desk.queries.customers import is_same_person
from halfhour.desk.queries.merged import with_merged
from halfhour.desk.queries.splits import split_from, split_off
from halfhour.desk.queries.told import told_messages
from halfhour.desk.signing import FORM, TICKET, LinkRefused, form_token, open_signed, ticket_token
from halfhour.desk.wording.mail import standing_promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A ticket as one link, of this token, opens it; the link that the form gave shows no answers."""

    ticket: Ticket
    is_from_form: bool
    token: str

    @property
    def shows_answers(self) -> bool:
        if not self.is_from_form:
            return True
        kept = DeskSettings.objects.filter(team=self.ticket.team_id).first()
        return bool(kept and kept.form.get("shows_answers"))


def opened(token: str) -> Page:
    """The page behind a link; of a ticket that was merged with another of the same customer, the other.

    Raises
    ------
    LinkRefused
        Where the link opens nothing.
    """
    try:
        return Page(ticket=_followed(open_signed(token, purpose=TICKET)), is_from_form=False, token=token)
    except LinkRefused as refused:
        if refused.is_old:
            raise
    return Page(ticket=open_signed(token, purpose=FORM), is_from_form=True, token=token)


def _followed(ticket: Ticket) -> Ticket:
    into = ticket.merged_into
    while into is not None and is_same_person(into.customer, ticket.customer):
        ticket, into = into, into.merged_into
    return ticket


def goes_on_at(there: Ticket | None, page: Page) -> TypeGuard[Ticket]:
    """Whether what was written on a page stands on another ticket, which is its reader's as well."""
    if there is None or there == page.ticket or page.is_from_form:
        return False
    return is_same_person(there.customer, page.ticket.customer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """Another ticket that a part of the conversation stands on; `token` is empty where no link is given."""

    number: int
    title: str
    token: str


def moved_to(page: Page) -> list[Elsewhere]:
    """What was split off the ticket, each with the link to its page."""
    return [_elsewhere(each, page) for each in split_off(page.ticket)]


def came_from(page: Page) -> list[Elsewhere]:
    """The ticket that this one was split off, if it was."""
    return [_elsewhere(each, page) for each in split_from(page.ticket)]


def _elsewhere(ticket: Ticket, page: Page) -> Elsewhere:
    """Whoever borrowed an address for the form gets no link to what its owner wrote later."""
    if not page.is_from_form:
        token = ticket_token(ticket, as_old_as=page.token)
        return Elsewhere(number=ticket.number, title=ticket.title, token=token)
    if page.shows_answers:
        token = form_token(ticket, as_old_as=page.token)
        return Elsewhere(number=ticket.number, title=ticket.title, token=token)
    return Elsewhere(number=ticket.number, title="", token="")


def conversation(page: Page) -> list[Message]:
    """Public messages, oldest first; notes are never among them."""
    found = told_messages(page.ticket).select_related("author").prefetch_related("attachments")
    if page.shows_answers:
        return list(found)
    # What the form brought, and not what was written later, where the first was split off.
    return list(found.filter(kind=MessageKind.CUSTOMER, at=page.ticket.opened_at)[:1])


def open_file(page: Page, token: str) -> Attachment | None:
    """A file of a message that the page shows."""
    shown = [message.pk for message in conversation(page)]
    return Attachment.objects.filter(message__in=shown, token=token).first()


def promise_of(ticket: Ticket, at: datetime) -> PromiseRecord | None:
    """What the customer waits for; it stands while somebody else is asked, until its time has come."""
    if ticket.is_ours:
        return standing_promise(ticket)
    if ticket.state != State.WAITING_ON_THIRD_PARTY:
        return None
    standing = standing_promise(ticket)
    return standing if standing is not None and standing.by_at > at else None


def complaint_answer(ticket: Ticket) -> ComplaintStep | None:
    """The answer to the customer's complaint that is still owed, once they were told that there is one.

    A complaint stays on its ticket where that is merged, and its customer is answered where it went.
    """
    theirs = Q(complaint__ticket=ticket) | Q(
        complaint__ticket__in=with_merged(ticket), complaint__ticket__customer=ticket.customer
    )
    steps = ComplaintStep.objects.filter(theirs, complaint__closed_at=None)
    told = steps.filter(kind=StepKind.ACKNOWLEDGE, done_at__isnull=False).values("complaint")
    return steps.filter(kind=StepKind.ANSWER, done_at=None, complaint__in=told).order_by("due_at").first()
