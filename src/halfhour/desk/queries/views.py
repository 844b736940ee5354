"""Lists under a name: those that everybody has, a person's own, and those the team shares."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from halfhour.desk.adapter.due import SOON
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import SavedView
from halfhour.desk.queries.filters import cleaned_filters, sort_named
from halfhour.people.access import Permission, TeamAccess


@dataclass(frozen=True, slots=True, kw_only=True)
class ListView:
    """A list that can be opened: `key` is part of its address, `pk` is None for those everybody has."""

    key: str
    name: str | Promise
    filters: Mapping[str, Any]
    sort: str
    pk: int | None = None
    is_own: bool = False
    is_shared: bool = True


def usual_views() -> tuple[ListView, ...]:
    """What everybody has: the list of all that is unfinished comes last."""
    return (
        ListView(key="mine", name=_("Mine"), filters={"state": "open", "assignee": "me"}, sort="due"),
        ListView(
            key="unassigned",
            name=_("Unassigned"),
            filters={"state": "open", "assignee": "nobody"},
            sort="due",
        ),
        ListView(
            key="due-soon",
            name=_("Due soon"),
            filters={"state": "unfinished", "due_within": int(SOON.total_seconds() // 60)},
            sort="due",
        ),
        ListView(
            key="late",
            name=pgettext_lazy("past its due time", "Late"),
            filters={"state": "unfinished", "late": True},
            sort="due",
        ),
        ListView(
            key="waiting-on-customer",
            name=_("Waiting on customer"),
            filters={"state": "waiting_on_customer"},
            sort="changed",
        ),
        ListView(key="all-open", name=_("All open"), filters={"state": "unfinished"}, sort="due"),
    )


def views_of(access: TeamAccess) -> tuple[ListView, ...]:
    """All lists a person may open: the usual ones, then shared ones and their own.

    What was kept is looked at again: a filter that no longer exists makes a view none.
    """
    return (*usual_views(), *(view for row in _rows(access) if (view := _view(row, access)) is not None))


def open_view(access: TeamAccess, key: str) -> ListView:
    """The list of this key; somebody else's own list does not exist."""
    found = next((view for view in views_of(access) if view.key == key), None)
    if found is None:
        raise Http404
    return found


def open_saved_view(access: TeamAccess, pk: int) -> SavedView:
    """A saved view to change it: one's own, and a shared one for who sets the desk."""
    row = next((row for row in _rows(access) if row.pk == pk), None)
    if row is None or not (row.owner_id == access.user.pk or access.may(Permission.SET_DESK)):
        raise Http404
    return row


def _rows(access: TeamAccess) -> list[SavedView]:
    if not access.may(Permission.SEE_TICKETS):
        return []
    reachable = Q(is_shared=True) | Q(owner=access.user)
    return list(SavedView.objects.filter(reachable, team=access.team).order_by("position", "name", "id"))


def _view(row: SavedView, access: TeamAccess) -> ListView | None:
    try:
        filters = cleaned_filters(row.filters)
        sort_named(row.sort)
    except DeskRefused:
        return None
    return ListView(
        key=f"view-{row.pk}",
        name=row.name,
        filters=filters,
        sort=row.sort,
        pk=row.pk,
        is_own=row.owner_id == access.user.pk,
        is_shared=row.is_shared,
    )
