"""Why a ticket stands as it does: its clocks, how it was sorted, what was promised."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from ninja import Router
from pydantic import BaseModel

from halfhour.api.doors import TokenRequest, needs
from halfhour.api.refusals import REFUSALS
from halfhour.api.schemas import Number
from halfhour.desk import access as doors
from halfhour.desk.queries import triage
from halfhour.desk.queries.clocks import clock_rows
from halfhour.desk.queries.promises import why_promised
from halfhour.people.access import Permission

router = Router()


class SpentOut(BaseModel):
    """Business seconds of one who owed the next step, and their share of all."""

    who: str
    seconds: int
    share: float


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
    """One thing that is known of a ticket; `by` says who decided, `nearest` what is likely too."""

    field: str
    value: str
    words: str
    by: str
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
            by=[SpentOut(who=each.who, seconds=each.seconds, share=each.share) for each in row.by],
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
