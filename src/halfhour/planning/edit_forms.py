"""The form behind every edit of a shift, whether dragged, typed or chosen."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from halfhour.planning.adapter.teams import team_of
from halfhour.planning.edits import Place, ShiftEdit, Wanted
from halfhour.planning.models import Plan, Shift
from halfhour.planning.wording import day_label

USUAL_START = 9 * 60


class ShiftForm(forms.Form):
    """`agent` and `on` say which shift is meant, empty for a new one; the rest what it should become."""

    agent = forms.CharField(required=False, widget=forms.HiddenInput)
    on = forms.DateField(required=False, widget=forms.HiddenInput)
    to_agent = forms.ChoiceField(label=gettext_lazy("Person"), required=False)
    to_on = forms.TypedChoiceField(
        label=gettext_lazy("Day"), coerce=date.fromisoformat, empty_value=None, required=False
    )
    starts_minute = forms.TypedChoiceField(
        label=gettext_lazy("Starts at"), coerce=int, empty_value=None, required=False
    )
    paid_minutes = forms.TypedChoiceField(
        label=gettext_lazy("Paid time"), coerce=int, empty_value=None, required=False
    )
    remove = forms.BooleanField(required=False, widget=forms.HiddenInput)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    accept_breaches = forms.BooleanField(required=False)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.shift = self._shift_meant()
        team = team_of(plan)
        choices: dict[str, list[tuple[Any, str]]] = {
            "to_agent": [(agent.name, agent.name) for agent in team.agents],
            "to_on": [(day.isoformat(), day_label(day)) for day in plan.days],
            "starts_minute": _starts(team.rules.start_step_minutes, self._own_start()),
            "paid_minutes": _lengths(team.rules.shift_minutes, self.shift),
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What is not said stays as it is; a shift that is dragged keeps its start and length."""
        found = super().clean() or {}
        if found.get("remove") or self.errors:
            if found.get("remove") and self.shift is None and not self.errors:
                raise forms.ValidationError(_("There is no shift to take out. Look at the roster again."))
            return found
        if found.get("agent") and self.shift is None:
            raise forms.ValidationError(_("There is no such shift any more. Look at the roster again."))
        if self.shift is not None:
            found["to_agent"] = found.get("to_agent") or self.shift.agent
            found["to_on"] = found.get("to_on") or self.shift.on
            if found.get("starts_minute") is None:
                found["starts_minute"] = self._own_start()
            found["paid_minutes"] = found.get("paid_minutes") or self.shift.paid_seconds // 60
        for name in ("to_agent", "to_on", "starts_minute", "paid_minutes"):
            if found.get(name) in (None, ""):
                self.add_error(name, _("Choose one."))
        return found

    @property
    def shown_fields(self) -> list[BoundField]:
        """What a person fills in; none of it is optional to them."""
        return [self[name] for name in ("to_agent", "to_on", "starts_minute", "paid_minutes")]

    @property
    def edit(self) -> ShiftEdit:
        """The edit that a valid form asks for."""
        found = self.cleaned_data
        taken = Place(agent=self.shift.agent, on=self.shift.on) if self.shift else None
        if found["remove"]:
            return ShiftEdit(taken=taken)
        return ShiftEdit(
            taken=taken,
            given=Wanted(
                place=Place(agent=found["to_agent"], on=found["to_on"]),
                starts_minute=found["starts_minute"],
                paid_minutes=found["paid_minutes"],
            ),
        )

    def show_what_is_meant(self) -> None:
        """Fill the fields with what was left as it is, so that asking again asks for the same."""
        data: dict[str, Any] = dict(self.data.items())
        for field in self.shown_fields:
            value = self.cleaned_data.get(field.name)
            if value not in (None, ""):
                data[field.name] = str(value)
        self.data = data

    @property
    def words(self) -> str:
        """The edit as a short phrase."""
        edit = self.edit
        if edit.given is None:
            assert edit.taken is not None
            return _("%(agent)s is free on %(day)s") % {
                "agent": edit.taken.agent,
                "day": day_label(edit.taken.on),
            }
        return _("%(agent)s works on %(day)s from %(clock)s") % {
            "agent": edit.given.place.agent,
            "day": day_label(edit.given.place.on),
            "clock": _clock(edit.given.starts_minute),
        }

    def _shift_meant(self) -> Shift | None:
        source: Mapping[str, Any] = self.data if self.is_bound else self.initial
        agent, on = source.get("agent"), source.get("on")
        if not agent or not on:
            return None
        try:
            day = on if isinstance(on, date) else date.fromisoformat(on)
        except ValueError:
            return None
        return Shift.objects.filter(plan=self.plan, agent=agent, on=day).first()

    def _own_start(self) -> int | None:
        if self.shift is None:
            return None
        local = self.shift.starts_at.astimezone(ZoneInfo(self.plan.timezone))
        return int((local.date() - self.shift.on) / timedelta(minutes=1)) + local.hour * 60 + local.minute


def shift_form(plan: Plan, asked: Mapping[str, str]) -> ShiftForm:
    """The form for the cell of `agent` and `on`: its shift, or a new one of the usual kind."""
    agent, on = asked.get("agent", ""), asked.get("on", "")
    place = {"agent": agent, "on": on}
    meant = ShiftForm(initial=place, plan=plan).shift
    rules = team_of(plan).rules
    initial: dict[str, Any] = {"to_agent": agent, "to_on": on, "revision": plan.revision}
    if meant is None:
        usual = (
            Shift.objects.filter(plan=plan, agent=agent).order_by("on").first()
            or Shift.objects.filter(plan=plan).order_by("on", "starts_at").first()
        )
        start = USUAL_START
        if usual is not None:
            local = usual.starts_at.astimezone(ZoneInfo(plan.timezone))
            start = local.hour * 60 + local.minute
        initial |= {"starts_minute": start, "paid_minutes": max(rules.shift_minutes)}
        return ShiftForm(initial=initial, plan=plan)
    form = ShiftForm(initial=initial | place, plan=plan)
    form.initial["starts_minute"] = form._own_start()
    form.initial["paid_minutes"] = meant.paid_seconds // 60
    return form


def _starts(step_minutes: int, own: int | None) -> list[tuple[int, str]]:
    starts = set(range(0, 1440, step_minutes)) | ({own} if own is not None else set())
    return [(minute, _clock(minute)) for minute in sorted(starts)]


def _lengths(allowed: tuple[int, ...], shift: Shift | None) -> list[tuple[int, str]]:
    lengths = set(allowed) | ({shift.paid_seconds // 60} if shift else set())
    return [(minutes, _length(minutes)) for minutes in sorted(lengths, reverse=True)]


def _length(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if rest:
        return _("%(hours)d h %(minutes)02d min") % {"hours": hours, "minutes": rest}
    return _("%(hours)d h") % {"hours": hours}


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"
