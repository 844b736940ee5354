"""Who works on which queue by the published day plans: at one instant, and over the days to come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from halfhour.people.models import Team
from halfhour.planning.models import Block, PublishedDay

ON_QUEUE = ("queue", "focus")  # kinds of blocks in which a queue is worked on


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedBlock:
    """What somebody does by the plan; `queue` is empty where it is no queue that they work on."""

    agent: str
    kind: str
    queue: str
    starts_at: datetime
    ends_at: datetime


def blocks_at(team: Team, *, at: datetime, zone: ZoneInfo) -> dict[str, PlannedBlock] | None:
    """Everybody's block at an instant, by agent; None where no plan is published for the day.

    Somebody whose day began yesterday is in yesterday's plan.
    """
    today = at.astimezone(zone).date()
    plans = _plans(team, today - timedelta(days=1), today)
    if today not in plans:
        return None
    rows = Block.objects.filter(
        plan__in=set(plans.values()), on__in=list(plans), starts_at__lte=at, ends_at__gt=at
    )
    return {
        block.agent: _planned(block)
        for block in rows.order_by("starts_at", "id")
        if plans[block.on] == block.plan_id
    }


def on_queue_between(
    team: Team, *, since: datetime, until: datetime, zone: ZoneInfo, agent: str | None = None
) -> tuple[frozenset[date], tuple[PlannedBlock, ...]]:
    """The days that have a published plan, and every block on a queue in them that touches the stretch."""
    first, last = since.astimezone(zone).date(), until.astimezone(zone).date()
    plans = _plans(team, first - timedelta(days=1), last)
    rows = Block.objects.filter(
        plan__in=set(plans.values()),
        on__in=list(plans),
        kind__in=ON_QUEUE,
        starts_at__lt=until,
        ends_at__gt=since,
    )
    if agent is not None:
        rows = rows.filter(agent=agent)
    ordered: Iterable[Block] = rows.order_by("starts_at", "id")
    return frozenset(plans), tuple(_planned(each) for each in ordered if plans[each.on] == each.plan_id)


def _plans(team: Team, first: date, last: date) -> dict[date, int]:
    held = PublishedDay.objects.filter(team=team, on__gte=first, on__lte=last).order_by("on")
    return dict(held.values_list("on", "plan_id"))


def _planned(block: Block) -> PlannedBlock:
    return PlannedBlock(
        agent=block.agent,
        kind=block.kind,
        queue=block.queue if block.kind in ON_QUEUE else "",
        starts_at=block.starts_at,
        ends_at=block.ends_at,
    )
