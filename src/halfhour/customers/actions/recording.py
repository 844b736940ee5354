"""Who did what to a customer, and when."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from halfhour.customers.models import Customer, CustomerEvent, EventKind
from halfhour.people.models import User


def record(
    *,
    customer: Customer,
    kind: EventKind,
    by: User | None,
    at: datetime,
    facts: Mapping[str, tuple[Any, Any]] | None = None,
) -> None:
    """Add to the customer's history: `facts` is what was and what is."""
    kept = {name: list(values) for name, values in (facts or {}).items()}
    CustomerEvent.objects.create(customer=customer, kind=kind, by=by, at=at, facts=kept)
