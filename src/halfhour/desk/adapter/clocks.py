"""Clocks: a ticket's events and its team's policies into the engine, due times back onto the ticket."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from halfhour.desk.adapter.policies import policies_of
from halfhour.desk.adapter.standing import standing_of
from halfhour.desk.models import EventKind, Ticket, TicketEvent, TicketMerge
from halfhour.engine.sla import (
    ContactClocks,
    Event,
    Facts,
    Happening,
    Measure,
    Run,
    State,
    clocks_of,
    warnings_of,
)

CLOCK_KINDS = frozenset(kind.value for kind in Happening)
GOES_ON = CLOCK_KINDS - {EventKind.HANDED.value, EventKind.JUDGED.value}  # what the customer hears of
USUAL_STEPS = {0.75: ("assignee",), 1.0: ("assignee", "leads")}


def facts_of(ticket: Ticket) -> dict[str, str]:
    """What goals go by, as an event keeps it."""
    return {
        "channel": ticket.channel,
        "priority": ticket.priority,
        "complexity": ticket.complexity,
        "tier": ticket.tier,
        "category": ticket.category,
    }


def clocks_of_ticket(ticket: Ticket, events: Iterable[TicketEvent] | None = None) -> ContactClocks:
    """All clocks of a ticket, from its events (read where they are not given)."""
    rows = ticket.events.order_by("at", "id") if events is None else events
    return clocks_of(events=engine_events(rows), policies=policies_of(ticket.team, ticket.queue))


def engine_events(rows: Iterable[TicketEvent]) -> list[Event]:
    """What clocks run by, of what happened on tickets: as if nothing that was taken back had been."""
    known = not_taken_back(row for row in rows if row.kind in CLOCK_KINDS)
    gone = _merges_undone(known)
    return [engine_event(row) for row in known if row.judged.get("merge") not in gone]


def not_taken_back(rows: Iterable[TicketEvent]) -> list[TicketEvent]:
    """Without moves that were undone at once, and without what undid them: clocks run as if neither was."""
    known = list(rows)
    undone = {pk for row in known for pk in row.judged.get("undoes", ())}
    return [row for row in known if "undoes" not in row.judged and row.pk not in undone] if undone else known


def _merges_undone(rows: Iterable[TicketEvent]) -> frozenset[int]:
    """The merges whose questions went back to where they came from."""
    merges = {row.judged["merge"] for row in rows if "merge" in row.judged}
    if not merges:
        return frozenset()
    undone = TicketMerge.objects.filter(pk__in=merges, undone_at__isnull=False).order_by("id")
    return frozenset(undone.values_list("id", flat=True))


def engine_event(row: TicketEvent) -> Event:
    has_facts = row.kind in (EventKind.OPENED, EventKind.JUDGED) and row.judged
    return Event(
        at=int(row.at.timestamp()),
        what=Happening(row.kind),
        state=State(row.state) if row.state else None,
        segment=row.segment or None,
        facts=Facts(**{name: value or None for name, value in row.judged.items()}) if has_facts else None,
        waited=tuple(
            Run(since=since, until=until, segment=segment)
            for since, until, segment in row.judged.get("waited", ())
        ),
    )


def write_clocks(ticket: Ticket, clocks: ContactClocks, *, at: datetime) -> None:
    """Put onto the ticket what lists sort by: due times, the nearest of them, and when to warn next.

    A warning whose moment has come and that nobody gave yet is still to be given.
    """
    standing = [(clock, clock.due_at) for clock in clocks.clocks if clock.ended_at is None]
    running = [(at, clock.measure) for clock, at in standing if clock.is_running and at is not None]
    nearest, measure = min(running, default=(None, ""), key=lambda each: each[0] or 0)
    due = {clock.measure: instant(at) for clock, at in standing}
    ticket.due_at, ticket.due_measure = instant(nearest), str(measure)
    ticket.first_due_at, ticket.resolution_due_at = due.get(Measure.FIRST_ANSWER), due.get(Measure.RESOLUTION)
    if ticket.warn_at is None or ticket.warn_at > at:
        ticket.warn_at = next_warning_at(clocks, after=at, shares=tuple(steps_of(ticket.team_id)))


def next_warning_at(clocks: ContactClocks, *, after: datetime, shares: tuple[float, ...]) -> datetime | None:
    now = after.timestamp()
    times = [
        when
        for clock in clocks.clocks
        if clock.is_running
        for _share, when in warnings_of(clock=clock, shares=shares)
        if when > now
    ]
    return instant(min(times, default=None))


def steps_of(team_id: int) -> dict[float, tuple[str, ...]]:
    """At which shares of a goal who is warned, as the team has set it: the holder, the leads, or both."""
    steps = {
        float(step["share"]): tuple(step["tell"]) for step in standing_of(team_id).escalation.get("steps", ())
    }
    return steps or USUAL_STEPS


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A share of a goal that is spent; `clock` is when the clock of its measure began, in seconds."""

    measure: str
    clock: int
    goal_seconds: int
    share: float
    due_at: datetime | None


def reached_shares(clocks: ContactClocks, *, at: datetime, shares: tuple[float, ...]) -> list[Reached]:
    """What the clocks that run have reached by now."""
    return [
        Reached(
            measure=clock.measure.value,
            clock=clock.runs[0].since,
            goal_seconds=clock.goal_seconds or 0,
            share=share,
            due_at=instant(clock.due_at),
        )
        for clock in clocks.clocks
        if clock.is_running
        for share, when in warnings_of(clock=clock, shares=shares)
        if when <= at.timestamp()
    ]


def instant(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, tz=UTC)
