"""The day so far beside what was expected: answers within their goals, contacts and the forecast."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from halfhour.desk.adapter.clocks import CLOCK_KINDS, engine_events
from halfhour.desk.adapter.policies import policies_of
from halfhour.desk.models import Ticket, TicketEvent
from halfhour.engine.sla import clocks_of
from halfhour.people.models import Team
from halfhour.planning.adapter.teams import grid_of
from halfhour.planning.models import Plan, QueueSeries


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A clock of first or next answer that ended, and whether within its goal; None where it had no goal."""

    queue: str
    at: int
    is_in_time: bool | None


def answers_since(team: Team, tickets: Iterable[Ticket], *, since: datetime) -> list[Answer]:
    """Every answer to these tickets since an instant; worked out once for each revision."""
    start = int(since.timestamp())
    found: list[Answer] = []
    unknown = []
    for ticket in tickets:
        kept = _KEPT.get((ticket.pk, ticket.revision))
        if kept is None:
            unknown.append(ticket)
        else:
            found += kept
    found += _worked_out(team, unknown)
    return [answer for answer in found if answer.at >= start]


_KEPT: dict[tuple[int, int], tuple[Answer, ...]] = {}
MOST_KEPT = 20_000


def _worked_out(team: Team, tickets: list[Ticket]) -> list[Answer]:
    if not tickets:
        return []
    events: defaultdict[int, list[TicketEvent]] = defaultdict(list)
    rows = TicketEvent.objects.filter(ticket__in=tickets, kind__in=CLOCK_KINDS).order_by("ticket", "at", "id")
    for row in rows:
        events[row.ticket_id].append(row)
    policies = {queue: policies_of(team, queue) for queue in {ticket.queue for ticket in tickets}}
    if len(_KEPT) > MOST_KEPT:
        _KEPT.clear()
    found: list[Answer] = []
    for ticket in tickets:
        if not policies[ticket.queue] or not events[ticket.pk]:
            continue
        clocks = clocks_of(
            events=engine_events(events[ticket.pk]),
            policies=policies[ticket.queue],
        )
        answers = tuple(
            Answer(
                queue=ticket.queue,
                at=clock.ended_at,
                is_in_time=None if clock.goal_seconds is None else not clock.is_late(clock.ended_at),
            )
            for clock in (clocks.first_answer, *clocks.next_answers)
            if clock.ended_at is not None
        )
        _KEPT[ticket.pk, ticket.revision] = answers
        found += answers
    return found


def expected_since(plan: Plan, *, since: datetime, until: datetime) -> Mapping[str, float]:
    """How many contacts the plan's forecast expects of each queue between two instants of one day."""
    queues = QueueSeries.objects.filter(plan=plan).order_by("position").values_list("queue", flat=True)
    start, minute = int(since.timestamp()), int(until.timestamp()) // 60
    return {queue: _expected(plan.pk, queue, start, minute) for queue in queues}


@lru_cache(maxsize=1024)
def _expected(plan_id: int, queue: str, since: int, until_minute: int) -> float:
    """Worked out once a minute; the interval that is under way counts by its share."""
    row = QueueSeries.objects.select_related("plan").get(plan=plan_id, queue=queue)
    grid, until = grid_of(row.plan), until_minute * 60
    within = grid.ends.clip(since, until) - grid.starts.clip(since, until)
    shares: list[float] = (within / (grid.ends - grid.starts)).tolist()
    means: list[float | None] = row.forecast["offered_mean"]
    return sum((mean or 0.0) * share for mean, share in zip(means, shares, strict=True) if share > 0)


def forget() -> None:
    """Forget what is kept in memory; for tests, whose rows come and go under the same ids."""
    _KEPT.clear()
    _expected.cache_clear()
