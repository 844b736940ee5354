"""Whom a retention rule would no longer keep."""

from calendar import monthrange
from datetime import datetime

from django.db.models import F, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from halfhour.customers.elsewhere import live_elsewhere
from halfhour.customers.models import Address, Customer
from halfhour.customers.queries.history import LEDGER_KINDS
from halfhour.ledger.models import Contact
from halfhour.people.models import Team


def with_last_contact(customers: QuerySet[Customer]) -> QuerySet[Customer]:
    """Customers with `last_at`, the opening of their last contact; null where they have none."""
    contacts = Contact.objects.filter(
        team=OuterRef("team"), customer_id__in=(OuterRef("value"), OuterRef("normalised"))
    )
    # The largest, not the first of an order: the order would be read off all contacts of the team.
    newest = Subquery(contacts.order_by().values("team").annotate(last=Max("opened_at")).values("last"))
    theirs = Address.objects.filter(customer=OuterRef("pk"), kind__in=LEDGER_KINDS).annotate(last=newest)
    known = theirs.filter(last__isnull=False).order_by("-last")
    return customers.annotate(last_at=Subquery(known.values("last")[:1]))


def customers_too_old(team: Team, *, months: int, at: datetime) -> QuerySet[Customer]:
    """Customers whose last contact, or where there is none whose record, is older than so many months.

    Whoever has a matter that is unfinished, or said something since, is none of them.
    """
    before = months_before(at, months)
    live = Customer.objects.filter(team=team, merged_into__isnull=True, erased_at__isnull=True)
    for with_matters in live_elsewhere(team=team, since=before):
        live = live.exclude(pk__in=with_matters.values("pk")).exclude(pk__in=_who_they_are_now(with_matters))
    seen = with_last_contact(live).annotate(seen_at=Coalesce(F("last_at"), F("created_at")))
    return seen.filter(seen_at__lt=before).order_by("seen_at", "id")


def _who_they_are_now(customers: QuerySet[Customer]) -> set[int]:
    """Whom those of them are by now who were merged into others."""
    found = edge = _merged_into(customers)
    while edge:
        edge = _merged_into(Customer.objects.filter(pk__in=edge)) - found
        found = found | edge
    return found


def _merged_into(customers: QuerySet[Customer]) -> set[int]:
    into = customers.order_by().values_list("merged_into", flat=True)
    return {pk for pk in into.filter(merged_into__isnull=False) if pk is not None}


def months_before(at: datetime, months: int) -> datetime:
    """The same day and time so many months earlier; the month's last day where it is shorter."""
    whole = at.year * 12 + at.month - 1 - months
    year, month = divmod(whole, 12)
    return at.replace(year=year, month=month + 1, day=min(at.day, monthrange(year, month + 1)[1]))
