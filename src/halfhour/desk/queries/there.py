"""Whether somebody is there to be told, or to go on with a ticket."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet

from halfhour.desk.models import Presence, PresenceState
from halfhour.people.access import ALLOWED, Permission
from halfhour.people.models import Member, Role, Team, User

HEARD_OF_WITHIN = timedelta(minutes=2)
LEADING = tuple(role for role in Role if Permission.ASSIGN_TICKETS in ALLOWED[role])
WORKING = tuple(role for role in Role if Permission.WORK_TICKETS in ALLOWED[role])


def is_there(*, team: Team, user: User, at: datetime) -> bool:
    """Whether they said so, and a page of theirs was heard of lately."""
    return _there(team, at).filter(user=user).exists()


def answers_for(team_id: int, user: User) -> bool:
    """Whether somebody is of those of a team who may hold its tickets and write to its customers."""
    return who_answers(team_id).filter(pk=user.pk).exists()


def who_answers(team_id: int) -> QuerySet[User]:
    """Everybody of a team who may hold its tickets, by name, to be chosen from."""
    known = User.objects.filter(memberships__team=team_id, memberships__role__in=WORKING, is_active=True)
    return known.order_by("first_name", "username")


def owner_or_leads(team: Team, owner: User | None) -> list[User]:
    """Who hears of what somebody owns: they, or the leads where it is nobody's or they answer no more."""
    return [owner] if owner is not None and answers_for(team.pk, owner) else leads_of(team)


def leads_of(team: Team) -> list[User]:
    """Who may move anybody's tickets."""
    return _members(team, LEADING)


def workers_of(team: Team) -> list[User]:
    """Who may work on tickets."""
    return _members(team, WORKING)


def _members(team: Team, roles: Iterable[Role]) -> list[User]:
    members = Member.objects.filter(team=team, role__in=roles).select_related("user").order_by("user")
    return [member.user for member in members]


def leads_there(team: Team, *, at: datetime) -> list[User]:
    """The leads who are there; all of them where none is, so that somebody is told."""
    leads = leads_of(team)
    there = set(_there(team, at).filter(user__in=leads).values_list("user", flat=True))
    return [lead for lead in leads if lead.pk in there] or leads


def _there(team: Team, at: datetime) -> QuerySet[Presence]:
    present = Presence.objects.filter(team=team, seen_at__gte=at - HEARD_OF_WITHIN)
    return present.exclude(state=PresenceState.AWAY).order_by("user")
