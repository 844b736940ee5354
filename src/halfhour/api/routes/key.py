"""The key itself: whose it is, and what it opens."""

from datetime import datetime

from django.conf import settings
from ninja import Router
from pydantic import BaseModel

from halfhour.api.doors import TokenRequest, needs
from halfhour.api.refusals import REFUSALS
from halfhour.people.access import Permission
from halfhour.people.queries import team_zone

router = Router()


class KeyOut(BaseModel):
    """A key of a team, acting as a person; `rights` are what its scopes and that person's role both allow."""

    name: str
    team: str
    time_zone: str
    person: str
    scopes: list[str]
    rights: list[str]
    expires_at: datetime | None
    requests_per_minute: int


@router.get("/key", response={200: KeyOut, **REFUSALS}, operation_id="read_key")
@needs(*Permission)
def read_key(request: TokenRequest) -> KeyOut:
    """Whose key this is, for which team, what it may do and until when."""
    token, team = request.auth, request.access.team
    return KeyOut(
        name=token.name,
        team=team.slug,
        time_zone=str(team_zone(team)),
        person=token.user.get_username(),
        scopes=token.scopes,
        rights=sorted(request.access.permissions),
        expires_at=token.expires_at,
        requests_per_minute=settings.API_REQUESTS_PER_MINUTE,
    )
