"""What the API takes and gives, field by field; OpenAPI is made from it."""

import math
from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field

from halfhour.customers.models import Customer
from halfhour.desk.models import Attachment, Message, PromiseRecord, Tag, Ticket, TicketEvent
from halfhour.desk.models.conversation import MOST_CHARACTERS
from halfhour.desk.models.tickets import SUBJECT_LENGTH
from halfhour.desk.queries.rows import TicketRow

HIGHEST_NUMBER = 2**31 - 1
LARGEST_INTEGER = 2**63 - 1
DEEPEST = 10


def _without_nul(text: str) -> str:
    if "\x00" in text:
        raise ValueError("NUL characters are not allowed")
    return text


Word = Annotated[str, Field(max_length=60), AfterValidator(_without_nul)]
Name = Annotated[str, Field(max_length=200), AfterValidator(_without_nul)]
Line = Annotated[str, Field(max_length=SUBJECT_LENGTH), AfterValidator(_without_nul)]
Text = Annotated[str, Field(max_length=MOST_CHARACTERS), AfterValidator(_without_nul)]
Number = Annotated[int, Field(ge=1, le=HIGHEST_NUMBER)]
Priority = Literal["low", "normal", "high", "urgent"]
Complexity = Literal["standard", "complex"]
State = Literal[
    "new", "open", "waiting_on_customer", "waiting_on_third_party", "scheduled", "resolved", "closed"
]


def _plain(value: Any, depth: int = 0) -> Any:
    """Refuse what no database keeps as it came: NULs, halves of characters, numbers that are none."""
    match value:
        case str():
            _without_nul(value).encode()  # halves of characters cannot be
        case float() if not math.isfinite(value):
            raise ValueError("numbers have to be finite")
        case int() if abs(value) > LARGEST_INTEGER:
            raise ValueError("this number is too large")
        case dict() | list() if depth > DEEPEST:
            raise ValueError(f"values lie at most {DEEPEST} deep in each other")
        case dict():
            for name, each in value.items():
                _plain(name)
                _plain(each, depth + 1)
        case list():
            for each in value:
                _plain(each, depth + 1)
    return value


Given = Annotated[dict[str, Any], AfterValidator(_plain)]
Values = dict[str, Any]
Limit = Annotated[int, Field(ge=1, le=200)]


class Taken(Schema):
    """Bodies say only what is known: a field that does not exist is refused, not ignored."""

    model_config = ConfigDict(extra="forbid")


class Refusal(Schema):
    """Why a request was refused, in one sentence; `revision` is the newest where another was faster."""

    detail: Any
    revision: int | None = None


# Customers


class CustomerRef(Schema):
    number: int
    name: str


class AddressOut(Schema):
    kind: str
    value: str


class CustomerOut(CustomerRef):
    organisation: str
    tier: str
    language: str
    timezone: str
    fields: Values
    consent: str
    consent_on: date | None
    addresses: list[AddressOut]
    merged_into: int | None
    is_erased: bool
    created_at: datetime
    revision: int

    @classmethod
    def of(cls, customer: Customer) -> "CustomerOut":
        return cls(
            number=customer.number,
            name=customer.name,
            organisation=customer.organisation.name if customer.organisation else "",
            tier=customer.tier,
            language=customer.language,
            timezone=customer.timezone,
            fields=customer.fields,
            consent=customer.consent,
            consent_on=customer.consent_on,
            addresses=[
                AddressOut(kind=each.kind, value=each.value) for each in customer.addresses.order_by("id")
            ],
            merged_into=customer.merged_into.number if customer.merged_into else None,
            is_erased=customer.erased_at is not None,
            created_at=customer.created_at,
            revision=customer.revision,
        )


class AddressIn(Taken):
    kind: Literal["email", "phone", "chat", "id"]
    value: Text


class CustomerIn(Taken):
    name: Name = ""
    organisation: Name = ""
    tier: Word = ""
    language: Word = ""
    timezone: Name = ""
    fields: Given = Field(default_factory=dict)
    consent: Literal["unknown", "given", "refused", "withdrawn"] = "unknown"
    addresses: list[AddressIn] = Field(default_factory=list, max_length=50)


class CustomerChange(Taken):
    """What is to be another; `revision` is what was seen, and has to be the newest."""

    name: Name | None = None
    organisation: Name | None = None
    tier: Word | None = None
    language: Word | None = None
    timezone: Word | None = None
    fields: Given | None = None
    consent: Literal["unknown", "given", "refused", "withdrawn"] | None = None
    revision: Number | None = None


class CustomerPage(Schema):
    """`next` is what `after` has to be for the following page; null at the end."""

    customers: list[CustomerOut]
    next: int | None


class OtherNumber(Taken):
    number: Number


# Tickets


class TicketIn(Taken):
    """A new contact. `customer` is a number; without it the addresses say whose it is."""

    text: Text
    subject: Line = ""
    channel: Literal["email", "form", "chat", "phone", "other"] = "form"
    queue: Name = ""
    customer: Number | None = None
    name: Name = ""
    email: Line = ""
    phone: Word = ""
    category: Name = ""
    priority: Priority | None = None
    complexity: Complexity | None = None
    language: Word = ""
    tags: list[Word] = Field(default_factory=list, max_length=20)
    fields: Given = Field(default_factory=dict)


class TicketChange(Taken):
    """What is to be another; `revision` is what was seen, and has to be the newest."""

    subject: Line | None = None
    priority: Priority | None = None
    complexity: Complexity | None = None
    category: Name | None = None
    queue: Name | None = None
    language: Word | None = None
    customer: Number | None = None
    tags: list[Word] | None = Field(default=None, max_length=20)
    fields: Given | None = None
    revision: Number | None = None


class PromiseOut(Schema):
    from_at: datetime
    by_at: datetime
    chance: float

    @classmethod
    def of(cls, promise: PromiseRecord) -> "PromiseOut":
        return cls(from_at=promise.from_at, by_at=promise.by_at, chance=promise.chance)


class TicketLine(Schema):
    """A ticket as lists show it."""

    number: int
    subject: str
    state: str
    channel: str
    queue: str
    category: str
    priority: str
    complexity: str
    language: str
    signals: list[str]
    customer: CustomerRef | None
    assignee: str | None
    tags: list[str]
    due_at: datetime | None
    due_measure: str
    opened_at: datetime
    changed_at: datetime
    wakes_at: datetime | None
    revision: int

    @classmethod
    def row(cls, row: TicketRow) -> "TicketLine":
        return cls(
            number=row.number,
            subject=row.subject,
            state=row.state,
            channel=row.channel,
            queue=row.queue,
            category=row.category,
            priority=row.priority,
            complexity=row.complexity,
            language=row.language,
            signals=list(row.signals),
            customer=(
                None
                if row.customer_number is None
                else CustomerRef(number=row.customer_number, name=row.customer_name)
            ),
            assignee=row.assignee_username or None,
            tags=list(row.tags),
            due_at=row.due_at,
            due_measure=row.due_measure,
            opened_at=row.opened_at,
            changed_at=row.changed_at,
            wakes_at=row.wakes_at,
            revision=row.revision,
        )


class TicketOut(TicketLine):
    """A ticket with everything that stands on it; messages and history have pages of their own."""

    tier: str
    fields: Values
    first_answered_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    first_due_at: datetime | None
    resolution_due_at: datetime | None
    reopened: int
    merged_into: int | None
    promise: PromiseOut | None

    @classmethod
    def of(cls, ticket: Ticket, *, promise: PromiseRecord | None, tags: list[Tag]) -> "TicketOut":
        customer = ticket.customer
        return cls(
            number=ticket.number,
            subject=ticket.subject,
            state=ticket.state,
            channel=ticket.channel,
            queue=ticket.queue,
            category=ticket.category,
            priority=ticket.priority,
            complexity=ticket.complexity,
            language=ticket.language,
            signals=list(ticket.signals),
            customer=CustomerRef(number=customer.number, name=customer.name) if customer else None,
            assignee=ticket.assignee.get_username() if ticket.assignee else None,
            tags=[tag.name for tag in tags],
            due_at=ticket.due_at,
            due_measure=ticket.due_measure,
            opened_at=ticket.opened_at,
            changed_at=ticket.changed_at,
            wakes_at=ticket.wakes_at,
            revision=ticket.revision,
            tier=ticket.tier,
            fields=ticket.fields,
            first_answered_at=ticket.first_answered_at,
            resolved_at=ticket.resolved_at,
            closed_at=ticket.closed_at,
            first_due_at=ticket.first_due_at,
            resolution_due_at=ticket.resolution_due_at,
            reopened=ticket.reopened,
            merged_into=ticket.merged_into.number if ticket.merged_into else None,
            promise=PromiseOut.of(promise) if promise else None,
        )


class TicketPage(Schema):
    """`next` is what `after` has to be for the following page; null at the end."""

    tickets: list[TicketLine]
    next: str | None


class AttachmentOut(Schema):
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


class MessageOut(Schema):
    id: int
    kind: str
    author: str | None
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
            text=message.text,
            html=message.html,
            at=message.at,
            attachments=[AttachmentOut.of(each) for each in message.attachments.all()],
        )


class MessagePage(Schema):
    messages: list[MessageOut]
    next: int | None


class EventOut(Schema):
    """Something that happened: who, when, from what to what."""

    id: int
    at: datetime
    kind: str
    actor: str
    by: str | None
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
            facts=event.facts,
            reason=event.reason,
        )


class EventPage(Schema):
    events: list[EventOut]
    next: int | None


class ReplyIn(Taken):
    """An answer to the customer; `then` is the state that follows.

    With `takes_draft` the files of one's draft go along, and the draft is no more.
    """

    text: Text
    then: Literal["open", "waiting_on_customer", "waiting_on_third_party", "resolved"] = "waiting_on_customer"
    takes_draft: bool = False
    revision: Number | None = None


class TicketNoteIn(Taken):
    """With `takes_draft` the files of one's draft go along, and the draft is no more."""

    text: Text
    takes_draft: bool = False


class AssignIn(Taken):
    """A user name of the team, or null for nobody."""

    assignee: Name | None
    revision: Number | None = None


class StateIn(Taken):
    """`until` is needed for `scheduled`, and for nothing else."""

    state: State
    until: datetime | None = None
    revision: Number | None = None


class LinkIn(OtherNumber):
    kind: Literal["related", "follows", "duplicate", "waits_for"] = "related"


class CorrectIn(Taken):
    field: Literal["category", "priority", "complexity", "queue"]
    value: Name
    revision: Number | None = None
