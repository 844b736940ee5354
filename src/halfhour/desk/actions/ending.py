"""What is still open for a customer who is erased ends with them: nobody can be answered any more."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import F

from halfhour.desk.actions.handing_off import come_back
from halfhour.desk.actions.locking import lock_end
from halfhour.desk.actions.recording import moved, save_ticket
from halfhour.desk.models import Complaint, HandOff, Outgoing, OutgoingState, PromiseRecord, State, Ticket
from halfhour.desk.models.processes import HandOffState

CUSTOMER_ERASED = "customer_erased"
UNSENT = (OutgoingState.WAITING, OutgoingState.FAILED)


def end_tickets(tickets: Collection[Ticket], *, at: datetime) -> None:
    """Close tickets that are locked, with all that waits on them; what has ended is closed for good.

    What their customers were promised counts as neither kept nor broken, and teaches nobody anything.
    """
    ids = [ticket.pk for ticket in tickets]
    standing = PromiseRecord.objects.filter(ticket__in=ids, was_kept__isnull=True, replaced_at__isnull=True)
    standing.update(replaced_at=at)
    PromiseRecord.objects.filter(ticket__in=ids, was_kept__isnull=True).update(is_void=True)
    rows = HandOff.objects.filter(ticket__in=ids, state=HandOffState.OPEN).order_by("id")
    asked = list(rows.select_related("department"))
    rows.update(state=HandOffState.TAKEN_BACK, ended_at=at, link_version=F("link_version") + 1)
    complaints = Complaint.objects.filter(ticket__in=ids, closed_at=None)
    complaints.update(closed_at=at, revision=F("revision") + 1)
    unsent = Outgoing.objects.filter(ticket__in=ids, state__in=UNSENT)
    unsent.update(state=OutgoingState.DROPPED)
    for ticket in (each for each in tickets if each.state != State.CLOSED):
        events = moved(ticket, State.CLOSED, at=at, by=None)
        for event in events:
            event.reason = {"kind": CUSTOMER_ERASED}
        save_ticket(ticket, events=events, at=at)
    for row in asked:
        goes_on = lock_end(row.ticket_id)
        if not goes_on.is_ended:  # somebody else's, into which theirs was merged
            come_back(goes_on, row, at=at, by=None)
