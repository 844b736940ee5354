"""Forms about a person's own account, and for new teams."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from halfhour.people.forms.settings import zone_choices
from halfhour.people.models import Theme, User


class ProfileForm(forms.Form):
    first_name = forms.CharField(label=_("First name"), max_length=150, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=150, required=False)
    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("For a new password, if you forget yours.")
    )


class ReadingForm(forms.Form):
    language = forms.ChoiceField(label=_("Language"), required=False)
    theme = forms.ChoiceField(label=_("Light or dark"), choices=Theme)
    timezone = forms.ChoiceField(
        label=_("Time zone"), required=False, help_text=_("Times are shown in it, the team's named beside.")
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        languages = [
            (code, get_language_info(code)["name_local"].capitalize()) for code, _n in settings.LANGUAGES
        ]
        self.fields["language"].choices = [("", _("As the browser")), *languages]  # type: ignore[attr-defined]
        self.fields["timezone"].choices = [("", _("As the browser")), *zone_choices()]  # type: ignore[attr-defined]


class FirstAccountForm(forms.Form):
    first_name = forms.CharField(label=_("First name"), max_length=150, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=150, required=False)
    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least ten characters."),
    )

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        names = ("username", "first_name", "last_name")
        validate_password(password, User(**{name: self.cleaned_data.get(name, "") for name in names}))
        return password
