"""Values that the pages' own forms check, refused in the forms' words, each where it stands in the body."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _

from halfhour.api.errors import ValuesRefused, Wrong
from halfhour.api.invalid import LONGEST_NAME

MOST_ALLOWED = 20  # values that are told where one of many may stand


def refuse_invalid(
    form: forms.Form,
    *,
    place: str = "",
    named: Callable[[str], str] = str,
    unknown: Iterable[str] = (),
) -> None:
    """Refuse what a form refuses, and names for which it has no place.

    The form is about what stands at `place` of the body, which calls the form's fields as `named` tells.
    """
    for name in sorted(unknown):
        stands = joined(place, name)[:LONGEST_NAME]
        raise ValuesRefused(Wrong(_("There is no “{name}” here.").format(name=stands), field=stands))
    if form.is_valid():
        return
    wrong = []
    for name, errors in form.errors.as_data().items():
        is_whole = name == NON_FIELD_ERRORS
        stands = place if is_whole else joined(place, named(name))
        allowed = () if is_whole else _allowed(form.fields[name], errors[0])
        wrong.append(Wrong(_said(errors[0], stands, allowed), field=stands, allowed=allowed[:MOST_ALLOWED]))
    raise ValuesRefused(*wrong)


def _said(error: ValidationError, stands: str, allowed: tuple[str, ...]) -> str:
    """What is wrong with a value, in the words that stand for every other of the API."""
    if error.code == "invalid_choice" and allowed:
        known = ", ".join(allowed[:MOST_ALLOWED])
        if len(allowed) > MOST_ALLOWED:
            return _("“{name}” must be one of {count}, such as: {known}.").format(
                name=stands, count=len(allowed), known=known
            )
        return _("“{name}” must be one of: {known}.").format(name=stands, known=known)
    if error.code == "invalid_choice":
        return _("“{name}” must be empty: there is nothing to choose from.").format(name=stands)
    said = " ".join(error.messages)
    return f"{stands}: {said}" if stands else said


def joined(place: str, name: str) -> str:
    """A name within a place: `rules[0].name`, `steps[1]`."""
    return f"{place}{name}" if name.startswith("[") or not place else f"{place}.{name}"


def _allowed(field: forms.Field, error: ValidationError) -> tuple[str, ...]:
    """What may be chosen, where something else was."""
    if error.code != "invalid_choice" or not isinstance(field, forms.ChoiceField):
        return ()
    offered: Any = field.choices
    return tuple(str(value) for value, _words in offered if value not in ("", None))
