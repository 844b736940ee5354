"""What the base template shows around every page."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from halfhour.desk.queries.notices import unread_count
from halfhour.people.access import Permission, TeamAccess, visible_teams
from halfhour.people.models import Team, Theme, User
from halfhour.people.preferences import THEME_COOKIE
from halfhour.people.queries import team_zone
from halfhour.web.guide import guide_of
from halfhour.web.navigation import side_bar


def frame(request: HttpRequest) -> dict[str, Any]:
    """`access`, `side_bar`, `my_teams`, `theme`, `languages` and the zones, each computed only if used."""
    access: TeamAccess | None = getattr(request, "access", None)
    values: dict[str, Any] = {
        "theme": reader_theme(request),
        "languages": settings.LANGUAGES,
        "my_teams": SimpleLazyObject(lambda: my_teams(request)),
    }
    if access is not None:
        values["access"] = access
        values["team"] = access.team
        values["team_zone"] = SimpleLazyObject(lambda: team_zone(access.team))
        values["guide"] = SimpleLazyObject(lambda: guide_of(access))
        values["sees_desk"] = access.may(Permission.SEE_TICKETS)
        # Called by the template: a plain number, which plural forms of some languages calculate with.
        values["unread_notices"] = cache(lambda: unread_count(access))
        values["side_bar"] = SimpleLazyObject(lambda: side_bar(request=request, access=access))
    return values


def reader_theme(request: HttpRequest) -> str:
    """The person's theme; before they log in, the browser's last choice."""
    if _known(request):
        return str(request.user.theme)  # type: ignore[union-attr]
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in Theme.values else Theme.SYSTEM.value


def my_teams(request: HttpRequest) -> tuple[Team, ...]:
    user = getattr(request, "user", None)
    return tuple(visible_teams(user)) if isinstance(user, User) else ()


def _known(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated
