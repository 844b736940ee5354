"""What is entered about the team's own fields of tickets, defined as those of customers are."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy

from halfhour.customers.forms import FieldForm
from halfhour.customers.models import CustomField
from halfhour.desk.models import TicketField


class TicketFieldForm(FieldForm):
    """A field of the team's own; its kind stays once it is defined."""

    on_form = forms.BooleanField(label=gettext_lazy("Customers are asked for it in the form"), required=False)
    field_order = ("label", "kind", "choices", "on_form", "is_retired")

    def __init__(self, *arguments: Any, field: TicketField | None, **options: Any) -> None:
        super().__init__(*arguments, field=cast("CustomField | None", field), **options)


def field_initial(field: TicketField) -> Mapping[str, Any]:
    return {name: getattr(field, name) for name in ("label", "kind", "choices", "on_form", "is_retired")}
