"""Forms about who belongs to a team."""

from typing import Any

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils.translation import gettext_lazy as _

from halfhour.people.models import Role


class MemberForm(forms.Form):
    """What a member may do, and who they are in the team's settings."""

    role = forms.ChoiceField(label=_("Role"), choices=Role)
    agent_name = forms.ChoiceField(label=_("Is, in the roster"), required=False)

    def __init__(self, *arguments: Any, agents: tuple[str, ...], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["agent_name"].choices = [("", _("nobody")), *((name, name) for name in agents)]  # type: ignore[attr-defined]


class NewMemberForm(MemberForm):
    """A member to be: someone with an account, or a new one."""

    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        help_text=_("An account of this name is used where there is one, and made where there is none."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    first_name = forms.CharField(label=_("First name"), max_length=150, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=150, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    field_order = ("username", "first_name", "last_name", "email", "role", "agent_name")
