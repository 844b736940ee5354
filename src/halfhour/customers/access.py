"""Which customers a person may open: those of a team whose customers they may see."""

from django.db.models import QuerySet
from django.http import Http404

from halfhour.customers.models import Customer, Organisation
from halfhour.people.access import Permission, TeamAccess


def visible_customers(access: TeamAccess) -> QuerySet[Customer]:
    """Every customer that exists for this person, merged and erased ones included."""
    customers = Customer.objects.filter(team=access.team).select_related("organisation")
    return customers if access.may(Permission.SEE_CUSTOMERS) else customers.none()


def live_customers(access: TeamAccess) -> QuerySet[Customer]:
    """The customers that are neither merged into another nor erased."""
    return visible_customers(access).filter(merged_into__isnull=True, erased_at__isnull=True)


def open_customer(access: TeamAccess, number: int) -> Customer:
    """The customer of this number; outside the person's reach it does not exist."""
    return _first(visible_customers(access).filter(number=number))


def open_live_customer(access: TeamAccess, number: int) -> Customer:
    """The customer of this number to change it: merged and erased ones are not found."""
    return _first(live_customers(access).filter(number=number))


def visible_organisations(access: TeamAccess) -> QuerySet[Organisation]:
    organisations = Organisation.objects.filter(team=access.team).order_by("search_name", "id")
    return organisations if access.may(Permission.SEE_CUSTOMERS) else organisations.none()


def open_organisation(access: TeamAccess, pk: int) -> Organisation:
    found = visible_organisations(access).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _first(customers: QuerySet[Customer]) -> Customer:
    found = customers.first()
    if found is None:
        raise Http404
    return found
