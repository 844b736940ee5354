"""Every change of what a team sets is kept, with who made it: one way for all rooms."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from halfhour.people.models import SettingChange, Team, User


def record_setting(
    *,
    team: Team,
    part: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    by: User | None,
    at: datetime,
    name: str = "",
) -> SettingChange | None:
    """Keep what differs, part of the transaction that changes it; None where nothing does.

    Values are plain, as JSON keeps them; what was not there before, or is not any more, is None.
    """
    changes = {
        what: [before.get(what), after.get(what)]
        for what in sorted({*before, *after})
        if before.get(what) != after.get(what)
    }
    if not changes:
        return None
    return SettingChange.objects.create(team=team, part=part, name=name[:200], by=by, at=at, changes=changes)
