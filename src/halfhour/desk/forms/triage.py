"""One triage rule: what it asks of a contact, and what it sets."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from halfhour.desk.adapter.rules import OPENED
from halfhour.desk.models import Complexity, Priority
from halfhour.desk.wording.triage import LANGUAGES, SIGNALS, language_words, zone_words
from halfhour.people.wording.channels import CHANNELS

STAYS = ("", _("leave as it is"))
FIELDS = ("category", "priority", "complexity", "queue")
SETS = (*FIELDS, "complaint")
WHOLE_DAY = 86_400
MOST_LINES, LINE_LENGTH = 100, 100


class Lines(forms.CharField):
    """Words or addresses, one on each line."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 3}), **options
        )

    def clean(self, value: Any) -> Any:
        lines = [" ".join(line.split()) for line in str(super().clean(value)).splitlines()]
        lines = list(dict.fromkeys(line for line in lines if line.strip(" *")))
        if len(lines) > MOST_LINES or any(len(line) > LINE_LENGTH for line in lines):
            raise forms.ValidationError(_("Keep to 100 lines of 100 characters."))
        return lines

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


class Several(forms.MultipleChoiceField):
    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, widget=forms.CheckboxSelectMultiple, **options)


class RuleForm(forms.Form):
    """`kept` is the rule as it is, None for a new one; `queues` and `categories` are the team's own."""

    name = forms.CharField(label=_("Name"), max_length=80)
    channels = Several(label=_("Comes by"), choices=CHANNELS)
    words_any = Lines(
        label=_("Has one of these words or phrases"),
        help_text=_("One on each line, in subject or text. A star at the end lets a word go on: refund*"),
    )
    words_all = Lines(label=_("Has all of these"))
    words_none = Lines(label=_("Has none of these"))
    customers = Lines(
        label=_("Comes from one of these addresses"),
        help_text=_("One on each line; @example.org stands for everybody there."),
    )
    languages = Several(label=_("Is written in"))
    signals = Several(label=_("Says"), choices=list(SIGNALS.items()))
    weekdays = Several(label=_("Comes on"), choices=[(str(day), name) for day, name in WEEKDAYS.items()])
    from_time = forms.TimeField(
        label=_("Comes from"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    until_time = forms.TimeField(
        label=_("until before"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    if_category = Lines(label=_("Has one of these categories already"))
    if_priority = Several(label=_("Has this priority already"), choices=Priority.choices)
    if_complexity = Several(label=_("Has this complexity already"), choices=Complexity.choices)
    if_queue = Several(label=_("Is in this queue already"))
    set_category = forms.CharField(
        label=_("Set the category to"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"list": "categories", "autocomplete": "off"}),
    )
    set_priority = forms.ChoiceField(
        label=_("Set the priority to"), required=False, choices=[STAYS, *Priority.choices]
    )
    set_complexity = forms.ChoiceField(
        label=_("Set the complexity to"), required=False, choices=[STAYS, *Complexity.choices]
    )
    set_queue = forms.ChoiceField(label=_("Put it into the queue"), required=False)
    set_complaint = forms.ChoiceField(
        label=_("Complaint"), required=False, choices=[STAYS, (OPENED, _("open a complaint"))]
    )
    is_off = forms.BooleanField(
        label=_("Switched off"), required=False, help_text=_("The rule is kept and does nothing.")
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        *arguments: Any,
        kept: Mapping[str, Any] | None,
        queues: list[str],
        categories: list[str],
        timezone: str,
        **options: Any,
    ) -> None:
        super().__init__(*arguments, **options)
        self.categories, self.timezone = categories, timezone
        named = {**(kept or {"sets": {}})["sets"]}.get("queue")
        offered = list(dict.fromkeys([*queues, *([named] if named else [])]))
        self.fields["set_queue"].choices = [STAYS, *((each, each) for each in offered)]  # type: ignore[attr-defined]
        if categories:
            self._offer_categories(categories, kept)
        self.fields["if_queue"].choices = [(each, each) for each in queues]  # type: ignore[attr-defined]
        self.fields["weekdays"].help_text = self.fields["until_time"].help_text = _(
            "In the team's time zone: %(zone)s"
        ) % {"zone": zone_words(timezone)}
        self.fields["languages"].choices = [  # type: ignore[attr-defined]
            *((code, language_words(code)) for code in LANGUAGES),
            ("-", _("a language that could not be told")),
        ]

    def _offer_categories(self, categories: list[str], kept: Mapping[str, Any] | None) -> None:
        """The team's own, and those that the rule names although the team has them no longer."""
        known = initial_of(kept) if kept else {}
        asked = list(dict.fromkeys([*categories, *known.get("if_category", [])]))
        given = list(dict.fromkeys([*categories, *filter(None, [known.get("set_category")])]))
        self.fields["if_category"] = Several(
            label=self.fields["if_category"].label, choices=[(each, each) for each in asked]
        )
        self.fields["set_category"] = forms.ChoiceField(
            label=self.fields["set_category"].label,
            required=False,
            choices=[STAYS, *((each, each) for each in given)],
            error_messages={"invalid_choice": _("Choose one of the team's categories.")},
        )

    def clean_set_category(self) -> str:
        value = " ".join(str(self.cleaned_data["set_category"]).split())
        if value and self.categories and value not in self.categories:
            raise forms.ValidationError(_("Choose one of the team's categories."))
        return value

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not any(given.get(f"set_{field}") for field in SETS):
            raise forms.ValidationError(
                _(
                    "Say what the rule sets: category, priority, complexity or queue,"
                    " or that it opens a complaint."
                )
            )
        if (given.get("from_time") is None) != (given.get("until_time") is None):
            raise forms.ValidationError(_("Give both times, or none."))
        return given

    def rule(self) -> dict[str, Any]:
        """The rule as a document keeps it."""
        given = self.cleaned_data
        when = [*self._texts(), *self._time(), *self._facts()]
        sets = {field: given[f"set_{field}"] for field in SETS if given[f"set_{field}"]}
        off = {"is_off": True} if given["is_off"] else {}
        return {"name": given["name"].strip(), "when": when, "sets": sets, **off}

    def _texts(self) -> list[dict[str, Any]]:
        given = self.cleaned_data
        words = {
            name: given[f"words_{name.removesuffix('_of')}"]
            for name in ("any_of", "all_of", "none_of")
            if given[f"words_{name.removesuffix('_of')}"]
        }
        languages = ["" if each == "-" else each for each in given["languages"]]
        plain = (
            ("channel", given["channels"]),
            ("customer", given["customers"]),
            ("language", languages),
            ("signal", given["signals"]),
        )
        found: list[dict[str, Any]] = [{"kind": kind, "any_of": values} for kind, values in plain if values]
        return [*found, *([{"kind": "words", **words}] if words else [])]

    def _time(self) -> list[dict[str, Any]]:
        given = self.cleaned_data
        if not given["weekdays"] and given["from_time"] is None:
            return []
        condition = {
            "kind": "time",
            "timezone": self.timezone,
            "weekdays": sorted(int(day) for day in given["weekdays"]) or list(range(7)),
            "from_second": _second(given["from_time"]) if given["from_time"] else 0,
            "until_second": (_second(given["until_time"]) if given["until_time"] else 0) or WHOLE_DAY,
        }
        return [condition]

    def _facts(self) -> list[dict[str, Any]]:
        given = self.cleaned_data
        return [
            {"kind": "fact", "field": field, "any_of": given[f"if_{field}"]}
            for field in FIELDS
            if given[f"if_{field}"]
        ]


def _second(at: time) -> int:
    return at.hour * 3600 + at.minute * 60


def _at(second: int) -> time:
    return time(second // 3600 % 24, second % 3600 // 60)


def initial_of(rule: Mapping[str, Any]) -> dict[str, Any]:
    """What the form shows for a rule."""
    shown: dict[str, Any] = {"name": rule["name"], "is_off": rule.get("is_off", False)}
    shown |= {f"set_{field}": value for field, value in rule["sets"].items()}
    for each in rule["when"]:
        match each["kind"]:
            case "channel" | "customer" | "signal":
                shown[f"{each['kind']}s"] = each["any_of"]
            case "language":
                shown["languages"] = [code or "-" for code in each["any_of"]]
            case "words":
                shown |= {f"words_{name}": each.get(f"{name}_of", []) for name in ("any", "all", "none")}
            case "fact":
                shown[f"if_{each['field']}"] = each["any_of"]
            case "time":
                shown["weekdays"] = (
                    [str(day) for day in each["weekdays"]] if len(each["weekdays"]) < 7 else []
                )
                if (each["from_second"], each["until_second"]) != (0, WHOLE_DAY):
                    shown |= {"from_time": _at(each["from_second"]), "until_time": _at(each["until_second"])}
    return shown
