"""The team's own fields of tickets: what may be kept, and their values; nothing else is stored."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from halfhour.customers.fields import form_field, new_key, stored_value
from halfhour.customers.models import CustomField, FieldKind
from halfhour.desk.actions.locking import lock_desk
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import TicketField
from halfhour.people.actions import record_setting
from halfhour.people.models import Team, User

MOST_FIELDS = 40


def fields_of(team: Team) -> list[TicketField]:
    """The fields that are asked for, in their order."""
    return list(TicketField.objects.filter(team=team, is_retired=False).order_by("position", "id"))


@transaction.atomic
def save_ticket_field(
    *,
    team: Team,
    field: TicketField | None,
    label: str,
    kind: str,
    choices: Sequence[str] = (),
    words: Mapping[str, Mapping[str, Any]] | None = None,
    on_form: bool = False,
    is_retired: bool = False,
    by: User,
    at: datetime,
) -> TicketField:
    """Define a field, or change one: its key and kind stay, so that what was entered stays true.

    `words` are what customers read of it in the form, by language: a "label", and "choices", one for each of
    `choices` in the same order. What is chosen is kept as `choices` has it, in whatever language it was read.

    Raises
    ------
    DeskRefused
        Where the list to choose from is empty, has other words in number than it has choices, the name is
        another field's, or there are too many fields.
    """
    lock_desk(team)
    field = TicketField.objects.get(pk=field.pk) if field else None  # as it is now
    options = list(dict.fromkeys(each.strip() for each in choices if each.strip()))
    is_choice = (field.kind if field else kind) == FieldKind.CHOICE
    if is_choice and not options:
        raise DeskRefused(_("Enter what can be chosen, one on each line."), field="choices")
    row = field or _new_field(team, label, kind)
    before = _of_field(row) if field else {}
    row.label = label.strip()
    others = TicketField.objects.filter(team=team, is_retired=False, label__iexact=row.label)
    if not is_retired and others.exclude(pk=row.pk).exists():
        raise DeskRefused(_("There is a field “{name}” already.").format(name=row.label), field="label")
    row.choices = options if is_choice else []
    if words is not None:
        row.words = {code: said for code, each in words.items() if (said := _said(each, row.choices))}
    row.on_form, row.is_retired = on_form, is_retired
    row.save()
    record_setting(
        team=team, part="ticket_fields", name=row.label, before=before, after=_of_field(row), by=by, at=at
    )
    return row


def _of_field(row: TicketField) -> dict[str, Any]:
    names = ("label", "kind", "choices", "words", "on_form", "is_retired")
    return {name: getattr(row, name) for name in names}


def _said(words: Mapping[str, Any], choices: Sequence[str]) -> dict[str, Any]:
    label = str(words.get("label", "")).strip()
    said = [str(each).strip() for each in words.get("choices", ())] if choices else []
    if said and (len(said) != len(choices) or not all(said) or len(set(said)) < len(said)):
        raise DeskRefused(
            _("Say each of the {count} choices once, in their order, one on each line.").format(
                count=len(choices)
            ),
            field="words",
        )
    return {name: value for name, value in (("label", label), ("choices", said)) if value}


def _new_field(team: Team, label: str, kind: str) -> TicketField:
    taken = set(TicketField.objects.filter(team=team).values_list("key", flat=True))
    if len(taken) >= MOST_FIELDS:
        raise DeskRefused(_("A team has at most {number} fields.").format(number=MOST_FIELDS))
    return TicketField(team=team, key=new_key(label, kind=kind, taken=taken), kind=kind, position=len(taken))


def checked_values(fields: Iterable[TicketField], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as tickets keep them; None empties a field.

    Raises
    ------
    DeskRefused
        For fields that are not defined, and values that are not of their kind: all are named.
    """
    known = {field.key: field for field in fields}
    checked, wrong = {}, []
    for key, value in values.items():
        try:
            if key not in known:
                sentence = _("There is no field “{name}” on tickets.").format(name=str(key)[:60])
                raise DeskRefused(sentence, field=str(key)[:60], allowed=known)
            checked[key] = _checked(known[key], value)
        except DeskRefused as refused:
            wrong.append(refused)
    if wrong:
        sentences = " ".join(each.sentence for each in wrong)
        raise DeskRefused(sentences, field=wrong[0].field, allowed=wrong[0].allowed)
    return checked


def _checked(field: TicketField, value: Any) -> Any:
    # Fields of tickets are made as those of customers are.
    alike = cast(CustomField, field)
    if isinstance(value, bool) and field.kind == FieldKind.YES_NO:
        return value
    try:
        typed = form_field(alike).clean(None if value is None else str(value))
    except ValidationError as refused:
        raise DeskRefused(f"{field.label}: {' '.join(refused.messages)}", field=field.key) from None
    return stored_value(alike, typed)
