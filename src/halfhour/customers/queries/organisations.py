"""Organisations, with how many belong to them."""

from django.db.models import Count, Q, QuerySet

from halfhour.customers.access import visible_organisations
from halfhour.customers.addresses import folded
from halfhour.customers.models import Organisation
from halfhour.people.access import TeamAccess


def organisations_of(access: TeamAccess, *, text: str = "") -> QuerySet[Organisation]:
    """Organisations by name, those that hold the text; `people` counts the customers who are theirs now."""
    live = Q(customers__merged_into__isnull=True, customers__erased_at__isnull=True)
    found = visible_organisations(access).annotate(people=Count("customers", filter=live))
    return found.filter(search_name__contains=folded(text)) if text else found
