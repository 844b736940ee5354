"""Rows as the engine's values."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from halfhour.engine.dayplanning import Block, BlockKind, DayPlan
from halfhour.engine.forecasting import QueueForecast
from halfhour.engine.rostering import Break, PlacedSession, Roster, RosterProblem, Shift
from halfhour.engine.team import SessionKind
from halfhour.planning import models
from halfhour.planning.adapter.series import array, loaded_fields, reason
from halfhour.planning.adapter.teams import grid_of, seconds_of, team_of

if TYPE_CHECKING:
    from halfhour.engine.staffing import QueueRequirement

FORECAST_FLOATS = (
    "offered_mean",
    "offered_quantiles",
    "rate_spread",
    "handle_seconds_mean",
    "handle_seconds_low",
    "handle_seconds_high",
    "handle_spread",
)


def roster_of(plan: models.Plan) -> Roster:
    """The plan's shifts and sessions. Who serves which queue is worked out anew where it is asked."""
    shifts = models.Shift.objects.filter(plan=plan).order_by("starts_at", "agent")
    sessions = models.PlacedSession.objects.filter(plan=plan).order_by("starts_at", "agent")
    return Roster(
        shifts=tuple(engine_shift(shift) for shift in shifts),
        sessions=tuple(
            PlacedSession(
                name=session.name,
                kind=SessionKind(session.kind),
                agent=session.agent,
                starts_at=seconds_of(session.starts_at),
                ends_at=seconds_of(session.ends_at),
            )
            for session in sessions
        ),
    )


def engine_shift(shift: models.Shift) -> Shift:
    return Shift(
        agent=shift.agent,
        on=shift.on,
        starts_at=seconds_of(shift.starts_at),
        ends_at=seconds_of(shift.ends_at),
        paid_seconds=shift.paid_seconds,
        breaks=tuple(
            Break(kind=kind, starts_at=starts, ends_at=ends, paid=paid)
            for kind, starts, ends, paid in shift.breaks
        ),
    )


def days_of(plan: models.Plan) -> tuple[DayPlan, ...]:
    """Every day plan, by day and person."""
    blocks: dict[tuple[date, str], list[Block]] = {}
    for row in models.Block.objects.filter(plan=plan).order_by("on", "agent", "starts_at"):
        blocks.setdefault((row.on, row.agent), []).append(
            Block(
                kind=BlockKind(row.kind),
                starts_at=seconds_of(row.starts_at),
                ends_at=seconds_of(row.ends_at),
                queue=row.queue or None,
                reason=reason(row.reason),
            )
        )
    return tuple(DayPlan(agent=agent, on=on, blocks=tuple(found)) for (on, agent), found in blocks.items())


def forecast_of(plan: models.Plan, row: models.QueueSeries) -> QueueForecast:
    return QueueForecast(
        queue=row.queue, grid=grid_of(plan), **loaded_fields(row.forecast, floats=FORECAST_FLOATS)
    )


def requirement_of(plan: models.Plan, row: models.QueueSeries) -> "QueueRequirement":
    from halfhour.engine.staffing import QueueRequirement

    return QueueRequirement(
        queue=row.queue,
        grid=grid_of(plan),
        settings=team_of(plan).queue(row.queue),
        **loaded_fields(row.requirement, floats=REQUIREMENT_FLOATS),
    )


REQUIREMENT_FLOATS = (
    "scheduled",
    "roster_target",
    "service_level_mean",
    "goal_chance",
    "occupancy",
    "load_erlangs",
    "load_spread",
    "offered_mean",
    "handle_seconds",
)


def problem_of(plan: models.Plan, series: Iterable[models.QueueSeries]) -> RosterProblem:
    """What the roster was asked for, as it was when the plan was made."""
    setting = plan.setting
    return RosterProblem(
        team=team_of(plan),
        first_on=plan.first_on,
        weeks=plan.weeks,
        grid=grid_of(plan),
        requirements=tuple(requirement_of(plan, row) for row in series),
        open_seconds={
            queue: array(seconds).astype(np.int64) for queue, seconds in setting["open_seconds"].items()
        },
        open_spans=tuple((opens, closes) for opens, closes in setting["open_spans"]),
        closed_on=frozenset(date.fromisoformat(day) for day in setting["closed_on"]),
        previous=tuple(loaded_shift(kept) for kept in setting["previous"]),
        fixed_sessions=tuple(
            PlacedSession(**kept | {"kind": SessionKind(kept["kind"])}) for kept in setting["fixed_sessions"]
        ),
    )


def loaded_shift(kept: Mapping[str, Any]) -> Shift:
    """A shift that JSON keeps field by field."""
    breaks = tuple(Break(**each) for each in kept["breaks"])
    names = ("agent", "starts_at", "ends_at", "paid_seconds")
    return Shift(on=date.fromisoformat(kept["on"]), breaks=breaks, **{name: kept[name] for name in names})
