"""Lock, re-check, then change: how every action takes hold of a plan."""

from django.db.models import Max
from django.utils.translation import gettext as _

from halfhour.people.models import Team
from halfhour.planning.models import Plan
from halfhour.planning.refusals import PlanChanged, PlanRefused


def lock_team(team: Team) -> None:
    """Plans of one team are numbered and published one at a time."""
    Team.objects.select_for_update().get(id=team.id)


def locked_draft(plan: Plan, *, revision: int | None = None) -> Plan:
    """The plan as it is now, locked; refused unless a draft and of the revision that the person saw."""
    found = (
        Plan.objects.select_for_update(of=("self",))
        .select_related("team", "team_version")
        .filter(id=plan.id)
        .first()
    )
    if found is None:
        raise PlanRefused(_("This plan has been deleted."))
    if not found.is_draft:
        raise PlanRefused(_("This plan is published, so it can no longer be changed. Copy it to change it."))
    if revision is not None and found.revision != revision:
        raise PlanChanged(
            _(
                "Somebody else has changed this plan since you opened it."
                " Look at it again, then repeat your change."
            )
        )
    return found


def next_number(team: Team) -> int:
    """The number of the team's next plan; call with the team locked."""
    return (Plan.objects.filter(team=team).aggregate(last=Max("number"))["last"] or 0) + 1
