"""Tickets that belong together: merged and taken apart, split, linked; and who follows them."""

from datetime import datetime
from typing import Annotated, Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Status
from pydantic import BaseModel, Field

from halfhour.api.doors import TokenRequest, needs, once
from halfhour.api.opened import found_or_404, ticket_out
from halfhour.api.refusals import REFUSALS
from halfhour.api.schemas import Line, LinkIn, Number, OtherNumber, Taken, TicketOut
from halfhour.desk import access as doors
from halfhour.desk.actions.linking import link_tickets, unlink_tickets
from halfhour.desk.actions.merging import merge_tickets, unmerge_tickets
from halfhour.desk.actions.splitting import split_ticket, undo_split
from halfhour.desk.actions.watching import unwatch_ticket, watch_ticket
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import LinkKind, Ticket, TicketLink, TicketMerge
from halfhour.people.access import Permission

router = Router()


class MergeIn(OtherNumber):
    """Into which ticket; `revision` is of the one that is merged.

    `different_customers` says that it is meant where several people wrote them.
    """

    revision: Number | None = None
    different_customers: bool = False


class SplitIn(Taken):
    """Which messages (ids) become a ticket of their own."""

    messages: Annotated[list[Number], Field(max_length=1000)]
    subject: Line = ""
    revision: Number | None = None


class LinkOut(BaseModel):
    """`is_from_here` tells whether this ticket stands so to the other, or the other to it."""

    id: int
    kind: str
    number: int
    subject: str
    state: str
    is_from_here: bool
    at: datetime

    @classmethod
    def seen_from(cls, ticket: Ticket, link: TicketLink) -> "LinkOut":
        is_from_here = link.source_id == ticket.pk
        other = link.target if is_from_here else link.source
        return cls(
            id=link.pk,
            kind=link.kind,
            number=other.number,
            subject=other.subject,
            state=other.state,
            is_from_here=is_from_here,
            at=link.at,
        )


class WatchIn(Taken):
    watches: bool


@router.post("/{number}/merge", response={200: TicketOut, **REFUSALS}, operation_id="merge_tickets")
@needs(Permission.WORK_TICKETS)
@once
def merge(request: TokenRequest, number: Number, into: MergeIn) -> TicketOut:
    """Move what was said to another ticket, who is given back, and close this one.

    Where several customers wrote them, 409 tells who; `different_customers` merges them nevertheless.
    """
    merged = merge_tickets(
        source=doors.open_ticket(request.access, number),
        target=doors.open_ticket(request.access, into.number),
        by=request.access.user,
        at=timezone.now(),
        revision=into.revision,
        different_customers=into.different_customers,
    )
    return ticket_out(request, merged.target.number)


@router.post("/{number}/unmerge", response={200: TicketOut, **REFUSALS}, operation_id="unmerge_tickets")
@needs(Permission.WORK_TICKETS)
@once
def unmerge(request: TokenRequest, number: Number) -> TicketOut:
    """Let a ticket that was merged stand alone again, with what was moved."""
    ticket = doors.open_ticket(request.access, number)
    merged = TicketMerge.objects.filter(source=ticket, undone_at__isnull=True).first()
    if merged is None:
        raise DeskRefused(_("Ticket {number} is not merged.").format(number=number))
    unmerge_tickets(merge=merged, by=request.access.user, at=timezone.now())
    return ticket_out(request, number)


@router.post("/{number}/split", response={201: TicketOut, **REFUSALS}, operation_id="split_ticket")
@needs(Permission.WORK_TICKETS)
@once
def split(request: TokenRequest, number: Number, off: SplitIn) -> Any:
    """Let some of what was said become a ticket of its own, which is given back."""
    new = split_ticket(
        ticket=doors.open_ticket(request.access, number),
        messages=off.messages,
        subject=off.subject,
        by=request.access.user,
        at=timezone.now(),
        revision=off.revision,
    )
    return Status(201, ticket_out(request, new.number))


@router.post("/{number}/unsplit", response={200: TicketOut, **REFUSALS}, operation_id="unsplit_ticket")
@needs(Permission.WORK_TICKETS)
@once
def unsplit(request: TokenRequest, number: Number) -> TicketOut:
    """Give back what was split off to the ticket it came from, while nobody has done anything on it."""
    ticket = doors.open_ticket(request.access, number)
    first = undo_split(ticket=ticket, by=request.access.user, at=timezone.now())
    return ticket_out(request, first.number)


@router.get("/{number}/links", response={200: list[LinkOut], **REFUSALS}, operation_id="list_links")
@needs(Permission.SEE_TICKETS)
def list_links(request: TokenRequest, number: Number) -> list[LinkOut]:
    """How the ticket stands to others, and others to it."""
    ticket = doors.open_ticket(request.access, number)
    links = _links(ticket).select_related("source", "target").order_by("id")
    return [LinkOut.seen_from(ticket, each) for each in links]


@router.post("/{number}/links", response={201: LinkOut, **REFUSALS}, operation_id="add_link")
@needs(Permission.WORK_TICKETS)
@once
def add_link(request: TokenRequest, number: Number, to: LinkIn) -> Any:
    """Say how this ticket stands to another."""
    ticket = doors.open_ticket(request.access, number)
    link = link_tickets(
        source=ticket,
        target=doors.open_ticket(request.access, to.number),
        kind=LinkKind(to.kind),
        by=request.access.user,
        at=timezone.now(),
    )
    return Status(201, LinkOut.seen_from(ticket, link))


@router.delete("/{number}/links/{link}", response={204: None, **REFUSALS}, operation_id="remove_link")
@needs(Permission.WORK_TICKETS)
@once
def remove_link(request: TokenRequest, number: Number, link: Number) -> Any:
    """Take a link away."""
    found = found_or_404(_links(doors.open_ticket(request.access, number)).filter(pk=link).first())
    unlink_tickets(link=found, by=request.access.user, at=timezone.now())
    return Status(204, None)


@router.put("/{number}/watching", response={204: None, **REFUSALS}, operation_id="watch_ticket")
@needs(Permission.WORK_TICKETS)
@once
def watching(request: TokenRequest, number: Number, chosen: WatchIn) -> Any:
    """Be told what happens to a ticket, or no longer."""
    act = watch_ticket if chosen.watches else unwatch_ticket
    act(ticket=doors.open_ticket(request.access, number), by=request.access.user)
    return Status(204, None)


def _links(ticket: Ticket) -> Any:
    return TicketLink.objects.filter(Q(source=ticket) | Q(target=ticket))
