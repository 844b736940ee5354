"""What a team wants to know of its customers, and how long they are kept."""

from datetime import datetime
from typing import Annotated, Any

from django.utils import timezone
from ninja import Router, Status
from pydantic import BaseModel, Field

from halfhour.api.checked import refuse_invalid
from halfhour.api.doors import TokenRequest, needs, once
from halfhour.api.opened import found_or_404
from halfhour.api.refusals import REFUSALS
from halfhour.api.schemas import Taken, Word
from halfhour.api.schemas.fields import (
    CustomerFieldChange,
    CustomerFieldIn,
    CustomerFieldOut,
    Options,
    as_typed,
)
from halfhour.api.schemas.jobs import JobOut
from halfhour.customers import actions
from halfhour.customers.forms import LONGEST_RETENTION_MONTHS, FieldForm
from halfhour.customers.models import CustomerSettings, CustomField
from halfhour.customers.queries.retention import customers_too_old, months_before
from halfhour.jobs.actions import start_job
from halfhour.people.access import Permission
from halfhour.people.models import Team

router = Router()
Months = Annotated[int, Field(ge=1, le=LONGEST_RETENTION_MONTHS)]


class TiersIn(Taken):
    """The tiers on offer, in their order."""

    tiers: Options


class TiersOut(BaseModel):
    tiers: list[str]


class RetentionIn(Taken):
    """After how many months without contact customers are erased; null keeps them."""

    months: Months | None


class RetentionOut(BaseModel):
    """`months` is the rule in force; `count` customers had their last contact before `before`.

    They are counted for the rule in force, or for as many months as were asked for; null without either.
    """

    months: int | None
    before: datetime | None
    count: int | None


@router.get(
    "/customer-fields",
    response={200: list[CustomerFieldOut], **REFUSALS},
    operation_id="list_customer_fields",
)
@needs(Permission.SEE_CUSTOMERS, Permission.EDIT_TEAM)
def list_fields(request: TokenRequest) -> list[CustomerFieldOut]:
    """All fields of customers, those that are no longer asked for last."""
    found = CustomField.objects.filter(team=request.access.team)
    return [CustomerFieldOut.of(each) for each in found.order_by("is_retired", "position", "id")]


@router.post(
    "/customer-fields", response={201: CustomerFieldOut, **REFUSALS}, operation_id="add_customer_field"
)
@needs(Permission.EDIT_TEAM)
@once
def add_field(request: TokenRequest, new: CustomerFieldIn) -> Any:
    """Define a field of customers; its key is made of its name, and stays."""
    return Status(201, _saved(request, new, None))


@router.patch(
    "/customer-fields/{field}",
    response={200: CustomerFieldOut, **REFUSALS},
    operation_id="change_customer_field",
)
@needs(Permission.EDIT_TEAM)
@once
def change_field(request: TokenRequest, field: Word, change: CustomerFieldChange) -> CustomerFieldOut:
    """Change what is named of a field, or no longer ask for it; what was entered is kept."""
    known = found_or_404(CustomField.objects.filter(team=request.access.team, key=field).first())
    return _saved(request, change, known)


@router.get("/customer-tiers", response={200: TiersOut, **REFUSALS}, operation_id="read_tiers")
@needs(Permission.SEE_CUSTOMERS, Permission.EDIT_TEAM)
def read_tiers(request: TokenRequest) -> TiersOut:
    """The tiers on offer."""
    return TiersOut(tiers=_settings(request.access.team).tiers)


@router.put("/customer-tiers", response={200: TiersOut, **REFUSALS}, operation_id="replace_tiers")
@needs(Permission.EDIT_TEAM)
@once
def replace_tiers(request: TokenRequest, wanted: TiersIn) -> TiersOut:
    """Set the tiers on offer; customers keep theirs where it is no longer among them."""
    row = actions.set_tiers(
        team=request.access.team, tiers=wanted.tiers, by=request.access.user, at=timezone.now()
    )
    return TiersOut(tiers=row.tiers)


@router.get("/retention", response={200: RetentionOut, **REFUSALS}, operation_id="read_retention")
@needs(Permission.ERASE_CUSTOMERS)
def read_retention(request: TokenRequest, months: Months | None = None) -> RetentionOut:
    """How long customers are kept, and how many would be erased by that, or by as many `months`."""
    return _retention(request.access.team, asked=months)


@router.put("/retention", response={200: RetentionOut, **REFUSALS}, operation_id="replace_retention")
@needs(Permission.ERASE_CUSTOMERS)
@once
def replace_retention(request: TokenRequest, wanted: RetentionIn) -> RetentionOut:
    """Set how long customers are kept: from then on those without contact are erased every day."""
    team = request.access.team
    actions.set_retention(team=team, months=wanted.months, by=request.access.user, at=timezone.now())
    return _retention(team)


@router.post("/retention/erase", response={201: JobOut, **REFUSALS}, operation_id="erase_old_customers")
@needs(Permission.ERASE_CUSTOMERS)
@once
def erase_old(request: TokenRequest) -> Any:
    """Erase now, in the background, whom the rule in force no longer keeps; without a rule that is nobody."""
    job = start_job(
        kind="erase_old_customers",
        team=request.access.team,
        by=request.access.user,
        arguments={},
        at=timezone.now(),
    )
    return Status(201, JobOut.of(job))


def _settings(team: Team) -> CustomerSettings:
    return CustomerSettings.objects.filter(team=team).first() or CustomerSettings(team=team)


def _retention(team: Team, *, asked: int | None = None) -> RetentionOut:
    kept, now = _settings(team).retention_months, timezone.now()
    months = asked or kept
    return RetentionOut(
        months=kept,
        before=months_before(now, months) if months else None,
        count=customers_too_old(team, months=months, at=now).count() if months else None,
    )


def _saved(
    request: TokenRequest, wanted: CustomerFieldIn | CustomerFieldChange, known: CustomField | None
) -> CustomerFieldOut:
    names = ("label", "kind", "choices", "is_retired")
    form = FieldForm(
        as_typed({name: getattr(known, name) for name in names} if known else {}, wanted), field=known
    )
    refuse_invalid(form)
    row = actions.save_field(
        team=request.access.team, field=known, by=request.access.user, at=timezone.now(), **form.values()
    )
    return CustomerFieldOut.of(row)
