"""A question that a merge takes along, and one that comes back: how long it has waited, and on whose time."""

from collections.abc import Iterable
from datetime import datetime

from halfhour.desk.adapter.clocks import clocks_of_ticket
from halfhour.desk.models import Ticket, TicketMerge
from halfhour.desk.models.tickets import ENDED, OURS
from halfhour.engine.sla import Run

Wait = list[list[int | str]]  # stretches of time, as the event that brings a question keeps them


def wait_of(ticket: Ticket, *, until: datetime) -> Wait | None:
    """How long the customer has waited for an answer on a ticket; None where they wait for none."""
    if ticket.is_ended:
        return None
    question = clocks_of_ticket(ticket).question
    return None if question is None else _stored(question.runs, since=0, until=_seconds(until))


def wait_after(merge: TicketMerge, *, source: Ticket, target: Ticket, until: datetime) -> Wait | None:
    """The same of a question that a merge had taken along, there too as long as nobody answered it."""
    question, there = clocks_of_ticket(source).question, clocks_of_ticket(target).question
    if question is None or merge.state_before in ENDED:
        return None
    at, end = _seconds(merge.at), _seconds(until)
    waited = _stored(question.runs, since=0, until=at)
    # What is asked there is another question where it began after this one was answered.
    # Asked in the second in which it was merged, it had not waited anywhere else.
    asked = question.runs[0].since if question.runs else at if merge.state_before in OURS else None
    is_there = there is not None and there.runs and asked is not None and there.runs[0].since <= asked
    return [*waited, *_stored(there.runs, since=at, until=end)] if there and is_there else waited


def wait_since(wrote_at: datetime, waited: Wait | None, *, source: Ticket, until: datetime) -> Wait:
    """The same where the customer wrote again while the ticket was merged: since then they wait for sure."""
    first = _seconds(wrote_at)
    before = [
        [start, min(int(end), first), segment] for start, end, segment in waited or () if int(start) < first
    ]
    return [*before, [first, _seconds(until), source.segment]]


def _stored(runs: Iterable[Run], *, since: int, until: int) -> Wait:
    cut = ((max(run.since, since), min(run.until or until, until), run.segment) for run in runs)
    return [[start, end, segment] for start, end, segment in cut if start < end]


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
