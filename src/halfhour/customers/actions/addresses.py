"""A customer's addresses."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from halfhour.customers.actions.locking import again_after_deadlock, lock_live, lock_team
from halfhour.customers.actions.recording import record
from halfhour.customers.addresses import normalised
from halfhour.customers.elsewhere import rename_elsewhere
from halfhour.customers.errors import AddressTaken
from halfhour.customers.models import Address, Customer, EventKind
from halfhour.customers.queries.regions import phone_region
from halfhour.people.models import User


def taken(address: Address) -> AddressTaken:
    owner = address.customer
    return AddressTaken(
        _("Customer {number} ({name}) has the address {address} already.").format(
            number=owner.number, name=owner.name or "–", address=address.value
        ),
        owner=owner,
    )


@again_after_deadlock
@transaction.atomic
def add_address(*, customer: Customer, kind: str, value: str, by: User | None, at: datetime) -> Address:
    """Give a customer one more address; one that they have already stays as it is.

    Raises
    ------
    AddressRefused, AddressTaken
    """
    lock_team(customer.team_id)
    locked = lock_live(customer)
    normal = normalised(kind, value, region=phone_region(customer.team))
    known = (
        Address.objects.filter(team=locked.team_id, kind=kind, normalised=normal)
        .select_related("customer")
        .first()
    )
    if known is not None:
        if known.customer_id != locked.pk:
            raise taken(known)
        return known
    added = Address.objects.create(
        team=locked.team, customer=locked, kind=kind, value=value.strip(), normalised=normal, added_at=at
    )
    record(customer=locked, kind=EventKind.ADDRESS_ADDED, by=by, at=at, facts={kind: (None, added.value)})
    rename_elsewhere(locked)
    return added


@transaction.atomic
def remove_address(*, customer: Customer, address: Address, by: User | None, at: datetime) -> None:
    """Take an address from a customer; its past contacts are no longer found through it."""
    locked = lock_live(customer)
    known = Address.objects.filter(id=address.pk, customer=locked).first()
    if known is None:
        return
    record(
        customer=locked, kind=EventKind.ADDRESS_REMOVED, by=by, at=at, facts={known.kind: (known.value, None)}
    )
    known.delete()
    rename_elsewhere(locked)
