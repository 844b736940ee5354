"""Tags and filters of the small-team page: `{% load small_team %}`."""

from collections.abc import Sequence
from typing import Any

from babel.lists import format_list
from babel.numbers import format_decimal
from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from halfhour.people.preferences import reader_locale
from halfhour.planning.queries.small_team_view import Bounded, GainRow

register = template.Library()

MOST_NAMED = 6  # people; more are counted


@register.inclusion_tag("planning/parts/whisker.html")
def whisker(bounded: Bounded, tone: str = "") -> dict[str, Any]:
    """A figure as a bar from 0 with its bounds, on the scale that all rows of its table share."""
    start, end = sorted((bounded.zero_at, bounded.mean_at))
    return {
        "tone": tone,
        "zero": f"{bounded.zero_at:.2f}",
        "low": f"{bounded.low_at:.2f}",
        "high": f"{bounded.high_at:.2f}",
        "bar_from": f"{start:.2f}",
        "bar_width": f"{end - start:.2f}",
    }


@register.filter
def move_words(row: GainRow) -> str:
    """A way to share work, as a sentence."""
    if row.kind == "train":
        return _("%(agent)s learns %(queue)s.") % {"agent": row.agents[0], "queue": row.queues[0]}
    pair = {"first": row.queues[0], "second": row.queues[1]}
    if row.kind == "share":
        return _("Who can do both %(first)s and %(second)s answers both.") % pair
    return _("Everybody on %(first)s or %(second)s answers both.") % pair


@register.filter
def move_people(row: GainRow) -> str:
    """Who does something new by it."""
    if row.kind == "train":
        return ""
    if row.learners:
        return _("To learn: %(names)s") % {"names": people_listed(row.learners)}
    return people_listed(row.agents)


@register.filter
def people_listed(names: Sequence[str]) -> str:
    """People by their names, or how many where that would be a long list."""
    if len(names) > MOST_NAMED:
        return ngettext("%(people)d person", "%(people)d people", len(names)) % {"people": len(names)}
    return format_list(list(names), style="unit", locale=reader_locale())


@register.filter
def signed(value: float, decimals: int = 1) -> str:
    """A number with its sign, none where it rounds to 0."""
    shown = format_decimal(abs(round(value, decimals)), format=f"0.{'0' * decimals}", locale=reader_locale())
    if round(value, decimals) == 0:
        return shown
    return f"{'+' if value > 0 else '−'}{shown}"


@register.filter
def signed_points(level: float) -> str:
    """The change of a level in points of a hundred, with its sign: −3.5."""
    return signed(100 * level)
