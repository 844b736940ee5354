"""Whom an answer would not reach, in words: what leaves by mail needs a customer, and their address."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from halfhour.customers.models import Address, AddressKind
from halfhour.customers.queries.addresses import of_customer
from halfhour.desk.models import Ticket
from halfhour.desk.queries.customers import now_of
from halfhour.rows import Asked

BY_MAIL_ALONE = ("email", "form")  # who calls or chats is spoken with; a connector takes its answers itself


def addresses_asked(ticket: Ticket) -> Asked[list[Address]] | None:
    """The question where answers to a ticket go; None where they go nowhere, or not by mail."""
    if ticket.channel not in BY_MAIL_ALONE or ticket.customer is None:
        return None
    return of_customer.asked(customer=now_of(ticket.customer).pk)


def unheard_words(ticket: Ticket, addresses: Sequence[Address]) -> str:
    """Why nobody would get an answer; empty where it reaches the customer, who has these `addresses`."""
    if ticket.channel not in BY_MAIL_ALONE or any(each.kind == AddressKind.EMAIL for each in addresses):
        return ""
    if ticket.customer is None:
        return _("Nobody would get an answer: the ticket has no customer. Say whose it is, or keep a note.")
    words = _("{name} would not get an answer: no e-mail address is known. Add one, or keep a note.")
    return words.format(name=now_of(ticket.customer))
