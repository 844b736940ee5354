"""What was done to customers, who of them may be one person, and bringing them in."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from ninja import Router, Status
from pydantic import BaseModel

from halfhour.api.doors import TokenRequest, needs, once
from halfhour.api.opened import found_or_404, live_customer
from halfhour.api.refusals import REFUSALS
from halfhour.api.schemas import CustomerRef, Limit, Number, OtherNumber, Values
from halfhour.api.schemas.jobs import JobOut
from halfhour.customers import access as doors
from halfhour.customers import actions
from halfhour.customers.models import Customer, CustomerEvent
from halfhour.customers.queries.duplicates import Hint, duplicate_hints
from halfhour.customers.wording import hint_words
from halfhour.jobs.actions import start_job
from halfhour.people.access import Permission

router = Router()
bringing_in = Router()
duplicates = Router()


class CustomerEventOut(BaseModel):
    """What somebody did to a customer; `facts` has for each value what it was and is."""

    id: int
    at: datetime
    by: str | None
    key: str
    kind: str
    facts: Values

    @classmethod
    def of(cls, event: CustomerEvent) -> "CustomerEventOut":
        return cls(
            id=event.pk,
            at=event.at,
            by=event.by.get_username() if event.by else None,
            key=event.key,
            kind=event.kind,
            facts=event.facts,
        )


class CustomerEventPage(BaseModel):
    """`next` is what `after` has to be for the following page; null at the end."""

    events: list[CustomerEventOut]
    next: int | None


class HintOut(BaseModel):
    """Two customers who may be one person, and why.

    `likeness` is `mailbox` (the same but for what follows a plus sign), `address` (the same text, as
    different kinds) or `name` (the same words); `what` is what is alike.
    """

    customers: list[CustomerRef]
    likeness: str
    what: str
    why: str

    @classmethod
    def of(cls, hint: Hint) -> "HintOut":
        return cls(
            customers=[_ref(hint.first), _ref(hint.second)],
            likeness=hint.likeness.value,
            what=hint.what,
            why=hint_words(hint),
        )


@bringing_in.post("/bring-in", response={201: JobOut, **REFUSALS}, operation_id="bring_in_customers")
@needs(Permission.EDIT_CUSTOMERS)
@once
def bring_in(request: TokenRequest) -> Any:
    """Add a customer, in the background, for each id of the contact history that nobody has."""
    job = start_job(
        kind="bring_in_customers",
        team=request.access.team,
        by=request.access.user,
        arguments={},
        at=timezone.now(),
    )
    return Status(201, JobOut.of(job))


@router.get(
    "/{number}/events", response={200: CustomerEventPage, **REFUSALS}, operation_id="list_customer_events"
)
@needs(Permission.SEE_CUSTOMERS)
def list_events(
    request: TokenRequest, number: Number, after: Number | None = None, limit: Limit = 50
) -> CustomerEventPage:
    """Everything that was done to a customer, the newest first: who, when, from what to what."""
    found = doors.open_customer(request.access, number).events.select_related("by").order_by("-at", "-id")
    if after is not None:
        last = found_or_404(found.filter(pk=after).first())
        found = found.filter(Q(at__lt=last.at) | Q(at=last.at, pk__lt=last.pk))
    rows = list(found[: limit + 1])
    return CustomerEventPage(
        events=[CustomerEventOut.of(each) for each in rows[:limit]],
        next=rows[limit - 1].pk if len(rows) > limit else None,
    )


@router.post("/{number}/apart", response={204: None, **REFUSALS}, operation_id="tell_customers_apart")
@needs(Permission.EDIT_CUSTOMERS)
@once
def tell_apart(request: TokenRequest, number: Number, other: OtherNumber) -> Any:
    """Say that two customers are not the same person: they are no longer hinted at."""
    actions.tell_apart(
        one=live_customer(request, number),
        other=live_customer(request, other.number),
        by=request.access.user,
        at=timezone.now(),
    )
    return Status(204, None)


@duplicates.get("", response={200: list[HintOut], **REFUSALS}, operation_id="list_duplicates")
@needs(Permission.SEE_CUSTOMERS)
def list_duplicates(request: TokenRequest, customer: Number | None = None) -> list[HintOut]:
    """Up to 200 pairs of customers who may be one person, the surest first; or those of one `customer`."""
    team = request.access.team
    of = None if customer is None else live_customer(request, customer)
    return [HintOut.of(each) for each in duplicate_hints(team, of=of)]


def _ref(customer: Customer) -> CustomerRef:
    return CustomerRef(number=customer.number, name=customer.name)
