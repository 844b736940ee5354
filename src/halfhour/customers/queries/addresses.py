"""A customer's addresses, read at once for those who ask for them in turn."""

from typing import Any

from halfhour.customers.models import Address, Customer
from halfhour.rows import Prepared

of_customer = Prepared(
    lambda customer: Address.objects.filter(customer=customer).order_by("id"), customer=int
)
# Of whoever has this one.
beside_address = Prepared(
    lambda team, kind, normal: Address.objects.filter(
        customer__addresses__team=team, customer__addresses__kind=kind, customer__addresses__normalised=normal
    ).order_by("id"),
    team=int,
    kind=str,
    normal=str,
)


def know_addresses(customer: Customer, addresses: list[Address]) -> None:
    """Have `customer.addresses.all()` answer with these, as a prefetch would."""
    known: Any = customer.addresses.all()
    known._result_cache, known._prefetch_done = addresses, True
    kept: Any = customer
    kept._prefetched_objects_cache = {
        **getattr(customer, "_prefetched_objects_cache", {}),
        "addresses": known,
    }


def in_order(customer: Customer) -> list[Address]:
    """All of them, the first first; those that are not saved yet in the order in which they will be."""
    return sorted(customer.addresses.all(), key=lambda each: each.pk or 0)
