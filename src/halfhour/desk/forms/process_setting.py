"""What a team sets about its form for customers, complaints and ratings."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from halfhour.desk.actions.changing import category_names, queue_names
from halfhour.desk.actions.complaint_opening import AFTER, OPENS_THEM, USUAL_DAYS
from halfhour.desk.actions.rating import USUAL_PAUSE_HOURS
from halfhour.desk.forms.processes import LANGUAGES, own_name, place
from halfhour.desk.models import DeskSettings, StepKind
from halfhour.people.models import Team

MOST_TOPICS = 20


class FormForm(forms.Form):
    """The web form: whether it is open, its words in each language."""

    form_is_open = forms.BooleanField(label=_("Customers can write by the form"), required=False)
    shows_answers = forms.BooleanField(
        label=_("Whoever sent the form reads the answers without the link from the mail"),
        required=False,
        help_text=_("Leave this off where answers hold anything that is nobody else's business."),
    )
    link_days = forms.IntegerField(
        label=_("Links to a customer's page open for so many days"), min_value=1, max_value=730
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for code in LANGUAGES:
            words = {"language": own_name(code)}
            attrs = {"lang": code}
            self.fields[f"title_{place(code)}"] = forms.CharField(
                label=_("Heading: %(language)s") % words,
                required=False,
                max_length=100,
                widget=forms.TextInput(attrs=attrs),
            )
            self.fields[f"intro_{place(code)}"] = forms.CharField(
                label=_("Words above the form: %(language)s") % words,
                required=False,
                max_length=1000,
                widget=forms.Textarea(attrs={"rows": 2, **attrs}),
            )


class TopicForm(forms.Form):
    """One answer to “What is it about?”, and where such messages go."""

    queue = forms.ChoiceField(label=_("Queue"), required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)

    def __init__(self, *arguments: Any, team: Team, **options: Any) -> None:
        super().__init__(*arguments, **options)
        fields: dict[str, Any] = self.fields
        fields["queue"].choices = [("", "–"), *((each, each) for each in queue_names(team))]
        fields["category"].choices = [("", "–"), *((each, each) for each in category_names(team))]
        for code in LANGUAGES:
            self.fields[f"label_{place(code)}"] = forms.CharField(
                label=own_name(code),
                required=False,
                max_length=100,
                widget=forms.TextInput(attrs={"lang": code}),
            )
        self.order_fields([f"label_{place(code)}" for code in LANGUAGES])

    def topic(self) -> dict[str, Any] | None:
        """None where no words are given: such a topic is not offered."""
        data = self.cleaned_data
        labels = by_language(data, "label")
        return {"labels": labels, "queue": data["queue"], "category": data["category"]} if labels else None


TopicFormSet = forms.formset_factory(TopicForm, extra=2, max_num=MOST_TOPICS, validate_max=True)


class ProcessForm(forms.Form):
    """When tickets close, deadlines of complaints in working days, and when ratings are asked for."""

    close_after_days = forms.IntegerField(
        label=_("Resolved tickets close after so many days"), min_value=1, max_value=90
    )
    reopen_days = forms.IntegerField(
        label=_("A closed ticket opens again for a customer who writes within so many days"),
        min_value=0,
        max_value=365,
        help_text=_("Who writes later opens a new ticket, linked to the old one."),
    )
    asks_for_rating = forms.BooleanField(label=_("Customers are asked for a rating"), required=False)
    rating_pause_hours = forms.IntegerField(
        label=_("So many hours after the resolution"), min_value=0, max_value=48, initial=USUAL_PAUSE_HOURS
    )

    opens_complaints = forms.BooleanField(
        label=_("What reads like a complaint is handled as one from the start"),
        required=False,
        help_text=_("Off: the ticket says so, and one key opens the complaint."),
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for kind in StepKind:
            self.fields[kind.value] = forms.IntegerField(
                label=_("Complaints, working days until: %(step)s") % {"step": kind.label},
                min_value=1,
                max_value=120,
            )

    def clean(self) -> dict[str, Any]:
        """No step is due before one that it comes after."""
        days: dict[str, Any] = self.cleaned_data
        for kind, earlier in AFTER.items():
            for first in earlier:
                if kind in days and first in days and days[kind] < days[first]:
                    words = {"first": first.label, "days": days[first]}
                    self.add_error(kind, _("It comes after “%(first)s”: %(days)s at least.") % words)
        return days


def by_language(data: Mapping[str, Any], name: str) -> dict[str, str]:
    return {code: data[f"{name}_{place(code)}"] for code in LANGUAGES if data.get(f"{name}_{place(code)}")}


def form_initial(kept: DeskSettings) -> dict[str, Any]:
    words = {
        f"{name}_{place(code)}": kept.form.get(name, {}).get(code, "")
        for name in ("title", "intro")
        for code in LANGUAGES
    }
    return {
        "form_is_open": kept.form_is_open,
        "link_days": kept.link_days,
        "shows_answers": kept.form.get("shows_answers", False),
        **words,
    }


def topics_initial(kept: DeskSettings) -> list[dict[str, Any]]:
    return [
        {
            "queue": each.get("queue", ""),
            "category": each.get("category", ""),
            **{f"label_{place(code)}": each.get("labels", {}).get(code, "") for code in LANGUAGES},
        }
        for each in kept.form.get("topics", [])
    ]


def process_initial(kept: DeskSettings) -> dict[str, Any]:
    return {
        "close_after_days": kept.close_after_days,
        "reopen_days": kept.reopen_days,
        "asks_for_rating": kept.asks_for_rating,
        "rating_pause_hours": kept.processes.get("rating_pause_hours", USUAL_PAUSE_HOURS),
        "opens_complaints": kept.processes.get(OPENS_THEM, False),
        **(USUAL_DAYS | kept.processes.get("complaint_days", {})),
    }
