"""The forms of a team's settings, one for each table of the team file."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from halfhour.people.forms.base import Document, TableForm
from halfhour.people.forms.fields import (
    DayField,
    LengthField,
    NumberField,
    NumberPickField,
    PeopleField,
    PercentField,
    PickField,
    SkillsField,
    StretchesField,
    TickField,
    WeekdaysField,
    WeekField,
    WordField,
    WordsField,
)
from halfhour.people.middleware import zone_names
from halfhour.people.preferences import reader_locale
from halfhour.people.teamfile.values import MEASURED, country_codes
from halfhour.people.wording.channels import CHANNELS

SERVICES = (
    ("live", _("Live: answered while the customer waits")),
    ("deferred", _("Deferred: may wait for hours")),
)
SENIORITIES = (("junior", _("Junior")), ("regular", _("Regular")), ("senior", _("Senior")))
SESSION_KINDS = (("training", _("Training")), ("coaching", _("Coaching")), ("meeting", _("Meeting")))
BREAK_KINDS = (("break", _("Break")), ("lunch", _("Lunch")))
LENGTH_HELP = _("Such as 20 s, 4 min or 1 h 30 min.")


def zone_choices() -> list[tuple[str, str]]:
    return [(name, name.replace("_", " ")) for name in sorted(zone_names()) if "/" in name or name == "UTC"]


def country_choices() -> list[tuple[str, str]]:
    """Countries whose holidays are known, by their names in the reader's language."""
    territories = reader_locale().territories
    named = [(code, str(territories.get(code, code))) for code in country_codes()]
    return [("", str(_("None: public holidays are ordinary days"))), *sorted(named, key=lambda each: each[1])]


class TeamForm(TableForm):
    name = WordField(label=_("Name of the team"), max_length=100)
    timezone = PickField(label=_("Time zone"), help_text=_("All times of the team are local to it."))
    country = PickField(label=_("Public holidays of"), required=False)
    subdivision = WordField(
        label=_("Part of the country"),
        required=False,
        max_length=10,
        help_text=_("Its code, such as HH for Hamburg, for holidays kept only there."),
    )
    interval_minutes = NumberPickField(
        label=_("Plan in steps of"),
        choices=((15, _("15 minutes")), (30, _("30 minutes")), (60, _("60 minutes"))),
    )
    goal_chance = PercentField(
        label=_("Chance of keeping the goal, %"),
        help_text=_(
            "How sure you want to be in each interval, given what no forecast knows. "
            "80 is a good start; more needs more people, 50 plans for the mean."
        ),
    )

    def set_up(self) -> None:
        self.fields["timezone"].choices = zone_choices()  # type: ignore[attr-defined]
        self.fields["country"].choices = country_choices()  # type: ignore[attr-defined]
        self.table.setdefault("interval_minutes", 30)
        self.table.setdefault("goal_chance", 0.8)


class HoursForm(TableForm):
    week = WeekField(
        label=_("Open"),
        required=False,
        help_text=_("Such as 08:00-12:00, 13:00-17:00; past midnight 22:00-06:00. Empty means closed."),
    )
    closed_on_holidays = TickField(label=_("Closed on public holidays"))

    def set_up(self) -> None:
        self.table.setdefault("closed_on_holidays", True)
        self.initial.setdefault("week", self.fields["week"].from_document(self.table))  # type: ignore[attr-defined]

    def as_table(self) -> Document:  # type: ignore[override]
        kept = {key: value for key, value in self.table.items() if key == "exception"}
        week = self.fields["week"].to_document(self.cleaned_data["week"])  # type: ignore[attr-defined]
        closed = self.cleaned_data["closed_on_holidays"]
        return {**(week or {"mon-sun": "closed"}), "closed_on_holidays": closed, **kept}

    def field_at(self, tail: tuple[str | int, ...]) -> str | None:
        return "closed_on_holidays" if tail == ("closed_on_holidays",) else "week"


class ExceptionForm(TableForm):
    on = DayField(label=_("Date"))
    open = StretchesField(
        label=_("Open"),
        required=False,
        help_text=_("Such as 08:00-12:00. Empty means closed all day."),
    )
    name = WordField(label=_("What it is"), required=False, max_length=100)


class QueueForm(TableForm):
    name = WordField(label=_("Name"), max_length=60, help_text=_("As the history calls it, if you can."))
    channel = PickField(label=_("Channel"), choices=CHANNELS)
    service = PickField(label=_("Service"), choices=SERVICES)
    share = PercentField(label=_("Answer, % of contacts"))
    within = LengthField(label=_("within"), max_length=30, help_text=LENGTH_HELP)
    skills = WordsField(
        label=_("Skills it asks for"),
        required=False,
        help_text=_("Separated by commas. Who serves this queue has all of them."),
    )
    handle_time = LengthField(
        label=_("Handle time"), max_length=30, help_text=_("Used where the history measures none.")
    )
    patience = LengthField(
        label=_("Patience"),
        required=False,
        max_length=30,
        help_text=_("How long customers wait on average before they give up. Empty: nobody gives up."),
    )
    concurrency = NumberField(
        label=_("Contacts at once"),
        required=False,
        min_value=1,
        max_value=10,
        decimal_places=0,
        help_text=_("How many one person holds at the same time, in chats."),
    )
    hours = WeekField(
        label=_("Hours of its own"),
        required=False,
        help_text=_("Empty throughout: it keeps the team's hours."),
    )

    def set_up(self) -> None:
        self.fields["share"].key = ("goal", "share")  # type: ignore[attr-defined]
        self.fields["within"].key = ("goal", "within")  # type: ignore[attr-defined]
        if not self.table:
            self.table.update(
                channel="phone", service="live", goal={"share": 0.8, "within": "20 s"}, handle_time="5 min"
            )

    def as_table(self) -> Document:  # type: ignore[override]
        table = super().as_table()
        before = self.table.get("hours")
        if isinstance(table.get("hours"), dict) and isinstance(before, dict):
            others = {key: before[key] for key in WeekField.other_keys if key in before}
            table["hours"] = {**table["hours"], **others}
        return table


class AgentForm(TableForm):
    name = WordField(label=pgettext_lazy("of a person", "Name"), max_length=100)
    seniority = PickField(label=_("Seniority"), choices=SENIORITIES)
    weekly_hours = NumberField(label=_("Hours a week"), min_value=1, max_value=80, decimal_places=2)
    skills: Any  # made in set_up: it depends on the skills the team knows
    availability = WeekField(
        label=_("Can work"),
        required=False,
        help_text=_("Such as 08:00-14:00. Empty throughout: at any time; otherwise an empty day is free."),
    )
    prefers_off = WeekdaysField(label=_("Would rather be free on"))
    prefers_start = WordField(
        label=_("Would rather start between"),
        required=False,
        max_length=20,
        help_text=_("Such as 07:00-09:00."),
    )
    field_order = (
        "name",
        "seniority",
        "weekly_hours",
        "skills",
        "availability",
        "prefers_off",
        "prefers_start",
    )

    def set_up(self) -> None:
        self.fields["skills"] = SkillsField(
            known=known_skills(self.document, first=self.table),
            label=_("Skills"),
            help_text=_("Level 1 (learning) to 5 (expert)."),
        )
        self.order_fields(self.field_order)
        if not self.table:
            self.table.update(seniority="regular", weekly_hours=40)


class SessionForm(TableForm):
    name = WordField(label=_("Name"), max_length=100)
    kind = PickField(label=_("Kind"), choices=SESSION_KINDS)
    length = LengthField(label=_("Length"), max_length=30, help_text=LENGTH_HELP)
    per_week = NumberField(label=_("Times a week"), min_value=1, max_value=20, decimal_places=0)
    together = TickField(label=_("All at the same time"))
    agents = PeopleField(label=_("For"), required=False, help_text=_("Nobody ticked: for everybody."))

    def set_up(self) -> None:
        self.fields["agents"].choices = [(name, name) for name in agent_names(self.document)]  # type: ignore[attr-defined]
        if not self.table:
            self.table.update(kind="training", length="1 h", per_week=1, together=False)


class TimeOffForm(TableForm):
    agent = PickField(label=_("Who"))
    first_on = DayField(label=_("First day"))
    last_on = DayField(label=_("Last day"), required=False, help_text=_("Empty: one day."))
    kind = WordField(label=_("What for"), max_length=30, required=False)
    paid = TickField(label=_("Counts as worked hours"))

    def set_up(self) -> None:
        self.fields["agent"].choices = [(name, name) for name in agent_names(self.document)]  # type: ignore[attr-defined]
        self.fields["first_on"].key = ("from",)  # type: ignore[attr-defined]
        self.fields["last_on"].key = ("to",)  # type: ignore[attr-defined]
        if not self.table:
            self.table.update(kind="leave", paid=True)


class RulesForm(TableForm):
    shift_lengths = WordsField(
        label=_("Lengths a shift may have"), help_text=_("Paid time, separated by commas: 8 h, 6 h.")
    )
    start_step = LengthField(label=_("Shifts start in steps of"), max_length=30)
    rest = LengthField(label=_("Rest between two shifts"), max_length=30)
    days_per_week = NumberField(label=_("Days of work a week"), min_value=1, max_value=7, decimal_places=0)
    longest_run_of_days = NumberField(
        label=_("Days in a row at most"), min_value=1, max_value=14, decimal_places=0
    )
    overtime_hours = NumberField(
        label=_("Overtime a week at most, hours"), min_value=0, max_value=40, decimal_places=2
    )
    undertime_hours = NumberField(
        label=_("A week may fall short by, hours"), min_value=0, max_value=80, decimal_places=2
    )
    on_duty_at_least = NumberField(
        label=_("People on duty at least"), min_value=0, max_value=1000, decimal_places=0
    )
    buffer_share = PercentField(
        label=_("Buffer in each day, %"), help_text=_("Kept free for what nobody foresees.")
    )
    focus = LengthField(label=_("Length of a block of deferred work"), max_length=30)


class BreakForm(TableForm):
    kind = PickField(label=_("Kind"), choices=BREAK_KINDS)
    length = LengthField(label=_("Length"), max_length=30)
    paid = TickField(label=_("Paid"))
    from_shift = LengthField(label=_("In shifts from"), max_length=30, required=False)
    below_shift = LengthField(
        label=_("and below"), max_length=30, required=False, help_text=_("Empty: however long.")
    )
    not_before = LengthField(
        label=_("No sooner after the start than"), max_length=30, required=False, help_text=LENGTH_HELP
    )
    not_within = LengthField(label=_("No later before the end than"), max_length=30, required=False)

    def set_up(self) -> None:
        if not self.table:
            self.table.update(kind="break", length="15 min", paid=True, from_shift="6 h")


class CauseForm(TableForm):
    """One cause of shrinkage; its name is the key of the table it stands in."""

    cause = WordField(label=_("Cause"), max_length=30)
    share = PercentField(label=_("Share of paid time, %"), required=False)
    to_measure = forms.BooleanField(
        label=_("As measured"),
        required=False,
        help_text=_("The share is taken from the records of what people did, whenever a plan is made."),
    )
    in_roster = TickField(
        label=_("Placed by the roster itself"),
    )
    field_order = ("cause", "share", "to_measure", "in_roster")

    def set_up(self) -> None:
        if self.table.get("share") == MEASURED:
            self.initial["share"], self.initial["to_measure"] = None, True
        self.fields["in_roster"].help_text = _(
            "Breaks, training and known leave are; sickness is not, so people are added for it."
        )

    def as_table(self) -> Document:  # type: ignore[override]
        table = super().as_table()
        return table | {"share": MEASURED} if self.cleaned_data.get("to_measure") else table


def known_skills(document: Any, *, first: Document) -> list[str]:
    """The skills of the person `first` in their order, then all others that the team knows."""
    wanted = {skill for queue in document.get("queue", ()) for skill in queue.get("skills", ())}
    held = {name for agent in document.get("agent", ()) for name in _skill_names(agent)}
    own = _skill_names(first)
    return [*own, *sorted((wanted | held).difference(own))]


def _skill_names(agent: Any) -> list[str]:
    return [skill["name"] if isinstance(skill, dict) else skill for skill in agent.get("skills", ())]


def agent_names(document: Any) -> list[str]:
    return [agent["name"] for agent in document.get("agent", ())]
