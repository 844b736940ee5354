"""Keys: made, used and taken back. A key is shown once, and only its digest is kept."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import OuterRef, Q, Subquery

from halfhour.api.models import ApiToken
from halfhour.people.access import TeamAccess, access_as
from halfhour.people.actions import record_setting
from halfhour.people.models import Member, Team, User
from halfhour.rows import Prepared

PREFIX = "hh_"
SECRET_BYTES = 32
USED_EVERY = timedelta(minutes=1)  # how exactly the last use is kept


@transaction.atomic
def make_token(
    *,
    team: Team,
    user: User,
    name: str,
    scopes: Sequence[str],
    by: User,
    at: datetime,
    days: int | None = None,
) -> tuple[ApiToken, str]:
    """A new key that acts as `user`, and the key itself, which nobody can read again.

    Who made it stands with the changes of the team's settings.
    """
    secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    token = ApiToken.objects.create(
        team=team,
        user=user,
        name=name,
        start=secret[:8],
        digest=digest_of(secret),
        scopes=sorted(scopes),
        made_by=by,
        made_at=at,
        expires_at=at + timedelta(days=days) if days else None,
    )
    said = {"acts_as": user.get_username(), "scopes": token.scopes}
    record_setting(team=team, part="keys", name=name, before={}, after=said, by=by, at=at)
    return token, secret


@transaction.atomic
def revoke_token(*, token: ApiToken, by: User, at: datetime) -> None:
    """Take a key back for good; who does it first is remembered."""
    live = ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True)
    if live.update(revoked_at=at, revoked_by=by):
        said = {"acts_as": token.user.get_username(), "scopes": token.scopes}
        record_setting(team=token.team, part="keys", name=token.name, before=said, after={}, by=by, at=at)


_theirs = Member.objects.filter(team=OuterRef("team"), user=OuterRef("user"))
_live_token = Prepared(
    lambda digest, at: (
        ApiToken.objects.select_related("team", "user")
        .annotate(
            role=Subquery(_theirs.values("role")[:1]), agent_name=Subquery(_theirs.values("agent_name")[:1])
        )
        .filter(
            Q(expires_at__isnull=True) | Q(expires_at__gt=at),
            digest=digest,
            revoked_at__isnull=True,
            user__is_active=True,
        )
        .order_by()
    ),
    digest=str,
    at=datetime,
)


def token_of(secret: str, *, at: datetime) -> ApiToken | None:
    """The key that somebody holds, with who they are in its team, by one query.

    None where it is none, was taken back or has expired.
    """
    token = _live_token.first(digest=digest_of(secret), at=at)
    if token is not None and (token.used_at is None or at - token.used_at > USED_EVERY):
        ApiToken.objects.filter(pk=token.pk).update(used_at=at)
    return token


def known_token(secret: str) -> ApiToken | None:
    """The key that somebody holds, also where it opens nothing any more."""
    return ApiToken.objects.filter(digest=digest_of(secret)).first()


def access_of(token: ApiToken, allowed: frozenset[str]) -> TeamAccess:
    """The team as this key may use it: what its person may do, and of that what its scopes say."""
    role, agent_name = token.role, token.agent_name or ""  # type: ignore[attr-defined]
    access = access_as(token.user, token.team, role=role, agent_name=agent_name)
    kept = frozenset(permission for permission in access.permissions if permission in allowed)
    return TeamAccess(team=token.team, user=token.user, permissions=kept, agent_name=access.agent_name)


def visible_tokens(access: TeamAccess) -> "list[ApiToken]":
    return list(
        ApiToken.objects.filter(team=access.team)
        .select_related("user", "made_by", "revoked_by")
        .order_by("-made_at", "-id")
    )


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="surrogateescape")).hexdigest()
