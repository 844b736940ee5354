"""Warnings before a goal is spent, as it is, and where a promise slips: to who is there, each once."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from halfhour.desk.actions.locking import lock_ticket
from halfhour.desk.actions.one_by_one import one_by_one
from halfhour.desk.actions.recording import happened
from halfhour.desk.actions.telling import tell
from halfhour.desk.adapter.clocks import Reached, clocks_of_ticket, next_warning_at, reached_shares, steps_of
from halfhour.desk.models import EventKind, PromiseRecord, Ticket, TicketEvent, Warned
from halfhour.desk.queries.there import is_there, leads_there
from halfhour.people.models import User

MOST_AT_ONCE = 200


def warn_of_clocks(at: datetime) -> int:
    """Give every warning that is due; how many."""
    due = Ticket.objects.filter(warn_at__lte=at).order_by("warn_at", "id").values_list("id", flat=True)
    return one_by_one(_warn, due[:MOST_AT_ONCE], at)


@transaction.atomic
def _warn(ticket_id: int, at: datetime) -> int:
    """Warn of what one ticket's clocks have reached since somebody was warned last.

    The ticket itself stays as it is: a warning is nobody's change, and makes nobody's answer outdated.
    """
    ticket = lock_ticket(ticket_id)
    if ticket.warn_at is None or ticket.warn_at > at:
        return 0
    steps = steps_of(ticket.team_id)
    clocks = clocks_of_ticket(ticket)
    given = set(Warned.objects.filter(ticket=ticket).values_list("measure", "clock", "goal_seconds", "share"))
    new = [
        each
        for each in reached_shares(clocks, at=at, shares=tuple(steps))
        if (each.measure, each.clock, each.goal_seconds, each.share) not in given
    ]
    for each in new:
        _tell(ticket, each, tell_whom=steps[each.share], at=at)
    Warned.objects.bulk_create(
        Warned(
            ticket=ticket,
            measure=each.measure,
            clock=each.clock,
            goal_seconds=each.goal_seconds,
            share=each.share,
            at=at,
        )
        for each in new
    )
    TicketEvent.objects.bulk_create([_event(ticket, each, at) for each in new])
    Ticket.objects.filter(pk=ticket.pk).update(warn_at=next_warning_at(clocks, after=at, shares=tuple(steps)))
    return len(new)


def _event(ticket: Ticket, reached: Reached, at: datetime) -> TicketEvent:
    event = happened(
        EventKind.WARNED, at=at, facts={"share": (None, reached.share), "clock": (None, reached.measure)}
    )
    event.ticket = ticket
    return event


def _tell(ticket: Ticket, reached: Reached, *, tell_whom: tuple[str, ...], at: datetime) -> None:
    tell(
        _whom(ticket, tell_whom, at),
        team=ticket.team,
        ticket=ticket,
        kind="late" if reached.share >= 1 else "soon_late",
        key=f"warned-{ticket.pk}-{reached.measure}-{reached.clock}-{reached.goal_seconds}-{reached.share:g}",
        figures={
            "number": ticket.number,
            "measure": reached.measure,
            "due_at": reached.due_at.isoformat() if reached.due_at else None,
        },
        at=at,
    )


def _whom(ticket: Ticket, tell_whom: tuple[str, ...], at: datetime) -> Collection[User]:
    """The holder if they are there, else and beyond the leads who are."""
    told: dict[int, User] = {}
    holder = ticket.assignee
    if "assignee" in tell_whom and holder and is_there(team=ticket.team, user=holder, at=at):
        told[holder.pk] = holder
    if "leads" in tell_whom or not told:
        told |= {lead.pk: lead for lead in leads_there(ticket.team, at=at)}
    return told.values()


def warn_of_promise(promise: PromiseRecord, *, at: datetime) -> None:
    """Tell who holds a ticket, while its promise can still be kept; what nobody holds is on the board."""
    ticket = promise.ticket
    if ticket.assignee_id is not None:
        tell(
            _whom(ticket, ("assignee",), at),
            team=ticket.team,
            ticket=ticket,
            kind="promise_slips",
            key=f"promise-{promise.pk}-slips",
            figures={"number": ticket.number, "by_at": promise.by_at.isoformat()},
            at=at,
        )
