"""Changes to a team's settings: each save is a new version, and none overwrites another unseen."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from types import MappingProxyType

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from halfhour.engine.team import Team as EngineTeam
from halfhour.people.adapter import document_of
from halfhour.people.errors import SettingsMovedOn
from halfhour.people.models import Member, Role, Team, TeamVersion, User
from halfhour.people.queries import latest_version

NOBODY: Mapping[str, str] = MappingProxyType({})


@transaction.atomic
def create_team(*, settings: EngineTeam, by: User | None, at: datetime, note: str = "") -> Team:
    """Make a team with its first settings; who makes it leads it, unless they may do everything anyway."""
    team = _new_team(settings.name)
    TeamVersion.objects.create(
        team=team, number=1, document=document_of(settings), changed_by=by, changed_at=at, note=note
    )
    if by is not None and not by.is_administrator:
        Member.objects.create(user=by, team=team, role=Role.LEAD)
    return team


def _new_team(name: str) -> Team:
    """Under the first free address; the next one where somebody else took it at that moment."""
    with suppress(IntegrityError), transaction.atomic():
        return Team.objects.create(slug=_free_slug(name), name=name)
    return Team.objects.create(slug=_free_slug(name), name=name)


def _free_slug(name: str) -> str:
    """The name as an address, with a number behind it where others were first."""
    stem = slugify(name)[:50] or "team"
    taken = set(Team.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    if stem not in taken:
        return stem
    return next(slug for number in range(2, 10_000) if (slug := f"{stem}-{number}") not in taken)


@transaction.atomic
def save_team_version(
    *,
    team: Team,
    settings: EngineTeam,
    based_on: int,
    by: User,
    at: datetime,
    note: str = "",
    renamed: Mapping[str, str] = NOBODY,
) -> TeamVersion:
    """Keep new settings, provided the latest version is still the one they were made from.

    `based_on` is the number of the version that the person had before them. Raises `SettingsMovedOn`
    where someone saved since. Saving what is there already makes no new version. `renamed` leads from
    people's old names to their new ones, so that members stay who they are.
    """
    document = document_of(settings)
    latest = latest_version(team)
    if latest is not None and latest.number == based_on and latest.document == document:
        return latest
    if (latest.number if latest else 0) != based_on:
        raise _moved_on(team)
    try:
        with transaction.atomic():
            version = TeamVersion.objects.create(
                team=team,
                number=based_on + 1,  # unique: of two who save at once, one is refused
                document=document,
                changed_by=by,
                changed_at=at,
                note=note[:200],
            )
    except IntegrityError:
        raise _moved_on(team) from None
    Team.objects.filter(id=team.id).update(name=settings.name)
    _rename_members(team, renamed)
    team.name = settings.name
    return version


def _rename_members(team: Team, renamed: Mapping[str, str]) -> None:
    """Let members stay who they are, also where two swap names; who left gives theirs up to who takes it."""
    members = Member.objects.filter(team=team)
    names = {each.pk: renamed[each.agent_name] for each in members.filter(agent_name__in=renamed)}
    members.filter(agent_name__in={*renamed, *renamed.values()}).update(agent_name="")
    for pk, name in names.items():
        members.filter(pk=pk).update(agent_name=name)


def restore_team_version(
    *, team: Team, version: TeamVersion, settings: EngineTeam, based_on: int, by: User, at: datetime
) -> TeamVersion:
    """Bring back an older version as a new one; nothing in between is lost."""
    note = _("Restored version {number}").format(number=version.number)
    return save_team_version(team=team, settings=settings, based_on=based_on, by=by, at=at, note=note)


def _moved_on(team: Team) -> SettingsMovedOn:
    latest = latest_version(team)
    assert latest is not None
    name = (latest.changed_by.get_full_name() or latest.changed_by.username) if latest.changed_by else "–"
    sentence = _(
        "{name} saved version {number} while you were editing. Nothing was overwritten: "
        "what you entered is below; compare, and save again to put it on top."
    )
    return SettingsMovedOn(sentence.format(name=name, number=latest.number), latest=latest)
