"""The small coverage picture under a day: `{% load strips %}{% coverage_strip strip %}`."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.translation import gettext as _

from halfhour.planning.queries.coverage import DayStrip, StripSlot
from halfhour.planning.templatetags.planning import clock
from halfhour.planning.wording import figure, hours

register = template.Library()

SLOT_WIDTH = 10
BAR_WIDTH = 9
HEIGHT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A rectangle with figures as SVG wants them, whatever the reader's decimal sign."""

    kind: str
    x: str
    y: str
    width: str
    height: str


@register.inclusion_tag("planning/parts/strip.html")
def coverage_strip(strip: DayStrip) -> dict[str, Any]:
    """People there and needed by half hour: what is covered, what is missing, what is too much."""
    return {
        "bars": [bar for place, slot in enumerate(strip.slots) for bar in _bars(place, slot, strip.largest)],
        "width": max(len(strip.slots), 1) * SLOT_WIDTH,
        "height": HEIGHT,
        "said": strip_words(strip),
    }


def strip_words(strip: DayStrip) -> str:
    """A day's coverage as a sentence."""
    if not any(slot.needed or slot.scheduled for slot in strip.slots):
        return _("Nobody needed")
    if not strip.is_short:
        return _("Nobody missing; %(hours)s more than needed") % {"hours": hours(strip.surplus_hours)}
    worst = max(strip.slots, key=lambda slot: slot.short)
    return _("%(hours)s missing, most at %(clock)s: %(people)s people") % {
        "hours": hours(strip.short_hours),
        "clock": clock(worst.starts_at),
        "people": figure(worst.short, 1),
    }


def _bars(place: int, slot: StripSlot, largest: float) -> Iterator[Bar]:
    scale = HEIGHT / largest if largest else 0.0
    covered = (min(slot.needed, slot.scheduled) if slot.is_short else slot.needed) * scale
    yield _bar("covered", place, bottom=0.0, height=covered)
    if slot.is_short:
        yield _bar("short", place, bottom=covered, height=slot.short * scale)
    elif slot.surplus > 0:
        yield _bar("surplus", place, bottom=covered, height=slot.surplus * scale)


def _bar(kind: str, place: int, *, bottom: float, height: float) -> Bar:
    return Bar(
        kind=kind,
        x=str(place * SLOT_WIDTH),
        y=f"{HEIGHT - bottom - height:.2f}",
        width=str(BAR_WIDTH),
        height=f"{height:.2f}",
    )
