"""Why a ticket stands as it does: its clocks, how it was sorted, what was promised."""

from datetime import datetime
from typing import Any, Literal

from django.utils import timezone
from ninja import Router
from pydantic import BaseModel

from halfhour.api.doors import TokenRequest, needs
from halfhour.api.refusals import REFUSALS
from halfhour.api.schemas import Number
from halfhour.desk import access as doors
from halfhour.desk.queries import triage
from halfhour.desk.queries.clocks import DEPARTMENT, PERSON, Spent, clock_rows, id_behind
from halfhour.desk.queries.promises import why_promised
from halfhour.people.access import Permission
from halfhour.people.models import User

router = Router()


class SpentOut(BaseModel):
    """Business seconds of one who owed the next step, and their share of all.

    `who` are words for people. `kind` is "person", "department", or "unassigned" while it waited for somebody
    to take it; `person` is a user name, null where they are gone, `department` an id.
    """

    who: str
    kind: Literal["person", "department", "unassigned"]
    person: str | None
    department: int | None
    seconds: int
    share: float

    @classmethod
    def of(cls, spent: Spent, people: dict[int, User]) -> "SpentOut":
        person, department = id_behind(spent.segment, PERSON), id_behind(spent.segment, DEPARTMENT)
        return cls(
            who=spent.who,
            kind="person" if person else "department" if department else "unassigned",
            person=people[person].get_username() if person in people else None,
            department=department,
            seconds=spent.seconds,
            share=spent.share,
        )


class ClockOut(BaseModel):
    """One clock; without a goal it has no due time, and in a pause none either.

    `is_unanswered`: it ended as the ticket did, and nobody had answered.
    """

    measure: str
    goal_seconds: int | None
    spent_seconds: int
    due_at: datetime | None
    ended_at: datetime | None
    is_running: bool
    is_late: bool
    is_unanswered: bool
    by: list[SpentOut]


class WhyOut(BaseModel):
    """One thing that is known of a ticket; `by` says who decided, `nearest` what is likely too.

    `by` are words for people; `by_kind` is rule, classifier, words, person or form; both are empty where
    nobody decided.
    """

    field: str
    value: str
    words: str
    by: str
    by_kind: str
    sentence: str
    nearest: list[str]
    may_correct: bool
    is_sure: bool


class PromiseTold(BaseModel):
    """`was_kept` is null until it is known; `replaced_at` where another was told instead."""

    queue: str
    made_at: datetime
    from_at: datetime
    by_at: datetime
    chance: float
    replaced_at: datetime | None
    answered_at: datetime | None
    was_kept: bool | None
    reasons: list[str]


@router.get("/{number}/clocks", response={200: list[ClockOut], **REFUSALS}, operation_id="read_clocks")
@needs(Permission.SEE_TICKETS)
def clocks(request: TokenRequest, number: Number) -> list[Any]:
    """First answer, every next answer, resolution: the goal, what is spent of it, and by whom."""
    rows = clock_rows(doors.open_ticket(request.access, number), at=timezone.now())
    ids = {id_behind(each.segment, PERSON) for row in rows for each in row.by}
    people = User.objects.in_bulk(ids - {None})
    return [
        ClockOut(
            measure=row.measure,
            goal_seconds=row.goal_seconds,
            spent_seconds=row.spent_seconds,
            due_at=row.due_at,
            ended_at=row.ended_at,
            is_running=row.is_running,
            is_late=row.is_late,
            is_unanswered=row.is_unanswered,
            by=[SpentOut.of(each, people) for each in row.by],
        )
        for row in rows
    ]


@router.get("/{number}/triage", response={200: list[WhyOut], **REFUSALS}, operation_id="read_triage")
@needs(Permission.SEE_TICKETS)
def why(request: TokenRequest, number: Number) -> list[WhyOut]:
    """Why the ticket is sorted as it is, field by field."""
    return [
        WhyOut(
            field=each.field,
            value=each.value,
            words=each.words,
            by=each.by,
            by_kind=each.by_kind,
            sentence=each.sentence,
            nearest=list(each.nearest),
            may_correct=each.may_correct,
            is_sure=each.is_sure,
        )
        for each in triage.why(doors.open_ticket(request.access, number))
    ]


@router.get("/{number}/promises", response={200: list[PromiseTold], **REFUSALS}, operation_id="list_promises")
@needs(Permission.SEE_TICKETS)
def promises(request: TokenRequest, number: Number) -> list[PromiseTold]:
    """Everything the customer was told to expect, the latest first, with what it followed from."""
    ticket = doors.open_ticket(request.access, number)
    return [
        PromiseTold(
            queue=each.queue,
            made_at=each.made_at,
            from_at=each.from_at,
            by_at=each.by_at,
            chance=each.chance,
            replaced_at=each.replaced_at,
            answered_at=each.answered_at,
            was_kept=each.was_kept,
            reasons=why_promised(each),
        )
        for each in ticket.promises.order_by("-made_at", "-id")
    ]
