"""A plan's rows as the engine's plan again: for its figures, and for the files that are made from it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.plan import DayKept, plan_figures
from halfhour.engine.plan import Plan as EnginePlan
from halfhour.engine.reasons import Reason
from halfhour.engine.rostering import Breach, RosterResult
from halfhour.planning.adapter.loading import days_of, forecast_of, problem_of, requirement_of, roster_of
from halfhour.planning.adapter.series import array, reason
from halfhour.planning.adapter.teams import grid_of, team_of
from halfhour.planning.models import Plan, QueueSeries


def whole_plan(plan: Plan, *, with_days: bool = True) -> EnginePlan:
    """The plan as the engine made it, edits included; figures do without the blocks of its days."""
    series = tuple(QueueSeries.objects.filter(plan=plan).order_by("position"))
    findings = plan.findings
    last_contact_on = plan.made_from.get("last_contact_on")
    return EnginePlan(
        team=team_of(plan),
        first_on=plan.first_on,
        weeks=plan.weeks,
        seed=plan.seed,
        grid=grid_of(plan),
        forecasts=tuple(forecast_of(plan, row) for row in series),
        requirements=tuple(requirement_of(plan, row) for row in series),
        problem=problem_of(plan, series),
        roster_result=RosterResult(
            roster=roster_of(plan),
            clashes=_reasons(findings, "clashes"),
            coverage=_coverage(series, "people"),
            shortfall=_coverage(series, "shortfall"),
            surplus=_coverage(series, "surplus"),
            cost=findings.get("cost", 0.0),
            bound=findings.get("bound", 0.0),
            gap=findings.get("gap", 0.0),
            reasons=_reasons(findings, "roster"),
        ),
        days=days_of(plan) if with_days else (),
        breaches=tuple(_breach(kept) for kept in findings.get("breaches", ())),
        reasons=_reasons(findings, "reasons"),
        last_contact_on=date.fromisoformat(last_contact_on) if last_contact_on else None,
        kept=kept_days(findings),
    )


def kept_days(findings: Mapping[str, Any]) -> tuple[DayKept, ...]:
    """What playing the days showed; nothing in plans of earlier versions."""
    return tuple(DayKept(**day | {"on": date.fromisoformat(day["on"])}) for day in findings.get("kept", ()))


def summary_of(made: EnginePlan) -> dict[str, Any]:
    """The engine's headline figures as JSON."""
    summary: dict[str, Any] = _plain(asdict(plan_figures(made)))
    return summary


def _coverage(series: Sequence[QueueSeries], name: str) -> NDArray[np.float64]:
    return np.array([array(row.coverage[name]).astype(np.float64) for row in series])


def _reasons(findings: Mapping[str, Any], part: str) -> tuple[Reason, ...]:
    return tuple(reason(kept) for kept in findings.get(part, ()))


def _breach(kept: Mapping[str, Any]) -> Breach:
    figures = dict(kept["figures"])
    agent, on = figures.pop("agent", None), figures.pop("on", None)
    return Breach(rule=kept["kind"], agent=agent, on=date.fromisoformat(on) if on else None, figures=figures)


def _plain(value: Any) -> Any:
    """JSON has no dates, no tuples, no NaN."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and not np.isfinite(value):
        return None
    return value
