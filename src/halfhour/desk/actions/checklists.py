"""What has to be done on a ticket, point by point."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from halfhour.desk.actions.locking import lock_ticket
from halfhour.desk.actions.recording import happened, save_ticket
from halfhour.desk.actions.states import refuse_merged
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import ChecklistItem, EventKind, Ticket
from halfhour.people.models import User

MOST_ITEMS = 50
LONGEST_ITEM = 300


@transaction.atomic
def add_item(*, ticket: Ticket, text: str, by: User, at: datetime) -> ChecklistItem:
    """Add a point at the end of the list.

    Raises
    ------
    DeskRefused
        For a point without words or with too many, and for a list that is full.
    """
    wanted = _checked(text)
    ticket = lock_ticket(ticket.pk)
    refuse_merged(ticket)
    positions = list(ChecklistItem.objects.filter(ticket=ticket).values_list("position", flat=True))
    if len(positions) >= MOST_ITEMS:
        raise DeskRefused(_("A checklist has at most {most} points.").format(most=MOST_ITEMS))
    item = ChecklistItem.objects.create(ticket=ticket, text=wanted, position=max(positions, default=0) + 1)
    _record(ticket, {"checklist": (None, wanted)}, by, at)
    return item


@transaction.atomic
def check_item(*, item: ChecklistItem, is_done: bool, by: User, at: datetime) -> ChecklistItem:
    """Say that a point is done, or that it is not; who said so first is kept."""
    ticket, item = _locked(item)
    if (item.done_at is not None) == is_done:
        return item
    item.done_at, item.done_by = (at, by) if is_done else (None, None)
    item.save(update_fields=["done_at", "done_by"])
    _record(ticket, {"done": (None, item.text) if is_done else (item.text, None)}, by, at)
    return item


@transaction.atomic
def change_item(*, item: ChecklistItem, text: str, by: User, at: datetime) -> ChecklistItem:
    wanted = _checked(text)
    ticket, item = _locked(item)
    if item.text != wanted:
        before, item.text = item.text, wanted
        item.save(update_fields=["text"])
        _record(ticket, {"checklist": (before, wanted)}, by, at)
    return item


@transaction.atomic
def remove_item(*, item: ChecklistItem, by: User, at: datetime) -> None:
    ticket, item = _locked(item)
    item.delete()
    _record(ticket, {"checklist": (item.text, None)}, by, at)


def _locked(item: ChecklistItem) -> tuple[Ticket, ChecklistItem]:
    ticket = lock_ticket(item.ticket_id)
    refuse_merged(ticket)
    held = ChecklistItem.objects.filter(pk=item.pk).first()
    if held is None:
        raise DeskRefused(_("This point was removed by somebody else."))
    return ticket, held


def _checked(text: str) -> str:
    wanted = " ".join(text.replace("\0", "").split())
    if not wanted:
        raise DeskRefused(_("Say what has to be done."), field="text")
    if len(wanted) > LONGEST_ITEM:
        sentence = _("A point has at most {most} characters; this one has {count}.")
        raise DeskRefused(sentence.format(most=LONGEST_ITEM, count=len(wanted)), field="text")
    return wanted


def _record(ticket: Ticket, facts: dict[str, Any], by: User, at: datetime) -> None:
    save_ticket(ticket, events=[happened(EventKind.CHECKED, at=at, by=by, facts=facts)], at=at)
