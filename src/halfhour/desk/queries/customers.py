"""A customer's tickets, those of people who were merged into them included."""

from django.db.models import Q

from halfhour.customers.models import Customer

DEEPEST = 3  # merges of merges that are followed


def tickets_of(customer: Customer) -> Q:
    """Which tickets are a customer's: of everybody who is this person by now."""
    wanted = Q(customer=customer)
    path = "customer"
    for _step in range(DEEPEST):
        path += "__merged_into"
        wanted |= Q(**{path: customer})
    return wanted


def is_same_person(one: Customer | None, other: Customer | None) -> bool:
    """Whether two tickets' customers are known, and one and the same by now."""
    return one is not None and other is not None and now_of(one) == now_of(other)


def now_of(customer: Customer) -> Customer:
    """The customer that somebody who was merged is by now."""
    while customer.merged_into is not None:
        customer = customer.merged_into
    return customer
