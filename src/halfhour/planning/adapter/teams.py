"""The team as it was when a plan was made, and its half hours."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from halfhour.engine.intervals import IntervalGrid, interval_grid
from halfhour.engine.team import MeasuredShare, ShrinkageCause, Team
from halfhour.people.teamfile import team_from_document
from halfhour.planning.models import Plan


def team_of(plan: Plan) -> Team:
    """The engine's team of the version that the plan was made from, with the shares measured then."""
    measured = json.dumps(plan.setting.get("shrinkage"))
    return _team_from_text(json.dumps(plan.team_version.document), plan.goal_chance, measured)


def grid_of(plan: Plan) -> IntervalGrid:
    """The plan's half hours."""
    return _grid(plan.first_on, plan.last_on, plan.timezone, plan.interval_minutes)


def moment(seconds: int) -> datetime:
    """An instant of the engine as the web side has it."""
    return datetime.fromtimestamp(int(seconds), UTC)


def seconds_of(moment: datetime) -> int:
    """The way back."""
    return int(moment.timestamp())


@lru_cache(maxsize=16)
def _team_from_text(document: str, goal_chance: float, measured: str) -> Team:
    """Reading a team takes a while and pages ask for the same one again and again."""
    team = replace(team_from_document(json.loads(document)), goal_chance=goal_chance)
    kept = json.loads(measured)
    return team if kept is None else replace(team, shrinkage=tuple(_cause(each) for each in kept))


def _cause(kept: dict[str, Any]) -> ShrinkageCause:
    measured = kept["measured"] and MeasuredShare(**kept["measured"])
    return ShrinkageCause(**kept | {"measured": measured})


@lru_cache(maxsize=16)
def _grid(first_on: date, last_on: date, timezone: str, interval_minutes: int) -> IntervalGrid:
    return interval_grid(
        first_on=first_on, last_on=last_on, timezone=timezone, interval_minutes=interval_minutes
    )
