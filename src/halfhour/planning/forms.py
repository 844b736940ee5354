"""What people fill in to make, name and edit plans."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from halfhour.planning.actions.drafts import LONGEST_NAME
from halfhour.planning.reach import LONGEST_REACH, out_of_reach
from halfhour.planning.wording import long_day

MOST_WEEKS = 8
CHANCES = (
    ("0.5", _("Usual days only: no cushion")),
    ("0.7", _("7 of 10 half hours keep their goal: a small cushion")),
    ("0.8", _("8 of 10 half hours keep their goal: usual")),
    ("0.9", _("9 of 10 half hours keep their goal: a safe cushion")),
    ("0.95", _("19 of 20 half hours keep their goal: costs the most people")),
)
EFFORTS = (
    ("0.3", _("Quick: a first look")),
    ("1", _("Usual: about a minute or two")),
    ("3", _("Thorough: three times as long")),
)


class MakePlanForm(forms.Form):
    first_on = forms.DateField(
        label=_("First day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The plan runs over whole weeks from this day. Most teams start on a Monday."),
    )
    weeks = forms.IntegerField(
        label=_("Weeks"),
        min_value=1,
        max_value=MOST_WEEKS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    goal_chance = forms.ChoiceField(
        label=_("How sure do you want to be of the goals?"),
        help_text=_(
            "No forecast is certain. The surer you want to be, the more people each half hour asks for."
        ),
    )
    effort = forms.ChoiceField(label=_("How long to look for a better roster"), choices=EFFORTS)
    name = forms.CharField(
        label=_("Name"),
        max_length=LONGEST_NAME,
        required=False,
        help_text=_("To tell plans apart; you can change it later."),
    )

    def __init__(
        self,
        *args: Any,
        goal_chance: float,
        today: date,
        last_contact_on: date | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.last_contact_on = last_contact_on
        chances = dict(CHANCES)
        own = f"{goal_chance:g}"
        if own not in chances:
            chances[own] = _("As the team's settings say")
        self.fields["goal_chance"].choices = sorted(chances.items(), key=lambda pair: float(pair[0]))  # type: ignore[attr-defined]

    def clean_first_on(self) -> date:
        first_on: date = self.cleaned_data["first_on"]
        if first_on > self.today + LONGEST_REACH:
            raise forms.ValidationError(_("That is more than a year ahead; no forecast reaches so far."))
        last_on = self.last_contact_on
        if last_on is not None and out_of_reach(first_on=first_on, last_contact_on=last_on):
            raise forms.ValidationError(
                _(
                    "The last contact is of %(day)s, more than a year before this day; no forecast reaches so"
                    " far. Choose an earlier day, or import newer contacts first."
                ),
                params={"day": long_day(last_on)},
            )
        return first_on


class RenamePlanForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME, required=False)
