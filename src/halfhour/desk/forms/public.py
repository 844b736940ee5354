"""What people without an account fill in."""

from collections.abc import Iterable, Mapping
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from halfhour.customers.addresses import normalised
from halfhour.customers.errors import AddressRefused
from halfhour.customers.fields import PREFIX, form_field, stored_value
from halfhour.customers.models import NAME_LENGTH, AddressKind, CustomField
from halfhour.desk.models import DeskSettings, TicketField
from halfhour.desk.models.tickets import SUBJECT_LENGTH
from halfhour.people.models import Team

MOST_FILES, MOST_FILE_MB, MOST_TEXT = 5, 10, 20_000
MOST_FILE_BYTES = MOST_FILE_MB * 1_000_000


class FilesInput(forms.ClearableFileInput):
    """Several files; it says what is allowed, so the browser can tell before anything is sent."""

    allow_multiple_selected = True
    template_name = "desk/public/files.html"

    def build_attrs(
        self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        limits = {
            "data-most-files": MOST_FILES,
            "data-most-bytes": MOST_FILE_BYTES,
            "data-most-bytes-together": settings.UPLOAD_LIMIT_BYTES,
        }
        return super().build_attrs(base_attrs, extra_attrs) | limits


class FilesField(forms.FileField):
    """Several files, each of a decent size."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", gettext_lazy("Files"))
        help_text = _files_help()
        usual = {"required": False, "widget": FilesInput(), "help_text": help_text, "allow_empty_file": True}
        super().__init__(**usual | options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        files = [super(FilesField, self).clean(each, initial) for each in given if each]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(
                _("Choose at most {number} files.").format(number=MOST_FILES), code="many"
            )
        for each in files:
            if not each.size:
                raise forms.ValidationError(_("The file “{name}” is empty.").format(name=each.name[:80]))
            if each.size > MOST_FILE_BYTES:
                raise forms.ValidationError(
                    _("The file “{name}” is larger than {number} MB.").format(
                        name=each.name[:80], number=MOST_FILE_MB
                    )
                )
        return files


def _files_help() -> Any:
    return gettext_lazy("Up to five, of 10 MB each.")


class AddressField(forms.EmailField):
    """An e-mail address as it can be kept of a customer."""

    def __init__(self, **options: Any) -> None:
        widget = forms.EmailInput(attrs={"autocomplete": "email"})
        usual: dict[str, Any] = {"label": gettext_lazy("Your e-mail"), "max_length": 254, "widget": widget}
        super().__init__(**usual | options)

    def clean(self, value: Any) -> str:
        found = super().clean(value)
        try:
            normalised(AddressKind.EMAIL, found)
        except AddressRefused as refused:
            raise forms.ValidationError(refused.sentence, code="invalid") from None
        return str(found)


def fresh_key() -> str:
    return uuid4().hex


def text_field(**options: Any) -> forms.CharField:
    common = {"max_length": MOST_TEXT, "widget": forms.Textarea(attrs={"rows": 7})}
    return forms.CharField(**{**common, **options})


class Guarded(forms.Form):
    """A form that is sent once: `key` names this filling in of it; `website` is left empty by people."""

    key = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput, initial=fresh_key)
    website = forms.CharField(
        label=gettext_lazy("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Leave this field empty: it is there to stop robots."))
        return ""

    def with_new_key(self) -> None:
        """Let what is typed be sent as something of its own."""
        self.data = {**self.data.dict(), "key": fresh_key()}  # type: ignore[attr-defined]


class ContactForm(Guarded):
    """A message to a team; `topics` and `fields` are the team's."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = AddressField(help_text=gettext_lazy("We answer to this address."))
    topic = forms.ChoiceField(label=gettext_lazy("What is it about?"), required=False)
    subject = forms.CharField(label=gettext_lazy("In a few words"), max_length=SUBJECT_LENGTH)
    text = text_field(label=gettext_lazy("Your message"))
    attached = FilesField()
    field_order = ("name", "email", "topic", "subject", "text")

    def __init__(
        self, *arguments: Any, kept: DeskSettings, fields: Iterable[TicketField], **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.topics = kept.form.get("topics", [])
        self.defined = list(fields)
        names = [(str(place), label_of(each.get("labels", {}))) for place, each in enumerate(self.topics)]
        self.fields["topic"].choices = [("", "–"), *names]  # type: ignore[attr-defined]
        if not names:
            del self.fields["topic"]
        for field in self.defined:
            self.fields[f"{PREFIX}{field.key}"] = _in_reader_s_words(field)
        self.order_fields([*self.field_order, *(f"{PREFIX}{each.key}" for each in self.defined), "attached"])

    def body(self) -> Mapping[str, Any]:
        """What the gate takes."""
        data = self.cleaned_data
        topic = self.topics[int(data["topic"])] if data.get("topic") else {}
        own = {
            each.key: stored_value(cast(CustomField, each), data.get(f"{PREFIX}{each.key}"))
            for each in self.defined
        }
        return {
            **{name: data[name] for name in ("name", "email", "subject", "text")},
            **{name: topic[name] for name in ("queue", "category") if topic.get(name)},
            "reads": (get_language() or settings.LANGUAGE_CODE)[:2],
            "fields": {name: value for name, value in own.items() if value is not None},
        }

    def given_files(self) -> list[UploadedFile[Any]]:
        return list(self.cleaned_data.get("attached") or [])


def label_of(labels: Mapping[str, str]) -> str:
    """The team's words in the reader's language, in another where there are none."""
    wanted = (get_language() or "", settings.LANGUAGE_CODE)
    return next((labels[each] for each in wanted if labels.get(each)), "") or next(
        (each for each in labels.values() if each), "–"
    )


def own_words(labels: Mapping[str, str]) -> str:
    """The team's words in the reader's language alone; without them, ours in it are nearer."""
    return labels.get(get_language() or "", "")


def _in_reader_s_words(field: TicketField) -> Any:
    """A field of the team's own in its reader's language; what they choose is kept as the team has it."""
    words = field.words.get(get_language() or "", {})
    asked: Any = form_field(cast(CustomField, field))
    asked.label = words.get("label") or field.label
    if words.get("choices"):
        asked.choices = [asked.choices[0], *zip(field.choices, words["choices"], strict=True)]
    return asked


def fields_on_form(team: Team) -> list[TicketField]:
    rows = TicketField.objects.filter(team=team, on_form=True, is_retired=False)
    return list(rows.order_by("position", "id"))


class AgainForm(Guarded):
    """What a customer writes again on their page."""

    text = text_field(label=gettext_lazy("Write again"), widget=forms.Textarea(attrs={"rows": 5}))
    attached = FilesField()

    def given_files(self) -> list[UploadedFile[Any]]:
        return list(self.cleaned_data.get("attached") or [])


class LinkForm(Guarded):
    email = AddressField()


FROM_1_TO_5 = [(str(each), str(each)) for each in range(1, 6)]


class RatingForm(forms.Form):
    speed = forms.ChoiceField(
        label=gettext_lazy("Were we quick enough? 1 is much too slow, 5 is very quick."),
        choices=FROM_1_TO_5,
        widget=forms.RadioSelect,
    )
    quality = forms.ChoiceField(
        label=gettext_lazy("Was the answer good? 1 is useless, 5 is very good."),
        choices=FROM_1_TO_5,
        widget=forms.RadioSelect,
    )
    comment = forms.CharField(
        label=gettext_lazy("Anything else?"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AnswerForm(forms.Form):
    """A department's answer."""

    answered_by = forms.CharField(label=gettext_lazy("Your name"), max_length=200)
    answer = text_field(label=gettext_lazy("Your answer"))
