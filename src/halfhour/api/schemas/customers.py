"""Customers, as the API takes and gives them."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field

from halfhour.api.schemas.common import STAYS, Given, Name, Number, Taken, Text, Values, Word
from halfhour.customers.models import Address, Customer


class CustomerRef(BaseModel):
    number: int
    name: str


class AddressOut(BaseModel):
    id: int
    kind: str
    value: str

    @classmethod
    def of(cls, address: Address) -> "AddressOut":
        return cls(id=address.pk, kind=address.kind, value=address.value)


class CustomerOut(CustomerRef):
    organisation: str
    tier: str
    language: str
    timezone: str
    fields: Values
    consent: str
    consent_on: date | None
    consent_how: str
    addresses: list[AddressOut]
    merged_into: int | None
    is_erased: bool
    created_at: datetime
    revision: int

    @classmethod
    def of(cls, customer: Customer) -> "CustomerOut":
        return cls(
            number=customer.number,
            name=customer.name,
            organisation=customer.organisation.name if customer.organisation else "",
            tier=customer.tier,
            language=customer.language,
            timezone=customer.timezone,
            fields=customer.fields,
            consent=customer.consent,
            consent_on=customer.consent_on,
            consent_how=customer.consent_how,
            addresses=[AddressOut.of(each) for each in customer.addresses.order_by("id")],
            merged_into=customer.merged_into.number if customer.merged_into else None,
            is_erased=customer.erased_at is not None,
            created_at=customer.created_at,
            revision=customer.revision,
        )


class AddressIn(Taken):
    kind: Literal["email", "phone", "chat", "id"]
    value: Text


class CustomerIn(Taken):
    """`consent_on` is the day on which it was given or refused, no later than today; today if left out."""

    name: Name = ""
    organisation: Name = ""
    tier: Word = ""
    language: Word = ""
    timezone: Name = ""
    fields: Given = Field(default_factory=dict)
    consent: Literal["unknown", "given", "refused", "withdrawn"] = "unknown"
    consent_on: date | None = None
    consent_how: Name = ""
    addresses: list[AddressIn] = Field(default_factory=list, max_length=50)


class CustomerChange(Taken):
    """What is to be another; `revision` is what was seen, and has to be the newest. An empty text clears."""

    name: Name = STAYS
    organisation: Name = STAYS
    tier: Word = STAYS
    language: Word = STAYS
    timezone: Word = STAYS
    fields: Given = STAYS
    consent: Literal["unknown", "given", "refused", "withdrawn"] = STAYS
    consent_on: date = STAYS
    consent_how: Name = STAYS
    revision: Number | None = None


class CustomerPage(BaseModel):
    """`next` is what `after` has to be for the following page; null at the end."""

    customers: list[CustomerOut]
    next: int | None
