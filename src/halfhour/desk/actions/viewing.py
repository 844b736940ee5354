"""Who has a ticket open and who writes, and for how long the one who holds it was at work on it."""

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from halfhour.desk import live
from halfhour.desk.models import Ticket, Viewing
from halfhour.people.models import User

TYPING_FOR = timedelta(seconds=20)
LONGEST_STEP = timedelta(seconds=40)  # what lies between two looks counts up to here, then they were away
NEW_AFTER = timedelta(seconds=45)


@transaction.atomic
def look_at(*, ticket: Ticket, by: User, is_typing: bool, is_active: bool, at: datetime) -> None:
    """Somebody has a ticket open; `is_active` while they do something on its page.

    What the holder does adds to the ticket's handle time. Others with the ticket open are told when
    somebody comes, begins to write, or stops.
    """
    row, is_new = Viewing.objects.select_for_update().get_or_create(
        ticket=ticket, user=by, defaults={"seen_at": at}
    )
    was_typing = row.typing_until is not None and row.typing_until > at
    came = is_new or at - row.seen_at > NEW_AFTER
    spent = at - row.seen_at if not is_new else timedelta(0)
    row.seen_at = max(row.seen_at, at)
    row.typing_until = at + TYPING_FOR if is_typing else None
    row.save(update_fields=["seen_at", "typing_until"])
    if is_active and ticket.assignee_id == by.pk and timedelta(0) < spent <= LONGEST_STEP:
        seconds = Coalesce(F("handle_seconds"), 0.0) + spent.total_seconds()
        Ticket.objects.filter(pk=ticket.pk, assignee=by).update(handle_seconds=seconds)
    if came or was_typing != is_typing:
        transaction.on_commit(partial(live.look_who, team_id=ticket.team_id, number=ticket.number))


@transaction.atomic
def look_away(*, ticket: Ticket, by: User) -> None:
    """Somebody has closed a ticket."""
    if Viewing.objects.filter(ticket=ticket, user=by).delete()[0]:
        transaction.on_commit(partial(live.look_who, team_id=ticket.team_id, number=ticket.number))


def forget_who_looked(*, before: datetime) -> None:
    """Forget who had a ticket open, and closed it without a word."""
    Viewing.objects.filter(seen_at__lt=before).delete()
