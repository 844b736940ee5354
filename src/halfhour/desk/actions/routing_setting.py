"""What a team sets about routing: saved with who changed what and when."""

from datetime import datetime

from django.db import transaction

from halfhour.desk.actions.locking import lock_desk
from halfhour.desk.adapter.routing import RoutingSetting, setting_from
from halfhour.desk.models import DeskSettings
from halfhour.people.actions import record_setting
from halfhour.people.models import Team, User


@transaction.atomic
def save_routing(
    *, team: Team, setting: RoutingSetting, revision: int, by: User, at: datetime
) -> DeskSettings:
    """Set how contacts find their person; `revision` is what the person who changes it saw.

    Raises
    ------
    SavedSince
        Where somebody else saved the desk's settings since.
    """
    settings = lock_desk(team, revision=revision)
    before, after = _flat(setting_from(settings.routing)), _flat(setting)
    if not record_setting(team=team, part="routing", before=before, after=after, by=by, at=at):
        return settings
    settings.routing = setting.document
    settings.revision += 1
    settings.save(update_fields=["routing", "revision"])
    return settings


def _flat(setting: RoutingSetting) -> dict[str, object]:
    """What is set, by name; of what is by channel, the channel stands behind the name."""
    document = setting.document
    rooms = {f"room {channel}": room for channel, room in document.pop("room").items()}
    ways = {f"way {channel}": way for channel, way in document.pop("ways").items()}
    interrupts = {f"interrupts {channel}": True for channel in document.pop("interrupts")}
    return {**document, **rooms, **ways, **interrupts}
