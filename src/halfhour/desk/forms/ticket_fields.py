"""What is entered about the team's own fields of tickets, defined as those of customers are."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from halfhour.customers.forms import FieldForm, LinesField
from halfhour.customers.models import CustomField
from halfhour.desk.forms.processes import LANGUAGES, own_name, place
from halfhour.desk.models import TicketField

PLAIN = ("label", "kind", "choices", "on_form", "is_retired")


class TicketFieldForm(FieldForm):
    """A field of the team's own; its kind stays once it is defined.

    For each language stands what customers read in the form; empty, they read the name and the choices.
    """

    on_form = forms.BooleanField(label=_("Customers are asked for it in the form"), required=False)

    def __init__(self, *arguments: Any, field: TicketField | None, **options: Any) -> None:
        super().__init__(*arguments, field=cast("CustomField | None", field), **options)
        for code in LANGUAGES:
            words = {"language": own_name(code)}
            self.fields[f"label_{place(code)}"] = forms.CharField(
                label=_("Name in the form: %(language)s") % words,
                max_length=100,
                required=False,
                widget=forms.TextInput(attrs={"lang": code}),
            )
            self.fields[f"choices_{place(code)}"] = LinesField(
                label=_("To choose from in the form: %(language)s") % words,
                help_text=_("In the same order, one on each line."),
                widget=forms.Textarea(attrs={"rows": 3, "lang": code}),
            )
        self.order_fields(["label", "kind", "choices", "on_form"])

    def values(self) -> Mapping[str, Any]:
        data = self.cleaned_data
        words = {
            code: {name: data[f"{name}_{place(code)}"] for name in ("label", "choices")} for code in LANGUAGES
        }
        return {name: data[name] for name in PLAIN if name in data} | {"words": words}


def field_initial(field: TicketField) -> Mapping[str, Any]:
    return {name: getattr(field, name) for name in PLAIN} | words_initial(field.words)


def words_initial(words: Mapping[str, Mapping[str, Any]], *, typed: bool = False) -> dict[str, Any]:
    """What the form shows for words by language, every language of ours; or what it is sent for them."""
    said = {
        f"{name}_{place(code)}": words.get(code, {}).get(name, "")
        for code in LANGUAGES
        for name in ("label", "choices")
    }
    return {
        name: "\n".join(each) if typed and isinstance(each, list) else each for name, each in said.items()
    }
