"""The front end's parts as tags: `{% load halfhour %}`."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.contrib.staticfiles import finders
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info

from halfhour.people.models import User
from halfhour.people.wording.channels import channel_words
from halfhour.people.wording.figures import duration, figure, percent

register = template.Library()
for each in (channel_words, duration, figure, percent):
    register.filter(each)


@register.filter
def own_name(code: str) -> str:
    """A language's name in that language."""
    return str(get_language_info(code)["name_local"]).capitalize()


@register.filter
def person(user: User | None) -> str:
    """A person's name; a dash for accounts that are gone and for what nobody did."""
    return (user.get_full_name() or user.username) if user else "–"


@register.filter
def initials(user: User) -> str:
    """One or two letters for a person's badge."""
    words = (user.get_full_name() or user.username).split()
    return "".join(word[0] for word in words[:2]).upper()


@register.filter
def breakable(words: str) -> SafeString:
    """An address that a narrow place may break before its @, and not within a word."""
    return mark_safe(conditional_escape(words).replace("@", "<wbr>@"))  # noqa: S308  (escaped here)


@register.simple_tag
def url_or_none(name: str, **arguments: Any) -> str | None:
    """The address of a place, None where the place does not exist."""
    try:
        return reverse(name, kwargs=arguments or None)
    except NoReverseMatch:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Zones:
    """The reader's time zone beside the team's: `ahead` says how far the team's clock is from theirs."""

    reader: str
    team: str
    differ: bool
    ahead: str


@register.simple_tag(takes_context=True)
def zone_note(context: template.Context, times_in: str = "") -> Zones | None:
    """What to say about time zones below a team's page; None outside a team."""
    if context.get("team") is None or not context.get("team_zone"):
        return None
    team = ZoneInfo(str(context["team_zone"]))
    reader = getattr(context.get("request"), "reader_zone", None) or team
    now = timezone.now()
    offset = _offset(now, team) - _offset(now, reader)
    return Zones(
        reader=str(reader).replace("_", " "),
        team=str(team).replace("_", " "),
        differ=bool(offset),
        ahead=f"{'+' if offset > timedelta(0) else '−'}{duration(abs(offset).total_seconds())}",
    )


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta(0)


@register.simple_block_tag
def card(content: SafeString, title: str = "", lead: str = "", css: str = "", id: str = "") -> SafeString:
    """A titled box around what belongs together."""
    return render_to_string(
        "web/components/card.html", {"title": title, "lead": lead, "css": css, "id": id, "content": content}
    )


@register.simple_block_tag
def chart(
    content: SafeString, name: str, kind: str, options: Any, title: str, lead: str = "", height: str = "m"
) -> SafeString:
    """A chart of `options`, with the table behind it (the block's content) one click away."""
    return render_to_string(
        "web/components/chart.html",
        {
            "name": name,
            "data_id": f"{name}-data",
            "kind": kind,
            "options": options,
            "title": title,
            "lead": lead,
            "height": height,
            "content": content,
        },
    )


@register.inclusion_tag("web/components/empty.html")
def empty(title: str, text: str = "", icon: str = "inbox", url: str = "", action: str = "") -> dict[str, str]:
    """An empty page says what to do next."""
    return {"title": title, "text": text, "icon": icon, "url": url, "action": action}


@register.inclusion_tag("web/components/stat.html")
def stat(label: str, value: Any, note: str = "", tone: str = "", url: str = "") -> dict[str, Any]:
    """One figure with its name; `tone` is "", "good", "warn" or "bad"."""
    return {"label": label, "value": value, "note": note, "tone": tone, "url": url}


@register.inclusion_tag("web/components/pagination.html", takes_context=True)
def pagination(
    context: template.Context, page: Any, parameter: str = "page", place: str = ""
) -> dict[str, Any]:
    """Links to the pages of a Django `Page`, keeping the rest of the address, and to their `place` on it."""
    query = context["request"].GET.copy()
    query.pop(parameter, None)
    return {"page": page, "parameter": parameter, "place": place, "query": query.urlencode()}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A Tabler icon; with a `label` where it stands alone."""
    if label:
        return format_html('<i class="ti ti-{}" role="img" aria-label="{}"></i>', name, label)
    return format_html('<i class="ti ti-{}" aria-hidden="true"></i>', name)


@register.simple_tag
@cache
def drawn_icon(name: str) -> SafeString:
    """A Tabler icon as a drawing in the page, for pages that need few and load no font for them.

    package.json lists those that there are.
    """
    path = finders.find(f"vendor/drawn/{name}.svg")
    drawing = " ".join(Path(path).read_text().split()) if path else ""
    drawing = re.sub(r'class="[^"]*"', 'class="ti" aria-hidden="true"', drawing)
    drawing = drawing.replace(' width="24"', ' width="1em"').replace(' height="24"', ' height="1em"')
    return mark_safe(drawing)  # noqa: S308  (a file of our own)


@register.filter
def with_errors(field: BoundField) -> SafeString:
    """A form's field without its label, for use in tables; its errors below it."""
    return mark_safe(f"{field}{field.errors}")  # noqa: S308  (both are rendered by Django)
