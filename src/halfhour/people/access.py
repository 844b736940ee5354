"""Who may see and do what: the one door through which every view fetches a team.

A team outside a person's reach does not exist for them (404); within it, what their role does not
allow is refused (403).
"""

from dataclasses import dataclass
from enum import StrEnum

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from halfhour.people.models import Member, Role, Team, User
from halfhour.rows import Prepared


class Permission(StrEnum):
    SEE_TEAM = "see_team"  # the published roster, and one's own day
    SEE_DAYS = "see_days"  # everybody's day plan
    SEE_LEDGER = "see_ledger"
    IMPORT_HISTORY = "import_history"
    SEE_INSIGHT = "see_insight"
    SEE_PLANS = "see_plans"  # forecast, requirement, drafts
    MAKE_PLANS = "make_plans"
    PUBLISH_PLANS = "publish_plans"
    SEE_CUSTOMERS = "see_customers"
    EDIT_CUSTOMERS = "edit_customers"
    ERASE_CUSTOMERS = "erase_customers"  # and say how long they are kept
    SEE_TICKETS = "see_tickets"
    WORK_TICKETS = "work_tickets"  # answer, change, take, and give away what is one's own
    ASSIGN_TICKETS = "assign_tickets"  # move anybody's tickets
    SEE_BOARD = "see_board"  # who does what, and what is about to be late
    REVIEW_COMPLAINTS = "review_complaints"  # the register, and what is set about complaints
    SET_DESK = "set_desk"  # goals, rules, routing, canned replies, the web form
    EDIT_TEAM = "edit_team"
    MANAGE_MEMBERS = "manage_members"


EVERYTHING = frozenset(Permission)
ALLOWED: dict[Role, frozenset[Permission]] = {
    Role.AGENT: frozenset(
        {
            Permission.SEE_TEAM,
            Permission.SEE_CUSTOMERS,
            Permission.EDIT_CUSTOMERS,
            Permission.SEE_TICKETS,
            Permission.WORK_TICKETS,
        }
    ),
    Role.PLANNER: EVERYTHING
    - {
        Permission.MANAGE_MEMBERS,
        Permission.EDIT_CUSTOMERS,
        Permission.ERASE_CUSTOMERS,
        Permission.WORK_TICKETS,
        Permission.ASSIGN_TICKETS,
        Permission.REVIEW_COMPLAINTS,
        Permission.SET_DESK,
    },
    Role.LEAD: EVERYTHING,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamAccess:
    """A team as one person may use it."""

    team: Team
    user: User
    permissions: frozenset[Permission]
    agent_name: str

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions


_membership = Prepared(
    lambda user, slug: Member.objects.filter(user=user, team__slug=slug).select_related("team").order_by(),
    user=int,
    slug=str,
)


def visible_teams(user: User) -> QuerySet[Team]:
    """The teams that exist for this person."""
    if user.is_administrator:
        return Team.objects.order_by("name", "id")
    return Team.objects.filter(members__user=user).order_by("name", "id")


def open_team(user: User, slug: str, *, needs: Permission) -> TeamAccess:
    """Fetch a team for this person, or refuse: 404 outside their reach, 403 beyond their role."""
    member = _membership.first(user=user.pk, slug=slug)
    team = member.team if member else visible_teams(user).filter(slug=slug).first()
    if team is None:
        raise Http404
    access = _access(user, team, member)
    if not access.may(needs):
        raise PermissionDenied
    return access


def access_to(user: User, team: Team) -> TeamAccess:
    """What this person may do in a team: nothing where they do not belong."""
    return _access(user, team, Member.objects.filter(user=user, team=team).first())


def _access(user: User, team: Team, member: Member | None) -> TeamAccess:
    role, agent_name = (member.role, member.agent_name) if member else (None, "")
    return access_as(user, team, role=role, agent_name=agent_name)


def access_as(user: User, team: Team, *, role: str | None, agent_name: str) -> TeamAccess:
    """What somebody of this role may do in a team; None is nobody of it."""
    permissions = EVERYTHING if user.is_administrator else ALLOWED[Role(role)] if role else frozenset()
    return TeamAccess(team=team, user=user, permissions=permissions, agent_name=agent_name)
