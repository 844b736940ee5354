"""Tags and filters for plans: `{% load planning %}`."""

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from halfhour.engine.reasons import Reason
from halfhour.people.access import Permission, TeamAccess
from halfhour.planning import wording
from halfhour.planning.adapter.series import reason as kept_reason
from halfhour.planning.adapter.teams import moment as instant
from halfhour.planning.models import EventKind, Plan, PlanEvent
from halfhour.planning.queries.coverage import DayStrip
from halfhour.wording import all_words, forecasting, sentence

register = template.Library()

STATE_TONES = {"draft": "warn", "published": "good", "superseded": ""}
BLOCK_WORDS = {
    "queue": gettext_lazy("On queue"),
    "focus": gettext_lazy("Focus work"),
    "buffer": gettext_lazy("Buffer"),
    "admin": gettext_lazy("Admin"),
    "break": gettext_lazy("Break"),
    "lunch": gettext_lazy("Lunch"),
    "training": gettext_lazy("Training"),
    "coaching": gettext_lazy("Coaching"),
    "meeting": gettext_lazy("Meeting"),
}
TIME_OFF_WORDS = {
    "leave": gettext_lazy("Leave"),
    "sick": gettext_lazy("Sick"),
    "sickness": gettext_lazy("Sick"),
    "unpaid": gettext_lazy("Unpaid leave"),
    "parental": gettext_lazy("Parental leave"),
    "holiday": gettext_lazy("Leave"),
}
BLOCK_ICONS = {
    "queue": "headset",
    "focus": "mail",
    "buffer": "shield",
    "admin": "notes",
    "break": "coffee",
    "lunch": "tools-kitchen-2",
    "training": "school",
    "coaching": "message-2",
    "meeting": "users",
}


@register.filter
def words(reason: Reason | dict) -> str:  # type: ignore[type-arg]
    """A reason as a sentence; empty for one that this version has no words for."""
    if not reason:
        return ""
    found = reason if isinstance(reason, Reason) else kept_reason(reason)
    return sentence(found) if found.kind in all_words() else ""


@register.filter
def plan_title(plan: Plan) -> str:
    """A plan's name, or its number where it has none."""
    return plan.name or _("Plan %(number)d") % {"number": plan.number}


@register.filter
def plan_span(plan: Plan) -> str:
    """The plan's days: 30 Nov – 13 Dec 2026."""
    return wording.day_span(plan.first_on, plan.last_on)


@register.filter
def weeks_in_words(plan: Plan) -> str:
    return ngettext("%(weeks)d week", "%(weeks)d weeks", plan.weeks) % {"weeks": plan.weeks}


@register.filter
def state_tone(plan: Plan) -> str:
    return STATE_TONES[plan.state]


@register.filter
def day_label(day: date | datetime) -> str:
    """Mon 30 Nov, as the current clock has it."""
    return wording.day_label(timezone.localtime(day) if isinstance(day, datetime) else day)


@register.filter
def day_month(day: date) -> str:
    """A day without its weekday and year: 30 Nov."""
    return wording.day_month(day)


@register.filter
def long_day(day: date | str) -> str:
    """A day in full; also one that a row keeps as text."""
    return wording.long_day(date.fromisoformat(day) if isinstance(day, str) else day)


@register.simple_tag
def day_span(first_on: date, last_on: date) -> str:
    return wording.day_span(first_on, last_on)


@register.filter
def block_words(kind: str) -> str:
    return str(BLOCK_WORDS.get(kind, kind))


@register.filter
def block_icon(kind: str) -> str:
    return BLOCK_ICONS.get(kind, "square")


@register.filter
def clock(moment: datetime) -> str:
    """The time of day on the clock in force: 08:30."""
    return timezone.localtime(moment).strftime("%H:%M")


@register.filter
def hours(value: float | None, decimals: int = 1) -> str:
    """Hours in the reader's form, with their unit: 12.5 h."""
    return wording.hours(value, decimals)


@register.filter
def signed_hours(value: float) -> str:
    """Hours with their sign, for what is above or below."""
    shown = hours(abs(value))
    if round(value, 1) == 0:
        return hours(0)
    return f"{'+' if value > 0 else '−'}{shown}"


@register.filter
def covered_share(plan: Plan) -> float | None:
    """The share of open half hours with everybody who is needed."""
    intervals = plan.summary.get("open_intervals")
    return 1 - plan.summary["short_intervals"] / intervals if intervals else None


@register.filter
def covered_words(share: float | None) -> str:
    """A share of covered half hours in per cent; a dash where nothing is open."""
    return "–" if share is None else wording.covered_words(share)


@register.filter
def covered_tone(share: float) -> str:
    """The tone of a share of covered half hours, as the front end names it."""
    return {"good": "good", "fair": "warn", "bad": "bad"}[wording.covered_tone(share)]


@register.filter
def may(access: TeamAccess, permission: str) -> bool:
    return access.may(Permission(permission))


@register.filter
def moment(seconds: int) -> datetime:
    """An instant that a row keeps as epoch seconds."""
    return instant(seconds)


@register.filter
def day_clock(at: datetime) -> str:
    """A day and a time of day: Mon, 30 Nov 10:30."""
    return f"{day_label(at)} {clock(at)}"


@register.filter
def time_off_words(kind: str) -> str:
    """A kind of time off; teams may have kinds of their own."""
    return str(TIME_OFF_WORDS.get(kind, kind))


@register.filter
def event_words(event: PlanEvent) -> str:
    """What happened, as a sentence."""
    before, after = event.before, event.after
    kind = EventKind(event.kind)
    if kind is EventKind.SHIFT_ADDED:
        return _("%(agent)s works %(shift)s.") % {"agent": after["agent"], "shift": _kept_shift(after)}
    if kind is EventKind.SHIFT_REMOVED:
        return _("%(agent)s no longer works %(shift)s.") % {
            "agent": before["agent"],
            "shift": _kept_shift(before),
        }
    if kind is EventKind.SHIFT_MOVED:
        return _("From %(before)s to %(after)s.") % {
            "before": f"{before['agent']}, {_kept_shift(before)}",
            "after": f"{after['agent']}, {_kept_shift(after)}",
        }
    if kind is EventKind.RENAMED:
        return _("From “%(before)s” to “%(after)s”.") % {"before": before["name"], "after": after["name"]}
    if kind is EventKind.COPIED:
        return _("A copy of plan %(number)d.") % {"number": before["plan"]}
    if kind is EventKind.RETURNED:
        return _("All shifts as in plan %(number)d.") % {"number": after["plan"]}
    if kind is EventKind.SUPERSEDED:
        return _("Plan %(number)d took its last day over.") % {"number": after["by"]}
    if kind is EventKind.PUBLISHED and after.get("replaces"):
        return _("It took days over from plan %(numbers)s.") % {
            "numbers": ", ".join(str(number) for number in after["replaces"])
        }
    return {
        EventKind.MADE: _("Made from the ledger and the team's settings."),
        EventKind.PUBLISHED: _("Everybody works by it from now on."),
        EventKind.UNDONE: _("The change before was taken back."),
    }.get(kind, "")


def _kept_shift(kept: dict) -> str:  # type: ignore[type-arg]
    """A shift that the history keeps: Mon 30 Nov 08:00–16:30."""
    starts, ends = instant(kept["starts_at"]), instant(kept["ends_at"])
    return f"{wording.day_label(date.fromisoformat(kept['on']))} {clock(starts)}–{clock(ends)}"


@register.filter
def model_words(model: str) -> str:
    """A forecasting model's name for readers."""
    return forecasting.model_words(model)


@register.filter
def is_needed(strip: DayStrip) -> bool:
    """Whether anybody is needed or there on that day."""
    return any(slot.needed or slot.scheduled for slot in strip.slots)


@register.filter
def weekday_short(day: date) -> str:
    return wording.weekday_names()[day.weekday()]


@register.filter
def duration_rough(seconds: float | None) -> str:
    """A wait in minutes, or in hours where it is long: 25 min, 3 h."""
    if seconds is None:
        return ""
    minutes = max(round(seconds / 60), 1)
    if minutes < 90:
        return _("%(minutes)d min") % {"minutes": minutes}
    return wording.hours(seconds / 3600)


@register.filter
def plain(value: float) -> str:
    """A number without needless decimals: 40, 37.5."""
    return wording.figure(value, 1)
