"""Finding customers, by lists of what may be asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, Exists, F, Max, OuterRef, Q, QuerySet, Value, When

from halfhour.customers.addresses import digits_of, folded
from halfhour.customers.models import Address, AddressKind, Customer
from halfhour.customers.queries.history import ledger_ids
from halfhour.customers.queries.retention import with_last_contact
from halfhour.ledger.models import Contact
from halfhour.people.typed import whole_number

NAMELESS_LAST = Case(When(search_name="", then=Value(1)), default=Value(0))
SORTS: dict[str, tuple[Any, ...]] = {
    "name": (NAMELESS_LAST, "search_name", "number"),
    "newest": ("-number",),
    "oldest": ("number",),
    "contacted": (F("last_at").desc(nulls_last=True), "number"),
    "organisation": (F("organisation__search_name").asc(nulls_last=True), "search_name", "number"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A customer as a list shows them."""

    customer: Customer
    addresses: tuple[Address, ...]
    contacts: int
    last_at: datetime | None

    @property
    def title(self) -> str:
        """The name, and where there is none the first of the addresses."""
        return self.customer.name or (self.addresses[0].value if self.addresses else str(self.customer))


def tiers_in_use(customers: QuerySet[Customer]) -> dict[str, int]:
    """How many customers have each tier, those that are no longer on offer among them."""
    counted = customers.exclude(tier="").order_by().values("tier").annotate(count=Count("id"))
    return {row["tier"]: row["count"] for row in counted.order_by("tier")}


def filtered_customers(customers: QuerySet[Customer], chosen: Mapping[str, Any]) -> QuerySet[Customer]:
    """Customers as the cleaned values of a `CustomerFilter` ask."""
    if chosen.get("q"):
        customers = customers.filter(_like(chosen["q"]))
    for name in ("tier", "consent", "language"):
        if chosen.get(name):
            customers = customers.filter(**{name: chosen[name]})
    if chosen.get("kind"):
        customers = customers.filter(_has_address(kind=chosen["kind"]))
    if chosen.get("sort") == "contacted":
        customers = with_last_contact(customers)
    return customers.order_by(*SORTS[chosen.get("sort") or "name"])


def rows_of(customers: Iterable[Customer]) -> list[Row]:
    """The customers of one page with their addresses and what the ledger knows of them."""
    shown = list(customers)
    addresses: dict[int, list[Address]] = {each.pk: [] for each in shown}
    for address in Address.objects.filter(customer__in=shown).order_by("id"):
        addresses[address.customer_id].append(address)
    known = _contacts(shown, addresses)
    rows = []
    for customer in shown:
        theirs = [known[each] for each in ledger_ids(addresses[customer.pk]) if each in known]
        rows.append(
            Row(
                customer=customer,
                addresses=tuple(addresses[customer.pk]),
                contacts=sum(count for count, _last in theirs),
                last_at=max((last for _count, last in theirs), default=None),
            )
        )
    return rows


def _contacts(
    shown: list[Customer], addresses: Mapping[int, list[Address]]
) -> dict[str, tuple[int, datetime]]:
    if not shown:
        return {}
    ids = {text for theirs in addresses.values() for text in ledger_ids(theirs)}
    found = Contact.objects.filter(team=shown[0].team_id, customer_id__in=ids).order_by()
    counted = found.values_list("customer_id").annotate(count=Count("id"), last=Max("opened_at"))
    return {customer_id: (count, last) for customer_id, count, last in counted}


def _like(text: str) -> Q:
    """Names, organisations and addresses that hold the text; phone numbers by their digits; a number by #."""
    words = folded(text)
    found = Q(search_name__contains=words) | Q(organisation__search_name__contains=words)
    found |= _has_address(normalised__icontains=words)
    if digits := digits_of(text):
        found |= _has_address(kind=AddressKind.PHONE, normalised__contains=digits)
    number = whole_number(words.removeprefix("#"))
    if number is not None:
        found |= Q(number=number)
    return found


def _has_address(**conditions: Any) -> Q:
    return Q(Exists(Address.objects.filter(customer=OuterRef("pk"), **conditions)))
