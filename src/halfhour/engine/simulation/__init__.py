"""A service team simulated contact by contact: skills, priorities, chats, breaks, absence, returns."""

from halfhour.engine.simulation._centre import Centre
from halfhour.engine.simulation._compare import Comparison, compare
from halfhour.engine.simulation._distributions import (
    Distribution,
    Empirical,
    Exponential,
    Fixed,
    Lognormal,
)
from halfhour.engine.simulation._figures import Curve, Figure, average, ratio, ratio_difference
from halfhour.engine.simulation._outcome import Outcome
from halfhour.engine.simulation._parts import (
    Agent,
    Callback,
    Group,
    Queue,
    Return,
    Skill,
    Stretch,
    Transfer,
)
from halfhour.engine.simulation._reasons import CentrePart, CentreReason
from halfhour.engine.simulation._records import ContactOutcome, Records
from halfhour.engine.simulation._simulate import is_warm, simulate, warm

__all__ = [
    "Agent",
    "Callback",
    "Centre",
    "CentrePart",
    "CentreReason",
    "Comparison",
    "ContactOutcome",
    "Curve",
    "Distribution",
    "Empirical",
    "Exponential",
    "Figure",
    "Fixed",
    "Group",
    "Lognormal",
    "Outcome",
    "Queue",
    "Records",
    "Return",
    "Skill",
    "Stretch",
    "Transfer",
    "average",
    "compare",
    "is_warm",
    "ratio",
    "ratio_difference",
    "simulate",
    "warm",
]
