"""summary.json: the plan's headline figures in a stable form, described in docs/reference/outputs.md."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from halfhour.engine.plan import Plan, PlanFigures, QueueFigures, plan_figures
from halfhour.engine.reasons import Reason
from halfhour.planning.outputs import cells
from halfhour.wording import sentence

SCHEMA = "halfhour.plan-summary/1"

Json = dict[str, Any]


def plan_summary(plan: Plan, *, rejected: Json | None = None) -> Json:
    """The summary as plain values; sentences are in the active language.

    `rejected` says how many rows were read, used and rejected, and is left out where it is None.
    """
    figures = plan_figures(plan)
    zone = ZoneInfo(plan.team.timezone)
    result = plan.roster_result
    summary: Json = {
        "schema": SCHEMA,
        "team": plan.team.name,
        "timezone": plan.team.timezone,
        "interval_minutes": plan.team.interval_minutes,
        "first_on": plan.first_on.isoformat(),
        "last_on": (plan.first_on + timedelta(days=7 * plan.weeks - 1)).isoformat(),
        "weeks": plan.weeks,
        "seed": plan.seed,
        "last_contact_on": plan.last_contact_on.isoformat() if plan.last_contact_on else None,
        "goal_chance_asked": plan.team.goal_chance,
        **_whole(figures, zone),
        "queues": [_queue(each, zone) for each in figures.queues],
        "days": [
            {
                "date": day.on.isoformat(),
                "contacts": _rounded(day.contacts),
                "needed_hours": _rounded(day.needed_hours),
                "scheduled_hours": _rounded(day.scheduled_hours),
                "missing_hours": _rounded(day.missing_hours),
            }
            for day in figures.days
        ],
        "kept": [
            {
                "queue": day.queue,
                "date": day.on.isoformat(),
                "contacts": _rounded(day.contacts),
                "service": _rounded(day.service, 4),
                "chance": _rounded(day.chance, 4),
                "chance_low": _rounded(day.low, 4),
                "chance_high": _rounded(day.high, 4),
            }
            for day in plan.kept
        ],
        "roster": {
            "found": result.roster is not None,
            "shifts": len(result.roster.shifts) if result.roster else 0,
            "gap": _rounded(result.gap, 4),
            "clashes": [_reason(clash) for clash in result.clashes],
        },
        "breaches": [_reason(breach.reason) for breach in plan.breaches],
        "reasons": [_reason(reason) for reason in plan.reasons],
    }
    if rejected is not None:
        summary["history"] = rejected
    return summary


def write_summary(path: Path, summary: Json) -> None:
    path.write_text(json.dumps(summary, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _whole(figures: PlanFigures, zone: ZoneInfo) -> Json:
    return {
        "contacts": _rounded(figures.contacts),
        "people": figures.people,
        "people_at_peak": _rounded(figures.people_at_peak),
        "peak_at": cells.time(figures.peak_at, zone),
        "required_hours": _rounded(figures.required_hours),
        "contracted_hours": _rounded(figures.contracted_hours),
        "rostered_hours": _rounded(figures.rostered_hours),
        "open_intervals": figures.open_intervals,
        "short_intervals": figures.short_intervals,
        "covered_share": _rounded(figures.covered_share, 4),
        "missing_hours": _rounded(figures.missing_hours),
    }


def _queue(figures: QueueFigures, zone: ZoneInfo) -> Json:
    return {
        "queue": figures.queue,
        "contacts": _rounded(figures.contacts),
        "handle_seconds": _rounded(figures.handle_seconds),
        "model": figures.model,
        "wape": _rounded(figures.wape, 4),
        "bounds_held": _rounded(figures.bounds_held, 4),
        "needed_at_peak": figures.needed_at_peak,
        "peak_at": cells.time(figures.peak_at, zone),
        "required_hours": _rounded(figures.required_hours),
        "open_intervals": figures.open_intervals,
        "short_intervals": figures.short_intervals,
        "covered_share": _rounded(figures.covered_share, 4),
        "missing_hours": _rounded(figures.missing_hours),
        "missing_most": _rounded(figures.missing_most),
        "missing_most_at": (
            cells.time(figures.missing_most_at, zone) if figures.missing_most_at is not None else None
        ),
        "goal_chance": _rounded(figures.goal_chance, 4),
        "service": _rounded(figures.service, 4),
        "days_kept": _rounded(figures.days_kept, 4),
        "worst_day_on": figures.worst_day_on.isoformat() if figures.worst_day_on else None,
        "worst_day_chance": _rounded(figures.worst_day_chance, 4),
    }


def _reason(reason: Reason) -> Json:
    return {"kind": str(reason.kind), "figures": dict(reason.figures), "sentence": sentence(reason)}


def _rounded(value: float | None, decimals: int = 2) -> float | None:
    """JSON knows no NaN; what is not known is null."""
    if value is None or value != value:
        return None
    return round(float(value), decimals)
