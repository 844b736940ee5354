"""How a file is to be read, and which contacts to list."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from halfhour.ledger.look import Look
from halfhour.ledger.options import options_document
from halfhour.ledger.reading import Asks, Shape, required_columns, usual_columns
from halfhour.ledger.wording import DELIMITERS, ENCODINGS, FIELDS, RULES, SHAPES, TIME_FORMATS, column_words
from halfhour.people.forms.settings import zone_choices
from halfhour.people.wording.channels import channel_words

NOWHERE = ""
COLUMN_PREFIX = "column-"


class ReadingForm(forms.Form):
    """Shape, zone and columns of one file, with what was recognised filled in.

    The columns on offer are those of the shape; when another shape is chosen than the one the columns
    were shown for (`shown_for`), they are recognised anew.
    """

    shape = forms.ChoiceField(label=_("What is one row?"), widget=forms.RadioSelect)
    timezone = forms.ChoiceField(label=_("Time zone"), help_text=_("Of times that do not name their own."))
    time_format = forms.ChoiceField(label=FIELDS[Asks.DATE_ORDER], choices=TIME_FORMATS)
    pattern = forms.CharField(
        label=FIELDS[Asks.TIME_PATTERN],
        required=False,
        max_length=60,
        help_text=_("Where nothing else fits, such as %d.%m.%Y %H.%M."),
    )
    delimiter = forms.ChoiceField(label=FIELDS[Asks.DELIMITER], choices=DELIMITERS, required=False)
    encoding = forms.ChoiceField(label=_("Encoding"), choices=ENCODINGS, required=False)
    sheet = forms.CharField(label=_("Sheet of the workbook"), required=False, max_length=100)
    shown_for = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *arguments: Any, look: Look, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["shape"].choices = [(str(value), words[0]) for value, words in SHAPES.items()]  # type: ignore[attr-defined]
        self.fields["timezone"].choices = zone_choices()  # type: ignore[attr-defined]
        self.shape_shown = Shape(self.initial.get("shape") or Shape.CONTACTS)
        self._add_columns(look)
        if self.shape_shown is Shape.EVENTS:
            self._add_rules()

    def _add_columns(self, look: Look) -> None:
        theirs = [(NOWHERE, _("not in this file")), *((name, name) for name in look.theirs)]
        for ours in usual_columns(self.shape_shown, look.mapping):
            self.fields[f"{COLUMN_PREFIX}{ours}"] = forms.ChoiceField(
                label=column_words(ours), choices=theirs, required=False
            )

    def _add_rules(self) -> None:
        for name, (label, help_text) in RULES.items():
            self.fields[name] = forms.CharField(label=label, help_text=help_text, required=False)

    @property
    def shape_options(self) -> list[tuple[Any, Any, Any]]:
        """Each choice of a shape with its name and what it means."""
        words = list(SHAPES.values())
        return [(radio, *words[place]) for place, radio in enumerate(self["shape"])]

    @property
    def needed_columns(self) -> list[forms.BoundField]:
        return [self[f"{COLUMN_PREFIX}{ours}"] for ours in required_columns(self.shape_shown)]

    @property
    def other_columns(self) -> list[forms.BoundField]:
        needed = {f"{COLUMN_PREFIX}{ours}" for ours in required_columns(self.shape_shown)}
        return [self[name] for name in self.fields if name.startswith(COLUMN_PREFIX) and name not in needed]

    @property
    def rules(self) -> list[forms.BoundField]:
        return [self[name] for name in RULES if name in self.fields]


def document_of_post(data: Mapping[str, str]) -> dict[str, Any]:
    """The options that a form sent, whatever it sent: what is not among the choices is left out."""
    shape = data.get("shape", "")
    chosen: dict[str, Any] = {
        "shape": shape if shape in tuple(Shape) else "",
        "timezone": data.get("timezone", "") if _is_choice(data.get("timezone", ""), zone_choices()) else "",
        "time_format": data.get("pattern", "").strip() or _among(data.get("time_format", ""), TIME_FORMATS),
        "delimiter": _among(data.get("delimiter", ""), DELIMITERS),
        "encoding": _among(data.get("encoding", ""), ENCODINGS),
        "sheet": data.get("sheet", "").strip()[:100],
    }
    if chosen["shape"] and data.get("shown_for") == shape:
        chosen["mapping"] = {
            name.removeprefix(COLUMN_PREFIX): theirs
            for name, theirs in data.items()
            if name.startswith(COLUMN_PREFIX)
        }
        rules = {name: _names(data.get(name, "")) for name in RULES}
        chosen["rules"] = {name: names for name, names in rules.items() if names}
    return options_document(**chosen)


def initial_of(document: Mapping[str, Any], look: Look, *, timezone: str) -> dict[str, Any]:
    """What the form shows for a document: what was asked for, else what was recognised."""
    shape = look.mapping.shape.value if look.mapping else document.get("shape", Shape.CONTACTS.value)
    time_format = document.get("time_format", "auto")
    initial: dict[str, Any] = {
        "shape": shape,
        "shown_for": shape,
        "timezone": document.get("timezone") or timezone,
        "time_format": "auto" if "%" in time_format else time_format,
        "pattern": time_format if "%" in time_format else "",
        "delimiter": document.get("delimiter", ""),
        "encoding": document.get("encoding", ""),
        "sheet": document.get("sheet", ""),
    }
    columns = look.mapping.columns if look.mapping else document.get("mapping", {})
    initial |= {f"{COLUMN_PREFIX}{ours}": theirs for ours, theirs in columns.items()}
    initial |= {name: ", ".join(names) for name, names in document.get("rules", {}).items()}
    return initial


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()][:20]


def _among(value: str, choices: Any) -> str:
    return value if _is_choice(value, choices) else ""


def _is_choice(value: str, choices: Any) -> bool:
    for choice, words in choices:
        if choice == value or (isinstance(words, (list, tuple)) and _is_choice(value, words)):
            return True
    return False


SORTS: dict[str, tuple[str, ...]] = {
    "newest": ("-opened_at", "-id"),
    "oldest": ("opened_at", "id"),
    "longest": ("-handle_seconds", "-opened_at"),
    "id": ("contact_id",),
}
PROGRESS = {
    "answered": {"answered_at__isnull": False},
    "unanswered": {"answered_at__isnull": True, "abandoned_at__isnull": True},
    "abandoned": {"abandoned_at__isnull": False},
    "unresolved": {"resolved_at__isnull": True, "closed_at__isnull": True, "abandoned_at__isnull": True},
}


class ContactFilter(forms.Form):
    """Which contacts to list; every name and value comes from a list of allowed ones."""

    q = forms.CharField(label=_("Id or customer"), required=False, max_length=100)
    queue = forms.ChoiceField(label=_("Queue"), required=False)
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    agent = forms.ChoiceField(label=_("Agent"), required=False)
    progress = forms.ChoiceField(
        label=_("Progress"),
        required=False,
        choices=(
            ("", _("Any")),
            ("answered", _("Answered")),
            ("unanswered", _("Not answered")),
            ("abandoned", _("Given up")),
            ("unresolved", _("Not resolved")),
        ),
    )
    first_on = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    last_on = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=(
            ("newest", _("Newest first")),
            ("oldest", _("Oldest first")),
            ("longest", _("Longest first")),
            ("id", _("By id")),
        ),
    )

    def __init__(self, *arguments: Any, choices: Mapping[str, list[str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        for name, values in choices.items():
            words = channel_words if name == "channel" else str
            self.fields[name].choices = [("", _("Any")), *((value, words(value)) for value in values)]  # type: ignore[attr-defined]
