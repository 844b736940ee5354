"""Who changed what a team sets, and when."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _
from ninja import Router
from pydantic import BaseModel

from halfhour.api.doors import TokenRequest, needs
from halfhour.api.errors import ValuesRefused, Wrong
from halfhour.api.opened import found_or_404
from halfhour.api.refusals import REFUSALS
from halfhour.api.schemas import Limit, Number, Values, Word
from halfhour.desk.queries.setting_changes import row_of, setting_changes
from halfhour.desk.wording.setting import PARTS
from halfhour.people.access import Permission
from halfhour.people.models import SettingChange

router = Router()


class ValueChanged(BaseModel):
    """A value in words; `before` or `after` is empty where it was added or taken away."""

    place: str
    before: str
    after: str


class SettingChangeOut(BaseModel):
    """`part` is what was set, `name` which one of several; `changes` has for each value before and after."""

    id: int
    at: datetime
    by: str | None
    key: str
    part: str
    name: str
    changes: Values
    words: list[ValueChanged]

    @classmethod
    def of(cls, change: SettingChange) -> "SettingChangeOut":
        return cls(
            id=change.pk,
            at=change.at,
            by=change.by.get_username() if change.by else None,
            key=change.key,
            part=change.part,
            name=change.name,
            changes=change.changes,
            words=[
                ValueChanged(place=each.place, before=each.before, after=each.after)
                for each in row_of(change).lines
            ],
        )


class SettingChangePage(BaseModel):
    """`next` is what `after` has to be for the following page; null at the end."""

    changes: list[SettingChangeOut]
    next: int | None


@router.get(
    "/setting-changes", response={200: SettingChangePage, **REFUSALS}, operation_id="list_setting_changes"
)
@needs(Permission.SET_DESK)
def list_changes(
    request: TokenRequest, part: Word = "", after: Number | None = None, limit: Limit = 50
) -> SettingChangePage:
    """Every change of what the team sets, or of one part of it, the newest first."""
    if part and part not in PARTS:
        sentence = _("“{name}” must be one of: {known}.").format(name="part", known=", ".join(PARTS))
        raise ValuesRefused(Wrong(sentence, field="part", allowed=PARTS))
    found = setting_changes(request.access.team, part=part)
    if after is not None:
        last = found_or_404(found.filter(pk=after).first())
        found = found.filter(Q(at__lt=last.at) | Q(at=last.at, pk__lt=last.pk))
    rows = list(found[: limit + 1])
    return SettingChangePage(
        changes=[SettingChangeOut.of(each) for each in rows[:limit]],
        next=rows[limit - 1].pk if len(rows) > limit else None,
    )
