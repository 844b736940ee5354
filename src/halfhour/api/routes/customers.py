"""Customers: found, added, changed, merged, exported, erased."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Status
from pydantic import BaseModel, Field

from halfhour.api.checked import refuse_invalid
from halfhour.api.doors import TokenRequest, needs, once, refuse_without
from halfhour.api.errors import standing_in
from halfhour.api.opened import found_or_404, live_customer
from halfhour.api.refusals import REFUSALS
from halfhour.api.schemas import (
    AddressIn,
    CustomerChange,
    CustomerIn,
    CustomerOut,
    CustomerPage,
    Limit,
    Name,
    Number,
    OtherNumber,
    Values,
    Word,
)
from halfhour.customers import access as doors
from halfhour.customers import actions
from halfhour.customers.addresses import normalised
from halfhour.customers.errors import AddressTaken, CustomerRefused
from halfhour.customers.fields import PREFIX, fields_of
from halfhour.customers.forms import CustomerForm, initial_of
from halfhour.customers.models import Customer, CustomerSettings, CustomField, Merge
from halfhour.customers.queries.history import contacts_of
from halfhour.customers.queries.listing import filtered_customers
from halfhour.customers.queries.regions import phone_region
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.languages import language_code

router = Router()


class PastContact(BaseModel):
    """A contact of the ledger, on whichever channel and whichever desk."""

    contact_id: str
    opened_at: datetime
    channel: str
    queue: str
    category: str
    agent: str
    answered_at: datetime | None
    resolved_at: datetime | None


class ContactPage(BaseModel):
    """`next` is what `after` has to be for the following page; null at the end."""

    contacts: list[PastContact]
    next: int | None


@router.get("", response={200: CustomerPage, **REFUSALS}, operation_id="list_customers")
@needs(Permission.SEE_CUSTOMERS)
def list_customers(
    request: TokenRequest,
    text: Name = "",
    tier: Word = "",
    consent: Literal["", "unknown", "given", "refused", "withdrawn"] = "",
    kind: Literal["", "email", "phone", "chat", "id"] = "",
    after: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0,
    limit: Limit = 50,
) -> CustomerPage:
    """Customers by number, found by name, organisation or address; `after` is the last number seen.

    They are narrowed by their tier, their consent to being written to, and by having addresses of a kind.
    """
    asked = {"q": text, "tier": tier, "consent": consent, "kind": kind}
    found = filtered_customers(doors.live_customers(request.access), asked).filter(number__gt=after)
    rows = list(found.order_by("number").select_related("organisation", "merged_into")[: limit + 1])
    return CustomerPage(
        customers=[CustomerOut.of(each) for each in rows[:limit]],
        next=rows[limit - 1].number if len(rows) > limit else None,
    )


@router.post("", response={201: CustomerOut, **REFUSALS}, operation_id="add_customer")
@needs(Permission.EDIT_CUSTOMERS)
@once
def add_customer(request: TokenRequest, new: CustomerIn) -> Any:
    """Add a customer; an address that another customer has is refused."""
    if not (new.name or new.addresses):
        sentence = _("Enter a name or an address, so that the customer can be found.")
        raise CustomerRefused(sentence, field="name")
    values = _checked(request.access, new.model_dump(exclude={"addresses"}), known=None)
    _refuse_addresses(request.access, new.addresses)
    addresses = tuple((each.kind, each.value) for each in new.addresses)
    try:
        customer = actions.add_customer(
            team=request.access.team,
            new=actions.NewCustomer(**values, addresses=addresses),
            by=request.access.user,
            at=timezone.now(),
        )
    except AddressTaken as refused:
        refused.field = "addresses"
        raise
    return Status(201, CustomerOut.of(customer))


@router.get("/{number}", response={200: CustomerOut, **REFUSALS}, operation_id="read_customer")
@needs(Permission.SEE_CUSTOMERS)
def read_customer(request: TokenRequest, number: Number) -> CustomerOut:
    """A customer with their addresses."""
    return CustomerOut.of(doors.open_customer(request.access, number))


@router.patch("/{number}", response={200: CustomerOut, **REFUSALS}, operation_id="change_customer")
@needs(Permission.EDIT_CUSTOMERS)
@once
def change_customer(request: TokenRequest, number: Number, change: CustomerChange) -> CustomerOut:
    """Change what is named; everything else stays as it is."""
    customer = live_customer(request, number)
    asked = change.model_dump(exclude_unset=True, exclude={"revision"})
    checked = _checked(request.access, asked, known=customer)
    customer = actions.change_customer(
        customer=customer,
        values={
            name: value for name, value in checked.items() if name in {*asked, "consent_on", "consent_how"}
        },
        revision=change.revision or customer.revision,
        by=request.access.user,
        at=timezone.now(),
    )
    return CustomerOut.of(customer)


@router.get("/{number}/contacts", response={200: ContactPage, **REFUSALS}, operation_id="list_contacts")
@needs(Permission.SEE_CUSTOMERS)
def list_contacts(
    request: TokenRequest, number: Number, after: Number | None = None, limit: Limit = 50
) -> ContactPage:
    """The contacts of a customer, on all channels, newest first."""
    found = contacts_of(doors.open_customer(request.access, number))
    if after is not None:
        last = found_or_404(found.filter(pk=after).first())
        found = found.filter(Q(opened_at__lt=last.opened_at) | Q(opened_at=last.opened_at, pk__lt=last.pk))
    rows = list(found[: limit + 1])
    contacts = [
        PastContact(
            contact_id=each.contact_id,
            opened_at=each.opened_at,
            channel=each.channel,
            queue=each.queue,
            category=each.category,
            agent=each.agent,
            answered_at=each.answered_at,
            resolved_at=each.resolved_at,
        )
        for each in rows[:limit]
    ]
    return ContactPage(contacts=contacts, next=rows[limit - 1].pk if len(rows) > limit else None)


@router.post("/{number}/merge", response={200: CustomerOut, **REFUSALS}, operation_id="merge_customers")
@needs(Permission.EDIT_CUSTOMERS)
@once
def merge_customers(request: TokenRequest, number: Number, into: OtherNumber) -> CustomerOut:
    """Merge this customer into another, who is given back."""
    merge = actions.merge_customers(
        source=live_customer(request, number),
        target=live_customer(request, into.number),
        by=request.access.user,
        at=timezone.now(),
    )
    return CustomerOut.of(merge.target)


@router.post("/{number}/unmerge", response={200: CustomerOut, **REFUSALS}, operation_id="unmerge_customers")
@needs(Permission.EDIT_CUSTOMERS)
@once
def unmerge_customers(request: TokenRequest, number: Number) -> CustomerOut:
    """Let a customer who was merged stand alone again."""
    customer = doors.open_customer(request.access, number)
    merge = Merge.objects.filter(source=customer, undone_at__isnull=True).first()
    if merge is None:
        raise CustomerRefused(_("Customer {number} has not been merged.").format(number=number))
    return CustomerOut.of(actions.unmerge_customers(merge=merge, by=request.access.user, at=timezone.now()))


@router.post("/{number}/export", response={200: Values, **REFUSALS}, operation_id="export_customer")
@needs(Permission.EDIT_CUSTOMERS, Permission.ERASE_CUSTOMERS)
def export_customer(request: TokenRequest, number: Number) -> Values:
    """Everything that is kept of a customer, with their tickets, which the key has to be allowed to see.

    That it was handed out is recorded.
    """
    refuse_without(request, Permission.SEE_TICKETS)
    customer = live_customer(request, number)
    return actions.export_customer(customer=customer, by=request.access.user, at=timezone.now())


@router.delete("/{number}", response={204: None, **REFUSALS}, operation_id="erase_customer")
@needs(Permission.ERASE_CUSTOMERS)
@once
def erase_customer(request: TokenRequest, number: Number) -> Any:
    """Erase a customer for good; the statistics stay, without a name."""
    customer = live_customer(request, number)
    actions.erase_customer(customer=customer, by=request.access.user, at=timezone.now())
    return Status(204, None)


def _refuse_addresses(access: TeamAccess, given: list[AddressIn]) -> None:
    """Refuse what cannot be an address of its kind, and say which of them it is."""
    region = phone_region(access.team)
    for place, each in enumerate(given):
        with standing_in(f"addresses[{place}]"):
            normalised(each.kind, each.value, region=region)


def _checked(access: TeamAccess, asked: Values, *, known: Customer | None) -> Values:
    """Values as the pages' form checks them; what is wrong is refused in its words."""
    defined = fields_of(access.team)
    settings = CustomerSettings.objects.filter(team=access.team).first() or CustomerSettings(team=access.team)
    before = initial_of(known, defined) if known else {}
    given = {name: value for name, value in asked.items() if name != "fields"}
    if language := language_code(given.get("language") or ""):
        given["language"] = language
    typed = {**before, **given, **_typed_fields(defined, asked.get("fields") or {})}
    form = CustomerForm(
        {name: value for name, value in typed.items() if value is not None},
        settings=settings,
        defined=defined,
        initial=before,
    )
    refuse_invalid(form, named=_named)
    return form.values()


def _named(name: str) -> str:
    return f"fields.{name.removeprefix(PREFIX)}" if name.startswith(PREFIX) else name


def _typed_fields(defined: list[CustomField], values: Values) -> Values:
    keys = {field.key for field in defined}
    unknown = sorted(set(values) - keys)
    if unknown:
        sentence = _("There is no field “{name}”; there are: {known}.")
        sentence = sentence.format(name=unknown[0][:60], known=", ".join(sorted(keys)) or "–")
        raise CustomerRefused(sentence, field=f"fields.{unknown[0][:60]}", allowed=sorted(keys))
    words = {True: "yes", False: "no"}
    return {
        f"{PREFIX}{key}": words[value] if isinstance(value, bool) else value for key, value in values.items()
    }
