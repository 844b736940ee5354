"""New customers, one by one and thousands at a time."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from halfhour.customers.actions.addresses import taken
from halfhour.customers.actions.locking import hold_or_ask, is_counting, lock_team
from halfhour.customers.actions.organisations import organisation_named
from halfhour.customers.addresses import folded, normalised
from halfhour.customers.fields import allowed_only, fields_of
from halfhour.customers.models import (
    Address,
    AddressKind,
    Consent,
    Customer,
    CustomerEvent,
    CustomerSettings,
    EventKind,
    Organisation,
)
from halfhour.customers.queries.regions import phone_region
from halfhour.people.models import Team, User
from halfhour.rows import Asked, Prepared, insert_counted, insert_soon

Normalised = tuple[str, str, str]  # kind, as it was written, as it is compared

_whose = Prepared(
    lambda team, normal: (
        Address.objects.filter(team=team, normalised=normal).select_related("customer").order_by("id")
    ),
    team=int,
    normal=str,
)


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


def before_adding(*, team_id: int, normal: str) -> tuple[Asked[Any], ...]:
    """The questions that adding a customer with this address asks, for whoever asks them ahead."""
    return is_counting(team_id), _whose.asked(team=team_id, normal=normal)


def add_customer(*, team: Team, new: NewCustomer, by: User | None, at: datetime) -> Customer:
    """Add one customer with their first addresses.

    Raises
    ------
    AddressRefused, AddressTaken
        Where an address is none, or another customer has it; then nothing is added.
    """
    with nullcontext() if connection.in_atomic_block else transaction.atomic():
        return _added(team, new, by=by, at=at)


def _added(team: Team, new: NewCustomer, *, by: User | None, at: datetime) -> Customer:
    """It refuses before anything is written, for it may be part of a transaction that goes on.

    Within `written_together` the customer has a number only at its end, and where somebody was faster with
    an address, that is when the database refuses it.
    """
    addresses = _normalised(team, (new,))[0]
    taken_by = [_whose.asked(team=team.pk, normal=normal) for _kind, _value, normal in addresses]
    found = hold_or_ask(team, *taken_by)
    _refuse_taken(addresses, [address for known in found for address in known])
    organisation = organisation_named(team, new.organisation.strip())
    fields = fields_of(team) if new.fields else []
    customer = _customer(team, new, organisation, allowed_only(fields, new.fields), at)
    insert_counted(customer, by=CustomerSettings)
    for address in _addresses(customer, addresses, at):
        insert_soon(address)
    insert_soon(CustomerEvent(customer=customer, kind=EventKind.ADDED, by=by, at=at))
    return customer


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
    addresses = _normalised(team, new)
    settings = lock_team(team)
    wanted = {normal for theirs in addresses for _kind, _value, normal in theirs}
    known = Address.objects.filter(team=team, normalised__in=wanted).select_related("customer").order_by("id")
    _refuse_taken([each for theirs in addresses for each in theirs], known)
    fields = fields_of(team) if any(one.fields for one in new) else []
    organisations: dict[str, Organisation | None] = {
        name: organisation_named(team, name) for name in sorted({one.organisation.strip() for one in new})
    }
    customers = [
        _customer(team, one, organisations[one.organisation.strip()], allowed_only(fields, one.fields), at)
        for one in new
    ]
    for number, customer in enumerate(customers, start=settings.last_number + 1):
        customer.number = number
    Customer.objects.bulk_create(customers)
    settings.last_number += len(new)
    settings.save(update_fields=["last_number"])
    Address.objects.bulk_create(
        address
        for customer, theirs in zip(customers, addresses, strict=True)
        for address in _addresses(customer, theirs, at)
    )
    CustomerEvent.objects.bulk_create(
        CustomerEvent(customer=customer, kind=kind, by=by, at=at) for customer in customers
    )
    return customers


def _customer(
    team: Team,
    new: NewCustomer,
    organisation: Organisation | None,
    fields: dict[str, Any],
    at: datetime,
) -> Customer:
    return Customer(
        team=team,
        name=new.name.strip(),
        search_name=folded(new.name),
        organisation=organisation,
        tier=new.tier,
        language=new.language,
        timezone=new.timezone,
        fields=fields,
        consent=new.consent,
        consent_on=new.consent_on,
        consent_how=new.consent_how,
        created_at=at,
    )


def _addresses(customer: Customer, theirs: Sequence[Normalised], at: datetime) -> list[Address]:
    return [
        Address(
            team_id=customer.team_id,
            customer=customer,
            kind=kind,
            value=value,
            normalised=normal,
            added_at=at,
        )
        for kind, value, normal in theirs
    ]


def _normalised(team: Team, new: Sequence[NewCustomer]) -> list[list[Normalised]]:
    """The addresses of each; one that is given twice, however it is written, is one."""
    has_phone = any(kind == AddressKind.PHONE for one in new for kind, _value in one.addresses)
    region = phone_region(team) if has_phone else ""
    return [
        _each_once(
            (kind, value.strip(), normalised(kind, value, region=region)) for kind, value in one.addresses
        )
        for one in new
    ]


def _each_once(addresses: Iterable[Normalised]) -> list[Normalised]:
    first: dict[tuple[str, str], Normalised] = {}
    for kind, value, normal in addresses:
        first.setdefault((kind, normal), (kind, value, normal))
    return list(first.values())


def _refuse_taken(wanted: Sequence[Normalised], known: Iterable[Address]) -> None:
    among = {(kind, normal) for kind, _value, normal in wanted}
    for address in known:
        if (address.kind, address.normalised) in among:
            raise taken(address)
