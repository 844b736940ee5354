"""What people without an account do: write by the form, write again, and say that a matter is settled."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from halfhour.customers.addresses import normalised
from halfhour.customers.errors import AddressRefused
from halfhour.customers.models import Address, AddressKind
from halfhour.desk.actions.attachments import attach_to_message
from halfhour.desk.actions.gate import bring_in
from halfhour.desk.actions.locking import lock_ticket
from halfhour.desk.actions.recording import happened, moved, save_ticket
from halfhour.desk.actions.writing_again import PAGE_SOURCE
from halfhour.desk.errors import KeyUsedAgain
from halfhour.desk.models import (
    Actor,
    EventKind,
    MessageKind,
    Outgoing,
    OutgoingKind,
    OutgoingState,
    RawInput,
    State,
    Ticket,
)
from halfhour.desk.models.tickets import ENDED
from halfhour.desk.notices import tell_customer
from halfhour.desk.queries.customers import now_of, with_own_page
from halfhour.people.models import Team, User

FORM_SOURCE = "form"
LINKS_EVERY = timedelta(hours=4)  # to one address: who has asked has them in their mailbox


def send_form(
    *, team: Team, key: str, body: Mapping[str, Any], files: Sequence[UploadedFile[Any]], at: datetime
) -> RawInput:
    """Bring in what the form holds; the same form sent twice is one ticket.

    Raises
    ------
    KeyUsedAgain
        Where the same form was changed and sent once more.
    """
    raw = bring_in(team=team, source=FORM_SOURCE, key=key, channel="form", body=dict(body), at=at)
    if raw.ticket is not None and files:
        _keep_once(ticket=raw.ticket, files=files, at=at, said_at=raw.received_at)
    return raw


def write_again(
    *, ticket: Ticket, text: str, key: str, files: Sequence[UploadedFile[Any]] = (), at: datetime
) -> RawInput:
    """Bring in what the customer writes on their page; the same text sent twice is one message.

    Raises
    ------
    KeyUsedAgain
        Where it was changed and sent once more.
    """
    try:
        raw = bring_in(
            team=ticket.team,
            source=PAGE_SOURCE,
            key=f"{ticket.pk}-{key}",
            channel=ticket.channel,
            body={"ticket": ticket.number, "text": text},
            at=at,
        )
    except KeyUsedAgain:
        sentence = _("Your first text was sent already. Send once more to send this one too.")
        raise KeyUsedAgain(sentence) from None
    if raw.ticket is not None and files:
        _keep_once(ticket=raw.ticket, files=files, at=at, said_at=raw.received_at)
    return raw


@transaction.atomic
def _keep_once(
    *, ticket: Ticket, files: Sequence[UploadedFile[Any]], at: datetime, said_at: datetime
) -> None:
    """Keep the files with what was said then, unless it has them: what was cut off is made up for."""
    lock_ticket(ticket.pk)
    said = ticket.messages.filter(kind=MessageKind.CUSTOMER, at=said_at).order_by("id").first()
    if said is not None and not said.attachments.exists():
        for each in files:
            attach_to_message(message=said, name=each.name or "", chunks=each.chunks(), by=None, at=at)


@transaction.atomic
def mark_solved(*, ticket: Ticket, at: datetime) -> Ticket:
    """The customer says that the matter is settled."""
    ticket = lock_ticket(ticket.pk)
    if ticket.state in ENDED or ticket.merged_into_id is not None:
        return ticket
    return save_ticket(
        ticket, events=moved(ticket, State.RESOLVED, at=at, by=None, actor=Actor.CUSTOMER), at=at
    )


@transaction.atomic
def renew_link(*, ticket: Ticket, by: User, at: datetime) -> Ticket:
    """Make every link to a customer's page that is out there worthless, and mail them a new one."""
    ticket = lock_ticket(ticket.pk)
    before = ticket.link_version
    ticket.link_version += 1
    facts = {"link_version": (before, ticket.link_version)}
    save_ticket(ticket, events=[happened(EventKind.LINK_SENT, at=at, by=by, facts=facts)], at=at)
    tell_customer(ticket=ticket, kind=OutgoingKind.LINK_AGAIN, at=at, version=ticket.link_version)
    return ticket


def send_links_again(*, email: str, at: datetime) -> None:
    """Mail somebody the links to their own tickets; whoever asked is told the same in any case.

    Anybody may ask for anybody. So an address gets them once in some hours, however often it is asked for and
    by however many, and that mail takes nothing from what else its owner is told. Of somebody who was merged
    they are the links to the tickets of both.
    """
    try:
        normal = normalised(AddressKind.EMAIL, email)
    except AddressRefused:
        return
    theirs = Address.objects.filter(kind=AddressKind.EMAIL, normalised=normal).order_by("id")
    for address in theirs.select_related("customer")[:10]:
        _send_links(address, at)


@transaction.atomic
def _send_links(address: Address, at: datetime) -> None:
    newest = with_own_page(now_of(address.customer)).values_list("pk", flat=True).first()
    if newest is None:
        return
    ticket = lock_ticket(newest)
    lately = Outgoing.objects.filter(
        kind=OutgoingKind.LINK_AGAIN,
        ticket__in=with_own_page(now_of(address.customer)).values("pk"),
        facts__address=address.pk,
        made_at__gt=at - LINKS_EVERY,
    )
    if not lately.exclude(state__in=(OutgoingState.DROPPED, OutgoingState.FAILED)).exists():
        tell_customer(ticket=ticket, kind=OutgoingKind.LINK_AGAIN, at=at, address=address, asked_at=at)
