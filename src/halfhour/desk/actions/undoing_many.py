"""A change of many taken back: each of its tickets stands as if it had never been part of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from halfhour.desk.actions.assigning import hold
from halfhour.desk.actions.bulk import ASSIGNEE, STATE
from halfhour.desk.actions.changing import apply_changes, changed_events
from halfhour.desk.actions.locking import lock_presence, lock_tickets
from halfhour.desk.actions.recording import happened, save_ticket
from halfhour.desk.actions.states import taken_back
from halfhour.desk.actions.undoing_change import unteach
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import BulkChange, EventKind, Label, State, Ticket, TicketEvent
from halfhour.desk.models.events import SAID_ONLY
from halfhour.desk.models.tickets import UNDONE_WITHIN
from halfhour.desk.queries.there import who_answers
from halfhour.people.models import Team, User


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """How many tickets are as before, and the numbers of those that somebody touched since."""

    count: int
    touched: tuple[int, ...]


@transaction.atomic
def undo_bulk(*, change: BulkChange, by: User, at: datetime) -> Undone:
    """Take a change of many back, of every ticket that nobody touched since.

    Raises
    ------
    DeskRefused
        Where it was taken back before, or too long ago.
    """
    kept = {entry["ticket"]: entry for entry in change.before}
    names = {entry["values"].get(ASSIGNEE) for entry in kept.values()} - {None}
    lock_presence(*User.objects.filter(username__in=names).values_list("id", flat=True))
    tickets = lock_tickets(kept)
    change = BulkChange.objects.select_for_update().get(pk=change.pk)
    if change.undone_at is not None:
        raise DeskRefused(_("This change has been undone already."))
    if at > change.undo_until:
        minutes = UNDONE_WITHIN // timedelta(minutes=1)
        raise DeskRefused(_("A change can be undone for {minutes} minutes.").format(minutes=minutes))
    kept = {entry["ticket"]: entry for entry in change.before}
    touched, count = [], 0
    for ticket in tickets.values():
        entry = kept[ticket.pk]
        if _was_touched(ticket, entry):
            touched.append(ticket.number)
            continue
        events = _restore(ticket, entry, by=by, at=at)
        unteach(ticket, entry["triage"], Label.objects.filter(by=change.by, at=change.at))
        save_ticket(ticket, events=[*events, happened(EventKind.UNDONE, at=at, by=by)], at=at)
        count += 1
    change.undone_at = at
    change.save(update_fields=["undone_at"])
    return Undone(count=count, touched=tuple(sorted(touched)))


def forget_undoable(*, before: datetime) -> None:
    """Forget what could be undone until then; every change stands in the history of its ticket."""
    BulkChange.objects.filter(undo_until__lt=before).delete()


def _was_touched(ticket: Ticket, entry: Mapping[str, Any]) -> bool:
    """Whether anything was done to a ticket since; what Halfhour said of it meanwhile is nobody's work."""
    if ticket.revision == entry["revision"]:
        return False
    since = ticket.events.filter(pk__gt=entry["event"])
    is_said_only = since.exists() and not since.exclude(kind__in=SAID_ONLY).exists()
    return not is_said_only or ticket.is_customer_erased


def _restore(ticket: Ticket, entry: Mapping[str, Any], *, by: User, at: datetime) -> list[TicketEvent]:
    """Give a ticket back what it had before; what its tags, fields and people were is in the values.

    Its clocks run as if it had never been moved.
    """
    values = entry["values"]
    fields = {name.removeprefix("field-"): each for name, each in values.items() if name.startswith("field-")}
    rest = {
        name: value
        for name, value in values.items()
        if name not in (STATE, ASSIGNEE, "wakes_at") and not name.startswith("field-")
    }
    if fields:
        rest["fields"] = fields
    events = changed_events(ticket, apply_changes(ticket, rest, by=None, at=at), by=by, at=at)
    if ASSIGNEE in values:
        events += hold(ticket, _still_there(ticket.team, values[ASSIGNEE]), at=at, by=by)
        if ticket.assignee is not None:
            ticket.assigned_at = parse_datetime(entry["held"]["since"]) or at
            ticket.assigned_by_person = entry["held"]["by_person"]
    if STATE in values:
        # Who is given a new one opens it, too: of all that the change moved, back to where it stood before.
        moves = list(ticket.events.filter(pk__in=entry["moves"]).order_by("id"))
        back = taken_back(ticket, moves[0], by=by, at=at)
        for event in back:
            event.judged = {"undoes": [move.pk for move in moves]}
        events += back
        if values.get("wakes_at"):
            ticket.wakes_at, ticket.wakes_to = parse_datetime(values["wakes_at"]), State.OPEN
    return events


def _still_there(team: Team, username: str | None) -> User | None:
    """Who held a ticket, unless they have left the team since."""
    return who_answers(team.pk).filter(username=username or "").first()
