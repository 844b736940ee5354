"""What customers said of the answers."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from ninja import Router
from pydantic import BaseModel

from halfhour.api.doors import TokenRequest, needs
from halfhour.api.opened import found_or_404
from halfhour.api.refusals import REFUSALS
from halfhour.api.schemas import Limit, Number
from halfhour.desk.models import Rating
from halfhour.desk.queries.ratings import Result, by_month, by_person, by_queue, latest, visible_ratings
from halfhour.people.access import Permission

router = Router()
MEASURED = timedelta(days=365)


class ResultOut(BaseModel):
    """`name` is a user name or a queue; `month` the first day of one of the team's months.

    The means are null while there are too few answers.
    """

    name: str
    month: date | None
    asked: int | None
    answers: float
    speed: float | None
    quality: float | None

    @classmethod
    def of(cls, row: Result) -> "ResultOut":
        return cls(
            name=row.user.get_username() if row.user else row.name,
            month=row.month,
            asked=row.asked,
            answers=row.answers,
            speed=row.speed,
            quality=row.quality,
        )


class CreditOut(BaseModel):
    person: str
    share: float


class AnswerOut(BaseModel):
    """One customer's answer, and whose work it was."""

    ticket: int
    answered_at: datetime | None
    speed: int | None
    quality: int | None
    comment: str
    credits: list[CreditOut]

    @classmethod
    def of(cls, rating: Rating) -> "AnswerOut":
        return cls(
            ticket=rating.ticket.number,
            answered_at=rating.answered_at,
            speed=rating.speed,
            quality=rating.quality,
            comment=rating.comment,
            credits=[
                CreditOut(person=each.user.get_username(), share=each.share) for each in rating.credits.all()
            ],
        )


class RatingsOut(BaseModel):
    """Results of the last twelve months, and the latest answers; `next` asks for those before them."""

    people: list[ResultOut]
    queues: list[ResultOut]
    months: list[ResultOut]
    latest: list[AnswerOut]
    next: int | None


@router.get("", response={200: RatingsOut, **REFUSALS}, operation_id="read_ratings")
@needs(Permission.SEE_TICKETS, Permission.SEE_BOARD)
def read_ratings(
    request: TokenRequest, ticket: Number | None = None, after: Number | None = None, limit: Limit = 20
) -> RatingsOut:
    """Everybody's with the board's scope and a lead's right, else those of one's own work.

    `ticket` and `after` are about the latest answers alone: those on one ticket, and those that follow.
    """
    access, since = request.access, timezone.now() - MEASURED
    answered = visible_ratings(access).filter(answered_at__isnull=False)
    last = found_or_404(answered.filter(pk=after).first()) if after else None
    rows = latest(access, ticket=ticket, after=last, limit=limit + 1)
    return RatingsOut(
        people=[ResultOut.of(each) for each in by_person(access, since=since)],
        queues=[ResultOut.of(each) for each in by_queue(access, since=since)],
        months=[ResultOut.of(each) for each in by_month(access, since=since)],
        latest=[AnswerOut.of(each) for each in rows[:limit]],
        next=rows[limit - 1].pk if len(rows) > limit else None,
    )
