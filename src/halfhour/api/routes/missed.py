"""Goals that were missed, and whose time they were."""

from datetime import datetime
from typing import Annotated, Literal

from django.utils import timezone
from ninja import Router
from pydantic import BaseModel, BeforeValidator

from halfhour.api.doors import TokenRequest, needs
from halfhour.api.refusals import REFUSALS
from halfhour.desk.queries.clocks import DEPARTMENT, PERSON, id_behind
from halfhour.desk.queries.missed import WEEKS, MissedTime, SegmentTime, missed_time
from halfhour.people.access import Permission
from halfhour.people.models import User

router = Router()
NUMBERS = {str(each): each for each in WEEKS}  # as an address has them
Weeks = Annotated[Literal[1, 4, 13], BeforeValidator(lambda given: NUMBERS.get(given, given))]


class WhoseTime(BaseModel):
    """One who owed the next step: a `person`, by user name, a `department`, by its id, or else the line.

    `share` is of all the time, and `most_of` counts the goals to which they gave the most.
    """

    name: str
    person: str | None
    department: int | None
    seconds: int
    share: float
    most_of: int

    @classmethod
    def of(cls, row: SegmentTime, people: dict[int, User]) -> "WhoseTime":
        person, department = id_behind(row.segment, PERSON), id_behind(row.segment, DEPARTMENT)
        return cls(
            name=row.who,
            person=people[person].get_username() if person in people else None,
            department=department,
            seconds=row.seconds,
            share=row.share,
            most_of=row.most_of,
        )


class MissedOut(BaseModel):
    """Goals missed since then, in business seconds; `is_cut` says that there may be more than are counted."""

    since: datetime
    misses: int
    seconds: int
    is_cut: bool
    by: list[WhoseTime]


@router.get("/missed-goals", response={200: MissedOut, **REFUSALS}, operation_id="read_missed_goals")
@needs(Permission.SEE_BOARD)
def read_missed(request: TokenRequest, weeks: Weeks = 4) -> MissedOut:
    """Where the time of missed goals went in the last 1, 4 or 13 weeks; whoever has the most comes first."""
    return _told(missed_time(request.access.team, at=timezone.now(), weeks=weeks))


def _told(found: MissedTime) -> MissedOut:
    people = User.objects.in_bulk(
        [pk for row in found.by if (pk := id_behind(row.segment, PERSON)) is not None]
    )
    return MissedOut(
        since=found.since,
        misses=found.misses,
        seconds=found.seconds,
        is_cut=found.is_cut,
        by=[WhoseTime.of(each, people) for each in found.by],
    )
