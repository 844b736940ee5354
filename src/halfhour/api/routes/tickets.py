"""Tickets: listed, opened, read, answered, changed."""

from typing import Annotated, Any

from django.db.models import Prefetch
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Status
from pydantic import Field

from halfhour.api.document import gives_a_file
from halfhour.api.doors import TokenRequest, needs, once, once_at_the_gate
from halfhour.api.errors import NothingGiven, RightRefused, standing_in
from halfhour.api.left_out import left_out_of
from halfhour.api.opened import brought_in, member, ticket_out
from halfhour.api.refusals import REFUSALS
from halfhour.api.schemas import (
    AssignIn,
    CorrectIn,
    EventOut,
    EventPage,
    Limit,
    MessageOut,
    MessagePage,
    Number,
    OpenedTicket,
    Refusal,
    ReplyIn,
    StateIn,
    Text,
    TicketChange,
    TicketIn,
    TicketLine,
    TicketNoteIn,
    TicketOut,
    TicketPage,
)
from halfhour.api.schemas.filters import Filters, SortName
from halfhour.desk import access as doors
from halfhour.desk.actions import assigning, changing, conversation, states, triage
from halfhour.desk.actions.routing import take_next
from halfhour.desk.actions.ticket_fields import checked_values, fields_of
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import Attachment, State
from halfhour.desk.queries.filter_values import ME, NOBODY
from halfhour.desk.queries.history import seen_events
from halfhour.desk.queries.listing import listed
from halfhour.desk.queries.presence import desk_now
from halfhour.desk.queries.table import csv_lines
from halfhour.desk.views.downloads import as_csv
from halfhour.desk.wording.routing import kind_of_nothing, why_nothing
from halfhour.engine.routing import RoutingReason
from halfhour.engine.team import Channel
from halfhour.people.access import Permission

router = Router()
PAGE = 100
Position = Annotated[int, Field(ge=0, le=2**62)]


@router.get("", response={200: TicketPage, **REFUSALS}, operation_id="list_tickets")
@needs(Permission.SEE_TICKETS)
def list_tickets(
    request: TokenRequest,
    filters: Annotated[Filters, Query(...)],
    sort: SortName = "due",
    after: Text = "",
    limit: Limit = 50,
) -> TicketPage:
    """Tickets a page at a time; without `state`, those that are unfinished."""
    asked = _asked(request, filters)
    page = listed(request.access, filters=asked, sort=sort, after=after or None, limit=limit)
    return TicketPage(tickets=[TicketLine.row(row) for row in page.rows], next=page.next)


@router.get(
    "/export", response=REFUSALS, operation_id="export_tickets", openapi_extra=gives_a_file("text/csv")
)
@needs(Permission.SEE_TICKETS)
def export_tickets(
    request: TokenRequest, filters: Annotated[Filters, Query(...)], sort: SortName = "due"
) -> HttpResponseBase:
    """Up to 20,000 tickets as a CSV file, with the team's own fields; no cell of it is a formula."""
    lines = csv_lines(request.access, filters=_asked(request, filters), sort=sort)
    return as_csv(lines, name="tickets.csv")


def _asked(request: TokenRequest, filters: Filters) -> dict[str, Any]:
    asked = {name: value for name, value in filters.model_dump().items() if value not in ("", None, [])}
    if filters.assignee not in ("", ME, NOBODY):
        asked["assignee"] = str(member(request, filters.assignee).pk)
    return asked


@router.post("", response={201: OpenedTicket, 202: Refusal, **REFUSALS}, operation_id="open_ticket")
@needs(Permission.WORK_TICKETS)
@once_at_the_gate
def open_ticket(request: TokenRequest, new: TicketIn) -> Any:
    """Open a ticket: through the gate, as any other contact comes in.

    The same `Idempotency-Key` with the same body gives the same ticket. 202 says that the contact is kept and
    will be taken later. A queue, category or language that the team does not have keeps no contact away: it
    is left out, which is said. One that names nobody who could be answered is set aside, unless it is a call.
    """
    if new.fields:
        with standing_in("fields"):
            checked_values(fields_of(request.access.team), new.fields)
    named = new.model_dump(exclude={"channel"})
    body = {name: value for name, value in named.items() if value not in ("", None)}
    channel = new.channel or changing.channel_of_queue(request.access.team, new.queue)
    if channel == Channel.PHONE and not {"customer", "email", "phone"} & body.keys():
        body["entered_by"] = request.access.user.pk  # a caller without a number is answered as they speak
    answer = brought_in(request, channel=channel, body=body, shown=OpenedTicket)
    if answer.status_code == 201:
        answer.value.left_out = left_out_of(new, request.access.team)
    return answer


@router.post("/next", response={200: TicketOut, 204: None, **REFUSALS}, operation_id="take_next")
@needs(Permission.WORK_TICKETS)
@once
def next_ticket(request: TokenRequest) -> Any:
    """Take the ticket that is best for this person now; 204 where nothing waits that they may take.

    Whoever is away, does something else by their day plan or serves no queue is given nothing: 409 says so,
    and `reason` is not_present, not_in_block or lacks_skill.
    """
    at, access = timezone.now(), request.access
    ticket, choice = take_next(access=access, at=at)
    if ticket is not None:
        return Status(200, ticket_out(request, ticket.number))
    me = desk_now(access.team, at).person(access.user.pk)
    if (reason := kind_of_nothing(me, choice)) != RoutingReason.NOTHING_WAITS:
        raise NothingGiven(why_nothing(me, choice), reason=reason)
    return Status(204, None)


@router.get("/{number}", response={200: TicketOut, **REFUSALS}, operation_id="read_ticket")
@needs(Permission.SEE_TICKETS)
def read_ticket(request: TokenRequest, number: Number) -> TicketOut:
    """A ticket with all that stands on it."""
    return ticket_out(request, number)


@router.patch("/{number}", response={200: TicketOut, **REFUSALS}, operation_id="change_ticket")
@needs(Permission.WORK_TICKETS)
@once
def change_ticket(request: TokenRequest, number: Number, change: TicketChange) -> TicketOut:
    """Change what is named; everything else stays as it is.

    Where another customer wrote on the ticket, 409 tells who; `different_customers` changes it nevertheless.
    """
    wanted = change.model_dump(exclude_unset=True, exclude={"revision", "different_customers"})
    changing.change_ticket(
        ticket=doors.open_ticket(request.access, number),
        changes=wanted,
        by=request.access.user,
        at=timezone.now(),
        revision=change.revision,
        different_customers=change.different_customers,
    )
    return ticket_out(request, number)


@router.post("/{number}/replies", response={201: MessageOut, **REFUSALS}, operation_id="reply")
@needs(Permission.WORK_TICKETS)
@once
def reply(request: TokenRequest, number: Number, new: ReplyIn) -> Any:
    """Answer the customer."""
    message = conversation.reply(
        ticket=doors.open_ticket(request.access, number),
        text=new.text,
        then=State(new.then),
        by=request.access.user,
        at=timezone.now(),
        revision=new.revision,
        draft=new.draft.as_seen() if new.draft else None,
    )
    return Status(201, MessageOut.of(message))


@router.post("/{number}/notes", response={201: MessageOut, **REFUSALS}, operation_id="add_note")
@needs(Permission.WORK_TICKETS)
@once
def add_note(request: TokenRequest, number: Number, new: TicketNoteIn) -> Any:
    """Write something that never leaves the team; who is named in it by @ is told."""
    message = conversation.add_note(
        ticket=doors.open_ticket(request.access, number),
        text=new.text,
        by=request.access.user,
        at=timezone.now(),
        draft=new.draft.as_seen() if new.draft else None,
    )
    return Status(201, MessageOut.of(message))


@router.get("/{number}/messages", response={200: MessagePage, **REFUSALS}, operation_id="list_messages")
@needs(Permission.SEE_TICKETS)
def list_messages(request: TokenRequest, number: Number, after: Position = 0) -> MessagePage:
    """What was said, oldest first, notes included; `after` is the id of the last message seen."""
    ticket = doors.open_ticket(request.access, number)
    files = Prefetch("attachments", queryset=Attachment.objects.order_by("id"))
    rows = ticket.messages.filter(id__gt=after).select_related("author", "customer").prefetch_related(files)
    shown = list(rows.order_by("id")[: PAGE + 1])
    return MessagePage(
        messages=[MessageOut.of(each) for each in shown[:PAGE]],
        next=shown[PAGE - 1].pk if len(shown) > PAGE else None,
    )


@router.get("/{number}/events", response={200: EventPage, **REFUSALS}, operation_id="list_events")
@needs(Permission.SEE_TICKETS)
def list_events(request: TokenRequest, number: Number, after: Position = 0) -> EventPage:
    """Everything that happened to the ticket: who, when, from what to what."""
    ticket = doors.open_ticket(request.access, number)
    rows = ticket.events.filter(id__gt=after).select_related("by").order_by("id")[: PAGE + 1]
    shown = seen_events(request.access, ticket, rows)
    return EventPage(
        events=[EventOut.of(each) for each in shown[:PAGE]],
        next=shown[PAGE - 1].pk if len(shown) > PAGE else None,
    )


@router.post("/{number}/take", response={200: TicketOut, **REFUSALS}, operation_id="take_ticket")
@needs(Permission.WORK_TICKETS)
@once
def take_ticket(request: TokenRequest, number: Number) -> TicketOut:
    """Take a ticket that nobody holds."""
    ticket = doors.open_ticket(request.access, number)
    assigning.take_ticket(ticket=ticket, by=request.access.user, at=timezone.now())
    return ticket_out(request, number)


@router.post("/{number}/assign", response={200: TicketOut, **REFUSALS}, operation_id="assign_ticket")
@needs(Permission.WORK_TICKETS)
@once
def assign_ticket(request: TokenRequest, number: Number, to: AssignIn) -> TicketOut:
    """Give a ticket to somebody; what somebody else holds needs the right to move anybody's tickets."""
    ticket = doors.open_ticket(request.access, number)
    is_own = ticket.assignee_id in (None, request.access.user.pk)
    if not is_own and not request.access.may(Permission.ASSIGN_TICKETS):
        sentence = _("This ticket is somebody else's; only a lead may move it.")
        raise RightRefused(sentence, rights=[Permission.ASSIGN_TICKETS])
    assigning.assign_ticket(
        ticket=ticket,
        to=None if to.assignee is None else member(request, to.assignee),
        by=request.access.user,
        at=timezone.now(),
        revision=to.revision,
    )
    return ticket_out(request, number)


@router.post("/{number}/state", response={200: TicketOut, **REFUSALS}, operation_id="move_ticket")
@needs(Permission.WORK_TICKETS)
@once
def move_ticket(request: TokenRequest, number: Number, to: StateIn) -> TicketOut:
    """Put a ticket into another state; `scheduled` with the time until when.

    Nothing becomes `new` again, unless a move is undone.
    """
    ticket = doors.open_ticket(request.access, number)
    at, by = timezone.now(), request.access.user
    if to.state == "scheduled":
        if to.until is None or to.until.tzinfo is None:
            sentence = _("Say until when the ticket is put off, as a time with its offset.")
            raise DeskRefused(sentence, field="until")
        states.snooze_ticket(ticket=ticket, until=to.until, by=by, at=at, revision=to.revision)
    else:
        states.move_ticket(ticket=ticket, to=State(to.state), by=by, at=at, revision=to.revision)
    return ticket_out(request, number)


@router.post("/{number}/correct", response={200: TicketOut, **REFUSALS}, operation_id="correct_ticket")
@needs(Permission.WORK_TICKETS)
@once
def correct_ticket(request: TokenRequest, number: Number, said: CorrectIn) -> TicketOut:
    """Say what a ticket is, or that it is right so; the classifier learns from both."""
    triage.correct(
        ticket=doors.open_ticket(request.access, number),
        field=said.field,
        value=said.value,
        by=request.access.user,
        at=timezone.now(),
        revision=said.revision,
    )
    return ticket_out(request, number)
