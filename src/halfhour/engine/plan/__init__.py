"""The whole way of a plan: what comes in, how many are needed, who works when, what each does."""

from halfhour.engine.plan._centre import centre_of
from halfhour.engine.plan._day import DayBlock, DayPerson, DayQueue, DaySkill, PlanDay
from halfhour.engine.plan._figures import SHORT_FROM, PlanFigures, QueueFigures, plan_figures
from halfhour.engine.plan._forecast import queue_forecast
from halfhour.engine.plan._hours import QueueHours, queue_hours
from halfhour.engine.plan._kept import days_kept, reasons_of_kept
from halfhour.engine.plan._make import default_first_on, make_plan
from halfhour.engine.plan._plan_day import plan_day
from halfhour.engine.plan._risk import TeamRequirement, team_under_risk
from halfhour.engine.plan._values import DayKept, Plan, PlanReason, Progress, Stage

__all__ = [
    "SHORT_FROM",
    "DayBlock",
    "DayKept",
    "DayPerson",
    "DayQueue",
    "DaySkill",
    "Plan",
    "PlanDay",
    "PlanFigures",
    "PlanReason",
    "Progress",
    "QueueFigures",
    "QueueHours",
    "Stage",
    "TeamRequirement",
    "centre_of",
    "days_kept",
    "default_first_on",
    "make_plan",
    "plan_day",
    "plan_figures",
    "queue_forecast",
    "queue_hours",
    "reasons_of_kept",
    "team_under_risk",
]
