"""What the key's person is told in the application."""

from datetime import datetime
from typing import Annotated, Any

from django.utils import timezone
from ninja import Router, Status
from pydantic import BaseModel, Field

from halfhour.api.doors import TokenRequest, needs, once
from halfhour.api.refusals import REFUSALS
from halfhour.api.schemas import Limit, Number, Taken
from halfhour.desk.queries.notices import notice_lines, notices_of
from halfhour.people.access import Permission

router = Router()


class NoticeOut(BaseModel):
    id: int
    at: datetime
    kind: str
    words: str
    ticket: int | None
    read_at: datetime | None


class NoticePage(BaseModel):
    notices: list[NoticeOut]
    next: int | None


class ReadIn(Taken):
    """Which notices (ids) were read; null is all of them."""

    notices: Annotated[list[Number], Field(max_length=1000)] | None = None


@router.get("", response={200: NoticePage, **REFUSALS}, operation_id="list_notices")
@needs(Permission.SEE_TICKETS)
def list_notices(
    request: TokenRequest, is_new: bool = False, after: Number | None = None, limit: Limit = 50
) -> NoticePage:
    """What the key's person is told, the newest first; `after` is the last id seen."""
    found = notices_of(request.access).order_by("-id")
    found = found.filter(read_at__isnull=True) if is_new else found
    found = found.filter(id__lt=after) if after else found
    ids = list(found.values_list("id", flat=True)[: limit + 1])
    lines = notice_lines(request.access, found.filter(id__in=ids[:limit]))
    return NoticePage(
        notices=[
            NoticeOut(
                id=each.notice.pk,
                at=each.notice.at,
                kind=each.notice.kind,
                words=each.words,
                ticket=each.number if isinstance(each.number, int) else None,
                read_at=each.notice.read_at,
            )
            for each in lines
        ],
        next=ids[limit - 1] if len(ids) > limit else None,
    )


@router.post("/read", response={204: None, **REFUSALS}, operation_id="mark_notices_read")
@needs(Permission.WORK_TICKETS)
@once
def read_notices(request: TokenRequest, read: ReadIn) -> Any:
    """Say which notices were read."""
    unread = notices_of(request.access).filter(read_at__isnull=True)
    unread = unread if read.notices is None else unread.filter(id__in=read.notices)
    unread.order_by().update(read_at=timezone.now())
    return Status(204, None)
