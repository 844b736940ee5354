"""Parts of the board that are written in Python, for there are hundreds of them: `{% load board %}`."""

from collections.abc import Iterable

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from halfhour.desk.queries.presence import InHand

register = template.Library()


@register.simple_tag
def hands(held: Iterable[InHand], workspace_url: str) -> SafeString:
    """Links to the tickets that somebody has in hand, by number."""
    if not held:
        return mark_safe(f'<span class="muted">{escape(_("nothing"))}</span>')  # noqa: S308
    base = escape(workspace_url)
    links = (f'<a class="bd-hand" href="{base}{each.number}/">#{each.number}</a> ' for each in held)
    return mark_safe("".join(links))  # noqa: S308  (an address of ours, and whole numbers)
