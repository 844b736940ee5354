"""What has to be done on a ticket, point by point."""

from datetime import datetime
from typing import Annotated, Any

from django.db import transaction
from django.utils import timezone
from ninja import Router, Status
from pydantic import BaseModel, Field

from halfhour.api.doors import TokenRequest, needs, once
from halfhour.api.opened import found_or_404
from halfhour.api.refusals import REFUSALS
from halfhour.api.schemas import STAYS, Number, Taken, Text
from halfhour.desk import access as doors
from halfhour.desk.actions import checklists
from halfhour.desk.models import ChecklistItem
from halfhour.people.access import Permission

router = Router()
Point = Annotated[Text, Field(max_length=checklists.LONGEST_ITEM)]


class ItemIn(Taken):
    text: Point


class ItemChange(Taken):
    """What is to be another; what is left out stays."""

    text: Point = STAYS
    is_done: bool = STAYS


class ItemOut(BaseModel):
    id: int
    text: str
    done_at: datetime | None
    done_by: str | None

    @classmethod
    def of(cls, item: ChecklistItem) -> "ItemOut":
        done_by = item.done_by.get_username() if item.done_by else None
        return cls(id=item.pk, text=item.text, done_at=item.done_at, done_by=done_by)


@router.get("/{number}/checklist", response={200: list[ItemOut], **REFUSALS}, operation_id="list_items")
@needs(Permission.SEE_TICKETS)
def list_items(request: TokenRequest, number: Number) -> list[ItemOut]:
    """The points of a ticket's checklist, in their order."""
    ticket = doors.open_ticket(request.access, number)
    rows = ticket.checklist.select_related("done_by").order_by("position", "id")
    return [ItemOut.of(each) for each in rows]


@router.post("/{number}/checklist", response={201: ItemOut, **REFUSALS}, operation_id="add_item")
@needs(Permission.WORK_TICKETS)
@once
def add_item(request: TokenRequest, number: Number, new: ItemIn) -> Any:
    """Add a point at the end."""
    ticket = doors.open_ticket(request.access, number)
    item = checklists.add_item(ticket=ticket, text=new.text, by=request.access.user, at=timezone.now())
    return Status(201, ItemOut.of(item))


@router.patch("/{number}/checklist/{item}", response={200: ItemOut, **REFUSALS}, operation_id="change_item")
@needs(Permission.WORK_TICKETS)
@once
def change_item(request: TokenRequest, number: Number, item: Number, change: ItemChange) -> ItemOut:
    """Word a point anew, or say that it is done or not."""
    by, at = request.access.user, timezone.now()
    found = _item(request, number, item)
    with transaction.atomic():
        if change.text is not None:
            found = checklists.change_item(item=found, text=change.text, by=by, at=at)
        if change.is_done is not None:
            found = checklists.check_item(item=found, is_done=change.is_done, by=by, at=at)
    return ItemOut.of(found)


@router.delete("/{number}/checklist/{item}", response={204: None, **REFUSALS}, operation_id="remove_item")
@needs(Permission.WORK_TICKETS)
@once
def remove_item(request: TokenRequest, number: Number, item: Number) -> Any:
    """Take a point away."""
    found = _item(request, number, item)
    checklists.remove_item(item=found, by=request.access.user, at=timezone.now())
    return Status(204, None)


def _item(request: TokenRequest, number: int, item: int) -> ChecklistItem:
    return found_or_404(doors.open_ticket(request.access, number).checklist.filter(pk=item).first())
