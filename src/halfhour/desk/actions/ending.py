"""What is still open for a customer who is erased ends with them: nobody can be answered any more."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import F

from halfhour.desk.actions.recording import moved, save_ticket
from halfhour.desk.models import Complaint, HandOff, Outgoing, OutgoingState, PromiseRecord, State, Ticket
from halfhour.desk.models.processes import HandOffState

CUSTOMER_ERASED = "customer_erased"
UNSENT = (OutgoingState.WAITING, OutgoingState.FAILED)


def end_tickets(tickets: Collection[Ticket], *, at: datetime) -> None:
    """Close tickets that are locked, with all that waits on them; what has ended is closed for good.

    What their customers were promised counts as neither kept nor broken, and teaches nobody anything.
    """
    open_ones = [ticket for ticket in tickets if ticket.state != State.CLOSED]
    ids = [ticket.pk for ticket in open_ones]
    standing = PromiseRecord.objects.filter(ticket__in=ids, was_kept__isnull=True, replaced_at__isnull=True)
    standing.update(replaced_at=at)
    PromiseRecord.objects.filter(ticket__in=ids, was_kept__isnull=True).update(is_void=True)
    asked = HandOff.objects.filter(ticket__in=ids, state=HandOffState.OPEN)
    asked.update(state=HandOffState.TAKEN_BACK, ended_at=at, link_version=F("link_version") + 1)
    complaints = Complaint.objects.filter(ticket__in=ids, closed_at=None)
    complaints.update(closed_at=at, revision=F("revision") + 1)
    unsent = Outgoing.objects.filter(ticket__in=[ticket.pk for ticket in tickets], state__in=UNSENT)
    unsent.update(state=OutgoingState.DROPPED)
    for ticket in open_ones:
        events = moved(ticket, State.CLOSED, at=at, by=None)
        for event in events:
            event.reason = {"kind": CUSTOMER_ERASED}
        save_ticket(ticket, events=events, at=at)
