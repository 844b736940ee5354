"""Doors: what a view asks of the person before it is opened.

Every view of the application is declared with exactly one of these decorators; a test walks all
URLs and fails on a view without a door. A team view is called with the `TeamAccess` as `access`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from halfhour.people.access import Permission, open_team
from halfhour.people.queries import team_zone

View = Callable[..., HttpResponseBase]


class DoorKind(StrEnum):
    EVERYONE = "everyone"
    SIGNED_IN = "signed_in"
    ADMINISTRATORS = "administrators"
    TEAM = "team"


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """What a view asks for; `needs` is None except for the views of a team."""

    kind: DoorKind
    needs: Permission | None = None


def door_of(view: View) -> Door | None:
    """The door that a view was declared with, None where it was not."""
    return getattr(view, "door", None)


def open_to_everyone(view: View) -> View:
    """For views that ask nothing, such as the choice of a language."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    return _with_door(opened, Door(kind=DoorKind.EVERYONE))


def signed_in(view: View) -> View:
    """For views about the person themself; others are sent to log in."""
    return _with_door(login_required(view), Door(kind=DoorKind.SIGNED_IN))


def administrators_only(view: View) -> View:
    """For views about the whole installation."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_administrator:  # type: ignore[union-attr]
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return _with_door(login_required(opened), Door(kind=DoorKind.ADMINISTRATORS))


def team_view(*, needs: Permission) -> Callable[[View], View]:
    """For views of one team, below `/t/<slug:team>/`: called with `access` in place of `team`.

    A team outside the person's reach is not found; what their role does not allow is refused. Times
    are shown in the reader's zone, or in the team's where the reader's is not known.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def opened(request: HttpRequest, *args: Any, team: str, **kwargs: Any) -> HttpResponseBase:
            access = open_team(request.user, team, needs=needs)  # type: ignore[arg-type]
            request.access = access  # type: ignore[attr-defined]
            if getattr(request, "reader_zone", None) is None:
                timezone.activate(team_zone(access.team))
            return view(request, *args, access=access, **kwargs)

        return _with_door(login_required(opened), Door(kind=DoorKind.TEAM, needs=needs))

    return decorate


def _with_door(view: View, door: Door) -> View:
    view.door = door  # type: ignore[attr-defined]
    return view
