"""Form fields that know how their value stands in a team's document.

`key` is the path of the value inside its table; `to_document` gives what is stored (None: left out),
`from_document` what the field shows. The team file's own reader judges the values, so a field
refuses nothing that a file may hold.
"""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from halfhour.people.teamfile.values import weekdays, weekdays_text

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_NAMES = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)
DAY_CHOICES = tuple(zip(DAYS, DAY_NAMES, strict=True))


class DocumentField(forms.Field):
    """Base of the fields below."""

    key: tuple[str, ...] = ()

    def to_document(self, value: Any) -> Any:
        return None if value in ("", None) else value

    def from_document(self, raw: Any) -> Any:
        return raw


class WordField(DocumentField, forms.CharField):
    """A name or a few words."""


class LengthField(WordField):
    """A length of time as people write it: 20 s, 4 min, 1 h 30 min."""


class NumberField(DocumentField, forms.DecimalField):
    def to_document(self, value: Decimal | None) -> int | float | None:
        if value is None:
            return None
        return int(value) if value == value.to_integral_value() else float(value)

    def from_document(self, raw: Any) -> Any:
        return f"{raw:g}" if isinstance(raw, float) else raw


class PercentField(NumberField):
    """A share between 0 and 1, entered as per cent."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            min_value=0, max_value=100, max_digits=7, decimal_places=4, step_size=None, **options
        )
        self.widget.attrs.update({"step": "any", "class": "percent", "inputmode": "decimal"})

    def to_document(self, value: Decimal | None) -> float | None:
        return None if value is None else float(value / 100)

    def from_document(self, raw: Any) -> Any:
        return f"{Decimal(str(raw)) * 100:f}".rstrip("0").rstrip(".") if isinstance(raw, int | float) else raw


class TickField(DocumentField, forms.BooleanField):
    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)

    def to_document(self, value: bool) -> bool:
        return value


class PickField(DocumentField, forms.ChoiceField):
    pass


class NumberPickField(DocumentField, forms.TypedChoiceField):
    def __init__(self, **options: Any) -> None:
        super().__init__(coerce=int, **options)


class WordsField(DocumentField, forms.CharField):
    """Several words, separated by commas."""

    def to_document(self, value: str) -> list[str] | None:
        return [word.strip() for word in value.replace("，", ",").split(",") if word.strip()] or None

    def from_document(self, raw: Any) -> Any:
        return ", ".join(map(str, raw)) if isinstance(raw, list) else raw


class PeopleField(DocumentField, forms.MultipleChoiceField):
    """Any of the team's people; nobody ticked means everybody."""

    widget = forms.CheckboxSelectMultiple

    def to_document(self, value: list[str]) -> list[str] | None:
        return value or None


class WeekdaysField(DocumentField, forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=DAY_CHOICES, required=False, **options)

    def to_document(self, value: list[str]) -> str | None:
        return weekdays_text([DAYS.index(day) for day in value]) or None

    def from_document(self, raw: Any) -> Any:
        return [DAYS[day] for day in weekdays(raw)] if raw else []


class DayField(DocumentField, forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], **options)

    def to_document(self, value: Any) -> str | None:
        return value.isoformat() if value else None


def stretches(text: str) -> str | list[str]:
    """ "08:00-12:00, 13:00-17:00" as the document has it; nothing written means closed."""
    parts = [part.strip() for part in text.replace("–", "-").replace("，", ",").split(",") if part.strip()]
    if not parts:
        return "closed"
    return parts[0] if len(parts) == 1 else parts


def stretches_text(raw: Any) -> str:
    if raw in ("closed", None):
        return ""
    return ", ".join(raw) if isinstance(raw, list) else str(raw)


class StretchesField(DocumentField, forms.CharField):
    """The open stretches of one day."""

    def to_document(self, value: str) -> str | list[str]:
        return stretches(value)

    def from_document(self, raw: Any) -> Any:
        return stretches_text(raw)


class WeekWidget(forms.MultiWidget):
    template_name = "people/widgets/week.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        inputs = [forms.TextInput(attrs={"placeholder": "", "autocomplete": "off"}) for _day in DAYS]
        super().__init__(inputs, attrs)

    def decompress(self, value: Any) -> list[Any]:
        return list(value) if value else [""] * 7

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for widget, day in zip(context["widget"]["subwidgets"], DAY_NAMES, strict=True):
            widget["label"] = day
        return context


class WeekField(DocumentField, forms.MultiValueField):
    """Open stretches for each day of the week, as seven texts."""

    widget = WeekWidget
    empty_is_an_answer = True
    other_keys = ("closed_on_holidays", "exception")

    def __init__(self, **options: Any) -> None:
        fields = [forms.CharField(required=False, max_length=200) for _day in DAYS]
        super().__init__(fields=fields, require_all_fields=False, **options)

    def compress(self, data_list: list[str]) -> list[str]:
        return data_list or [""] * 7

    def to_document(self, value: list[str]) -> dict[str, Any] | None:
        week = {day: stretches(text) for day, text in zip(DAYS, value, strict=True)}
        return {day: open_ for day, open_ in week.items() if open_ != "closed"} or None

    def from_document(self, raw: Any) -> Any:
        texts = [""] * 7
        for key, value in (raw or {}).items():
            if key in self.other_keys:
                continue
            for day in weekdays(key):
                texts[day] = stretches_text(value)
        return texts


class SkillsWidget(forms.MultiWidget):
    template_name = "people/widgets/skills.html"

    def __init__(self, known: list[str]) -> None:
        self.known = known
        levels = [("", pgettext_lazy("no skill", "–")), *((str(level), str(level)) for level in range(1, 6))]
        selects: list[forms.Widget] = [forms.Select(choices=levels) for _skill in known]
        super().__init__([*selects, forms.TextInput(attrs={"autocomplete": "off"})])

    def decompress(self, value: Any) -> list[Any]:
        return list(value) if value else [""] * (len(self.known) + 1)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for widget, label in zip(context["widget"]["subwidgets"], [*self.known, ""], strict=True):
            widget["label"] = label
            widget["attrs"]["class"] = "form-select" if label else "form-control"
        return context


class SkillsField(DocumentField, forms.MultiValueField):
    """A level from 1 to 5 for each skill the team knows, and words for new ones."""

    def __init__(self, *, known: list[str], **options: Any) -> None:
        self.known = known
        fields: list[forms.Field] = [forms.CharField(required=False) for _skill in [*known, "new"]]
        self.empty_is_an_answer = True
        super().__init__(
            fields=fields, widget=SkillsWidget(known), require_all_fields=False, required=False, **options
        )

    def compress(self, data_list: list[str]) -> list[str]:
        return data_list or [""] * (len(self.known) + 1)

    def to_document(self, value: list[str]) -> list[Any] | None:
        *levels, new = value
        skills: list[Any] = [
            name if level == "1" else {"name": name, "level": int(level)}
            for name, level in zip(self.known, levels, strict=True)
            if level
        ]
        return [*skills, *(WordsField().to_document(new or "") or [])] or None

    def from_document(self, raw: Any) -> Any:
        levels = {
            (skill["name"] if isinstance(skill, dict) else skill): (
                str(skill["level"]) if isinstance(skill, dict) else "1"
            )
            for skill in raw or []
        }
        return [*(levels.get(name, "") for name in self.known), ""]
