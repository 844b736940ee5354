"""Tickets, as the API takes and gives them."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field

from halfhour.api.schemas.common import (
    STAYS,
    Complexity,
    Given,
    Line,
    Name,
    Number,
    OtherNumber,
    Priority,
    State,
    Taken,
    Text,
    Values,
    Word,
)
from halfhour.api.schemas.customers import CustomerRef
from halfhour.desk.models import PromiseRecord, Tag, Ticket
from halfhour.desk.queries.rows import TicketRow


class TicketIn(Taken):
    """A new contact. `customer` is a number; without it the addresses say whose it is, and who is answered.

    Only a call may name neither. Without `channel` it has that of the queue that is named, else "other".
    """

    text: Text
    subject: Line = ""
    channel: Literal["email", "form", "chat", "phone", "other"] | None = None
    queue: Name = ""
    customer: Number | None = None
    name: Name = ""
    email: Line = ""
    phone: Word = ""
    category: Name = ""
    priority: Priority | None = None
    complexity: Complexity | None = None
    language: Word = Field(default="", description="Of the text, as en; without it the text tells")
    reads: Word = Field(default="", description="The language that the customer is written to in")
    timezone: Word = Field(default="", description="Of the customer, as Europe/Berlin")
    tags: list[Word] = Field(default_factory=list, max_length=20)
    fields: Given = Field(default_factory=dict)


class TicketChange(Taken):
    """What is to be another; `revision` is what was seen, and has to be the newest.

    An empty text clears what may be empty; null is a value of `customer` alone: nobody. Where somebody else
    wrote on the ticket, `different_customers` says that its new customer may read that.
    """

    subject: Line = STAYS
    priority: Priority = STAYS
    complexity: Complexity = STAYS
    category: Name = STAYS
    queue: Name = STAYS
    language: Word = STAYS
    customer: Number | None = None
    tags: Annotated[list[Word], Field(max_length=20)] = STAYS
    fields: Given = STAYS
    different_customers: bool = False
    revision: Number | None = None


class PromiseOut(BaseModel):
    from_at: datetime
    by_at: datetime
    chance: float

    @classmethod
    def of(cls, promise: PromiseRecord) -> "PromiseOut":
        return cls(from_at=promise.from_at, by_at=promise.by_at, chance=promise.chance)


class TicketLine(BaseModel):
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
    def of(cls, ticket: Ticket, *, promise: PromiseRecord | None, tags: list[Tag]) -> Self:
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


class LeftOut(BaseModel):
    """A value that was not kept, with what may stand there."""

    field: str
    value: str
    detail: str


class OpenedTicket(TicketOut):
    """A ticket, and what of it the team does not have: the contact was kept without."""

    left_out: list[LeftOut] = Field(default_factory=list)


class TicketPage(BaseModel):
    """`next` is what `after` has to be for the following page; null at the end."""

    tickets: list[TicketLine]
    next: str | None


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
