"""What is being written on a ticket, its files, and what the customer said elsewhere."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.core.exceptions import RequestDataTooBig
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import File, Form, Router, Status
from ninja.files import UploadedFile
from pydantic import AfterValidator, BaseModel

from halfhour.api.document import gives_a_file
from halfhour.api.doors import TokenRequest, needs, once, once_at_the_gate
from halfhour.api.opened import brought_in
from halfhour.api.refusals import REFUSALS
from halfhour.api.schemas import AttachmentOut, FileToken, Number, Refusal, Stamp, Taken, Text, TicketOut
from halfhour.desk import access as doors
from halfhour.desk.actions.attachments import attach_to_draft, detach
from halfhour.desk.actions.drafts import discard_draft, save_draft
from halfhour.desk.actions.states import refuse_erased
from halfhour.desk.models import Draft, DraftKind
from halfhour.desk.storage import MOST_BYTES
from halfhour.desk.views.downloads import as_download
from halfhour.people.access import Permission

router = Router()
files = Router()
ANY_FILE = "application/octet-stream"
Kind = Literal["reply", "note"]


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError(_("nothing is written"))
    return text


class SaidIn(Taken):
    """What the customer wrote or said; `channel` where it came by another than the ticket."""

    text: Annotated[Text, AfterValidator(_not_blank)]
    channel: Literal["email", "form", "chat", "phone", "other"] = "other"


class DraftIn(Taken):
    """`seen` is the stamp of the draft as it was seen, empty where there was none.

    What was written since is not overwritten, but told.
    """

    text: Text
    seen: Stamp


class DraftOut(BaseModel):
    """`ticket` is the one that holds the conversation now, where the one asked for was merged.

    A draft that was sent or thrown away has no text. Its `stamp` is needed to write on it.
    """

    ticket: int
    kind: str
    text: str
    stamp: str
    changed_at: datetime
    attachments: list[AttachmentOut]

    @classmethod
    def of(cls, draft: Draft) -> "DraftOut":
        return cls(
            ticket=draft.ticket.number,
            kind=draft.kind,
            text=draft.text,
            stamp=draft.stamp,
            changed_at=draft.changed_at,
            attachments=[AttachmentOut.of(each) for each in draft.attachments.all()],
        )


@router.get("/{number}/drafts", response={200: list[DraftOut], **REFUSALS}, operation_id="list_drafts")
@needs(Permission.WORK_TICKETS)
def list_drafts(request: TokenRequest, number: Number) -> list[DraftOut]:
    """What the key's person is writing on a ticket; nobody else's."""
    ticket = doors.open_ticket(request.access, number)
    drafts = ticket.drafts.filter(by=request.access.user).prefetch_related("attachments").order_by("kind")
    return [DraftOut.of(each) for each in drafts]


@router.put("/{number}/drafts/{kind}", response={200: DraftOut, **REFUSALS}, operation_id="save_draft")
@needs(Permission.WORK_TICKETS)
@once
def keep_draft(request: TokenRequest, number: Number, kind: Kind, draft: DraftIn) -> DraftOut:
    """Keep what is written so far."""
    ticket = doors.open_ticket(request.access, number)
    kept = save_draft(
        ticket=ticket,
        kind=DraftKind(kind),
        text=draft.text,
        by=request.access.user,
        at=timezone.now(),
        seen=[draft.seen],
    )
    return DraftOut.of(kept)


@router.delete("/{number}/drafts/{kind}", response={204: None, **REFUSALS}, operation_id="discard_draft")
@needs(Permission.WORK_TICKETS)
@once
def drop_draft(request: TokenRequest, number: Number, kind: Kind, seen: Stamp) -> Any:
    """Throw away what was written, and its files; `seen` is the stamp of the draft as it was seen."""
    ticket = doors.open_ticket(request.access, number)
    discard_draft(ticket=ticket, kind=DraftKind(kind), by=request.access.user, at=timezone.now(), seen=[seen])
    return Status(204, None)


@router.post(
    "/{number}/attachments", response={201: AttachmentOut, **REFUSALS}, operation_id="attach_to_draft"
)
@needs(Permission.WORK_TICKETS)
@once
def attach(request: TokenRequest, number: Number, kind: Form[Kind], file: File[UploadedFile]) -> Any:
    """Keep a file with one's draft; it goes out with the reply or note that names it."""
    if (file.size or 0) > MOST_BYTES:
        raise RequestDataTooBig
    kept = attach_to_draft(
        ticket=doors.open_ticket(request.access, number),
        kind=DraftKind(kind),
        name=file.name or "",
        chunks=file.chunks(),
        by=request.access.user,
        at=timezone.now(),
    )
    return Status(201, AttachmentOut.of(kept))


@router.post(
    "/{number}/customer-messages",
    response={201: TicketOut, 202: Refusal, **REFUSALS},
    operation_id="customer_said",
)
@needs(Permission.WORK_TICKETS)
@once_at_the_gate
def customer_said(request: TokenRequest, number: Number, said: SaidIn) -> Any:
    """Take what the customer says again by a channel beside us: through the gate, as any other contact.

    The ticket that goes on is given back; it is another where this one was merged or closed long ago.
    """
    ticket = doors.open_ticket(request.access, number)
    refuse_erased(ticket)
    body = {"ticket": ticket.number, "text": said.text, "entered_by": request.access.user.pk}
    return brought_in(request, channel=said.channel, body=body)


@files.get(
    "/{token}", response=REFUSALS, operation_id="read_attachment", openapi_extra=gives_a_file(ANY_FILE)
)
@needs(Permission.SEE_TICKETS)
def read_attachment(request: TokenRequest, token: FileToken) -> HttpResponseBase:
    """A file, always as a download."""
    return as_download(doors.open_attachment(request.access, token))


@files.delete("/{token}", response={204: None, **REFUSALS}, operation_id="remove_attachment")
@needs(Permission.WORK_TICKETS)
@once
def remove_attachment(request: TokenRequest, token: FileToken) -> Any:
    """Take a file away from one's draft; what was sent stays."""
    detach(attachment=doors.open_attachment(request.access, token), by=request.access.user)
    return Status(204, None)
