"""Whose tickets are about to become one, in words."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from halfhour.customers.models import Customer
from halfhour.desk.models import Ticket


def who_wrote(tickets: Sequence[Ticket], *, answered: Customer | None) -> str:
    """A ticket of each customer, that of who is answered from then on last; None where nobody is."""
    first, last = tickets[0], tickets[-1]
    if answered is not None and len(tickets) == 2:
        text = _(
            "Two customers wrote these: {customer} ticket {number}, {other} ticket {into}. Once they are"
            " merged, answers go to {other} alone, and {customer} goes on seeing only what was said with"
            " them."
        )
        return text.format(customer=first.customer, number=first.number, other=answered, into=last.number)
    text = _("Several customers wrote these: {people}. Once they are merged, none of them is answered there.")
    if answered is not None:
        text = _(
            "Several customers wrote these: {people}. Once they are merged, answers go to {other} alone, and"
            " the others go on seeing only what was said with them."
        )
    each = _("{customer} ticket {number}")
    people = ", ".join(each.format(customer=one.customer, number=one.number) for one in tickets)
    return text.format(people=people, other=answered)
