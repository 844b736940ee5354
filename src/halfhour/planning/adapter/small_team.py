"""A small team's study: asked of the engine for a day of a plan, and kept as plain JSON."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, fields
from datetime import date
from typing import Any

import numpy as np

from halfhour.engine.plan import PlanDay, centre_of
from halfhour.engine.small_team import (
    Absence,
    ByInterval,
    Gain,
    OwnSize,
    Realised,
    SizePoint,
    SmallTeamStudy,
    study_small_team,
)
from halfhour.engine.team import Service
from halfhour.planning.adapter.centre import day_of_plan
from halfhour.planning.adapter.series import stored, stored_reason
from halfhour.planning.models import Plan

REPLICATIONS = 1000  # days simulated of each variant
DECIMALS = 4  # of levels and counts: more is not seen, and rows stay small
FEWEST_CONTACTS = 0.005  # a half hour with fewer is as good as closed


def studied(
    plan: Plan,
    *,
    on: date,
    queues: Sequence[str],
    replications: int = REPLICATIONS,
    on_progress: Callable[[float], None] | None = None,
) -> dict[str, Any]:
    """Everything the page shows of a group of queues on one day, as a row keeps it."""
    day = day_of_plan(plan, on)
    study = study_small_team(
        centre=centre_of(day),
        queues=queues,
        seed=plan.seed,
        replications=replications,
        clock_at=day.clock_at,
        on_progress=on_progress,
    )
    return stored_study(study, day)


def is_answered(plan: Plan, on: date, queues: Sequence[str]) -> tuple[bool, bool]:
    """Whether anybody is expected on these queues that day, and whether anybody is there to answer."""
    day = day_of_plan(plan, on)
    wanted = set(queues)
    asked = any(sum(queue.expected) > 0 for queue in day.queues if queue.name in wanted)
    answered = any(person.on_queue_seconds(name) > 0 for person in day.people for name in wanted)
    return asked, answered


def live_queues(plan: Plan, on: date) -> tuple[str, ...]:
    """Queues whose customers wait, in the team's order."""
    return tuple(
        queue.name for queue in day_of_plan(plan, on).queues if queue.settings.service is Service.LIVE
    )


def stored_study(study: SmallTeamStudy, day: PlanDay) -> dict[str, Any]:
    shown = np.flatnonzero(study.today.intervals.contacts >= FEWEST_CONTACTS)
    first, last = (int(shown[0]), int(shown[-1]) + 1) if shown.size else (0, 0)
    rows = slice(first, last)
    return {
        "queues": list(study.queues),
        "goals": [
            {
                "queue": queue.name,
                "share": queue.settings.goal.share,
                "within": queue.settings.goal.within_seconds,
                "is_deferred": queue.is_deferred,
            }
            for queue in day.queues
            if queue.name in study.queues
        ],
        "replications": study.replications,
        "seed": study.seed,
        "times": [day.clock_at(place * day.interval_seconds) for place in range(first, last)],
        "today": _realised(study.today, rows),
        "everybody": _realised(study.everybody, rows),
        "chance_alone": _realised(study.chance_alone, rows, in_detail=False),
        "one_fewer": {
            field.name: _rounded(getattr(study.one_fewer, field.name)[rows])
            for field in fields(study.one_fewer)
        },
        "absences": [_absence(each, day, rows) for each in study.absences],
        "people_at_work": study.people_at_work,
        "gains": [_gain(each) for each in study.gains],
        "moves_possible": study.moves_possible,
        "size": _size(study.size) if study.size is not None else None,
        "reasons": [stored_reason(reason) for reason in study.reasons],
    }


def _rounded(values: Any) -> list[Any]:
    return stored(np.round(np.asarray(values, dtype=np.float64), DECIMALS))


def _realised(found: Realised, rows: slice, *, in_detail: bool = True) -> dict[str, Any]:
    kept: dict[str, Any] = {
        "interval": None if found.interval is None else asdict(found.interval),
        "day": None if found.day is None else asdict(found.day),
    }
    if in_detail:
        kept["intervals"] = {
            field.name: _rounded(getattr(found.intervals, field.name)[rows]) for field in fields(ByInterval)
        }
    return kept


def _absence(found: Absence, day: PlanDay, rows: slice) -> dict[str, Any]:
    person = day.person(found.agent)
    return {
        "agent": found.agent,
        "answers": [queue.name for queue in day.queues if person.on_queue_seconds(queue.name) > 0],
        "hours": float(found.presence.sum()) * day.interval_seconds / 3600,
        "presence": _rounded(found.presence[rows]),
        "levels": _rounded(found.intervals.level[rows]),
        "level": asdict(found.level),
        "in_time": asdict(found.in_time),
    }


def _gain(found: Gain) -> dict[str, Any]:
    return {
        "kind": str(found.move.kind),
        "queues": list(found.move.queues),
        "agents": list(found.move.agents),
        "learners": list(found.move.learners),
        "in_time": asdict(found.in_time),
        "level": asdict(found.level),
        "by_queue": [{"queue": each.queue, "level": asdict(each.level)} for each in found.by_queue],
        "left_over": asdict(found.left_over),
        "matches_best": found.matches_best,
        "is_sure": found.is_sure,
    }


def _size(found: OwnSize) -> dict[str, Any]:
    def point(each: SizePoint) -> dict[str, Any]:
        return {"agents": each.agents, "mean": each.spread.mean, "low": each.spread.low}

    curve = found.curve
    return {
        "queue": found.queue,
        "own": found.agents_mean,
        "occupancy": curve.occupancy,
        "trusted": curve.trusted,
        "trusted_from": curve.trusted_from,
        "at_occupancy": [point(each) for each in curve.at_occupancy],
        "at_goal": [point(each) for each in curve.at_goal],
    }
