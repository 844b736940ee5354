"""What can be chosen, as options: `{% load offered %}`.

A team may have two hundred people: their names are written in Python, for they stand on a page four times.
"""

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from halfhour.desk.queries.ticket_page import Somebody
from halfhour.desk.wording.triage import LANGUAGES, language_words

register = template.Library()


@register.simple_tag
def choices(values: Iterable[object], chosen: object = "") -> SafeString:
    """An option a value; `chosen` is one of them, or a list of some."""
    marked = {str(each) for each in chosen} if isinstance(chosen, list) else {str(chosen)}
    return _joined(
        f"<option{' selected' if word in marked else ''}>{escape(word)}</option>" for word in map(str, values)
    )


@register.inclusion_tag("desk/workspace/pick.html")
def pick(name: str, label: str, values: Iterable[object], chosen: Iterable[str] | None) -> dict[str, object]:
    """A filter that takes several values; each is what it is called, or a value with its words."""
    pairs = [each if isinstance(each, tuple) else (str(each), str(each)) for each in values]
    marked = set(chosen or ())
    pairs += [(each, each) for each in sorted(marked - {str(value) for value, _words in pairs})]
    picked = ", ".join(str(words) for value, words in pairs if value in marked)
    options = [(value, words, value in marked) for value, words in pairs]
    return {"name": name, "label": label, "options": options, "picked": picked}


@register.simple_tag
def people_choices(people: Iterable[Somebody], chosen: object = None, by: str = "username") -> SafeString:
    """An option a person who may hold tickets, or who is chosen all the same.

    They are sent by their user name or their id (`by` is "username" or "pk").
    """
    shown = [(each, str(each.pk) == str(chosen)) for each in people]
    return _joined(
        _option(str(getattr(each, by)), each.name, is_chosen)
        for each, is_chosen in shown
        if each.answers or is_chosen
    )


@register.simple_tag
def language_choices(chosen: str) -> SafeString:
    """An option a language that triage tells apart, and the one that was told where it is another."""
    codes = LANGUAGES if not chosen or chosen in LANGUAGES else (*LANGUAGES, chosen)
    return _joined(_option(code, language_words(code), code == chosen) for code in codes)


@register.simple_tag
def names_to_mention(people: Iterable[Somebody]) -> SafeString:
    """An item a person, found by the user name that stands behind an @."""
    return _joined(f'<li data-name="{escape(each.username)}">{escape(each.name)}</li>' for each in people)


def _option(value: str, words: str, is_chosen: bool) -> str:
    return f'<option value="{escape(value)}"{" selected" if is_chosen else ""}>{escape(words)}</option>'


def _joined(parts: Iterable[str]) -> SafeString:
    return mark_safe("".join(parts))  # noqa: S308  (each part is escaped above)
