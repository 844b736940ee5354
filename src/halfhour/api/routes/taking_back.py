"""What a person takes back: a move of theirs, a contact that was just given to them, links that are out."""

from django.utils import timezone
from ninja import Router
from pydantic import BaseModel

from halfhour.api.doors import TokenRequest, needs, once
from halfhour.api.opened import ticket_out
from halfhour.api.refusals import REFUSALS
from halfhour.api.schemas import Number, Taken, TicketOut
from halfhour.desk import access as doors
from halfhour.desk.actions.customer_side import renew_link
from halfhour.desk.actions.passing_on import not_now
from halfhour.desk.actions.states import undo_move
from halfhour.desk.models import Ticket
from halfhour.desk.queries.pushed import just_given
from halfhour.people.access import Permission

router = Router()
given = Router()


class UndoMoveIn(Taken):
    """`event` is the id of the move, which has to be the last thing that happened to the ticket's state."""

    event: Number


class GivenOut(BaseModel):
    """A contact that Halfhour gave to the key's person, and that they have not opened yet."""

    number: int
    subject: str
    channel: str
    priority: str

    @classmethod
    def of(cls, ticket: Ticket) -> "GivenOut":
        return cls(
            number=ticket.number, subject=ticket.subject, channel=ticket.channel, priority=ticket.priority
        )


@router.post("/{number}/undo-move", response={200: TicketOut, **REFUSALS}, operation_id="undo_move")
@needs(Permission.WORK_TICKETS)
@once
def undo(request: TokenRequest, number: Number, move: UndoMoveIn) -> TicketOut:
    """Take one's own move back, or that it was put off, within ten minutes and while nothing followed."""
    undo_move(
        ticket=doors.open_ticket(request.access, number),
        event_id=move.event,
        by=request.access.user,
        at=timezone.now(),
    )
    return ticket_out(request, number)


@router.post("/{number}/not-now", response={200: TicketOut, **REFUSALS}, operation_id="decline_ticket")
@needs(Permission.WORK_TICKETS)
@once
def decline(request: TokenRequest, number: Number) -> TicketOut:
    """Not now: what the key's person was just given goes to the next who can take it."""
    ticket = doors.open_ticket(request.access, number)
    not_now(ticket=ticket, by=request.access.user, at=timezone.now())
    return ticket_out(request, number)


@router.post("/{number}/link/renew", response={200: TicketOut, **REFUSALS}, operation_id="renew_link")
@needs(Permission.WORK_TICKETS)
@once
def renew(request: TokenRequest, number: Number) -> TicketOut:
    """Make older links to the customer's page open nothing, and mail the customer a new one."""
    ticket = doors.open_ticket(request.access, number)
    renew_link(ticket=ticket, by=request.access.user, at=timezone.now())
    return ticket_out(request, number)


@given.get("", response={200: list[GivenOut], **REFUSALS}, operation_id="list_given")
@needs(Permission.WORK_TICKETS)
def list_given(request: TokenRequest) -> list[GivenOut]:
    """What the key's person was given unasked and has not opened, the oldest first."""
    return [GivenOut.of(each) for each in just_given(request.access)]
