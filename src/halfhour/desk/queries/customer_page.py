"""What a customer sees of a ticket: what was said between them and the team, and how far it is."""

from dataclasses import dataclass
from typing import TypeGuard

from halfhour.desk.models import Attachment, DeskSettings, Message, MessageKind, PromiseRecord, Ticket
from halfhour.desk.queries.customers import is_same_person
from halfhour.desk.queries.told import told_messages
from halfhour.desk.signing import FORM, TICKET, LinkRefused, open_signed
from halfhour.desk.wording.mail import standing_promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A ticket as one link opens it; the link that the form gave shows no answers."""

    ticket: Ticket
    is_from_form: bool

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
        return Page(ticket=_followed(open_signed(token, purpose=TICKET)), is_from_form=False)
    except LinkRefused as refused:
        if refused.is_old:
            raise
    return Page(ticket=open_signed(token, purpose=FORM), is_from_form=True)


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


def conversation(page: Page) -> list[Message]:
    """Public messages, oldest first; notes are never among them."""
    found = told_messages(page.ticket).select_related("author").prefetch_related("attachments")
    if page.shows_answers:
        return list(found)
    return [each for each in found[:1] if each.kind == MessageKind.CUSTOMER]


def open_file(page: Page, token: str) -> Attachment | None:
    """A file of a message that the page shows."""
    shown = [message.pk for message in conversation(page)]
    return Attachment.objects.filter(message__in=shown, token=token).first()


def promise_of(ticket: Ticket) -> PromiseRecord | None:
    return standing_promise(ticket) if ticket.is_ours else None
