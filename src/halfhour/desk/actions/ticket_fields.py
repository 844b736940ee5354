"""Values of a team's own fields: of their kind, and of fields that are defined; nothing else is stored."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from halfhour.customers.fields import form_field, stored_value
from halfhour.customers.models import CustomField, FieldKind
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import TicketField
from halfhour.people.models import Team


def fields_of(team: Team) -> list[TicketField]:
    """The fields that are asked for, in their order."""
    return list(TicketField.objects.filter(team=team, is_retired=False).order_by("position", "id"))


def checked_values(fields: Iterable[TicketField], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as tickets keep them; None empties a field.

    Raises
    ------
    DeskRefused
        For a field that is not defined, or a value that is not of its kind.
    """
    known = {field.key: field for field in fields}
    checked = {}
    for key, value in values.items():
        if key not in known:
            raise DeskRefused(_("There is no field “{name}” on tickets.").format(name=str(key)[:60]))
        checked[key] = _checked(known[key], value)
    return checked


def _checked(field: TicketField, value: Any) -> Any:
    # Fields of tickets are made as those of customers are.
    alike = cast(CustomField, field)
    if isinstance(value, bool) and field.kind == FieldKind.YES_NO:
        return value
    try:
        typed = form_field(alike).clean(None if value is None else str(value))
    except ValidationError as refused:
        raise DeskRefused(f"{field.label}: {' '.join(refused.messages)}") from None
    return stored_value(alike, typed)
