"""Custom fields: what a team wants to know of its customers, from a form into a document and back."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from itertools import chain, count
from typing import Any

from django import forms
from django.utils.formats import date_format, number_format
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from halfhour.customers.models import CustomField, FieldKind
from halfhour.people.models import Team

PREFIX = "field-"
LONGEST_STEM = 50
YES_NO = (("", "–"), ("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No")))


def fields_of(team: Team) -> list[CustomField]:
    """The fields that are asked for, in their order."""
    return list(CustomField.objects.filter(team=team, is_retired=False).order_by("position", "id"))


def new_key(label: str, *, kind: str, taken: Collection[str]) -> str:
    """What programs call a new field: its name in plain letters; without any, its kind and a number.

    A name of figures alone stands behind the kind: databases take it for a place in a list.

    Examples
    --------
    >>> new_key("Order number", kind="text", taken={"order-number"}), new_key("订单", kind="yes_no", taken=())
    ('order-number-2', 'yes-no-1')
    """
    plain = slugify(label)[:LONGEST_STEM]
    named = f"{slugify(kind.replace('_', '-'))}-{plain}" if plain.isdigit() else plain
    stem = named or slugify(kind.replace("_", "-"))
    numbered = (f"{stem}-{number}" for number in count(2 if named else 1))
    first = [named] if named else []
    return next(each for each in chain(first, numbered) if each not in taken)


def form_field(field: CustomField) -> forms.Field:
    common: dict[str, Any] = {"label": field.label, "required": False}
    match field.kind:
        case FieldKind.NUMBER:
            return forms.DecimalField(**common, max_digits=18, decimal_places=6)
        case FieldKind.DATE:
            return forms.DateField(
                **common, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            )
        case FieldKind.YES_NO:
            return forms.ChoiceField(**common, choices=YES_NO)
        case FieldKind.CHOICE:
            return forms.ChoiceField(**common, choices=[("", "–"), *((each, each) for each in field.choices)])
    return forms.CharField(**common, max_length=500)


def stored_value(field: CustomField, typed: Any) -> Any:
    """What was typed as the document keeps it; None where nothing was."""
    if typed in (None, ""):
        return None
    if isinstance(typed, Decimal):
        return int(typed) if typed == typed.to_integral_value() else float(typed)
    if isinstance(typed, date):
        return typed.isoformat()
    return typed == "yes" if field.kind == FieldKind.YES_NO else typed


def typed_value(field: CustomField, stored: Any) -> Any:
    """What the form shows for a kept value."""
    if field.kind == FieldKind.YES_NO and stored is not None:
        return "yes" if stored else "no"
    return stored


def shown_value(kind: str, stored: Any) -> str:
    """A kept value in the reader's form; a dash where there is none."""
    if stored is None or stored == "":
        return "–"
    if kind == FieldKind.YES_NO:
        return _("Yes") if stored else _("No")
    if kind == FieldKind.NUMBER and isinstance(stored, (int, float)):
        decimals = len(f"{stored:f}".rstrip("0").partition(".")[2]) if isinstance(stored, float) else 0
        return number_format(stored, min(decimals, 6))  # it may be the number of an order: no groups
    if kind == FieldKind.DATE:
        return date_format(date.fromisoformat(stored), "SHORT_DATE_FORMAT")
    return str(stored)


def allowed_only(fields: Iterable[CustomField], values: Mapping[str, Any]) -> dict[str, Any]:
    """Only what a field is defined for, and nothing that is empty."""
    keys = {field.key for field in fields}
    return {key: value for key, value in values.items() if key in keys and value is not None}
