"""Notes beside a customer."""

from datetime import datetime

from django.db import transaction

from halfhour.customers.actions.locking import lock_live
from halfhour.customers.actions.recording import record
from halfhour.customers.models import Customer, EventKind, Note
from halfhour.people.models import User


@transaction.atomic
def add_note(*, customer: Customer, text: str, by: User | None, at: datetime) -> Note:
    locked = lock_live(customer)
    record(customer=locked, kind=EventKind.NOTE_ADDED, by=by, at=at)
    return Note.objects.create(customer=locked, text=text.strip(), by=by, at=at)


@transaction.atomic
def remove_note(*, customer: Customer, note: Note, by: User | None, at: datetime) -> None:
    """Take a note away; the history keeps what it said until the customer is erased."""
    locked = lock_live(customer)
    known = Note.objects.filter(id=note.pk, customer=locked).first()
    if known is None:
        return
    record(customer=locked, kind=EventKind.NOTE_REMOVED, by=by, at=at, facts={"note": (known.text, None)})
    known.delete()
