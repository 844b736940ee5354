"""What stands beside a customer: addresses, and notes of the team."""

from datetime import datetime
from typing import Annotated, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Status
from pydantic import BaseModel, Field

from halfhour.api.doors import TokenRequest, needs, once
from halfhour.api.opened import found_or_404, live_customer
from halfhour.api.refusals import REFUSALS
from halfhour.api.schemas import AddressIn, AddressOut, Limit, Number, Taken
from halfhour.customers import access as doors
from halfhour.customers import actions
from halfhour.customers.errors import CustomerRefused
from halfhour.customers.models import Note
from halfhour.people.access import Permission

router = Router()
NoteText = Annotated[str, Field(max_length=5000, min_length=1)]


class NoteIn(Taken):
    text: NoteText


class NoteOut(BaseModel):
    id: int
    text: str
    by: str | None
    at: datetime

    @classmethod
    def of(cls, note: Note) -> "NoteOut":
        by = note.by.get_username() if note.by else None
        return cls(id=note.pk, text=note.text, by=by, at=note.at)


class NotePage(BaseModel):
    """`next` is what `after` has to be for the following page; null at the end."""

    notes: list[NoteOut]
    next: int | None


@router.post("/{number}/addresses", response={201: AddressOut, **REFUSALS}, operation_id="add_address")
@needs(Permission.EDIT_CUSTOMERS)
@once
def add_address(request: TokenRequest, number: Number, new: AddressIn) -> Any:
    """Add an address; one that another customer has is refused."""
    address = actions.add_address(
        customer=live_customer(request, number),
        kind=new.kind,
        value=new.value,
        by=request.access.user,
        at=timezone.now(),
    )
    return Status(201, AddressOut.of(address))


@router.delete(
    "/{number}/addresses/{address}", response={204: None, **REFUSALS}, operation_id="remove_address"
)
@needs(Permission.EDIT_CUSTOMERS)
@once
def remove_address(request: TokenRequest, number: Number, address: Number) -> Any:
    """Take an address away; contacts that come from it are no longer theirs."""
    customer = live_customer(request, number)
    found = found_or_404(customer.addresses.filter(pk=address).first())
    actions.remove_address(customer=customer, address=found, by=request.access.user, at=timezone.now())
    return Status(204, None)


@router.get("/{number}/notes", response={200: NotePage, **REFUSALS}, operation_id="list_customer_notes")
@needs(Permission.SEE_CUSTOMERS)
def list_notes(
    request: TokenRequest, number: Number, after: Number | None = None, limit: Limit = 50
) -> NotePage:
    """What the team wrote on a customer, the newest first; `after` is the last id seen."""
    notes = doors.open_customer(request.access, number).notes.select_related("by").order_by("-id")
    rows = list((notes.filter(pk__lt=after) if after else notes)[: limit + 1])
    return NotePage(
        notes=[NoteOut.of(each) for each in rows[:limit]],
        next=rows[limit - 1].pk if len(rows) > limit else None,
    )


@router.post("/{number}/notes", response={201: NoteOut, **REFUSALS}, operation_id="add_customer_note")
@needs(Permission.EDIT_CUSTOMERS)
@once
def add_note(request: TokenRequest, number: Number, new: NoteIn) -> Any:
    """Write a note on a customer."""
    customer = live_customer(request, number)
    if not new.text.strip() or "\x00" in new.text:
        raise CustomerRefused(_("Write something before you save it."), field="text")
    note = actions.add_note(customer=customer, text=new.text, by=request.access.user, at=timezone.now())
    return Status(201, NoteOut.of(note))


@router.delete(
    "/{number}/notes/{note}", response={204: None, **REFUSALS}, operation_id="remove_customer_note"
)
@needs(Permission.EDIT_CUSTOMERS)
@once
def remove_note(request: TokenRequest, number: Number, note: Number) -> Any:
    """Take a note away; what it said stays in the customer's history until they are erased."""
    customer = live_customer(request, number)
    found = found_or_404(customer.notes.filter(pk=note).first())
    actions.remove_note(customer=customer, note=found, by=request.access.user, at=timezone.now())
    return Status(204, None)
