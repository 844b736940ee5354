"""Changes to who belongs to a team, and as what."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from halfhour.people.actions.setting_changes import record_setting
from halfhour.people.errors import LastLead, NameTaken
from halfhour.people.models import Member, Role, Team, User


def add_member(*, team: Team, user: User, role: Role, agent_name: str = "", by: User | None) -> Member:
    """Let a person into a team; `agent_name` is who they are in its settings, if anyone."""
    try:
        with transaction.atomic():
            member = Member.objects.create(team=team, user=user, role=role, agent_name=agent_name)
            _record(member, before={}, by=by)
            return member
    except IntegrityError:
        raise _taken(team, user, agent_name) from None


@transaction.atomic
def change_member(*, member: Member, role: Role, agent_name: str, by: User) -> Member:
    """Change what a person may do, and who they are in the team's settings."""
    _lock(member.team)
    if role != Role.LEAD:
        _keep_a_lead(member)
    before = _document(member)
    member.role, member.agent_name = role, agent_name
    try:
        with transaction.atomic():
            member.save(update_fields=["role", "agent_name"])
    except IntegrityError:
        raise _taken(member.team, member.user, agent_name) from None
    _record(member, before=before, by=by)
    return member


@transaction.atomic
def remove_member(*, member: Member, by: User) -> None:
    """End a membership; the account stays, and so does what the person did."""
    _lock(member.team)
    _keep_a_lead(member)
    no_role = dict.fromkeys(_document(member))
    _record(member, before=_document(member), after=no_role, by=by)
    member.delete()


def _document(member: Member) -> dict[str, Any]:
    return {"role": str(member.role), "agent_name": member.agent_name}


def _record(
    member: Member,
    *,
    before: Mapping[str, Any],
    after: Mapping[str, Any] | None = None,
    by: User | None,
) -> None:
    """Keep who let whom do what."""
    record_setting(
        team=member.team,
        part="members",
        name=str(member.user),
        before=before,
        after=_document(member) if after is None else after,
        by=by,
        at=timezone.now(),
    )


def _lock(team: Team) -> None:
    """Two leads who remove each other at the same moment take turns."""
    Team.objects.select_for_update().get(id=team.id)


def _keep_a_lead(member: Member) -> None:
    others = Member.objects.filter(team=member.team, role=Role.LEAD).exclude(id=member.id)
    if member.role == Role.LEAD and not others.exists():
        raise LastLead(_("A team needs a lead: make someone else one first."))


def _taken(team: Team, user: User, agent_name: str) -> NameTaken:
    if agent_name and Member.objects.filter(team=team, agent_name=agent_name).exclude(user=user).exists():
        return NameTaken(_("Someone else is “{name}” in this team already.").format(name=agent_name))
    return NameTaken(_("{name} belongs to this team already.").format(name=user.username))
