"""The engine's plan as rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from halfhour.engine.reasons import Reason
from halfhour.planning.adapter.series import stored, stored_fields, stored_reason
from halfhour.planning.adapter.teams import moment
from halfhour.planning.models import Block, PlacedSession, Plan, QueueSeries, Shift

if TYPE_CHECKING:
    from halfhour.engine import plan as engine
    from halfhour.engine.dayplanning import DayPlan
    from halfhour.engine.forecasting import QueueForecast
    from halfhour.engine.rostering import Roster, RosterProblem
    from halfhour.engine.rostering import Shift as EngineShift
    from halfhour.engine.staffing import QueueRequirement

BATCH = 1000


def save_made(plan: Plan, made: "engine.Plan") -> None:
    """Everything the engine found, below a plan that has its own row already."""
    result = made.roster_result
    save_series(
        plan,
        forecasts=made.forecasts,
        requirements=made.requirements,
        coverage=coverage_rows(
            [requirement.queue for requirement in made.requirements],
            people=result.coverage,
            shortfall=result.shortfall,
            surplus=result.surplus,
        ),
    )
    if result.roster is not None:
        save_roster(plan, result.roster)
    save_days(plan, made.days)
    plan.setting = stored_setting(made.problem)
    plan.findings = {
        "reasons": _reasons(made.reasons),
        "roster": _reasons(result.reasons),
        "clashes": _reasons(result.clashes),
        "breaches": _reasons(breach.reason for breach in made.breaches),
        "cost": float(result.cost),
        "bound": float(result.bound),
        "gap": float(result.gap),
        "kept": [stored_kept(day) for day in made.kept],
    }
    plan.save(update_fields=["setting", "findings"])


def save_series(
    plan: Plan,
    *,
    forecasts: Sequence["QueueForecast"],
    requirements: Sequence["QueueRequirement"],
    coverage: Mapping[str, Mapping[str, Any]],
) -> None:
    """One row per queue; `coverage` as `coverage_rows` gives it."""
    QueueSeries.objects.bulk_create(
        QueueSeries(
            plan=plan,
            queue=forecast.queue,
            position=position,
            forecast=stored_fields(forecast, without=("queue", "grid")),
            requirement=stored_fields(requirement, without=("queue", "grid", "settings")),
            coverage=coverage[forecast.queue],
        )
        for position, (forecast, requirement) in enumerate(zip(forecasts, requirements, strict=True))
    )


def coverage_rows(
    queues: Sequence[str], *, people: NDArray[Any], shortfall: NDArray[Any], surplus: NDArray[Any]
) -> dict[str, dict[str, list[Any]]]:
    """What the rows keep of arrays of shape (queues, intervals), by queue."""
    return {
        queue: {
            "people": stored(people[position]),
            "shortfall": stored(shortfall[position]),
            "surplus": stored(surplus[position]),
        }
        for position, queue in enumerate(queues)
    }


def save_roster(plan: Plan, roster: "Roster") -> None:
    Shift.objects.bulk_create((shift_row(plan, shift) for shift in roster.shifts), batch_size=BATCH)
    save_sessions(plan, roster)


def save_sessions(plan: Plan, roster: "Roster") -> None:
    PlacedSession.objects.bulk_create(
        (
            PlacedSession(
                plan=plan,
                agent=session.agent,
                name=session.name,
                kind=session.kind.value,
                starts_at=moment(session.starts_at),
                ends_at=moment(session.ends_at),
            )
            for session in roster.sessions
        ),
        batch_size=BATCH,
    )


def shift_row(plan: Plan, shift: "EngineShift") -> Shift:
    return Shift(
        plan=plan,
        agent=shift.agent,
        on=shift.on,
        starts_at=moment(shift.starts_at),
        ends_at=moment(shift.ends_at),
        paid_seconds=int(shift.paid_seconds),
        breaks=[
            [pause.kind, int(pause.starts_at), int(pause.ends_at), bool(pause.paid)] for pause in shift.breaks
        ],
    )


def save_days(plan: Plan, days: Iterable["DayPlan"]) -> None:
    Block.objects.bulk_create(
        (
            Block(
                plan=plan,
                agent=day.agent,
                on=day.on,
                kind=block.kind.value,
                queue=block.queue or "",
                starts_at=moment(block.starts_at),
                ends_at=moment(block.ends_at),
                reason=stored_reason(block.reason),
            )
            for day in days
            for block in day.blocks
        ),
        batch_size=BATCH,
    )


def stored_setting(problem: "RosterProblem") -> dict[str, Any]:
    """What the roster was asked for besides team, days and requirement; with shares that were measured."""
    measured = any(cause.measured for cause in problem.team.shrinkage)
    return {
        **({"shrinkage": [asdict(cause) for cause in problem.team.shrinkage]} if measured else {}),
        "open_spans": [[int(opens), int(closes)] for opens, closes in problem.open_spans],
        "open_seconds": {queue: stored(seconds) for queue, seconds in problem.open_seconds.items()},
        "closed_on": sorted(day.isoformat() for day in problem.closed_on),
        "previous": [asdict(shift) | {"on": shift.on.isoformat()} for shift in problem.previous],
        "fixed_sessions": [asdict(session) for session in problem.fixed_sessions],
    }


def stored_kept(day: "engine.DayKept") -> dict[str, Any]:
    return asdict(day) | {"on": day.on.isoformat()}


def _reasons(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    return [stored_reason(reason) for reason in reasons]
