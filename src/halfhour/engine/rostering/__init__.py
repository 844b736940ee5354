"""Who works which shift on which day.

The solver is loaded when it is first asked for: it brings OR-Tools, which who only reads, checks or
shows a roster should not wait for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from halfhour.engine.rostering._reasons import RosterReason, RosterRule
from halfhour.engine.rostering._setup import roster_problem
from halfhour.engine.rostering.checker import RosterBreach, check_roster
from halfhour.engine.rostering.problem import (
    Assignment,
    Breach,
    Break,
    PlacedSession,
    Requirement,
    Roster,
    RosterProblem,
    RosterResult,
    Shift,
    Target,
)

if TYPE_CHECKING:
    from halfhour.engine.rostering._solve import solve_roster
    from halfhour.engine.rostering._weights import Weights

__all__ = [
    "Assignment",
    "Breach",
    "Break",
    "PlacedSession",
    "Requirement",
    "Roster",
    "RosterBreach",
    "RosterProblem",
    "RosterReason",
    "RosterResult",
    "RosterRule",
    "Shift",
    "Target",
    "Weights",
    "check_roster",
    "roster_problem",
    "solve_roster",
]


LOADED_WHEN_ASKED_FOR = {"solve_roster": "_solve", "Weights": "_weights"}


def __getattr__(name: str) -> Any:
    if name not in LOADED_WHEN_ASKED_FOR:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{LOADED_WHEN_ASKED_FOR[name]}"), name)
