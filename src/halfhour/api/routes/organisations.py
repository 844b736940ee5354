"""Organisations and who belongs to them."""

from typing import Annotated, Any

from django.db.models import Q
from ninja import Router, Status
from pydantic import BaseModel, Field

from halfhour.api.checked import refuse_invalid
from halfhour.api.doors import TokenRequest, needs, once
from halfhour.api.opened import found_or_404
from halfhour.api.refusals import REFUSALS
from halfhour.api.schemas import HIGHEST_NUMBER, CustomerOut, CustomerPage, Limit, Name, Number, Taken
from halfhour.customers import access as doors
from halfhour.customers import actions
from halfhour.customers.forms import OrganisationForm
from halfhour.customers.models import Organisation
from halfhour.customers.queries.organisations import organisations_of
from halfhour.people.access import Permission

router = Router()


class OrganisationOut(BaseModel):
    """`customers` is how many belong to it."""

    id: int
    name: str
    customers: int

    @classmethod
    def of(cls, row: Any) -> "OrganisationOut":
        return cls(id=row.pk, name=row.name, customers=row.people)


class OrganisationPage(BaseModel):
    """`next` is what `after` has to be for the following page; null at the end."""

    organisations: list[OrganisationOut]
    next: int | None


class OrganisationIn(Taken):
    name: Name


@router.get("", response={200: OrganisationPage, **REFUSALS}, operation_id="list_organisations")
@needs(Permission.SEE_CUSTOMERS)
def list_organisations(
    request: TokenRequest, text: Name = "", after: Number | None = None, limit: Limit = 50
) -> OrganisationPage:
    """Organisations by name, all or those whose name holds a text; `after` is the last id seen."""
    found = organisations_of(request.access, text=text.strip())
    if after is not None:
        last = doors.open_organisation(request.access, after)
        found = found.filter(
            Q(search_name__gt=last.search_name) | Q(search_name=last.search_name, pk__gt=last.pk)
        )
    rows = list(found[: limit + 1])
    return OrganisationPage(
        organisations=[OrganisationOut.of(each) for each in rows[:limit]],
        next=rows[limit - 1].pk if len(rows) > limit else None,
    )


@router.get("/{organisation}", response={200: OrganisationOut, **REFUSALS}, operation_id="read_organisation")
@needs(Permission.SEE_CUSTOMERS)
def read_organisation(request: TokenRequest, organisation: Number) -> OrganisationOut:
    """An organisation with how many belong to it."""
    return _told(request, doors.open_organisation(request.access, organisation))


@router.get(
    "/{organisation}/customers",
    response={200: CustomerPage, **REFUSALS},
    operation_id="list_organisation_customers",
)
@needs(Permission.SEE_CUSTOMERS)
def list_customers(
    request: TokenRequest,
    organisation: Number,
    after: Annotated[int, Field(ge=0, le=HIGHEST_NUMBER)] = 0,
    limit: Limit = 50,
) -> CustomerPage:
    """The customers who belong to an organisation, by number; `after` is the last number seen."""
    found = doors.live_customers(request.access).filter(
        organisation=doors.open_organisation(request.access, organisation), number__gt=after
    )
    rows = list(found.order_by("number").select_related("organisation", "merged_into")[: limit + 1])
    return CustomerPage(
        customers=[CustomerOut.of(each) for each in rows[:limit]],
        next=rows[limit - 1].number if len(rows) > limit else None,
    )


@router.patch(
    "/{organisation}", response={200: OrganisationOut, **REFUSALS}, operation_id="rename_organisation"
)
@needs(Permission.EDIT_CUSTOMERS)
@once
def rename(request: TokenRequest, organisation: Number, wanted: OrganisationIn) -> OrganisationOut:
    """Give an organisation another name, for all who belong to it."""
    found = doors.open_organisation(request.access, organisation)
    form = OrganisationForm(wanted.model_dump())
    refuse_invalid(form)
    renamed = actions.rename_organisation(
        organisation=found, name=form.cleaned_data["name"], by=request.access.user
    )
    return _told(request, renamed)


@router.delete("/{organisation}", response={204: None, **REFUSALS}, operation_id="remove_organisation")
@needs(Permission.EDIT_CUSTOMERS)
@once
def remove(request: TokenRequest, organisation: Number) -> Any:
    """Take away an organisation to which nobody belongs."""
    found = doors.open_organisation(request.access, organisation)
    actions.remove_organisation(organisation=found, by=request.access.user)
    return Status(204, None)


def _told(request: TokenRequest, row: Organisation) -> OrganisationOut:
    return OrganisationOut.of(found_or_404(organisations_of(request.access).filter(pk=row.pk).first()))
