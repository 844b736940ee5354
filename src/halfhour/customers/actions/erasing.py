"""Erasure: nothing is left of a person but the number, and the statistics of their contacts."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from halfhour.customers.actions.locking import again_after_deadlock, live, lock_customers, lock_team
from halfhour.customers.actions.recording import record
from halfhour.customers.elsewhere import erase_elsewhere, hold_elsewhere
from halfhour.customers.errors import CustomerRefused
from halfhour.customers.models import (
    Address,
    Consent,
    Customer,
    CustomerEvent,
    EventKind,
    Merge,
    Note,
    NotTheSame,
)
from halfhour.customers.queries.history import ledger_ids
from halfhour.ledger.actions import erase_customer_ids
from halfhour.people.models import User


@again_after_deadlock
@transaction.atomic
def erase_customer(
    *,
    customer: Customer,
    by: User | None,
    at: datetime,
    kind: EventKind = EventKind.ERASED,
    among: Callable[[], QuerySet[Customer]] | None = None,
) -> int:
    """Erase a customer and whoever was merged into them; how many contacts stay, anonymous.

    Names, addresses, notes, consent, fields, what the history said and what tickets hold are gone for good.
    That it happened, when and by whom stays.

    The team's row, tickets and the ledger are all held, in this order. The first contact of a day by somebody
    new holds the ledger before the team's row: where the two meet, the erasure is done once more.

    Raises
    ------
    CustomerRefused
        Where the customer has been merged or erased meanwhile, or is no longer one of those `among` whom
        they were to be erased; that is asked once nobody can add anything to what is theirs.
    """
    lock_team(customer.team_id)
    family = lock_customers(_family(customer))
    root = live(family[customer.pk])
    if among is not None:
        hold_elsewhere(family.values())
        if not among().filter(pk=root.pk).exists():
            sentence = _("Customer {number} has been in contact meanwhile.")
            raise CustomerRefused(sentence.format(number=root.number))
    addresses = Address.objects.filter(customer__in=family)
    erase_elsewhere(customers=family.values(), addresses=addresses, at=at)
    contacts = erase_customer_ids(team=root.team, customer_ids=ledger_ids(addresses), at=at)
    addresses.delete()
    Note.objects.filter(customer__in=family).delete()
    NotTheSame.objects.filter(Q(first__in=family) | Q(second__in=family)).delete()
    Merge.objects.filter(Q(source__in=family) | Q(target__in=family)).delete()
    CustomerEvent.objects.filter(customer__in=family).update(facts={})
    Customer.objects.filter(id__in=family).update(
        name="",
        search_name="",
        organisation=None,
        tier="",
        language="",
        timezone="",
        fields={},
        consent=Consent.UNKNOWN,
        consent_on=None,
        consent_how="",
        erased_at=at,
        revision=root.revision + 1,
    )
    for each in family.values():
        record(customer=each, kind=kind, by=by, at=at)
    return contacts


def _family(customer: Customer) -> set[int]:
    """The customer and all who were merged into them, directly or by way of others."""
    family = found = {customer.pk}
    while found:
        found = set(Customer.objects.filter(merged_into__in=found).values_list("id", flat=True)) - family
        family = family | found
    return family
