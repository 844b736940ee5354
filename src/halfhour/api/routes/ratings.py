"""What customers said of the answers."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from ninja import Router
from pydantic import BaseModel

from halfhour.api.doors import TokenRequest, needs
from halfhour.api.refusals import REFUSALS
from halfhour.desk.models import Rating
from halfhour.desk.queries.ratings import Result, by_month, by_person, by_queue, latest
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
    """Results of the last twelve months, and the latest answers."""

    people: list[ResultOut]
    queues: list[ResultOut]
    months: list[ResultOut]
    latest: list[AnswerOut]


@router.get("", response={200: RatingsOut, **REFUSALS}, operation_id="read_ratings")
@needs(Permission.SEE_TICKETS, Permission.SEE_BOARD)
def read_ratings(request: TokenRequest) -> RatingsOut:
    """Everybody's with the board's scope and a lead's right, else those of one's own work."""
    access, since = request.access, timezone.now() - MEASURED
    return RatingsOut(
        people=[ResultOut.of(each) for each in by_person(access, since=since)],
        queues=[ResultOut.of(each) for each in by_queue(access, since=since)],
        months=[ResultOut.of(each) for each in by_month(access, since=since)],
        latest=[AnswerOut.of(each) for each in latest(access)],
    )
