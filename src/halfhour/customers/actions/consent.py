"""A customer says for themselves that they are asked nothing more."""

from datetime import datetime

from django.db import transaction

from halfhour.customers.actions.locking import lock_live
from halfhour.customers.actions.recording import record
from halfhour.customers.models import REFUSES, Consent, Customer, EventKind
from halfhour.people.queries import team_zone


@transaction.atomic
def withdraw_consent(*, customer: Customer, how: str, at: datetime) -> Customer:
    """Ask them nothing from now on; they are answered as ever. Nothing where it is so already.

    Raises
    ------
    CustomerRefused
        Where they were merged into somebody else or erased meanwhile.
    """
    customer = lock_live(customer)
    if customer.consent in REFUSES:
        return customer
    on = at.astimezone(team_zone(customer.team)).date()
    facts = {
        "consent": (customer.consent, Consent.WITHDRAWN.value),
        "consent_how": (customer.consent_how, how),
    }
    customer.consent, customer.consent_on, customer.consent_how = Consent.WITHDRAWN, on, how
    customer.revision += 1
    customer.save(update_fields=["consent", "consent_on", "consent_how", "revision"])
    record(customer=customer, kind=EventKind.CHANGED, by=None, at=at, facts=facts)
    return customer
