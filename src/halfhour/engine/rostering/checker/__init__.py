"""A plain second opinion on rosters: reads a finished one and lists what it breaks.

It shares no code with the solver: it imports the values of a problem, the team and the calendar, and
says each rule once more in its own words. What each rule means is in docs/methods/roster-checker.md.
"""

from halfhour.engine.rostering.checker._check import check_roster
from halfhour.engine.rostering.checker._kinds import RosterBreach

__all__ = ["RosterBreach", "check_roster"]
