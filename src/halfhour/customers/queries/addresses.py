"""A customer's addresses, read at once for those who ask for them in turn."""

from typing import Any

from halfhour.customers.models import Address, Customer
from halfhour.rows import Prepared

_of_customer = Prepared(
    lambda customer: Address.objects.filter(customer=customer).order_by("id"), customer=int
)


def know_addresses(customer: Customer) -> None:
    """Have `customer.addresses.all()` answer from what is read here, as a prefetch would."""
    known: Any = customer.addresses.all()
    known._result_cache, known._prefetch_done = _of_customer(customer=customer.pk), True
    kept: Any = customer
    kept._prefetched_objects_cache = {
        **getattr(customer, "_prefetched_objects_cache", {}),
        "addresses": known,
    }
