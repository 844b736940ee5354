"""What a team files its tickets under."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from halfhour.desk.actions.changing import LONGEST_CATEGORY
from halfhour.desk.actions.locking import lock_desk
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import DeskSettings
from halfhour.people.actions import record_setting
from halfhour.people.models import Team, User

MOST_CATEGORIES = 200


@transaction.atomic
def save_categories(
    *, team: Team, names: Sequence[str], by: User, at: datetime, revision: int | None = None
) -> DeskSettings:
    """Name the team's categories, in the order in which they are offered; without any, all may be said.

    What is taken away stays on the tickets that have it; rules and canned replies set it no longer, and
    what was learned of it is not guessed.

    Raises
    ------
    SavedSince
        Where `revision`, what the person saw, is not the newest.
    DeskRefused
        For too many, too long ones, and one that is there twice.
    """
    names = [" ".join(name.split()) for name in names]
    if len(names) > MOST_CATEGORIES:
        raise DeskRefused(_("A team has at most {most} categories.").format(most=MOST_CATEGORIES))
    if any(not name or len(name) > LONGEST_CATEGORY or "\0" in name for name in names):
        raise DeskRefused(_("A category has 1 to {most} characters.").format(most=LONGEST_CATEGORY))
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise DeskRefused(_("“{name}” is there twice.").format(name=twice))
    settings = lock_desk(team, revision=revision)
    before, settings.categories = settings.categories, list(names)
    if record_setting(
        team=team,
        part="categories",
        before={"categories": before},
        after={"categories": list(names)},
        by=by,
        at=at,
    ):
        settings.revision += 1
        settings.save(update_fields=["categories", "revision"])
    return settings
