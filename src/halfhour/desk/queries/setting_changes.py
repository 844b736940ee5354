"""Who set what about the desk and its customers, newest first."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from halfhour.desk.queries.history import person_words
from halfhour.desk.wording.setting import PARTS, setting_words
from halfhour.people.acting import acting_words
from halfhour.people.models import SettingChange, Team
from halfhour.people.wording.changes import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    at: datetime
    who: str
    part: str
    name: str
    lines: tuple[Change, ...]


def setting_changes(team: Team, *, part: str = "") -> QuerySet[SettingChange]:
    """All of them, or those of one part."""
    found = SettingChange.objects.filter(team=team).select_related("by")
    return (found.filter(part=part) if part else found).order_by("-at", "-id")


def row_of(change: SettingChange) -> Row:
    return Row(
        at=change.at,
        who=acting_words(person_words(change.by), change.key) if change.by else "–",
        part=str(PARTS.get(change.part, change.part)),
        name=change.name,
        lines=setting_words(change),
    )
