"""Clocks: a ticket's events and its team's policies into the engine, due times back onto the ticket."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from halfhour.desk.adapter.standing import standing_of
from halfhour.desk.models import EventKind, GoalPolicy, Ticket, TicketEvent, TicketMerge
from halfhour.engine.business_time import BusinessCalendar, business_calendar
from halfhour.engine.sla import (
    PAUSED,
    ContactClocks,
    Event,
    Facts,
    GoalRule,
    Happening,
    Measure,
    Policy,
    Run,
    State,
    clocks_of,
    warnings_of,
)
from halfhour.engine.team import OpeningHours, Service
from halfhour.engine.team import Team as EngineTeam
from halfhour.people.adapter import engine_team
from halfhour.people.errors import TeamHasNoSettings
from halfhour.people.models import Team, TeamVersion
from halfhour.people.queries import latest_version

CLOCK_KINDS = frozenset(kind.value for kind in Happening)
GOES_ON = CLOCK_KINDS - {EventKind.HANDED.value, EventKind.JUDGED.value}  # what the customer hears of
# The longest goal, 400 hours, fits into the days after even where a team is open two hours a week.
DAYS_BEFORE, DAYS_AFTER = 2 * 366, 4 * 366
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
    """Put onto the ticket what lists sort by: due times, the nearest of them, and when to warn next."""
    standing = [(clock, clock.due_at) for clock in clocks.clocks if clock.ended_at is None]
    running = [(at, clock.measure) for clock, at in standing if clock.is_running and at is not None]
    nearest, measure = min(running, default=(None, ""), key=lambda each: each[0] or 0)
    due = {clock.measure: instant(at) for clock, at in standing}
    ticket.due_at, ticket.due_measure = instant(nearest), str(measure)
    ticket.first_due_at, ticket.resolution_due_at = due.get(Measure.FIRST_ANSWER), due.get(Measure.RESOLUTION)
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


def policies_of(team: Team, queue: str) -> tuple[Policy, ...]:
    """Every policy a team's queue has had: goals and opening hours, each from when it came into force.

    The first holds for everything before it too. Policies are kept in memory as long as nobody changes
    goals or settings.
    """
    now = standing_of(team.pk)
    versions, goals = _histories(team.pk, now.version, now.goals)
    return _policies(versions, goals, queue, datetime.now(tz=UTC).date().replace(day=1))


Since = tuple[tuple[int, datetime], ...]


@lru_cache(maxsize=512)
def _histories(team_id: int, newest_version: int | None, newest_goals: int | None) -> tuple[Since, Since]:
    """All versions of settings and goals up to the newest, with when each came into force."""
    versions = TeamVersion.objects.filter(team=team_id).order_by("number")
    goals = GoalPolicy.objects.filter(team=team_id).order_by("number")
    return (
        tuple(versions.values_list("id", "changed_at")) if newest_version is not None else (),
        tuple(goals.values_list("id", "in_force_from")) if newest_goals is not None else (),
    )


@lru_cache(maxsize=512)
def _policies(
    versions: tuple[tuple[int, datetime], ...],
    goals: tuple[tuple[int, datetime], ...],
    queue: str,
    month: date,
) -> tuple[Policy, ...]:
    changes = sorted({at for _id, at in (*versions, *goals)})
    policies: list[Policy] = []
    for place, at in enumerate(changes):
        version = _in_force(versions, at)
        goal = _in_force(goals, at) if goals and goals[0][1] <= at else None
        if version is None:
            continue
        until = changes[place + 1] if place + 1 < len(changes) else None
        policies.append(_policy(version, goal, queue, at, until, month, is_first=not policies))
    return tuple(policies)


def _in_force(rows: tuple[tuple[int, datetime], ...], at: datetime) -> int | None:
    return next((pk for pk, since in reversed(rows) if since <= at), rows[0][0] if rows else None)


@lru_cache(maxsize=512)  # so that another version means one more calendar, and not all of them anew
def _policy(
    version: int,
    goal: int | None,
    queue: str,
    at: datetime,
    until: datetime | None,
    month: date,
    *,
    is_first: bool,
) -> Policy:
    team = engine_of(version)
    named = next((each for each in team.queues if each.name == queue), None)
    document = _goal_document(goal) if goal is not None else usual_document(team)
    # From long before it came into force: what was due then is told in these hours while it is late.
    first_on = at.date() - timedelta(days=DAYS_BEFORE)
    last_on = max(month, until.date() if until else month) + timedelta(days=DAYS_AFTER)
    hours = (named.hours if named else None) or team.hours
    return Policy(
        in_force_from=0 if is_first else int(at.timestamp()),
        rules=rules_from(document),
        calendar=_calendar(team, hours, first_on, last_on),
        paused_in=frozenset(State(each) for each in document.get("paused_in", PAUSED)),
    )


def _calendar(team: EngineTeam, hours: OpeningHours, first_on: date, last_on: date) -> BusinessCalendar:
    return business_calendar(
        hours=hours, timezone=team.timezone, country=team.country, first_on=first_on, last_on=last_on
    )


def calendar_of(team: Team, *, since: datetime, until: datetime) -> BusinessCalendar:
    """The team's opening hours as they are now, over a stretch of time."""
    version = latest_version(team)
    if version is None:
        raise TeamHasNoSettings(_("This team has no settings yet: fill in the page Team first."))
    settings = engine_of(version.pk)
    return _calendar(
        settings, settings.hours, since.date() - timedelta(days=2), until.date() + timedelta(days=2)
    )


@lru_cache(maxsize=64)
def engine_of(version_id: int) -> EngineTeam:
    """A version's settings; versions never change, so they are read once."""
    return engine_team(TeamVersion.objects.get(pk=version_id))


@lru_cache(maxsize=64)
def _goal_document(policy_id: int) -> dict[str, Any]:
    document: dict[str, Any] = GoalPolicy.objects.values_list("document", flat=True).get(pk=policy_id)
    return document


def usual_document(team: EngineTeam) -> dict[str, Any]:
    """The goals of a team that has set none for its desk: what its queues promise, channel by channel.

    Channels without a queue of their own get the longest of them.
    """
    rules = []
    for channel in dict.fromkeys(queue.channel for queue in team.queues):
        theirs = [queue for queue in team.queues if queue.channel == channel]
        within = min(queue.goal.within_seconds for queue in theirs)
        live = any(queue.service == Service.LIVE for queue in theirs)
        rule = {"name": channel.value, "when": {"channel": channel.value}, "first_answer_seconds": within}
        rules.append(rule if live else {**rule, "next_answer_seconds": within})
    longest = max((queue.goal.within_seconds for queue in team.queues), default=0)
    others = {"name": "others", "when": {}}
    goals = {"first_answer_seconds": longest, "next_answer_seconds": longest} if longest else {}
    return {"rules": [*rules, {**others, **goals}]}


def rules_from(document: Mapping[str, Any]) -> tuple[GoalRule, ...]:
    return tuple(
        GoalRule(
            name=rule["name"],
            when=Facts(**rule.get("when", {})),
            **{f"{measure.value}_seconds": rule.get(f"{measure.value}_seconds") for measure in Measure},
        )
        for rule in document["rules"]
    )


def forget() -> None:
    """Forget what is kept in memory; for tests, whose rows come and go under the same ids."""
    for kept in (_histories, _policies, _policy, engine_of, _goal_document):
        kept.cache_clear()


def instant(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, tz=UTC)
