"""What a plan is, and how far the making of one has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from halfhour.engine.reasons import Reason, ReasonKind

if TYPE_CHECKING:
    from halfhour.engine.dayplanning import DayPlan
    from halfhour.engine.forecasting import QueueForecast
    from halfhour.engine.intervals import IntervalGrid
    from halfhour.engine.rostering import Breach, RosterProblem, RosterResult
    from halfhour.engine.staffing import QueueRequirement
    from halfhour.engine.team import Team


class PlanReason(ReasonKind):
    """What there is to say about a plan as a whole, beyond what its steps say of themselves."""

    NO_HISTORY = "plan_no_history"  # queue
    HISTORY_WITHOUT_QUEUE = "plan_history_without_queue"  # queue, contacts
    OUTSIDE_HOURS = "plan_outside_hours"  # queue, share
    ARRIVES_AT_ALL_HOURS = "plan_arrives_at_all_hours"  # queue, share
    FAR_FROM_HISTORY = "plan_far_from_history"  # queue, days
    SHORT_HISTORY = "plan_short_history"  # queue, weeks
    TOO_FEW_HOURS = "plan_too_few_hours"  # required, contracted
    DAYS_AT_RISK = "plan_days_at_risk"  # queue, risky, days, asked, on, chance, low, high


class Stage(StrEnum):
    FORECAST = "forecast"
    STAFF = "staff"
    ROSTER = "roster"
    DAY = "day"
    PLAY = "play"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a plan is: the stage at work, and the share of the whole that is done, 0 to 1."""

    stage: Stage
    done: float
    note: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayKept:
    """The chance that a day of the plan really shows a live queue's goal, by simulation.

    The chance is surely (95 of 100 cases) between `low` and `high`; `service` is the share of all contacts
    answered in time.
    """

    queue: str
    on: date
    contacts: float
    service: float
    chance: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Plan:
    """Everything that was found for `weeks` weeks from `first_on`; one forecast and requirement per queue.

    `breaches` are what the independent checkers found against the roster and the days: none, unless
    a maker erred. `reasons` speak of the plan as a whole; forecasts, requirements, the roster and
    the blocks carry their own. `last_contact_on` is the last day of the history, None without any.
    `kept` is what playing the days shows; days that were changed since are not in it.
    """

    team: Team
    first_on: date
    weeks: int
    seed: int
    grid: IntervalGrid
    forecasts: tuple[QueueForecast, ...]
    requirements: tuple[QueueRequirement, ...]
    problem: RosterProblem
    roster_result: RosterResult
    days: tuple[DayPlan, ...]
    breaches: tuple[Breach, ...]
    reasons: tuple[Reason, ...]
    last_contact_on: date | None
    kept: tuple[DayKept, ...] = ()
