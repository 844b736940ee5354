"""What came in and could not become a ticket: looked at, mended and taken, or dismissed."""

from datetime import datetime
from typing import Any, Literal

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Status
from pydantic import BaseModel

from halfhour.api.checked import refuse_invalid
from halfhour.api.doors import TokenRequest, needs, once
from halfhour.api.opened import aside_because, ticket_out
from halfhour.api.refusals import REFUSALS
from halfhour.api.schemas import STAYS, Limit, Line, Name, Number, Refusal, Taken, Text, TicketOut
from halfhour.desk.actions import setting_aside
from halfhour.desk.errors import DeskRefused
from halfhour.desk.forms.intake import MendForm, initial_of
from halfhour.desk.models import IntakeState, RawInput
from halfhour.desk.queries.intake import (
    mended_ticket,
    open_set_aside,
    visible_set_aside,
    waits_mended,
)
from halfhour.desk.wording.intake import why_words
from halfhour.people.access import Permission

router = Router()


class InputOut(BaseModel):
    """An input as it came, the names of its files, and why nothing could be made of it."""

    id: int
    source: str
    key: str
    channel: str
    body: Any
    files: list[str]
    received_at: datetime
    why: str

    @classmethod
    def of(cls, raw: RawInput) -> "InputOut":
        return cls(
            id=raw.pk,
            source=raw.source,
            key=raw.key,
            channel=raw.channel,
            body=raw.body,
            files=[each.name for each in raw.files.all()],
            received_at=raw.received_at,
            why=why_words(raw.why),
        )


class InputPage(BaseModel):
    inputs: list[InputOut]
    next: int | None


class MendedIn(Taken):
    """What is put right; what is left out stays as it came."""

    channel: Literal["email", "form", "chat", "phone", "other"] = STAYS
    name: Name = STAYS
    email: Line = STAYS
    phone: Name = STAYS
    subject: Line = STAYS
    text: Text = STAYS


@router.get("", response={200: InputPage, **REFUSALS}, operation_id="list_set_aside")
@needs(Permission.WORK_TICKETS)
def list_set_aside(request: TokenRequest, after: Number | None = None, limit: Limit = 50) -> InputPage:
    """The newest first; `after` is the last id seen."""
    found = visible_set_aside(request.access).prefetch_related("files").order_by("-id")
    rows = list((found.filter(pk__lt=after) if after else found)[: limit + 1])
    return InputPage(
        inputs=[InputOut.of(each) for each in rows[:limit]],
        next=rows[limit - 1].pk if len(rows) > limit else None,
    )


@router.post(
    "/{raw}/take", response={201: TicketOut, 202: Refusal, **REFUSALS}, operation_id="take_set_aside"
)
@needs(Permission.WORK_TICKETS)
def take_again(request: TokenRequest, raw: Number, mended: MendedIn) -> Any:
    """Take it once more, with what was put right; it is taken once, however often that is asked.

    What was taken so is answered with its ticket, whatever is put right then.
    """
    if before := _put_right_before(request, raw):
        return before
    found = open_set_aside(request.access, raw)
    said = {name: value for name, value in mended.model_dump().items() if value is not None}
    form = MendForm(initial_of(found.channel, found.body) | said)
    refuse_invalid(form)
    try:
        taken = setting_aside.take_again(
            raw=found,
            channel=form.cleaned_data["channel"],
            mended=form.mended(),
            by=request.access.user,
            at=timezone.now(),
        )
    except DeskRefused:
        if before := _put_right_before(request, raw):
            return before
        raise
    if taken.state == IntakeState.SET_ASIDE:
        raise aside_because(taken)
    if taken.ticket is None:
        return _kept()
    return Status(201, ticket_out(request, taken.ticket.number))


def _put_right_before(request: TokenRequest, raw: int) -> Any:
    """What became of an input that somebody has put right; None where nobody has."""
    if ticket := mended_ticket(request.access, raw):
        return Status(201, ticket_out(request, ticket.number))
    return _kept() if waits_mended(request.access, raw) else None


def _kept() -> Any:
    return Status(202, Refusal(detail=_("The contact is kept, and will be taken as soon as possible.")))


@router.post("/{raw}/dismiss", response={204: None, **REFUSALS}, operation_id="dismiss_set_aside")
@needs(Permission.WORK_TICKETS)
@once
def dismiss(request: TokenRequest, raw: Number) -> Any:
    """Say that nothing is to become of it; it stays stored."""
    found = open_set_aside(request.access, raw)
    setting_aside.dismiss(raw=found, by=request.access.user, at=timezone.now())
    return Status(204, None)
