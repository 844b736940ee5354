"""The goals that hold, and how they came to be."""

from typing import Any

from django.db.models import QuerySet

from halfhour.desk.adapter.policies import usual_document
from halfhour.desk.models import DeskSettings, GoalPolicy
from halfhour.people.adapter import current_team
from halfhour.people.models import Team


def current_goals(team: Team) -> tuple[dict[str, Any], int]:
    """The document in force and its number; 0 where the team goes by what its queues promise."""
    policy = policies(team).first()
    if policy is not None:
        return policy.document, policy.number
    return usual_document(current_team(team)[0]), 0


def policies(team: Team) -> QuerySet[GoalPolicy]:
    """Every version, newest first."""
    return GoalPolicy.objects.filter(team=team).select_related("changed_by").order_by("-number")


def settings_of(team: Team) -> DeskSettings:
    """The team's desk, with the usual settings until it has its own."""
    return DeskSettings.objects.filter(team=team).first() or DeskSettings(team=team)
