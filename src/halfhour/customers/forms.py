"""What is entered about customers, and which of them to list."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from halfhour.customers.fields import PREFIX, form_field, stored_value, typed_value
from halfhour.customers.models import (
    NAME_LENGTH,
    AddressKind,
    Consent,
    Customer,
    CustomerSettings,
    CustomField,
    FieldKind,
)
from halfhour.customers.wording import language_choices, language_name
from halfhour.people.forms.settings import zone_choices
from halfhour.people.languages import language_code

ANY = gettext_lazy("Any")
LONGEST_RETENTION_MONTHS = 600
FIRST_ZONE = ZoneInfo("Pacific/Kiritimati")  # every day begins here


class CustomerFilter(forms.Form):
    """Which customers to list; every name and value comes from a list of allowed ones."""

    q = forms.CharField(
        label=gettext_lazy("Name, organisation or address"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    tier = forms.ChoiceField(label=gettext_lazy("Tier"), required=False)
    consent = forms.ChoiceField(
        label=gettext_lazy("Consent"), required=False, choices=[("", ANY), *Consent.choices]
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Has"), required=False, choices=[("", ANY), *AddressKind.choices]
    )
    sort = forms.ChoiceField(
        label=gettext_lazy("Order"),
        required=False,
        choices=(
            ("name", gettext_lazy("By name")),
            ("organisation", gettext_lazy("By organisation")),
            ("contacted", gettext_lazy("Last contact first")),
            ("newest", gettext_lazy("Newest first")),
            ("oldest", gettext_lazy("Oldest first")),
        ),
    )

    def __init__(self, *arguments: Any, tiers: Iterable[str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["tier"].choices = [("", ANY), *((each, each) for each in tiers)]  # type: ignore[attr-defined]


class CustomerForm(forms.Form):
    """What is known of a customer, the team's own fields included."""

    name = forms.CharField(label=gettext_lazy("Name"), required=False, max_length=NAME_LENGTH)
    organisation = forms.CharField(
        label=gettext_lazy("Organisation"),
        required=False,
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"list": "organisations", "autocomplete": "off"}),
    )
    tier = forms.ChoiceField(label=gettext_lazy("Tier"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    timezone = forms.ChoiceField(label=gettext_lazy("Time zone"), required=False)
    consent = forms.ChoiceField(
        label=gettext_lazy("Consent to being written to"), required=False, choices=Consent.choices
    )
    consent_on = forms.DateField(
        label=gettext_lazy("Consent given or refused on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    consent_how = forms.CharField(
        label=gettext_lazy("How"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Such as “ticked on the order form” or “said so on the phone”."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *arguments: Any, settings: CustomerSettings, defined: list[CustomField], **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.defined = defined
        tiers = dict.fromkeys([*settings.tiers, *filter(None, [self.initial.get("tier")])])
        self.fields["tier"].choices = [("", "–"), *((each, each) for each in tiers)]  # type: ignore[attr-defined]
        self.fields["language"].choices = [("", "–"), *self._languages()]  # type: ignore[attr-defined]
        self.fields["timezone"].choices = [("", "–"), *zone_choices()]  # type: ignore[attr-defined]
        for field in defined:
            self.fields[f"{PREFIX}{field.key}"] = form_field(field)

    def _languages(self) -> list[tuple[str, str]]:
        """Those with a code of two letters; a longer one can be sent, and what is kept can stay."""
        offered = language_choices()
        kept, sent = self.initial.get("language") or "", language_code(str(self.data.get("language") or ""))
        others = {kept, sent} - {"", *(code for code, _name in offered)}
        return [*((code, language_name(code)) for code in sorted(others)), *offered]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["consent"] = data.get("consent") or Consent.UNKNOWN
        if data["consent"] == Consent.UNKNOWN:
            data["consent_on"], data["consent_how"] = None, ""
        elif not data.get("consent_on") and "consent_on" not in self.errors:
            data["consent_on"] = timezone.localdate()
        elif "consent_on" not in self.errors and self._is_still_to_come(data["consent_on"]):
            self.add_error("consent_on", _("Enter a day that has come: nobody has agreed on a later one."))
        return data

    def _is_still_to_come(self, day: date) -> bool:
        """Whether it has begun nowhere yet, for programs say days of zones that nobody knows here."""
        return day > timezone.now().astimezone(FIRST_ZONE).date() and day != self.initial.get("consent_on")

    def values(self) -> dict[str, Any]:
        """What `change_customer` and `NewCustomer` take."""
        names = (
            "name",
            "organisation",
            "tier",
            "language",
            "timezone",
            "consent",
            "consent_on",
            "consent_how",
        )
        return {name: self.cleaned_data[name] for name in names} | {
            "fields": {
                field.key: stored_value(field, self.cleaned_data.get(f"{PREFIX}{field.key}"))
                for field in self.defined
            }
        }


def initial_of(customer: Customer, defined: Iterable[CustomField]) -> dict[str, Any]:
    """What the form shows for a customer."""
    plain = ("name", "tier", "language", "timezone", "consent", "consent_on", "consent_how", "revision")
    return {
        **{name: getattr(customer, name) for name in plain},
        "organisation": customer.organisation.name if customer.organisation else "",
        **{f"{PREFIX}{each.key}": typed_value(each, customer.fields.get(each.key)) for each in defined},
    }


class NewCustomerForm(CustomerForm):
    """A customer to be, with the first addresses."""

    email = forms.CharField(label=gettext_lazy("E-mail"), required=False, max_length=254)
    phone = forms.CharField(label=gettext_lazy("Phone"), required=False, max_length=60)
    field_order = ("name", "email", "phone", "organisation")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not any(data.get(name) for name in ("name", "email", "phone")) and not self.errors:
            raise forms.ValidationError(_("Enter a name or an address, so that the customer can be found."))
        return data

    def addresses(self) -> tuple[tuple[str, str], ...]:
        kinds = (AddressKind.EMAIL, AddressKind.PHONE)
        return tuple((kind, self.cleaned_data[kind]) for kind in kinds if self.cleaned_data[kind])


class AddressForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=AddressKind.choices)
    value = forms.CharField(label=gettext_lazy("Address"), max_length=500)


class NoteForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("New note"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )


class OrganisationForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=NAME_LENGTH)


class RetentionForm(forms.Form):
    months = forms.IntegerField(
        label=gettext_lazy("Erase customers after so many months without contact"),
        required=False,
        min_value=1,
        max_value=LONGEST_RETENTION_MONTHS,
        help_text=gettext_lazy("Empty: customers are kept until somebody erases them."),
    )


class LinesField(forms.CharField):
    """Several texts, one on each line."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            **{"required": False, "max_length": 5000, "widget": forms.Textarea(attrs={"rows": 5}), **options}
        )

    def clean(self, value: Any) -> Any:
        lines = [line.strip() for line in str(super().clean(value)).splitlines() if line.strip()]
        if any(len(line) > 60 for line in lines):
            raise forms.ValidationError(_("Keep each line to 60 characters."))
        if len(lines) > 100:
            raise forms.ValidationError(_("Keep to 100 lines."))
        return lines

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


class TiersForm(forms.Form):
    tiers = LinesField(
        label=gettext_lazy("Tiers"),
        help_text=gettext_lazy("One on each line. Goals may ask for a tier by its name."),
    )


class FieldForm(forms.Form):
    """A field of the team's own; its kind stays once it is defined."""

    label = forms.CharField(label=gettext_lazy("Name of the field"), max_length=100)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=FieldKind.choices)
    choices = LinesField(
        label=gettext_lazy("To choose from"), help_text=gettext_lazy("One on each line, for “One of a list”.")
    )
    is_retired = forms.BooleanField(
        label=gettext_lazy("No longer ask for it; what was entered is kept"), required=False
    )

    def __init__(self, *arguments: Any, field: CustomField | None, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if field is not None:
            self.fields["kind"].disabled = True
            self.fields["kind"].initial = field.kind
        else:
            del self.fields["is_retired"]

    def values(self) -> Mapping[str, Any]:
        return {**self.cleaned_data}
