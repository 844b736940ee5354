"""What a team sets about routing: saved with who changed what and when."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from halfhour.desk.actions.locking import lock_desk
from halfhour.desk.adapter.routing import RoutingSetting, setting_from
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import DeskSettings
from halfhour.people.models import Team, User

CHANGES_KEPT = 50


@transaction.atomic
def save_routing(
    *, team: Team, setting: RoutingSetting, revision: int, by: User, at: datetime
) -> DeskSettings:
    """Set how contacts find their person; `revision` is what the person who changes it saw.

    Raises
    ------
    DeskRefused
        Where somebody else saved the desk's settings since.
    """
    settings = lock_desk(team)
    if settings.revision != revision:
        raise DeskRefused(_("Somebody else changed the desk's settings since you opened them; look again."))
    changes = changes_between(setting_from(settings.routing), setting)
    if not changes:
        return settings
    change = {"at": at.isoformat(), "by": by.pk, "name": by.get_full_name() or by.get_username()}
    history = [{**change, "changes": changes}, *settings.routing.get("history", ())][:CHANGES_KEPT]
    settings.routing = {**setting.document, "history": history}
    settings.revision += 1
    settings.save(update_fields=["routing", "revision"])
    return settings


def changes_between(before: RoutingSetting, after: RoutingSetting) -> list[list[Any]]:
    """What differs, as [name, before, after]; of what is by channel, the channel stands beside the name."""
    old, new = _flat(before), _flat(after)
    return [
        [name, old.get(name), new.get(name)]
        for name in sorted({*old, *new})
        if old.get(name) != new.get(name)
    ]


def _flat(setting: RoutingSetting) -> dict[str, Any]:
    document = setting.document
    rooms = {f"room {channel}": room for channel, room in document.pop("room").items()}
    ways = {f"way {channel}": way for channel, way in document.pop("ways").items()}
    return {**document, **rooms, **ways}
