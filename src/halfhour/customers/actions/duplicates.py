"""Hints that were looked at and are none."""

from datetime import datetime

from django.db import transaction

from halfhour.customers.actions.locking import live, lock_customers
from halfhour.customers.actions.recording import record
from halfhour.customers.errors import CustomerRefused
from halfhour.customers.models import Customer, EventKind, NotTheSame
from halfhour.people.models import User


@transaction.atomic
def tell_apart(*, one: Customer, other: Customer, by: User | None, at: datetime) -> NotTheSame:
    """Say that two customers are not the same person: they are no longer hinted at."""
    if one.pk == other.pk or one.team_id != other.team_id:
        raise CustomerRefused("two customers of one team are told apart")
    rows = lock_customers([one.pk, other.pk])
    first, second = (live(rows[each]) for each in sorted(rows))
    told, is_new = NotTheSame.objects.get_or_create(first=first, second=second, defaults={"by": by, "at": at})
    if is_new:
        for customer, apart in ((first, second), (second, first)):
            facts = {"other": (None, apart.number)}
            record(customer=customer, kind=EventKind.TOLD_APART, by=by, at=at, facts=facts)
    return told
