"""What a team files its tickets under, one on each line."""

from django import forms
from django.utils.translation import gettext_lazy as _

MOST_CHARACTERS = 30_000


class Names(forms.CharField):
    """Names, one on each line; empty lines say nothing."""

    def clean(self, value: object) -> list[str]:
        return [name for line in str(super().clean(value)).splitlines() if (name := " ".join(line.split()))]

    def prepare_value(self, value: object) -> object:
        return "\n".join(value) if isinstance(value, list) else value


class CategoriesForm(forms.Form):
    categories = Names(
        label=_("Categories"),
        required=False,
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("One on each line, in the order of choice. Without any, all may be said."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)
