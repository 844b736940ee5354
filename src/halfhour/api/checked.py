"""Values that the pages' own forms check, refused in the forms' words."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext as _

from halfhour.desk.errors import DeskRefused


def refuse_invalid(form: forms.Form, *, unknown: Iterable[str] = ()) -> None:
    """Refuse what a form refuses, and values for which it has no place."""
    for name in sorted(unknown):
        raise DeskRefused(_("There is no “{name}” here.").format(name=name[:60]))
    if form.is_valid():
        return
    name, errors = next(iter(form.errors.items()))
    said = str(errors[0])
    raise DeskRefused(said if name == "__all__" else f"{name}: {said}")
