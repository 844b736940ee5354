"""What is kept of a customer, handed out to them; that it was handed out is recorded."""

from datetime import datetime
from typing import Any

from django.db import transaction

from halfhour.customers.actions.locking import lock_live
from halfhour.customers.actions.recording import record
from halfhour.customers.models import Customer, EventKind
from halfhour.customers.queries.export import everything_about
from halfhour.people.models import User


@transaction.atomic
def export_customer(*, customer: Customer, by: User | None, at: datetime) -> dict[str, Any]:
    """Everything kept of a customer as one document."""
    locked = lock_live(customer)
    record(customer=locked, kind=EventKind.EXPORTED, by=by, at=at)
    return everything_about(locked)
