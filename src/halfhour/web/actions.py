"""Changes to the guided start of a team."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from halfhour.people.actions import create_team
from halfhour.people.models import Member, Role, Team, User
from halfhour.people.teamfile import team_from_document
from halfhour.web.models import GuidedStart
from halfhour.web.proposal import provisional_document

LONGEST_DRAFT = 200_000


@transaction.atomic
def begin_guided_start(*, name: str, timezone: str, by: User, at: datetime) -> Team:
    """Make a team with settings that hold the place, and begin its guided way.

    Who begins it leads it, an administrator too: contacts and keys of the API are given to members alone.
    """
    settings = team_from_document(provisional_document(name=name, timezone=timezone))
    team = create_team(settings=settings, by=by, at=at, note=_("Provisional, from the guided start"))
    Member.objects.get_or_create(user=by, team=team, defaults={"role": Role.LEAD})
    GuidedStart.objects.create(team=team, started_by=by, started_at=at)
    return team


@transaction.atomic
def take_up_guided_way(*, team: Team, by: User, at: datetime) -> None:
    """Lead a team that exists along the guided way, from where it stands.

    Its people and goals are somebody's word already, unless the guide itself has yet to ask for them.
    """
    start, _is_new = GuidedStart.objects.select_for_update().get_or_create(
        team=team, defaults={"started_by": by, "started_at": at, "confirmed": ["goals", "team"]}
    )
    if start.finished_at is not None:
        start.finished_at = None
        start.save(update_fields=["finished_at"])


@transaction.atomic
def confirm_step(*, team: Team, step: str) -> None:
    """Somebody said yes to a step; what was typed for it is settled and no longer a draft."""
    start = GuidedStart.objects.select_for_update().filter(team=team).first()
    if start is None:
        return
    start.confirmed = sorted({*start.confirmed, step})
    start.drafts.pop(step, None)
    start.save(update_fields=["confirmed", "drafts"])


@transaction.atomic
def keep_draft(*, team: Team, step: str, typed: Mapping[str, Any]) -> None:
    """Keep what was typed for a step until it is saved."""
    start = GuidedStart.objects.select_for_update().filter(team=team).first()
    if start is None or sum(len(str(value)) for value in typed.values()) > LONGEST_DRAFT:
        return
    start.drafts[step] = dict(typed)
    start.save(update_fields=["drafts"])


def finish_guided_start(*, team: Team, at: datetime) -> None:
    GuidedStart.objects.filter(team=team, finished_at__isnull=True).update(finished_at=at)
