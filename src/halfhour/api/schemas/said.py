"""What is said on tickets and what happened to them, as the API takes and gives it."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from halfhour.api.schemas.common import FileToken, Number, Stamp, Taken, Text, Values
from halfhour.desk.actions.attachments import MOST_FILES
from halfhour.desk.actions.drafts import SeenDraft
from halfhour.desk.models import Attachment, Message, TicketEvent


class AttachmentOut(BaseModel):
    token: str
    name: str
    size_bytes: int
    content_type: str

    @classmethod
    def of(cls, attachment: Attachment) -> "AttachmentOut":
        return cls(
            token=attachment.token,
            name=attachment.name,
            size_bytes=attachment.size_bytes,
            content_type=attachment.content_type,
        )


class MessageOut(BaseModel):
    """Something that was said; `customer` is the number of who wrote it, where a customer did."""

    id: int
    kind: str
    author: str | None
    customer: int | None
    text: str
    html: str
    at: datetime
    attachments: list[AttachmentOut]

    @classmethod
    def of(cls, message: Message) -> "MessageOut":
        return cls(
            id=message.pk,
            kind=message.kind,
            author=message.author.get_username() if message.author else None,
            customer=message.customer.number if message.customer else None,
            text=message.text,
            html=message.html,
            at=message.at,
            attachments=[AttachmentOut.of(each) for each in message.attachments.all()],
        )


class MessagePage(BaseModel):
    messages: list[MessageOut]
    next: int | None


class EventOut(BaseModel):
    """Something that happened: who, when, from what to what; `key` names the key that a program acted by."""

    id: int
    at: datetime
    kind: str
    actor: str
    by: str | None
    key: str
    facts: Values
    reason: Values

    @classmethod
    def of(cls, event: TicketEvent) -> "EventOut":
        return cls(
            id=event.pk,
            at=event.at,
            kind=event.kind,
            actor=event.actor,
            by=event.by.get_username() if event.by else None,
            key=event.key,
            facts=event.facts,
            reason=event.reason,
        )


class EventPage(BaseModel):
    events: list[EventOut]
    next: int | None


class DraftSent(Taken):
    """One's draft as it was seen: its stamp, and the tokens of the files that go along.

    It is empty from then on; what was written on it since stays.
    """

    stamp: Stamp
    files: Annotated[list[FileToken], Field(max_length=MOST_FILES)] = []

    def as_seen(self) -> SeenDraft:
        return SeenDraft(stamps=(self.stamp,), files=self.files)


class ReplyIn(Taken):
    """An answer to the customer; `then` is the state that follows, `draft` the draft that is sent by it."""

    text: Text
    then: Literal["open", "waiting_on_customer", "waiting_on_third_party", "resolved"] = "waiting_on_customer"
    draft: DraftSent | None = None
    revision: Number | None = None


class TicketNoteIn(Taken):
    """`draft` is the draft of a note that is kept by it."""

    text: Text
    draft: DraftSent | None = None
