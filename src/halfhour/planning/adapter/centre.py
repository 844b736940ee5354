"""A day of a plan's rows as the engine's day, which can be changed and simulated."""

from datetime import date
from functools import lru_cache

from django.db.models import Q

from halfhour.engine.dayplanning import Block, BlockKind, DayPlan
from halfhour.engine.plan import PlanDay, plan_day
from halfhour.engine.team import Service
from halfhour.planning import models
from halfhour.planning.adapter.loading import forecast_of
from halfhour.planning.adapter.series import reason
from halfhour.planning.adapter.teams import seconds_of, team_of


def day_of_plan(plan: models.Plan, on: date) -> PlanDay:
    """One day of the plan as it is now; asked for again it is quick, until the plan is edited."""
    return _day_of_plan(_Version(plan), on)


class _Version:
    """A plan at one revision, so that a cache knows one from another."""

    __slots__ = ("key", "plan")

    def __init__(self, plan: models.Plan) -> None:
        self.plan = plan
        self.key = (plan.pk, plan.revision, plan.first_on, plan.weeks, plan.made_at, plan.goal_chance)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Version) and self.key == other.key


@lru_cache(maxsize=64)
def _day_of_plan(version: _Version, on: date) -> PlanDay:
    plan = version.plan
    series = models.QueueSeries.objects.filter(plan=plan).order_by("position")
    return plan_day(
        team=team_of(plan),
        on=on,
        forecasts=tuple(forecast_of(plan, row) for row in series),
        days=_days(plan, on),
    )


def _days(plan: models.Plan, on: date) -> tuple[DayPlan, ...]:
    """The day plans that matter: those of the day, of the night before, and all work on deferred queues."""
    deferred = [queue.name for queue in team_of(plan).queues if queue.service is Service.DEFERRED]
    near = Q(on__lte=on, on__gt=date.fromordinal(on.toordinal() - 3))
    rows = models.Block.objects.filter(near | Q(queue__in=deferred), plan=plan).order_by(
        "on", "agent", "starts_at"
    )
    blocks: dict[tuple[date, str], list[Block]] = {}
    for row in rows.values_list("on", "agent", "kind", "queue", "starts_at", "ends_at", "reason"):
        day, agent, kind, queue, starts_at, ends_at, why = row
        blocks.setdefault((day, agent), []).append(
            Block(
                kind=BlockKind(kind),
                starts_at=seconds_of(starts_at),
                ends_at=seconds_of(ends_at),
                queue=queue or None,
                reason=reason(why),
            )
        )
    return tuple(DayPlan(agent=agent, on=day, blocks=tuple(found)) for (day, agent), found in blocks.items())
