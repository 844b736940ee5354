"""Tickets as the workspace shows them: `{% load workspace %}`."""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from halfhour.customers.wording import language_name
from halfhour.desk.adapter.due import is_soon, left_seconds
from halfhour.desk.html import shown_html
from halfhour.desk.models import State, Ticket
from halfhour.desk.templatetags.goals import measure_words
from halfhour.desk.wording.times import day_and_time, day_words
from halfhour.people.wording.figures import duration, percent

register = template.Library()
TONES = {State.NEW: "info", State.OPEN: "good", State.RESOLVED: "", State.CLOSED: ""}
PRIORITY_TONES = {"urgent": "bad", "high": "warn"}
A_WEEK = 7  # days, within which each has a name
CHANNEL_ICONS = {"email": "mail", "phone": "phone", "chat": "message-2", "form": "forms"}
# Chinese goes on behind an address without a blank; brackets belong to one that opens them.
OUTSIDE = r"\s<>\"'()、。，；：！？（）《》【】「」“”"
LINK = re.compile(rf"https?://(?:[^{OUTSIDE}]|\([^{OUTSIDE}]*\))*(?:[^{OUTSIDE}.,;:!?\]]|\([^{OUTSIDE}]*\))")


@register.filter
def state_tone(state: str) -> str:
    return TONES.get(State(state), "")


@register.filter
def priority_tone(priority: str) -> str:
    return PRIORITY_TONES.get(priority, "")


@register.filter
def channel_icon(channel: str) -> str:
    return CHANNEL_ICONS.get(channel, "point")


@register.filter
def moment(at: datetime | None) -> SafeString | str:
    """When something was or will be, as short as it can be told today; the whole of it one hover away."""
    return "–" if at is None else moments()(at)


def moments() -> Callable[[datetime], SafeString]:
    """The same for many: in which zone and language they are told is found once."""
    today, zone = timezone.localdate(), timezone.get_current_timezone_name()
    language = get_language() or ""
    return lambda at: moment_for(at, today, zone, language)


@lru_cache(maxsize=8192)
def moment_for(at: datetime, today: date, zone: str, language: str) -> SafeString:
    """The same for everybody who reads in one zone and language on one day, which are those active now."""
    here = timezone.localtime(at)
    if here.date() == today:
        words = date_format(here, "TIME_FORMAT")
    elif here.year == today.year:
        words = day_and_time(here)
    else:
        words = date_format(here, "SHORT_DATE_FORMAT")
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        here.isoformat(),
        date_format(here, "SHORT_DATETIME_FORMAT"),
        words,
    )


@register.simple_tag(takes_context=True)
def due_words(context: template.Context, ticket: Ticket) -> SafeString | str:
    """How long until the nearest goal, or how late it is; nothing where no clock runs."""
    if ticket.due_at is None:
        return ""
    at = context.get("at") or timezone.now()
    known = left_seconds(context["access"].team, [ticket], at=at)
    left = known.get((ticket.queue, ticket.due_at), (ticket.due_at - at).total_seconds())
    zone, language = timezone.get_current_timezone_name(), get_language() or ""
    return due_for(ticket.due_at, left, at, zone=zone, language=language)


def due_for(due_at: datetime, left: float, at: datetime, *, zone: str, language: str) -> SafeString:
    """The working time left, with the day where it is another one, or the time since; in the active zone."""
    tone = "late" if left < 0 else "soon" if is_soon(due_at, at=at) else "well"
    begun, words = _due_at(due_at, zone, language), _left_words(int(abs(left)) // 60, left < 0, language)
    day = "" if left < 0 else _another_day(due_at, timezone.localdate(at), zone, language)
    return mark_safe(f'<time class="due due-{tone}" {begun}>{words}{day}</time>')  # noqa: S308  (escaped below)


@lru_cache(maxsize=8192)
def _another_day(due_at: datetime, today: date, zone: str, language: str) -> SafeString:
    here = timezone.localtime(due_at)
    days = (here.date() - today).days
    return escape("" if days < 1 else f" · {date_format(here, 'D') if days < A_WEEK else day_words(here)}")


@lru_cache(maxsize=8192)
def _due_at(due_at: datetime, zone: str, language: str) -> SafeString:
    due = date_format(timezone.localtime(due_at), "SHORT_DATETIME_FORMAT")
    told = _("Due %(when)s; what is left of it is told in working time") % {"when": due}
    return format_html('datetime="{}" title="{}"', due_at.isoformat(), told)


@lru_cache(maxsize=8192)
def _left_words(minutes: int, is_late: bool, language: str) -> SafeString:
    if not minutes:
        return escape(
            pgettext("time beyond a goal", "under 1 min late")
            if is_late
            else pgettext("time before a goal", "in under 1 min")
        )
    words = (
        pgettext("time beyond a goal", "%(time)s late")
        if is_late
        else pgettext("time before a goal", "in %(time)s")
    )
    return escape(words % {"time": coarse(minutes * 60)})


@register.filter
def coarse(seconds: float) -> str:
    """A length of time in one glance: minutes below an hour, else hours and minutes, else days."""
    if seconds < 3600:
        return duration(max(seconds // 60, 1) * 60) if seconds >= 60 else pgettext("time", "under 1 min")
    return duration(seconds // 60 * 60 if seconds < 86_400 else seconds // 3600 * 3600)


@register.filter
def said(text: str) -> SafeString:
    """What somebody wrote: escaped, its lines kept by the style sheet, web addresses as links."""
    if "://" not in text:
        return escape(text)
    parts: list[str] = []
    last = 0
    for found in LINK.finditer(text):
        parts.append(escape(text[last : found.start()]))
        address = escape(found.group())
        parts.append(f'<a href="{address}" rel="noopener noreferrer nofollow" target="_blank">{address}</a>')
        last = found.end()
    parts.append(escape(text[last:]))
    return mark_safe("".join(parts))  # noqa: S308  (every part is escaped above)


@register.filter
def of(mapping: Any, key: Any) -> Any:
    """What a mapping holds under a key; None where it holds nothing."""
    return mapping.get(key) if mapping else None


register.filter("measure_words", measure_words)
register.filter("shown_html", shown_html)


@register.filter
def language_words(code: str) -> str:
    return language_name(code)


@register.filter
def unlocalised(value: Any) -> str:
    """A value as form fields want it, whatever the reader's language."""
    return str(value)


@register.filter
def state_words(state: str) -> str:
    return str(State(state).label)


@register.filter
def waited(since: datetime, at: datetime) -> str:
    """How long something has waited."""
    return coarse((at - since).total_seconds())


@register.filter
def signed_percent(share: float) -> str:
    """+12%, −5%."""
    return f"{'+' if share >= 0 else '−'}{percent(abs(share))}"
