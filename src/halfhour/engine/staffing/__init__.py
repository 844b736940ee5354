"""How many people are needed on queue, paid and rostered, to answer in time."""

from halfhour.engine.shrinkage import (
    paid_people,
    total_shrinkage,
    unplanned_shrinkage,
    whole_paid_people,
)
from halfhour.engine.staffing._deferred import deferred_level
from halfhour.engine.staffing._interval import Crew, IntervalStaffing, staff_interval
from halfhour.engine.staffing._live import minimum_agents
from halfhour.engine.staffing._reasons import StaffingReason
from halfhour.engine.staffing._requirement import QueueRequirement
from halfhour.engine.staffing._risk import By, Chances, Effort, Over, Risk, RiskRequirement
from halfhour.engine.staffing._risk_deferred import defer_under_risk, trough_seconds
from halfhour.engine.staffing._risk_one import IntervalRisk, RiskCrew, staff_interval_under_risk
from halfhour.engine.staffing._risk_queue import staff_under_risk
from halfhour.engine.staffing._staff import staff_queue
from halfhour.engine.staffing._uncertainty import rate_spread
from halfhour.engine.staffing.search import search_requirement

__all__ = [
    "By",
    "Chances",
    "Crew",
    "Effort",
    "IntervalRisk",
    "IntervalStaffing",
    "Over",
    "QueueRequirement",
    "Risk",
    "RiskCrew",
    "RiskRequirement",
    "StaffingReason",
    "defer_under_risk",
    "deferred_level",
    "minimum_agents",
    "paid_people",
    "rate_spread",
    "search_requirement",
    "staff_interval",
    "staff_interval_under_risk",
    "staff_queue",
    "staff_under_risk",
    "total_shrinkage",
    "trough_seconds",
    "unplanned_shrinkage",
    "whole_paid_people",
]
