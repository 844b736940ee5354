"""New customers, one by one and thousands at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from halfhour.customers.actions.addresses import taken
from halfhour.customers.actions.locking import lock_team
from halfhour.customers.actions.organisations import organisation_named
from halfhour.customers.addresses import folded, normalised
from halfhour.customers.fields import allowed_only, fields_of
from halfhour.customers.models import (
    Address,
    AddressKind,
    Consent,
    Customer,
    CustomerEvent,
    EventKind,
    Organisation,
)
from halfhour.customers.queries.regions import phone_region
from halfhour.people.models import Team, User


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCustomer:
    """What is known of a customer to be; `addresses` are (kind, value)."""

    name: str = ""
    organisation: str = ""
    tier: str = ""
    language: str = ""
    timezone: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    consent: str = Consent.UNKNOWN
    consent_on: date | None = None
    consent_how: str = ""
    addresses: tuple[tuple[str, str], ...] = ()


def add_customer(*, team: Team, new: NewCustomer, by: User | None, at: datetime) -> Customer:
    """Add one customer with their first addresses.

    Raises
    ------
    AddressRefused, AddressTaken
        Where an address is none, or another customer has it; then nothing is added.
    """
    return save_new_customers(team=team, new=(new,), by=by, at=at)[0]


@transaction.atomic
def save_new_customers(
    *,
    team: Team,
    new: Sequence[NewCustomer],
    by: User | None,
    at: datetime,
    kind: EventKind = EventKind.ADDED,
) -> list[Customer]:
    """Add customers under the next numbers; all of them or none."""
    settings = lock_team(team)
    has_phone = any(each == AddressKind.PHONE for one in new for each, _value in one.addresses)
    region = phone_region(team) if has_phone else ""
    addresses = [
        [(each, value.strip(), normalised(each, value, region=region)) for each, value in one.addresses]
        for one in new
    ]
    _refuse_taken(team, addresses)
    fields = fields_of(team) if any(one.fields for one in new) else []
    organisations: dict[str, Organisation | None] = {
        name: organisation_named(team, name) for name in sorted({one.organisation.strip() for one in new})
    }
    customers = Customer.objects.bulk_create(
        Customer(
            team=team,
            number=settings.last_number + place,
            name=one.name.strip(),
            search_name=folded(one.name),
            organisation=organisations[one.organisation.strip()],
            tier=one.tier,
            language=one.language,
            timezone=one.timezone,
            fields=allowed_only(fields, one.fields),
            consent=one.consent,
            consent_on=one.consent_on,
            consent_how=one.consent_how,
            created_at=at,
        )
        for place, one in enumerate(new, start=1)
    )
    settings.last_number += len(new)
    settings.save(update_fields=["last_number"])
    Address.objects.bulk_create(
        Address(team=team, customer=customer, kind=each, value=value, normalised=normal, added_at=at)
        for customer, theirs in zip(customers, addresses, strict=True)
        for each, value, normal in theirs
    )
    CustomerEvent.objects.bulk_create(
        CustomerEvent(customer=customer, kind=kind, by=by, at=at) for customer in customers
    )
    return customers


def _refuse_taken(team: Team, addresses: Sequence[Sequence[tuple[str, str, str]]]) -> None:
    wanted = [(kind, normal) for theirs in addresses for kind, _value, normal in theirs]
    found = (
        Address.objects.filter(team=team, normalised__in={normal for _kind, normal in wanted})
        .select_related("customer")
        .order_by("id")
    )
    among = set(wanted)
    for address in found:
        if (address.kind, address.normalised) in among:
            raise taken(address)
