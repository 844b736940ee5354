"""Which plans a person may open: drafts are for planners, what is published is for the whole team.

What-if questions and scenarios are for those who see plans: they show forecasts, and what it costs when
a colleague is away. A scenario is its maker's until it is shared; then whoever sees plans may play and
copy it, but its lines stay its maker's. Who manages the team's members may also delete a shared one,
for people leave.
"""

from django.db.models import Q, QuerySet
from django.http import Http404

from halfhour.people.access import Permission, TeamAccess
from halfhour.planning.models import Plan, PlanState, Scenario


def visible_plans(access: TeamAccess) -> QuerySet[Plan]:
    """The team's plans that exist for this person, newest first."""
    plans = Plan.objects.filter(team=access.team).select_related("team_version", "made_by", "published_by")
    if not access.may(Permission.SEE_PLANS):
        plans = plans.filter(state=PlanState.PUBLISHED)
    return plans.order_by("-number")


def open_plan(access: TeamAccess, number: int) -> Plan:
    """The plan of this number; outside the person's reach it does not exist."""
    plan = visible_plans(access).filter(number=number).first()
    if plan is None:
        raise Http404
    return plan


def visible_scenarios(access: TeamAccess) -> QuerySet[Scenario]:
    """The scenarios that exist for this person: their own, and those shared with the team."""
    if not access.may(Permission.SEE_PLANS):
        return Scenario.objects.none()
    scenarios = Scenario.objects.filter(Q(shared=True) | Q(made_by=access.user), team=access.team)
    return scenarios.select_related("made_by").order_by("name", "id")


def open_scenario(access: TeamAccess, scenario_id: int) -> Scenario:
    """One of them; outside the person's reach it does not exist."""
    scenario = visible_scenarios(access).filter(id=scenario_id).first()
    if scenario is None:
        raise Http404
    return scenario


def may_change_scenario(access: TeamAccess, scenario: Scenario) -> bool:
    """Its lines and whether it is shared are its maker's."""
    return scenario.made_by_id == access.user.pk


def may_delete_scenario(access: TeamAccess, scenario: Scenario) -> bool:
    return may_change_scenario(access, scenario) or access.may(Permission.MANAGE_MEMBERS)
