"""What the desk knows of a customer, as a card on the customer's page."""

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from halfhour.customers.models import Customer
from halfhour.desk.queries.beside import standing_of
from halfhour.people.access import Permission, TeamAccess


def card_of(access: TeamAccess, customer: Customer) -> SafeString | None:
    """Promises, ratings and complaints; None for who sees no tickets, and where there are none of these."""
    if not access.may(Permission.SEE_TICKETS):
        return None
    found = standing_of(access, customer, at=timezone.now())
    if not (found.promises_kept or found.promises_broken or found.ratings or found.complaints):
        return None
    context = {"standing": found, "team": access.team}
    return render_to_string("desk/processes/card_customer.html", context)
