"""Mail that could not be sent: looked at, tried again, or left."""

from datetime import datetime
from typing import Literal

from django.db.models import Q, QuerySet
from django.utils import timezone
from ninja import Router
from pydantic import BaseModel

from halfhour.api.doors import TokenRequest, needs, once, refuse_without
from halfhour.api.opened import found_or_404
from halfhour.api.refusals import REFUSALS
from halfhour.api.schemas import Limit, Number, Taken
from halfhour.desk.actions.failed_mail import leave, try_again
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import Outgoing
from halfhour.desk.queries.failed_mail import FailedMail, failed_mail, state_of, still_tried, with_receivers
from halfhour.desk.wording.failed_mail import settled_words, why_not_sent
from halfhour.people.access import Permission

router = Router()


class FailedMailOut(BaseModel):
    """`name` and `addresses` are of whom it is to reach, as they are now; `said` is the mail server's own."""

    id: int
    ticket: int
    kind: str
    name: str
    addresses: list[str]
    made_at: datetime
    tries: int
    why: str
    said: str

    @classmethod
    def of(cls, row: FailedMail) -> "FailedMailOut":
        why = why_not_sent(row.mail.why)
        return cls(
            id=row.mail.pk,
            ticket=row.mail.ticket.number,
            kind=row.mail.kind,
            name=row.name,
            addresses=list(row.addresses),
            made_at=row.mail.made_at,
            tries=row.mail.tries,
            why=why.sentence,
            said=why.said,
        )


class FailedMailPage(BaseModel):
    """`still_tried` more were tried in vain and are tried again by themselves.

    `next` is what `after` has to be for the following page; null at the end.
    """

    mails: list[FailedMailOut]
    still_tried: int
    next: int | None


class SettleIn(Taken):
    """`try_again` puts it back in line; with `leave` it is not sent, and its ticket goes on saying why."""

    then: Literal["try_again", "leave"]


class Settled(BaseModel):
    count: int


@router.get("", response={200: FailedMailPage, **REFUSALS}, operation_id="list_failed_mail")
@needs(Permission.SET_DESK)
def list_failed_mail(request: TokenRequest, after: Number | None = None, limit: Limit = 50) -> FailedMailPage:
    """What could not be sent, to whom, and why, the newest first; it also needs `tickets:read`."""
    found = _failed(request).select_related("ticket__customer")
    if after is not None:
        last = found_or_404(Outgoing.objects.filter(ticket__team=request.access.team, pk=after).first())
        found = found.filter(Q(made_at__lt=last.made_at) | Q(made_at=last.made_at, pk__lt=last.pk))
    rows, waiting = list(found[: limit + 1]), still_tried(request.access)
    return FailedMailPage(
        mails=[FailedMailOut.of(each) for each in with_receivers(rows[:limit])],
        still_tried=waiting.count if waiting else 0,
        next=rows[limit - 1].pk if len(rows) > limit else None,
    )


@router.post("/settle", response={200: Settled, **REFUSALS}, operation_id="settle_all_failed_mail")
@needs(Permission.SET_DESK)
@once
def settle_all(request: TokenRequest, wanted: SettleIn) -> Settled:
    """Try all of it again, or leave all; it also needs `tickets:read`."""
    return Settled(count=_settled(_failed(request), wanted))


@router.post("/{mail}/settle", response={200: Settled, **REFUSALS}, operation_id="settle_failed_mail")
@needs(Permission.SET_DESK)
@once
def settle_one(request: TokenRequest, mail: Number, wanted: SettleIn) -> Settled:
    """Try a mail again, or leave it; it also needs `tickets:read`."""
    failed = _failed(request)
    state = found_or_404(state_of(request.access, mail))
    if not _settled(failed.filter(pk=mail), wanted):
        raise DeskRefused(settled_words(state))
    return Settled(count=1)


def _failed(request: TokenRequest) -> QuerySet[Outgoing]:
    refuse_without(request, Permission.SEE_TICKETS)
    return failed_mail(request.access)


def _settled(mails: QuerySet[Outgoing], wanted: SettleIn) -> int:
    return leave(mails) if wanted.then == "leave" else try_again(mails, at=timezone.now())
