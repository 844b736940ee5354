"""Where the time of missed goals went: in the line, in each department, with each person."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Q

from halfhour.desk.adapter.clocks import CLOCK_KINDS, clocks_of_ticket
from halfhour.desk.adapter.standing import read_once
from halfhour.desk.models import Ticket, TicketEvent
from halfhour.desk.queries.clocks import segment_names
from halfhour.engine.sla import Clock
from halfhour.people.models import Team

WEEKS = (1, 4, 13)
MOST_MISSES, MOST_TICKETS = 500, 5_000  # the latest of each


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentTime:
    """One who owed next steps: the time, its share of all, and the misses to which they gave the most."""

    segment: str
    who: str
    seconds: int
    share: float
    most_of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedTime:
    """The goals missed since an instant; `is_cut` says that there may be more than the latest ones here."""

    since: datetime
    misses: int
    seconds: int
    is_cut: bool
    by: tuple[SegmentTime, ...]


def missed_time(team: Team, *, at: datetime, weeks: int = 4) -> MissedTime:
    """Goals that ran out within the last weeks, each one's time up to then by who owed the next step."""
    since = at - timedelta(weeks=weeks)
    tickets = _tickets(team, since=since)
    start, now = int(since.timestamp()), int(at.timestamp())
    with read_once():
        missed = [
            (due, spent_until(clock, due))
            for clock in _clocks(team, tickets[:MOST_TICKETS], at=at)
            if (due := clock.due_at) is not None and start <= due < now and clock.is_late(now)
        ]
    missed.sort(key=lambda each: each[0], reverse=True)
    kept = [spent for _due, spent in missed[:MOST_MISSES]]
    rows = _summed(kept)
    return MissedTime(
        since=since,
        misses=len(kept),
        seconds=sum(row.seconds for row in rows),
        is_cut=len(missed) > MOST_MISSES or len(tickets) > MOST_TICKETS,
        by=rows,
    )


def spent_until(clock: Clock, due: int) -> dict[str, int]:
    """Business seconds up to the due time by segment; they add up to the goal, and pauses are nobody's."""
    runs = tuple(
        replace(run, until=due if run.until is None else min(run.until, due))
        for run in clock.runs
        if run.since < due
    )
    return replace(clock, runs=runs).spent_by_segment(due)


def _tickets(team: Team, *, since: datetime) -> list[Ticket]:
    """Those that changed since or are not done, the last changed first; one more than are looked at."""
    lately = Q(changed_at__gte=since) | Q(resolved_at__isnull=True, closed_at__isnull=True)
    rows = Ticket.objects.filter(lately, team=team).only("id", "queue", "team_id")
    return list(rows.order_by("-changed_at", "-id")[: MOST_TICKETS + 1])


def _clocks(team: Team, tickets: list[Ticket], *, at: datetime) -> Iterable[Clock]:
    """The clocks of all tickets, their events read a thousand tickets at a time."""
    for place in range(0, len(tickets), 1_000):
        some = tickets[place : place + 1_000]
        events: dict[int, list[TicketEvent]] = defaultdict(list)
        rows = TicketEvent.objects.filter(
            ticket__in=[each.pk for each in some], kind__in=CLOCK_KINDS, at__lte=at
        )
        for row in rows.order_by("at", "id"):
            events[row.ticket_id].append(row)
        for ticket in some:
            if ticket.pk in events:
                ticket.team = team
                yield from clocks_of_ticket(ticket, events[ticket.pk]).clocks


def _summed(missed: list[dict[str, int]]) -> tuple[SegmentTime, ...]:
    seconds: dict[str, int] = defaultdict(int)
    most: dict[str, int] = defaultdict(int)
    for spent in missed:
        for segment, each in spent.items():
            seconds[segment] += each
        if spent:
            most[max(spent, key=lambda segment: spent[segment])] += 1
    names, whole = segment_names(seconds), sum(seconds.values())
    rows = (
        SegmentTime(
            segment=segment,
            who=names[segment],
            seconds=each,
            share=each / whole if whole else 0.0,
            most_of=most[segment],
        )
        for segment, each in seconds.items()
    )
    return tuple(sorted(rows, key=lambda row: (-row.seconds, row.who)))
