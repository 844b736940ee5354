"""Attendance: who was on queue and when, inferred from the contacts that each person answered."""

from halfhour.engine.attendance._infer import AgentDay, AwayRule, infer_attendance
from halfhour.engine.attendance._kinds import kinds_by_day
from halfhour.engine.attendance._records import Answered, Waiting, answered_contacts, waiting_contacts
from halfhour.engine.attendance._summary import away_share, people_present, seconds_after_contact

__all__ = [
    "AgentDay",
    "Answered",
    "AwayRule",
    "Waiting",
    "answered_contacts",
    "away_share",
    "infer_attendance",
    "kinds_by_day",
    "people_present",
    "seconds_after_contact",
    "waiting_contacts",
]
