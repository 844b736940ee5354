"""How long customers are kept."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.db import transaction

from halfhour.customers.actions.erasing import erase_customer
from halfhour.customers.actions.locking import lock_team
from halfhour.customers.errors import CustomerRefused
from halfhour.customers.models import CustomerSettings, EventKind
from halfhour.customers.queries.retention import customers_too_old
from halfhour.people.actions import record_setting
from halfhour.people.models import Team, User


@transaction.atomic
def set_retention(*, team: Team, months: int | None, by: User, at: datetime) -> CustomerSettings:
    """Erase customers after so many months without contact; None keeps them."""
    settings = lock_team(team)
    before = {"months": settings.retention_months}
    settings.retention_months = months
    settings.save(update_fields=["retention_months"])
    record_setting(team=team, part="retention", before=before, after={"months": months}, by=by, at=at)
    return settings


def erase_old_customers(
    *,
    team: Team,
    by: User | None,
    at: datetime,
    on_progress: Callable[[int, int], None] | None = None,
) -> int:
    """Erase whom the team's rule no longer keeps, one by one; how many. Without a rule nobody is.

    Safe to stop and to run again: each customer is erased as a whole or not at all, and is looked at once
    more just before, so that whoever writes meanwhile stays.
    """
    settings = CustomerSettings.objects.filter(team=team).first()
    if settings is None or settings.retention_months is None:
        return 0
    too_old = partial(customers_too_old, team, months=settings.retention_months, at=at)
    found = list(too_old())
    erased = 0
    for place, customer in enumerate(found):
        if on_progress is not None:
            on_progress(place, len(found))
        try:
            erase_customer(customer=customer, by=by, at=at, kind=EventKind.TOO_OLD, among=too_old)
        except CustomerRefused:  # merged or erased by somebody else since, or in contact again
            continue
        erased += 1
    return erased
