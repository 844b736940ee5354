"""Customers' words for templates: `{% load customers %}`."""

from django import template

from halfhour.customers import wording
from halfhour.customers.models import Address, Customer

register = template.Library()


@register.filter
def address_words(address: Address) -> str:
    """An address as people write it."""
    return wording.address_words(address.kind, address.value, address.normalised)


@register.filter
def customer_name(customer: Customer) -> str:
    """A customer's name, and where there is none the first of their addresses."""
    if customer.name:
        return customer.name
    first = customer.addresses.order_by("id").first()
    return address_words(first) if first else f"#{customer.number}"
