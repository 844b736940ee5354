"""Telling somebody of the team something in the application; the same thing once."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from halfhour.desk import live
from halfhour.desk.models import Notice, Ticket
from halfhour.people.models import Team, User


def tell(
    users: Iterable[User],
    *,
    team: Team,
    kind: str,
    key: str,
    at: datetime,
    ticket: Ticket | None = None,
    figures: Mapping[str, Any] | None = None,
) -> None:
    """Give each of these people a notice; whoever has one of this key is not told again."""
    notices = [
        Notice(user=user, team=team, ticket=ticket, kind=kind, key=key, figures=dict(figures or {}), at=at)
        for user in users
    ]
    if Notice.objects.bulk_create(notices, ignore_conflicts=True):
        transaction.on_commit(partial(live.look_again, team_id=team.pk))


def has_read(*, ticket: Ticket, by: User, at: datetime) -> int:
    """Who has a ticket before them has read what they were told of it; how many notices that were."""
    unread = Notice.objects.filter(user=by, ticket=ticket, read_at__isnull=True)
    return unread.update(read_at=at)
