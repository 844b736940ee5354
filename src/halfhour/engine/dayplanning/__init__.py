"""From a roster to what each person does in each block of the day."""

from halfhour.engine.dayplanning._plan_days import plan_days
from halfhour.engine.dayplanning._reasons import DayReason
from halfhour.engine.dayplanning.checker import DayBreach, check_days
from halfhour.engine.dayplanning.completing import complete_roster
from halfhour.engine.dayplanning.plan import Block, BlockKind, DayPlan

__all__ = [
    "Block",
    "BlockKind",
    "DayBreach",
    "DayPlan",
    "DayReason",
    "check_days",
    "complete_roster",
    "plan_days",
]
