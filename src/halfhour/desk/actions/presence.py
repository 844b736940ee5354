"""Who is there: what people say of themselves, and what is heard of their pages."""

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from halfhour.desk import live
from halfhour.desk.actions.freeing import drain_soon
from halfhour.desk.models import Presence, PresenceState
from halfhour.desk.queries.there import HEARD_OF_WITHIN
from halfhour.people.models import Team, User

HEARD_ENOUGH = timedelta(seconds=20)  # a page that beats more often is written down no more often
GONE = timedelta(hours=4)  # whoever was silent for so long has gone, and says anew that they are there


@transaction.atomic
def set_presence(*, team: Team, user: User, state: PresenceState, at: datetime) -> Presence:
    """Say whether one takes contacts; who is available is given what waits."""
    presence = _locked(team, user, at)
    if presence.state != state:
        presence.state, presence.since, presence.idle_since = state, at, at
    presence.seen_at = max(presence.seen_at, at)
    presence.save()
    _tell(team, drains=state == PresenceState.AVAILABLE, at=at)
    if state == PresenceState.AWAY:
        transaction.on_commit(partial(_go_on_without, team, user, at), robust=True)
    return presence


def _go_on_without(team: Team, user: User, at: datetime) -> None:
    from halfhour.desk.actions.passing_on import go_on_without  # what routes looks here who is there

    go_on_without(team=team, user=user, at=at)


@transaction.atomic
def seen(*, team: Team, user: User, at: datetime) -> None:
    """A page of theirs is open. One query as a rule; whoever comes back is given what waits."""
    rows = Presence.objects.filter(team=team, user=user)
    lately = rows.filter(seen_at__lt=at - HEARD_ENOUGH, seen_at__gte=at - HEARD_OF_WITHIN)
    if lately.update(seen_at=at):
        return
    presence = rows.first()
    if presence is not None and at - presence.seen_at <= HEARD_ENOUGH:
        return
    presence = _locked(team, user, at)
    was_gone = at - presence.seen_at > HEARD_OF_WITHIN
    if at - presence.seen_at > GONE and presence.state != PresenceState.AWAY:
        presence.state, presence.since = PresenceState.AWAY, at
    presence.seen_at = max(presence.seen_at, at)
    presence.save()
    if was_gone:
        _tell(team, drains=presence.state == PresenceState.AVAILABLE, at=at)


def _locked(team: Team, user: User, at: datetime) -> Presence:
    rows = Presence.objects.select_for_update()
    presence, _is_new = rows.get_or_create(
        team=team, user=user, defaults={"since": at, "seen_at": at, "idle_since": at}
    )
    return presence


def _tell(team: Team, *, drains: bool, at: datetime) -> None:
    transaction.on_commit(partial(live.look_again, team_id=team.pk))
    if drains:
        drain_soon(team_id=team.pk, at=at)
