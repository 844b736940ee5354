"""What is entered for canned replies, complaints and hand-offs, and what a team sets about them."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.text import Truncator
from django.utils.translation import get_language_info, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from halfhour.customers.fields import PREFIX, form_field, stored_value, typed_value
from halfhour.customers.models import CustomField
from halfhour.desk.actions.changing import category_names, queue_names
from halfhour.desk.actions.macros import CHANGED, STATES
from halfhour.desk.actions.ticket_fields import fields_of
from halfhour.desk.models import (
    Complexity,
    Department,
    Macro,
    MessageKind,
    Priority,
    StepKind,
    Ticket,
    TicketField,
)
from halfhour.desk.queries.there import who_answers
from halfhour.people.models import Team, User

STAYS = ("", _("stays as it is"))
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


def own_name(code: str) -> str:
    return str(get_language_info(code)["name_local"]).capitalize()


def place(code: str) -> str:
    return code.replace("-", "_")


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Somebody of the team, by their name."""

    def label_from_instance(self, obj: User) -> str:
        return obj.get_full_name() or obj.username


class MacroForm(forms.Form):
    """A canned reply: its texts by language, and what else it does."""

    name = forms.CharField(label=_("Name"), max_length=100)
    shortcut = forms.CharField(
        label=_("Shortcut"), max_length=30, required=False, help_text=_("What to type to find it at once.")
    )
    state = forms.ChoiceField(label=_("Then the ticket is"), required=False)
    priority = forms.ChoiceField(label=_("Priority"), required=False, choices=[STAYS, *Priority.choices])
    complexity = forms.ChoiceField(
        label=_("Complexity"), required=False, choices=[STAYS, *Complexity.choices]
    )
    category = forms.ChoiceField(label=_("Category"), required=False)
    queue = forms.ChoiceField(label=_("Queue"), required=False)
    tags = forms.CharField(
        label=_("Adds the tags"), required=False, max_length=300, help_text=_("Commas between them.")
    )
    assign_to_me = forms.BooleanField(label=_("Whoever uses it holds the ticket"), required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *arguments: Any, team: Team, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for code in LANGUAGES:
            self.fields[f"text_{place(code)}"] = forms.CharField(
                label=_("Text: %(language)s") % {"language": own_name(code)},
                required=False,
                max_length=20_000,
                widget=forms.Textarea(attrs={"rows": 6, "lang": code}),
            )
        self.own = fields_of(team)
        for field in self.own:
            self.fields[f"{PREFIX}{field.key}"] = self._own_field(field)
        categories = category_names(team)
        self.fields["state"].choices = [STAYS, *((each.value, each.label) for each in STATES)]  # type: ignore[attr-defined]
        self.fields["category"].choices = [STAYS, *((each, each) for each in categories)]  # type: ignore[attr-defined]
        self.fields["queue"].choices = [STAYS, *((each, each) for each in queue_names(team))]  # type: ignore[attr-defined]
        texts = [f"text_{place(code)}" for code in LANGUAGES]
        self.order_fields(["name", "shortcut", *texts])

    def _own_field(self, field: TicketField) -> forms.Field:
        asked = form_field(cast(CustomField, field))
        asked.label = _("Sets %(field)s") % {"field": field.label}
        if isinstance(asked, forms.ChoiceField):
            offered: Any = asked.choices
            asked.choices = [STAYS, *list(offered)[1:]]
        return asked

    def _own_values(self) -> dict[str, Any]:
        values = {
            field.key: stored_value(cast(CustomField, field), self.cleaned_data[f"{PREFIX}{field.key}"])
            for field in self.own
        }
        return {key: value for key, value in values.items() if value is not None}

    def values(self) -> dict[str, Any]:
        """What `save_macro` takes."""
        data = self.cleaned_data
        tags = [each.strip() for each in data["tags"].split(",") if each.strip()]
        sets = {name: data[name] for name in ("state", *CHANGED, "assign_to_me")}
        return {
            "name": data["name"],
            "shortcut": data["shortcut"],
            "texts": {code: data[f"text_{place(code)}"] for code in LANGUAGES},
            "sets": sets | {"tags": tags, "fields": self._own_values()},
            "revision": data["revision"],
        }


def macro_initial(macro: Macro) -> dict[str, Any]:
    own = {
        f"{PREFIX}{field.key}": typed_value(
            cast(CustomField, field), macro.sets.get("fields", {}).get(field.key)
        )
        for field in fields_of(macro.team)
    }
    return {
        "name": macro.name,
        "shortcut": macro.shortcut,
        "revision": macro.revision,
        **{f"text_{place(code)}": macro.texts.get(code, "") for code in LANGUAGES},
        **macro.sets,
        **own,
        "tags": ", ".join(macro.sets.get("tags", [])),
    }


class DepartmentForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=100)
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("Questions and reminders go there, with a link that needs no account."),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        help_text=_("Mail goes there in this language, and the page that it leads to opens in it."),
    )
    due_hours = forms.IntegerField(
        label=_("Answers within so many open hours"), min_value=1, max_value=1000, initial=24
    )
    is_retired = forms.BooleanField(label=_("No longer asked"), required=False)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        usual = _("That of the installation: %(language)s") % {"language": own_name(settings.LANGUAGE_CODE)}
        named = [(code, own_name(code)) for code in LANGUAGES]
        self.fields["language"].choices = [("", usual), *named]  # type: ignore[attr-defined]


class HandOffForm(forms.Form):
    """A question to a department, and what is passed along."""

    department = forms.ModelChoiceField(
        label=_("Department"), queryset=Department.objects.none(), empty_label=_("Choose a department")
    )
    asked = forms.CharField(
        label=_("What do you ask?"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5})
    )
    messages = forms.MultipleChoiceField(
        label=_("What may they read?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing else of the ticket is shown to them."),
    )
    owner = PersonField(
        label=_("Who keeps the customer?"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Whoever holds the ticket"),
    )
    hours = forms.IntegerField(
        label=_("Answer within so many open hours"),
        required=False,
        min_value=1,
        max_value=1000,
        help_text=_("Empty: as usual for the department."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *arguments: Any, ticket: Ticket, **options: Any) -> None:
        super().__init__(*arguments, **options)
        fields: dict[str, Any] = self.fields
        fields["department"].queryset = Department.objects.filter(team=ticket.team_id, is_retired=False)
        fields["owner"].queryset = who_answers(ticket.team_id)
        said = ticket.messages.exclude(kind=MessageKind.NOTICE).order_by("at", "id")
        fields["messages"].choices = [
            (str(each.pk), f"{each.get_kind_display()}: {Truncator(each.text).chars(120)}") for each in said
        ]

    def values(self) -> dict[str, Any]:
        """What `hand_off` takes."""
        data = self.cleaned_data
        return {**data, "messages": [int(each) for each in data["messages"]]}


class PeopleForm(forms.Form):
    """Who handles a complaint, and who reviews it."""

    owner = PersonField(
        label=_("Owner"), queryset=User.objects.none(), required=False, empty_label=_("Nobody")
    )
    reviewer = PersonField(
        label=_("Reviewer"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Nobody"),
        help_text=_("Somebody who had nothing to do with the matter."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, team: Team, **options: Any) -> None:
        super().__init__(*arguments, **options)
        fields: dict[str, Any] = self.fields
        for name in ("owner", "reviewer"):
            fields[name].queryset = who_answers(team.pk)


class StepForm(forms.Form):
    kind = forms.ChoiceField(choices=StepKind.choices, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("What was done"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what was done.")},
    )
    sends = forms.BooleanField(label=_("Send this to the customer"), required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput)


class DecisionForm(forms.Form):
    is_upheld = forms.ChoiceField(
        label=_("Is the customer right?"),
        choices=(("yes", _("Yes, the complaint is upheld")), ("no", _("No, it is not upheld"))),
        widget=forms.RadioSelect,
    )
    root_cause = forms.CharField(
        label=_("Root cause"), max_length=100, widget=forms.TextInput(attrs={"list": "causes"})
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)


class ComplaintFilter(forms.Form):
    shown = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=(
            ("open", pgettext_lazy("complaints", "Open")),
            ("late", pgettext_lazy("past its due time", "Late")),
            ("closed", pgettext_lazy("complaints", "Closed")),
            ("all", _("All")),
        ),
    )
    cause = forms.CharField(label=_("Root cause"), required=False, max_length=100)
    owner = forms.CharField(label=_("Owner"), required=False, max_length=150)
