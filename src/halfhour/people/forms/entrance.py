"""The forms before somebody is known: the library's, with labels that name what is to be typed."""

from typing import Any

from allauth.account.forms import LoginForm as AnyLoginForm
from allauth.account.forms import ResetPasswordForm as AnyResetPasswordForm
from django.utils.translation import gettext_lazy as _


class LoginForm(AnyLoginForm):  # type: ignore[misc]
    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        login, password = self.fields["login"], self.fields["password"]
        login.label = _("User name or e-mail")
        login.widget.attrs |= {"autocomplete": "username", "autocapitalize": "none"}
        password.label = _("Password")
        for field in (login, password):
            del field.widget.attrs["placeholder"]


class ResetPasswordForm(AnyResetPasswordForm):  # type: ignore[misc]
    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["email"].label = _("E-mail")
        del self.fields["email"].widget.attrs["placeholder"]
