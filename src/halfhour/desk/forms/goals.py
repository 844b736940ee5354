"""One goal rule: what it is for, and within how much business time."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from halfhour.desk.models import Complexity, Priority
from halfhour.people.teamfile.problems import Refused
from halfhour.people.teamfile.values import duration, duration_text
from halfhour.people.typed import whole_number
from halfhour.people.wording.channels import CHANNELS

LEAST_SECONDS, MOST_SECONDS = 5, 400 * 3600
ANY = ("", _("any"))
MEASURES = ("first_answer_seconds", "next_answer_seconds", "resolution_seconds")
FACTS = ("channel", "priority", "complexity", "tier", "category")


class LengthOfTime(forms.Field):
    """Business time as people write it: 30 min, 4 h."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)

    def to_python(self, value: Any) -> int | None:
        typed = str(value or "").strip()
        if not typed:
            return None
        try:
            return int(duration(least=LEAST_SECONDS, most=MOST_SECONDS)(typed))
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from None

    def prepare_value(self, value: Any) -> Any:
        return duration_text(value) if isinstance(value, int) else value


class GoalRuleForm(forms.Form):
    """`kept` is the rule as it is, None for a new one."""

    name = forms.CharField(label=_("Name"), max_length=80)
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    priority = forms.ChoiceField(label=_("Priority"), required=False, choices=[ANY, *Priority.choices])
    complexity = forms.ChoiceField(label=_("Complexity"), required=False, choices=[ANY, *Complexity.choices])
    tier = forms.ChoiceField(label=_("Tier of the customer"), required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)
    first_answer_seconds = LengthOfTime(
        label=_("First answer within"),
        help_text=_("Business time, such as “30 min” or “4 h”; empty for none."),
    )
    next_answer_seconds = LengthOfTime(label=_("Next answers within"))
    resolution_seconds = LengthOfTime(label=_("Resolved within"))
    based_on = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        *arguments: Any,
        kept: dict[str, Any] | None,
        tiers: list[str],
        categories: list[str],
        **options: Any,
    ) -> None:
        super().__init__(*arguments, **options)
        when = (kept or {}).get("when", {})
        self._offer("channel", [*CHANNELS], when)
        self._offer("tier", [(each, each) for each in tiers], when)
        self._offer("category", [(each, each) for each in categories], when)

    def _offer(self, name: str, choices: list[tuple[Any, Any]], when: dict[str, Any]) -> None:
        """What a rule names already can be kept, even where the team no longer has it."""
        known = {value for value, _words in choices}
        if when.get(name) and when[name] not in known:
            choices = [*choices, (when[name], when[name])]
        self.fields[name].choices = [ANY, *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not any(given.get(name) for name in MEASURES):
            raise forms.ValidationError(
                _("Give at least one goal: first answer, next answers or resolution.")
            )
        return given

    def rule(self) -> dict[str, Any]:
        """The rule as a document keeps it."""
        when = {fact: self.cleaned_data[fact] for fact in FACTS if self.cleaned_data[fact]}
        goals = {name: self.cleaned_data[name] for name in MEASURES if self.cleaned_data[name]}
        return {"name": self.cleaned_data["name"].strip(), "when": when, **goals}


def initial_of(rule: dict[str, Any]) -> dict[str, Any]:
    goals = {name: rule.get(name) for name in MEASURES}
    return {"name": rule["name"], **rule.get("when", {}), **goals}


def initial_from(asked: Mapping[str, str]) -> dict[str, Any]:
    """What a link to the form of a rule fills in: what it is for, and its goals."""
    given = {name: whole_number(asked.get(name)) for name in MEASURES}
    goals = {name: seconds for name, seconds in given.items() if seconds is not None}
    return {name: asked[name] for name in FACTS if asked.get(name)} | goals


WHOM = (
    ("assignee", _("who holds the ticket")),
    ("leads", _("the leads")),
    ("both", _("both")),
)


class EscalationForm(forms.Form):
    """Up to four steps: at which share of a goal who is told."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for step in range(1, 5):
            self.fields[f"share_{step}"] = forms.IntegerField(
                label=_("At this share of the goal, per cent"), min_value=10, max_value=500, required=False
            )
            self.fields[f"whom_{step}"] = forms.ChoiceField(label=_("tell"), choices=WHOM, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        shares = [given.get(f"share_{step}") for step in range(1, 5)]
        named = [share for share in shares if share is not None]
        if not self.errors and not named:
            raise forms.ValidationError(_("Keep at least one step, so that somebody is warned."))
        if len(named) != len(set(named)):
            raise forms.ValidationError(_("Give each share once."))
        return given

    def steps(self) -> list[dict[str, Any]]:
        told = {"assignee": ["assignee"], "leads": ["leads"], "both": ["assignee", "leads"]}
        steps = [
            {
                "share": self.cleaned_data[f"share_{step}"] / 100,
                "tell": told[self.cleaned_data[f"whom_{step}"] or "both"],
            }
            for step in range(1, 5)
            if self.cleaned_data[f"share_{step}"] is not None
        ]
        return sorted(steps, key=lambda step: step["share"])


def initial_steps(steps: dict[float, tuple[str, ...]]) -> dict[str, Any]:
    initial: dict[str, Any] = {}
    for place, (share, tell) in enumerate(sorted(steps.items())[:4], start=1):
        initial[f"share_{place}"] = round(share * 100)
        initial[f"whom_{place}"] = "both" if len(tell) > 1 else tell[0]
    return initial
