"""A ticket entered by hand, and an input that is mended."""

from collections.abc import Iterable
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from halfhour.customers.fields import PREFIX, form_field, stored_value
from halfhour.customers.models import NAME_LENGTH, CustomField
from halfhour.desk.models import Priority, TicketField
from halfhour.desk.models.tickets import SUBJECT_LENGTH
from halfhour.people.wording.channels import CHANNELS

LONGEST_TYPED, LONGEST_SOUGHT = 20_000, 100
BY_TRIAGE = ("", _("as triage finds"))


class NewTicketForm(forms.Form):
    """Who called or came, and what they said; `key` makes a double click one ticket."""

    customer = forms.CharField(
        label=_("Customer"),
        required=False,
        max_length=LONGEST_SOUGHT,
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "callers"}),
        help_text=_(
            "Found by letters of a name, an e-mail address or a phone number, for somebody who is known here;"
            " else say who it is below."
        ),
    )
    name = forms.CharField(label=pgettext_lazy("of a person", "Name"), required=False, max_length=NAME_LENGTH)
    email = forms.CharField(label=_("E-mail"), required=False, max_length=254)
    phone = forms.CharField(label=_("Phone"), required=False, max_length=60)
    channel = forms.ChoiceField(label=_("Came by"), choices=CHANNELS, initial="phone")
    queue = forms.ChoiceField(label=_("Queue"), required=False)
    priority = forms.ChoiceField(label=_("Priority"), required=False, choices=[BY_TRIAGE, *Priority.choices])
    subject = forms.CharField(label=_("Subject"), required=False, max_length=SUBJECT_LENGTH)
    text = forms.CharField(
        label=_("What they said"), max_length=LONGEST_TYPED, widget=forms.Textarea(attrs={"rows": 8})
    )
    speaking = forms.BooleanField(
        label=_("I am speaking with them now"),
        required=False,
        initial=True,
        help_text=_("By phone or chat: then it is yours, and answered. Else it is given away as it came."),
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(
        self, *arguments: Any, queues: list[str], fields: Iterable[TicketField], found_at: str, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.fields["customer"].widget.attrs["data-callers"] = found_at
        self.defined = list(fields)
        for field in self.defined:
            self.fields[f"{PREFIX}{field.key}"] = form_field(cast(CustomField, field))
        self.fields["queue"].choices = [BY_TRIAGE, *((each, each) for each in queues)]  # type: ignore[attr-defined]
        self.fields["key"].initial = uuid4().hex

    def body(self) -> dict[str, Any]:
        """What the gate takes."""
        data = self.cleaned_data
        typed = (name for name in self.base_fields if name not in ("key", "speaking"))
        plain: dict[str, Any] = {name: data[name] for name in typed if data[name]}
        if not data["speaking"]:
            plain["waits"] = True
        own = {
            each.key: stored_value(cast(CustomField, each), data.get(f"{PREFIX}{each.key}"))
            for each in self.defined
        }
        kept = {name: value for name, value in own.items() if value is not None}
        return {**plain, "fields": kept} if kept else plain

    def own_fields(self) -> list[forms.BoundField]:
        """The team's own, in their order."""
        return [self[f"{PREFIX}{each.key}"] for each in self.defined]

    def with_new_key(self) -> None:
        """Let what is typed be sent as another ticket."""
        self.data = {**self.data.dict(), "key": uuid4().hex}  # type: ignore[attr-defined]


class MendForm(forms.Form):
    """What was understood of an input, to be put right; what is not shown here stays as it came."""

    name = forms.CharField(label=pgettext_lazy("of a person", "Name"), required=False, max_length=NAME_LENGTH)
    email = forms.CharField(label=_("E-mail"), required=False, max_length=500)
    phone = forms.CharField(label=_("Phone"), required=False, max_length=100)
    subject = forms.CharField(label=_("Subject"), required=False, max_length=SUBJECT_LENGTH)
    text = forms.CharField(
        label=_("Text"), required=False, max_length=100_000, widget=forms.Textarea(attrs={"rows": 8})
    )
    channel = forms.ChoiceField(label=_("Came by"), choices=CHANNELS)

    def mended(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "channel"}


def initial_of(channel: str, body: Any) -> dict[str, Any]:
    """What of an input can be shown in the form: texts and numbers."""
    given = {**body, **(body.get("mended") or {})} if isinstance(body, dict) else {"text": body}
    names = ("name", "email", "phone", "subject", "text")
    shown = {name: given[name] for name in names if isinstance(given.get(name), str | int | float)}
    known = {name for name, _words in CHANNELS}
    return {**shown, "channel": channel if channel in known else "other"}
