"""Lists under a name: a person's own, and those they share with the team."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from halfhour.desk.actions.locking import lock_desk
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import SavedView
from halfhour.desk.queries.filters import cleaned_filters, sort_named
from halfhour.people.models import Team, User

LONGEST_NAME = 80
MOST_VIEWS, MOST_SHARED = 100, 50


@transaction.atomic
def save_view(
    *,
    team: Team,
    name: str,
    filters: Mapping[str, Any],
    sort: str,
    by: User,
    is_shared: bool = False,
    view: SavedView | None = None,
) -> SavedView:
    """Keep a list under a name, or change the one that is given.

    Raises
    ------
    DeskRefused
        For a filter or a sort that does not exist, a name without words, one that is taken, and too many.
    """
    wanted = " ".join(name.replace("\0", "").split())
    if not wanted or len(wanted) > LONGEST_NAME:
        sentence = _("A view needs a name of at most {most} characters.").format(most=LONGEST_NAME)
        raise DeskRefused(sentence, field="name")
    cleaned = cleaned_filters(filters)
    sort_named(sort)
    owner = view.owner if view else by
    lock_desk(team)  # two who save at once take turns
    names = dict(SavedView.objects.filter(team=team, owner=owner).values_list("pk", "name"))
    if wanted in {kept for pk, kept in names.items() if view is None or pk != view.pk}:
        raise DeskRefused(_("There is a view “{name}” already.").format(name=wanted), field="name")
    if view is None and len(names) >= MOST_VIEWS:
        raise DeskRefused(_("One person may keep at most {most} views.").format(most=MOST_VIEWS))
    if is_shared and not (view and view.is_shared):
        _refuse_more_shared(team)
    row = view or SavedView(team=team, owner=by)
    row.name, row.filters, row.sort, row.is_shared = wanted, cleaned, sort, is_shared
    row.save()
    return row


def _refuse_more_shared(team: Team) -> None:
    """Shared lists stand on everybody's page, and are counted there."""
    if SavedView.objects.filter(team=team, is_shared=True).count() >= MOST_SHARED:
        raise DeskRefused(_("A team may share at most {most} views.").format(most=MOST_SHARED))


@transaction.atomic
def remove_view(*, view: SavedView) -> None:
    SavedView.objects.filter(pk=view.pk).delete()
