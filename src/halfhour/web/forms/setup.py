"""The forms of the guided start: the fewest questions, each with an answer already there."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from halfhour.people.forms.fields import LengthField, PercentField, WeekField
from halfhour.people.forms.settings import country_choices, zone_choices
from halfhour.people.wording.channels import CHANNELS
from halfhour.web.proposal import USUAL

Document = dict[str, Any]


class StartForm(forms.Form):
    name = forms.CharField(label=_("What is the team called?"), max_length=100)
    timezone = forms.ChoiceField(label=_("Where does it work?"))
    file = forms.FileField(
        label=_("A file of past contacts"),
        required=False,
        help_text=_(
            "An export of your help desk or phone system: CSV, Excel, JSON lines or Parquet, packed or not. "
            "A year is best, a few weeks will do. You can also bring it in later."
        ),
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["timezone"].choices = zone_choices()  # type: ignore[attr-defined]


class SetupTeamForm(forms.Form):
    people = forms.CharField(
        label=_("Who answers? One name a line"),
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
    )
    weekly_hours = forms.DecimalField(
        label=_("Hours a week for each"),
        min_value=1,
        max_value=80,
        decimal_places=2,
        help_text=_("Part-time, skills and availability of single people can be set later."),
    )
    week = WeekField(
        label=_("When are you open?"),
        required=False,
        help_text=_("Such as 08:00-12:00, 13:00-17:00. Empty means closed."),
    )
    country = forms.ChoiceField(label=_("Public holidays of"), required=False)
    closed_on_holidays = forms.BooleanField(label=_("Closed on public holidays"), required=False)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["country"].choices = country_choices()  # type: ignore[attr-defined]

    @staticmethod
    def initial_from(document: Document) -> Document:
        agents = document["agent"]
        return {
            "people": "\n".join(agent["name"] for agent in agents),
            "weekly_hours": Decimal(f"{agents[0].get('weekly_hours', 40):g}"),
            "week": WeekField(required=False).from_document(document["hours"]),
            "country": document["team"].get("country", ""),
            "closed_on_holidays": document["hours"].get("closed_on_holidays", True),
        }

    def applied_to(self, document: Document) -> Document:
        """The document with these answers.

        People it knew keep their skills, and their hours unless others were typed; new ones get all skills.
        """
        data = self.cleaned_data
        known = {agent["name"]: agent for agent in document["agent"]}
        skills = sorted({skill for queue in document["queue"] for skill in queue.get("skills", ())})
        names = dict.fromkeys(name.strip() for name in data["people"].splitlines() if name.strip())
        hours = float(data["weekly_hours"])
        new = {"weekly_hours": hours} | ({"skills": skills} if skills else {})
        told = {"weekly_hours": hours} if "weekly_hours" in self.changed_data else {}
        agents = [{"name": name, **new, **known.get(name, {}), **told} for name in names]
        team = {key: value for key, value in document["team"].items() if key != "country"}
        week = self.fields["week"].to_document(data["week"])  # type: ignore[attr-defined]
        return {
            **document,
            "team": team | ({"country": data["country"]} if data["country"] else {}),
            "hours": {**(week or {"mon-sun": "closed"}), "closed_on_holidays": data["closed_on_holidays"]},
            "agent": agents,
        }

    def field_at(self, path: tuple[str | int, ...]) -> str | None:
        """The field that a problem of the document is about."""
        return {"agent": "people", "hours": "week", "team": "country"}.get(str(path[0])) if path else None


class QueueGoalForm(forms.Form):
    """What is promised on one queue, as a row of a table."""

    channel = forms.ChoiceField(label=_("Channel"), choices=CHANNELS)
    share = PercentField(label=_("Answer, %"))
    within = LengthField(label=_("within"), max_length=30)
    handle_time = LengthField(label=_("Handle time"), max_length=30)

    @staticmethod
    def initial_from(queue: Document) -> Document:
        return {
            "channel": queue["channel"],
            "share": PercentField().from_document(queue["goal"]["share"]),
            "within": queue["goal"]["within"],
            "handle_time": queue.get("handle_time", "5 min"),
        }

    def applied_to(self, queue: Document) -> Document:
        """The queue with these answers; another channel brings what is usual for it."""
        data = self.cleaned_data
        usual = USUAL[data["channel"]] if data["channel"] != queue["channel"] else {}
        kept = {key: value for key, value in queue.items() if not (usual and key == "patience")}
        share = float(data["share"] / 100)
        return {
            **kept,
            **usual,
            "channel": data["channel"],
            "goal": {"share": share, "within": data["within"]},
            "handle_time": data["handle_time"],
        }

    def field_at(self, tail: tuple[str | int, ...]) -> str | None:
        """The field that a problem of the queue is about."""
        names = [str(part) for part in tail if part in self.fields]
        return names[0] if names else None
