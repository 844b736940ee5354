"""What customers said of the answers: by person, queue and month, honest on small counts."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import (
    Avg,
    Count,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    OuterRef,
    Q,
    QuerySet,
    Sum,
)
from django.db.models.functions import TruncMonth

from halfhour.desk.access import visible_tickets
from halfhour.desk.models import Rating, RatingCredit
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.models import User
from halfhour.people.queries import team_zone

FEW = 10  # with fewer answers no mean is told: one angry day would move it


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One line of the page; the means are None while there are too few answers.

    `asked` is None where nobody knows whose work it would be: only an answer is credited to people.
    """

    name: str
    asked: int | None
    answers: float
    speed: float | None
    quality: float | None
    user: User | None = None
    month: date | None = None


def visible_ratings(access: TeamAccess) -> QuerySet[Rating]:
    """All of the team's for who sees the board; agents see those of their own work."""
    if access.may(Permission.SEE_BOARD):
        return Rating.objects.filter(ticket__team=access.team)
    found = Rating.objects.filter(ticket__in=visible_tickets(access))
    return found.filter(Exists(RatingCredit.objects.filter(rating=OuterRef("pk"), user=access.user)))


def by_queue(access: TeamAccess, *, since: datetime) -> list[Result]:
    rows = _measured(visible_ratings(access).filter(asked_at__gte=since), "ticket__queue")
    return [_result(access, row, name=str(row["ticket__queue"])) for row in rows]


def by_month(access: TeamAccess, *, since: datetime) -> list[Result]:
    """By the months of the team's calendar, named by their first day, wherever whoever reads is."""
    found = visible_ratings(access).filter(asked_at__gte=since)
    first_of = TruncMonth("asked_at", tzinfo=team_zone(access.team), output_field=DateField())
    months = found.annotate(month=first_of)
    return [_result(access, row, name="", month=row["month"]) for row in reversed(_measured(months, "month"))]


def by_person(access: TeamAccess, *, since: datetime) -> list[Result]:
    """By the share of the work: a rating that two people share counts half for each."""
    credits = RatingCredit.objects.filter(
        rating__in=visible_ratings(access), rating__asked_at__gte=since, rating__answered_at__isnull=False
    )
    if not access.may(Permission.SEE_BOARD):
        credits = credits.filter(user=access.user)
    weighed: dict[str, Any] = {
        name: Sum(ExpressionWrapper(F("share") * F(f"rating__{name}"), output_field=FloatField()))
        for name in ("speed", "quality")
    }
    rows: Any = credits.order_by().values("user").annotate(answers=Sum("share"), count=Count("id"), **weighed)
    people = User.objects.in_bulk([row["user"] for row in rows])
    found = [
        Result(
            name=str(people[row["user"]]),
            user=people[row["user"]],
            asked=None,
            answers=row["answers"],
            speed=row["speed"] / row["answers"] if row["count"] >= FEW else None,
            quality=row["quality"] / row["answers"] if row["count"] >= FEW else None,
        )
        for row in rows
    ]
    return sorted(found, key=lambda each: each.name)


def latest(
    access: TeamAccess, *, ticket: int | None = None, after: Rating | None = None, limit: int = 20
) -> list[Rating]:
    """The last answers, with what customers wrote: of one ticket, or before another, where asked for."""
    found = visible_ratings(access).filter(answered_at__isnull=False).select_related("ticket")
    if ticket is not None:
        found = found.filter(ticket__number=ticket)
    if after is not None:
        earlier = Q(answered_at__lt=after.answered_at)
        found = found.filter(earlier | Q(answered_at=after.answered_at, id__lt=after.pk))
    return list(found.prefetch_related("credits__user").order_by("-answered_at", "-id")[:limit])


def _measured(ratings: QuerySet[Rating], name: str) -> list[dict[str, Any]]:
    rows = (
        ratings.order_by()
        .values(name)
        .annotate(
            asked=Count("id"),
            answers=Count("answered_at"),
            mean_speed=Avg("speed"),
            mean_quality=Avg("quality"),
        )
    )
    return list(rows.order_by(name))


def _result(access: TeamAccess, row: dict[str, Any], *, name: str, month: date | None = None) -> Result:
    answers = int(row["answers"])
    told = answers >= FEW
    return Result(
        name=name,
        month=month,
        asked=int(row["asked"]) if access.may(Permission.SEE_BOARD) else None,
        answers=answers,
        speed=row["mean_speed"] if told else None,
        quality=row["mean_quality"] if told else None,
    )
