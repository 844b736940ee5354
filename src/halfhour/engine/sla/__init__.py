"""Goals and clocks: what was promised to whom, how much of it is spent, when it is due, and by whom."""

from halfhour.engine.sla._clocks import Clock, Run
from halfhour.engine.sla._events import Event, Happening, State
from halfhour.engine.sla._goals import Facts, GoalRule, Measure, Tie, rule_for, rules_between, ties_of
from halfhour.engine.sla._life import PAUSED, ContactClocks, Policy, advance, clocks_of
from halfhour.engine.sla._suggest import ENOUGH, NICE_SECONDS, SuggestedGoal, kept_within, suggest_goal
from halfhour.engine.sla._warnings import WARN_AT, warnings_of

__all__ = [
    "ENOUGH",
    "NICE_SECONDS",
    "PAUSED",
    "WARN_AT",
    "Clock",
    "ContactClocks",
    "Event",
    "Facts",
    "GoalRule",
    "Happening",
    "Measure",
    "Policy",
    "Run",
    "State",
    "SuggestedGoal",
    "Tie",
    "advance",
    "clocks_of",
    "kept_within",
    "rule_for",
    "rules_between",
    "suggest_goal",
    "ties_of",
    "warnings_of",
]
