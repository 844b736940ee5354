"""What people without an account do: write by the form, write again, and say that a matter is settled."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from halfhour.customers.addresses import normalised
from halfhour.customers.errors import AddressRefused
from halfhour.customers.models import Address, AddressKind, Customer
from halfhour.desk.actions.gate import bring_in, receive, take
from halfhour.desk.actions.input_files import hang_files, keep_files
from halfhour.desk.actions.locking import lock_ticket, lock_tickets
from halfhour.desk.actions.recording import happened, moved, save_ticket
from halfhour.desk.actions.states import refuse_erased
from halfhour.desk.actions.writing_again import PAGE_SOURCE
from halfhour.desk.adapter.bodies import ERASED
from halfhour.desk.errors import KeyUsedAgain
from halfhour.desk.models import (
    Actor,
    EventKind,
    IntakeState,
    Outgoing,
    OutgoingKind,
    OutgoingState,
    RawInput,
    State,
    Ticket,
)
from halfhour.desk.models.tickets import ENDED
from halfhour.desk.notices import tell_customer
from halfhour.desk.queries.customers import now_of, tickets_of, with_own_page
from halfhour.desk.queries.splits import connected
from halfhour.desk.signing import LinkRefused
from halfhour.desk.storage import digest_of_file
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
    return _brought_in(
        files=files, at=at, team=team, source=FORM_SOURCE, key=key, channel="form", body=dict(body)
    )


def write_again(
    *, ticket: Ticket, text: str, key: str, files: Sequence[UploadedFile[Any]] = (), at: datetime
) -> RawInput:
    """Bring in what the customer writes on their page; the same text sent twice is one message.

    Raises
    ------
    KeyUsedAgain
        Where it was changed and sent once more.
    LinkRefused
        Where the customer was erased since the page was opened; nothing of it is kept.
    """
    try:
        raw = _brought_in(
            files=files,
            at=at,
            team=ticket.team,
            source=PAGE_SOURCE,
            key=f"{ticket.pk}-{key}",
            channel=ticket.channel,
            body={"ticket": ticket.number, "text": text},
        )
    except KeyUsedAgain:
        sentence = _("Your first text was sent already. Send once more to send this one too.")
        raise KeyUsedAgain(sentence) from None
    if raw.why.get("kind") == ERASED:
        raise LinkRefused(is_old=True)
    return raw


def _brought_in(*, files: Sequence[UploadedFile[Any]], at: datetime, **given: Any) -> RawInput:
    """As the gate does it, with the files stored before anything is made of it.

    What is said of the files makes it another input where one more was chosen.
    """
    if not files:
        return bring_in(at=at, **given)
    told = [{"name": each.name, "digest": digest_of_file(each)} for each in files]
    raw = receive(at=at, **given | {"body": given["body"] | {"files": told}})
    keep_files(raw=raw, files=files, at=at)
    if raw.state == IntakeState.RECEIVED:
        raw = take(raw=raw, at=at)
    hang_files(raw=raw)
    return raw


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
    """Make every link to a customer's page that is out there worthless, and mail them a new one.

    So are those to the pages that it leads to, and that lead to it, where parts of it became other tickets.

    Raises
    ------
    DeskRefused
        Where the customer was erased, whose links are worthless already.
    """
    rows = lock_tickets(connected(ticket))
    refuse_erased(rows[ticket.pk])
    for each in rows.values():
        before = each.link_version
        each.link_version += 1
        facts = {"link_version": (before, each.link_version)}
        save_ticket(each, events=[happened(EventKind.LINK_SENT, at=at, by=by, facts=facts)], at=at)
    ticket = rows[ticket.pk]
    tell_customer(ticket=ticket, kind=OutgoingKind.LINK_AGAIN, at=at, version=ticket.link_version)
    return ticket


def let_links_run_out(*, customer: Customer, since: datetime, at: datetime) -> None:
    """Make links to a customer's tickets that were mailed since a time worthless: somebody else got them.

    Part of the transaction in which it turned out.
    """
    mailed = Outgoing.objects.filter(ticket=OuterRef("pk"), made_at__gte=since)
    theirs = Ticket.objects.filter(tickets_of(customer) & Exists(mailed)).values_list("id", flat=True)
    for each in lock_tickets(theirs).values():
        before = each.link_version
        each.link_version += 1
        facts = {"link_version": (before, each.link_version)}
        save_ticket(each, events=[happened(EventKind.CHANGED, at=at, facts=facts)], at=at)


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
