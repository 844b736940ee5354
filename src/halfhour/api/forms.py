"""A new key: its name, whom it acts as, what for, how long."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from halfhour.api.scopes import SCOPES, useless_to
from halfhour.people.access import access_as
from halfhour.people.models import Member, Team

DAYS = ((30, _("30 days")), (90, _("90 days")), (365, _("a year")), (0, _("until it is taken back")))


class KeyForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("Which program will use it."))
    user = forms.ModelChoiceField(
        label=_("Acts as"),
        queryset=Member.objects.none(),
        empty_label=_("Choose a person"),
        help_text=_("What the program does is done in this person's name, and never more than they may do."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("May"),
        choices=[(name, words) for name, (words, _permissions) in SCOPES.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.TypedChoiceField(label=_("Holds for"), choices=DAYS, coerce=int, initial=90)

    def __init__(self, *arguments: Any, team: Team, **options: Any) -> None:
        super().__init__(*arguments, **options)
        members = Member.objects.filter(team=team, user__is_active=True).select_related("user")
        self.fields["user"].queryset = members.order_by("user__username")  # type: ignore[attr-defined]
        self.fields["user"].label_from_instance = lambda member: (  # type: ignore[attr-defined]
            member.user.get_full_name() or member.user.get_username()
        )

    def clean(self) -> dict[str, Any]:
        """A key that could do nothing with a scope is refused here, and not when a program asks."""
        given: dict[str, Any] = super().clean() or {}
        member = given.get("user")
        if member is None:
            return given
        theirs = access_as(member.user, member.team, role=member.role, agent_name=member.agent_name)
        useless = useless_to(theirs.permissions, given.get("scopes", ()))
        if useless:
            person = member.user.get_full_name() or member.user.get_username()
            named = ", ".join(f"“{SCOPES[name][0]}”" for name in useless)
            sentence = gettext("{person} lacks the right to this: {scopes}.")
            self.add_error("scopes", sentence.format(person=person, scopes=named))
        return given
